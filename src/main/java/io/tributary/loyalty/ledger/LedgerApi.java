package io.tributary.loyalty.ledger;

import static io.tributary.loyalty.ledger.PointsCaller.id;
import static io.tributary.loyalty.ledger.PointsCaller.minor;
import static io.tributary.loyalty.ledger.PointsCaller.points;
import static io.tributary.loyalty.ledger.PointsCaller.text;

import io.smallrye.mutiny.Uni;
import io.tributary.graphql.ApiException;
import io.tributary.platform.Roles;
import io.tributary.platform.Tx;
import io.tributary.platform.TypeId;
import jakarta.annotation.security.RolesAllowed;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.UUID;
import org.eclipse.microprofile.graphql.Description;
import org.eclipse.microprofile.graphql.GraphQLApi;
import org.eclipse.microprofile.graphql.Mutation;
import org.eclipse.microprofile.graphql.NonNull;

/** Changes of members' points over GraphQL; every one once per idempotency key. */
@GraphQLApi
public class LedgerApi {
  private static final int USUAL_HOLD = 900;
  private static final int LONGEST_HOLD = 604_800;
  private static final int LONGEST_NAME = 200;

  private final Ledger ledger;
  private final Spendings spendings;
  private final Transfers transfers;
  private final PointsCurrencies currencies;
  private final PointsCaller caller;
  private final Tx tx;

  LedgerApi(
      Ledger ledger,
      Spendings spendings,
      Transfers transfers,
      PointsCurrencies currencies,
      PointsCaller caller,
      Tx tx) {
    this.ledger = ledger;
    this.spendings = spendings;
    this.transfers = transfers;
    this.currencies = currencies;
    this.caller = caller;
    this.tx = tx;
  }

  /** Gives points. NOT_FOUND, INVALID_INPUT, CONFLICT, IDEMPOTENCY_KEY_REUSED. */
  @Mutation
  @RolesAllowed({Roles.ADMIN, Roles.SERVICE, Roles.TILL})
  @NonNull
  @Description("Gives points to a member. Debt is repaid first.")
  public Uni<PointsPayload> earnPoints(@NonNull @Description("The points.") EarnPointsInput input) {
    UUID customer = caller.customer("input.customer", input.customer());
    Command order =
        caller.command(
            input.idempotencyKey(),
            input.reference(),
            input.reason(),
            input.occurredAt(),
            "earn",
            input.programme(),
            input.currency(),
            input.points(),
            input.sale(),
            input.line(),
            input.value(),
            input.activeAt(),
            input.expiresAt(),
            input.awaits());
    return currencies
        .require(input.programme(), input.currency())
        .chain(
            currency -> {
              Grant grant = grant(input, currency, order.occurredAt());
              return tx.write(c -> ledger.earn(c, currency, customer, grant, order))
                  .map(receipt -> payload(receipt, currency));
            });
  }

  private static Grant grant(EarnPointsInput input, PointsCurrency currency, Instant at) {
    String sale = text("sale", input.sale(), LONGEST_NAME);
    String line = text("line", input.line(), LONGEST_NAME);
    String awaits = text("awaits", input.awaits(), LONGEST_NAME);
    if (sale == null && (line != null || input.value() != null)) {
      throw ApiException.invalid("input.sale", "Name the sale that line and value are of.");
    }
    if (sale != null && input.value() == null) {
      throw ApiException.invalid("input.value", "Say what the sale is worth.");
    }
    if (awaits != null && input.activeAt() != null) {
      throw ApiException.invalid("input.activeAt", "Give either activeAt or awaits.");
    }
    Instant active = awaits != null ? null : instant(input.activeAt(), currency.activeAt(at));
    Instant expires = instant(input.expiresAt(), currency.expiresAt(at));
    if (expires != null && !expires.isAfter(active == null ? at : active)) {
      throw ApiException.invalid("input.expiresAt", "Points end after they begin.");
    }
    return new Grant(
        points(input.points()),
        active,
        expires,
        awaits,
        sale,
        sale == null ? null : line == null ? Sale.WHOLE : line,
        sale == null ? null : (Long) minor("value", input.value(), currency.money()));
  }

  private static Instant instant(OffsetDateTime given, Instant otherwise) {
    return given == null ? otherwise : given.toInstant();
  }

