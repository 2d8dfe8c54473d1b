package io.tributary.loyalty.ledger;

import io.smallrye.mutiny.Uni;
import io.tributary.graphql.ApiException;
import io.tributary.graphql.Paging;
import io.tributary.platform.Roles;
import io.tributary.platform.Tx;
import io.tributary.platform.TypeId;
import jakarta.annotation.security.RolesAllowed;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import org.eclipse.microprofile.graphql.Description;
import org.eclipse.microprofile.graphql.GraphQLApi;
import org.eclipse.microprofile.graphql.Mutation;
import org.eclipse.microprofile.graphql.NonNull;
import org.eclipse.microprofile.graphql.Query;
import org.eclipse.microprofile.graphql.Source;

/** Corrections of points by staff, over GraphQL. */
@GraphQLApi
public class AdjustmentApi {
  private static final String LIST = "pointsAdjustments";

  private final Adjustments adjustments;
  private final AdjustmentStore store;
  private final PointsCurrencies currencies;
  private final PointsCaller caller;
  private final Tx tx;

  AdjustmentApi(
      Adjustments adjustments,
      AdjustmentStore store,
      PointsCurrencies currencies,
      PointsCaller caller,
      Tx tx) {
    this.adjustments = adjustments;
    this.store = store;
    this.currencies = currencies;
    this.caller = caller;
    this.tx = tx;
  }

  /** Corrects a balance. NOT_FOUND, INVALID_INPUT, INSUFFICIENT_POINTS, IDEMPOTENCY_KEY_REUSED. */
  @Mutation
  @RolesAllowed({Roles.ADMIN, Roles.SERVICE})
  @NonNull
  @Description(
      "Corrects a member's points. By more than the currency's limit it only proposes to, and a second person decides.")
  public Uni<PointsAdjustmentPayload> adjustPoints(
      @NonNull @Description("The correction.") AdjustPointsInput input) {
    UUID customer = caller.customer("input.customer", input.customer());
    PointsCaller.points(Math.abs(input.points()));
    Command order =
        caller.command(
            input.idempotencyKey(),
            null,
            input.reason(),
            null,
            "adjust",
            input.programme(),
            input.currency(),
            input.points());
    if (order.reason() == null) {
      throw ApiException.invalid("input.reason", "Say why.");
    }
    return currencies
        .require(input.programme(), input.currency())
        .chain(
            currency ->
                tx.write(c -> adjustments.adjust(c, currency, customer, input.points(), order))
                    .map(receipt -> payload(receipt, currency)));
  }

  /** Decides a correction. NOT_FOUND, FORBIDDEN, CONFLICT, INSUFFICIENT_POINTS. */
  @Mutation
  @RolesAllowed({Roles.ADMIN, Roles.SERVICE})
  @NonNull
  @Description("Decides a correction that waits; whoever proposed it cannot.")
  public Uni<PointsAdjustmentPayload> decidePointsAdjustment(
      @NonNull @Description("The decision.") DecidePointsAdjustmentInput input) {
    UUID id = PointsCaller.id(TypeId.POINTS_ADJUSTMENT, "correction", input.adjustment());
    Command order =
        caller.command(input.idempotencyKey(), null, null, null, "decide", id, input.approve());
    return tx.write(
        c ->
            adjustments
                .decide(c, id, input.approve(), order)
                .chain(
                    receipt ->
                        currencies
                            .require(c, receipt.currency())
                            .map(currency -> payload(receipt, currency))));
  }

  /** Corrections that wait. INVALID_INPUT for a bad page. */
  @Query
  @RolesAllowed({Roles.ADMIN, Roles.SERVICE})
  @NonNull
  @Description("Corrections of points that wait for a second person, the oldest first.")
  public Uni<PointsAdjustmentConnection> pointsAdjustments(
      @Description("How many, 1 to 100; default 20.") Integer first,
      @Description("A cursor of this list.") String after) {
    Paging paging = Paging.of(first, after, LIST, 2);
    Instant time = paging.continues() ? paging.instant(0) : null;
    UUID id = paging.continues() ? paging.uuid(1) : null;
    return tx.read(connection -> store.open(connection, time, id, paging.limit()))
        .map(
            rows ->
                paging.slice(
                    LIST,
                    rows,
                    row ->
                        new String[] {
                          Paging.part(row.proposedAt().toInstant()), row.uuid().toString()
                        },
                    PointsAdjustmentEdge::new,
                    PointsAdjustmentConnection::new));
  }

  /** The corrections that payloads are about. */
  @RolesAllowed({Roles.ADMIN, Roles.SERVICE})
  @Description("The proposal as it stands now; null when it was done at once.")
  public Uni<List<PointsAdjustment>> adjustment(@Source List<PointsAdjustmentPayload> payloads) {
    List<UUID> ids =
        payloads.stream()
            .map(PointsAdjustmentPayload::adjustmentId)
            .filter(Objects::nonNull)
            .toList();
    return tx.read(connection -> store.byIds(connection, ids))
        .map(
            found -> {
              Map<UUID, PointsAdjustment> byId = new HashMap<>();
              found.forEach(one -> byId.put(one.uuid(), one));
              return payloads.stream().map(p -> byId.get(p.adjustmentId())).toList();
            });
  }

  private static PointsAdjustmentPayload payload(Receipt receipt, PointsCurrency currency) {
    return new PointsAdjustmentPayload(
        receipt.entry(),
        receipt.subject(),
        new PointsBalance(receipt.customer(), currency, receipt.balance()));
  }
}