  /** Takes back what a return calls for. NOT_FOUND, INVALID_INPUT, IDEMPOTENCY_KEY_REUSED. */
  @Mutation
  @RolesAllowed({Roles.ADMIN, Roles.SERVICE, Roles.TILL})
  @NonNull
  @Description(
      "Takes back what a sale earned, in proportion to what came back of it in all: from the line's own points, then"
          + " from others of the sale, then from those that end first, then as debt.")
  public Uni<PointsPayload> clawBackPoints(
      @NonNull @Description("The return.") ClawBackPointsInput input) {
    UUID customer = caller.customer("input.customer", input.customer());
    Command order =
        caller.command(
            input.idempotencyKey(),
            input.sale(),
            input.reason(),
            input.occurredAt(),
            "claw back",
            input.programme(),
            input.currency(),
            input.line(),
            input.returned());
    String line = text("line", input.line(), LONGEST_NAME);
    if (order.reference() == null) {
      throw ApiException.invalid("input.sale", "Name the sale.");
    }
    return currencies
        .require(input.programme(), input.currency())
        .chain(
            currency -> {
              long minor = minor("returned", input.returned(), currency.money());
              return tx.write(
                      c ->
                          ledger.clawBack(
                              c,
                              currency,
                              customer,
                              order.reference(),
                              line == null ? Sale.WHOLE : line,
                              minor,
                              order))
                  .map(receipt -> payload(receipt, currency));
            });
  }

  /** Tells that an event has happened. NOT_FOUND, IDEMPOTENCY_KEY_REUSED. */
  @Mutation
  @RolesAllowed({Roles.ADMIN, Roles.SERVICE, Roles.TILL})
  @NonNull
  @Description("Tells that an event has happened that pending points waited for: they can be used.")
  public Uni<PointsPayload> activatePoints(
      @NonNull @Description("The event.") ActivatePointsInput input) {
    UUID customer = caller.customer("input.customer", input.customer());
    Command order =
        caller.command(
            input.idempotencyKey(),
            null,
            null,
            null,
            "activate",
            input.programme(),
            input.currency(),
            input.event(),
            input.sale());
    String event = text("event", input.event(), LONGEST_NAME);
    return currencies
        .require(input.programme(), input.currency())
        .chain(
            currency ->
                tx.write(c -> ledger.activate(c, currency, customer, event, input.sale(), order))
                    .map(receipt -> payload(receipt, currency)));
  }

  /** Spends points. INSUFFICIENT_POINTS, NOT_FOUND, INVALID_INPUT, IDEMPOTENCY_KEY_REUSED. */
  @Mutation
  @RolesAllowed({Roles.ADMIN, Roles.SERVICE, Roles.TILL, Roles.MEMBER})
  @NonNull
  @Description("Spends points, those that end first before the others.")
  public Uni<PointsPayload> redeemPoints(
      @NonNull @Description("The points.") RedeemPointsInput input) {
    UUID customer = caller.customer("input.customer", input.customer());
    long points = points(input.points());
    Command order =
        caller.command(
            input.idempotencyKey(),
            input.reference(),
            input.reason(),
            null,
            "redeem",
            input.programme(),
            input.currency(),
            points);
    return currencies
        .require(input.programme(), input.currency())
        .chain(
            currency ->
                tx.write(c -> spendings.redeem(c, currency, customer, points, order))
                    .map(receipt -> payload(receipt, currency)));
  }

  /** Gives spent points back. NOT_FOUND, CONFLICT, IDEMPOTENCY_KEY_REUSED. */
  @Mutation
  @RolesAllowed({Roles.ADMIN, Roles.SERVICE, Roles.TILL})
  @NonNull
  @Description(
      "Gives spent points back into the lots they came from, with their expiry; those that have ended meanwhile come back"
          + " with the currency's grace.")
  public Uni<PointsPayload> cancelRedemption(
      @NonNull @Description("The redemption.") CancelRedemptionInput input) {
    UUID redemption = id(TypeId.POINTS_ENTRY, "redemption", input.redemption());
    Long points = input.points() == null ? null : (Long) points(input.points());
    Command order =
        caller.command(
            input.idempotencyKey(), null, input.reason(), null, "cancel", redemption, points);
    return tx.write(
        c ->
            spendings
                .cancel(c, redemption, points, order)
                .chain(
                    receipt ->
                        currencies
                            .require(c, receipt.currency())
                            .map(currency -> payload(receipt, currency))));
  }

  /** Moves points to another member. INSUFFICIENT_POINTS, NOT_FOUND, INVALID_INPUT. */
  @Mutation
  @RolesAllowed({Roles.ADMIN, Roles.SERVICE, Roles.MEMBER})
  @NonNull
  @Description(
      "Gives points to another member; they keep their expiry. Answers what the giver has.")
  public Uni<PointsPayload> transferPoints(
      @NonNull @Description("The points.") TransferPointsInput input) {
    UUID from = caller.customer("input.from", input.from());
    UUID to = id(TypeId.CUSTOMER, "customer", input.to());
    long points = points(input.points());
    Command order =
        caller.command(
            input.idempotencyKey(),
            null,
            input.reason(),
            null,
            "transfer",
            to,
            input.programme(),
            input.currency(),
            points);
    return currencies
        .require(input.programme(), input.currency())
        .chain(
            currency ->
                tx.write(c -> transfers.transfer(c, currency, from, to, points, order))
                    .map(receipt -> payload(receipt, currency)));
  }

  /** Holds points. INSUFFICIENT_POINTS, NOT_FOUND, INVALID_INPUT, IDEMPOTENCY_KEY_REUSED. */
  @Mutation
  @RolesAllowed({Roles.ADMIN, Roles.SERVICE, Roles.TILL, Roles.MEMBER})
  @NonNull
  @Description("Holds points for a checkout. Not captured in time, they go back by themselves.")
  public Uni<PointsReservationPayload> reservePoints(
      @NonNull @Description("The points.") ReservePointsInput input) {
    UUID customer = caller.customer("input.customer", input.customer());
    long points = points(input.points());
    int seconds = input.seconds() == null ? USUAL_HOLD : input.seconds();
    if (seconds < 1 || seconds > LONGEST_HOLD) {
      throw ApiException.invalid("input.seconds", "Hold for 1 to " + LONGEST_HOLD + " seconds.");
    }
    Command order =
        caller.command(
            input.idempotencyKey(),
            input.reference(),
            null,
            null,
            "reserve",
            input.programme(),
            input.currency(),
            points,
            seconds);
    return currencies
        .require(input.programme(), input.currency())
        .chain(
            currency ->
                tx.write(
                        c ->
                            spendings.reserve(
                                c,
                                currency,
                                customer,
                                points,
                                order.occurredAt().plusSeconds(seconds),
                                order))
                    .map(receipt -> reservation(receipt, currency)));
  }

  /** Spends what is held. NOT_FOUND, INVALID_INPUT, CONFLICT, IDEMPOTENCY_KEY_REUSED. */
  @Mutation
  @RolesAllowed({Roles.ADMIN, Roles.SERVICE, Roles.TILL})
  @NonNull
  @Description("Spends points that are held, all or some; the others go back.")
  public Uni<PointsReservationPayload> captureReservation(
      @NonNull @Description("The reservation.") CaptureReservationInput input) {
    Long points = input.points() == null ? null : (Long) points(input.points());
    return end(input.reservation(), points, input.idempotencyKey(), "capture");
  }

  /** Gives back what is held. NOT_FOUND, CONFLICT, IDEMPOTENCY_KEY_REUSED. */
  @Mutation
  @RolesAllowed({Roles.ADMIN, Roles.SERVICE, Roles.TILL})
  @NonNull
  @Description("Gives back points that are held.")
  public Uni<PointsReservationPayload> releaseReservation(
      @NonNull @Description("The reservation.") ReleaseReservationInput input) {
    return end(input.reservation(), 0L, input.idempotencyKey(), "release");
  }

  private Uni<PointsReservationPayload> end(String id, Long points, String key, String what) {
    UUID reservation = id(TypeId.POINTS_RESERVATION, "reservation", id);
    Command order = caller.command(key, null, null, null, what, reservation, points);
    return tx.write(
        c ->
            spendings
                .end(c, reservation, points, order)
                .chain(
                    receipt ->
                        currencies
                            .require(c, receipt.currency())
                            .map(currency -> reservation(receipt, currency))));
  }

  private static PointsPayload payload(Receipt receipt, PointsCurrency currency) {
    return new PointsPayload(
        receipt.entry(), new PointsBalance(receipt.customer(), currency, receipt.balance()));
  }

  private static PointsReservationPayload reservation(Receipt receipt, PointsCurrency currency) {
    return new PointsReservationPayload(
        receipt.subject(), new PointsBalance(receipt.customer(), currency, receipt.balance()));
  }
}
