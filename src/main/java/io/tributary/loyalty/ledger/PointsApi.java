package io.tributary.loyalty.ledger;

import io.quarkus.security.Authenticated;
import io.smallrye.mutiny.Uni;
import io.tributary.graphql.ApiException;
import io.tributary.graphql.Gather;
import io.tributary.graphql.Paging;
import io.tributary.graphql.once.Once;
import io.tributary.identity.Customer;
import io.tributary.loyalty.Programme;
import io.tributary.loyalty.tier.Membership;
import io.tributary.platform.Roles;
import io.tributary.platform.Tx;
import jakarta.annotation.security.RolesAllowed;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.function.Function;
import org.eclipse.microprofile.graphql.Description;
import org.eclipse.microprofile.graphql.GraphQLApi;
import org.eclipse.microprofile.graphql.Id;
import org.eclipse.microprofile.graphql.Mutation;
import org.eclipse.microprofile.graphql.Name;
import org.eclipse.microprofile.graphql.NonNull;
import org.eclipse.microprofile.graphql.Source;

/** What members have, over GraphQL. */
@GraphQLApi
public class PointsApi {
  private static final String STATEMENT = "pointsStatement";
  private static final String EXPIRING = "pointsExpiring";
  private static final String WAITING = "pointsWaiting";

  private final Points points;
  private final PointsCurrencies currencies;
  private final PointsCurrencyStore currencyStore;
  private final Accounts accounts;
  private final Gather gather;
  private final Tx tx;
  private final Once once;

  PointsApi(
      Points points,
      PointsCurrencies currencies,
      PointsCurrencyStore currencyStore,
      Accounts accounts,
      Gather gather,
      Tx tx,
      Once once) {
    this.once = once;
    this.points = points;
    this.currencies = currencies;
    this.currencyStore = currencyStore;
    this.accounts = accounts;
    this.gather = gather;
    this.tx = tx;
  }

  /** What a customer has of a currency, whether or not the programme has tiers. */
  @Authenticated
  @Description(
      "What the customer has of a programme's points, also where the programme has no tiers. Null when the programme or"
          + " the currency is unknown.")
  public Uni<PointsBalance> points(
      @Source Customer customer,
      @Id @Description("TypeID of the programme; left out, the oldest one.") String programme,
      @Description("The currency's code; left out, the programme's first that is spendable.")
          String currency,
      @Description("An instant of the past: what it was then. Left out, now.")
          OffsetDateTime asOf) {
    return balance(customer.current(), programme, currency, asOf);
  }

  /** What a member has of a currency of their programme. */
  @Name("points")
  @Authenticated
  @Description("What the member has of the programme's points. Null when the currency is unknown.")
  public Uni<PointsBalance> pointsOfMembership(
      @Source Membership membership,
      @Description("The currency's code; left out, the programme's first that is spendable.")
          String currency,
      @Description("An instant of the past: what it was then. Left out, now.")
          OffsetDateTime asOf) {
    return balance(membership.customer(), membership.programme().getId(), currency, asOf);
  }

  /** What a customer has of a currency, by what a field's arguments say. */
  private Uni<PointsBalance> balance(
      UUID customer, String programme, String currency, OffsetDateTime asOf) {
    Instant at = asOf == null ? null : asOf.toInstant();
    if (at != null && at.isAfter(accounts.now())) {
      throw ApiException.invalid("asOf", "asOf is in the future. Leave it out for now.");
    }
    List<Object> arguments =
        List.of(Objects.toString(programme), Objects.toString(currency), Objects.toString(at));
    return gather.load(
        "points",
        arguments,
        customer,
        (List<UUID> customers) ->
            currencies
                .find(programme, currency)
                .chain(
                    found ->
                        found.isPresent()
                            ? points.balances(found.get(), at, customers)
                            : Uni.createFrom().item(Map.<UUID, PointsBalance>of())));
  }

  /** What ends when. INVALID_INPUT for a bad page. */
  @Authenticated
  @NonNull
  @Description("What ends when, the earliest first; points that never end are not listed.")
  public Uni<PointsExpiryConnection> expiring(
      @Source PointsBalance balance,
      @Description("How many, 1 to 100; default 20.") Integer first,
      @Description("A cursor of this list.") String after) {
    Paging paging = Paging.of(first, after, EXPIRING, 1);
    Instant from = paging.continues() ? paging.instant(0) : null;
    return gather
        .load(
            EXPIRING,
            List.of(paging, balance.currency().uuid()),
            balance.customer(),
            (List<UUID> customers) ->
                points.expiring(balance.currency(), from, paging.limit(), customers))
        .map(
            rows ->
                paging.slice(
                    EXPIRING,
                    rows == null ? List.of() : rows,
                    row -> new String[] {Paging.part(row.expiresAt().toInstant())},
                    PointsExpiryEdge::new,
                    PointsExpiryConnection::new));
  }

  /** What becomes usable when. INVALID_INPUT for a bad page. */
  @Authenticated
  @NonNull
  @Description(
      "When pending points become usable, the earliest first; last those whose event has not happened.")
  public Uni<PointsWaitingConnection> waiting(
      @Source PointsBalance balance,
      @Description("How many, 1 to 100; default 20.") Integer first,
      @Description("A cursor of this list.") String after) {
    Paging paging = Paging.of(first, after, WAITING, 2);
    PointsWaiting.Place place =
        paging.continues() ? new PointsWaiting.Place(paging.instant(0), paging.text(1)) : null;
    return gather
        .load(
            WAITING,
            List.of(paging, balance.currency().uuid()),
            balance.customer(),
            (List<UUID> customers) ->
                points.waiting(balance.currency(), place, paging.limit(), customers))
        .map(
            rows ->
                paging.slice(
                    WAITING,
                    rows == null ? List.of() : rows,
                    row -> new String[] {Paging.part(row.place().at()), row.place().awaits()},
                    PointsWaitingEdge::new,
                    PointsWaitingConnection::new));
  }

  /** The entries of a member's ledger. INVALID_INPUT for a bad page. */
  @Authenticated
  @NonNull
  @Description("Every entry of the member's ledger, the latest first.")
  public Uni<PointsEntryConnection> statement(
      @Source PointsBalance balance,
      @Description("How many, 1 to 100; default 20.") Integer first,
      @Description("A cursor of this list.") String after) {
    Paging paging = Paging.of(first, after, STATEMENT, 2);
    Instant time = paging.continues() ? paging.instant(0) : null;
    UUID id = paging.continues() ? paging.uuid(1) : null;
    return gather
        .load(
            STATEMENT,
            List.of(paging, balance.currency().uuid()),
            balance.customer(),
            (List<UUID> customers) ->
                points.statement(balance.currency(), time, id, paging.limit(), customers))
        .map(
            rows ->
                paging.slice(
                    STATEMENT,
                    rows == null ? List.of() : rows,
                    row ->
                        new String[] {
                          Paging.part(row.recordedAt().toInstant()), row.uuid().toString()
                        },
                    PointsEntryEdge::new,
                    PointsEntryConnection::new));
  }

  /** What entries moved, in one statement for a page of them. */
  @Authenticated
  @NonNull
  @Description("What it moved, lot by lot: from which expiry spent points came, or went back to.")
  public Uni<List<@NonNull List<@NonNull PointsPart>>> lots(@Source List<PointsEntry> entries) {
    return points
        .parts(entries.stream().map(PointsEntry::uuid).distinct().toList())
        .map(found -> entries.stream().map(e -> found.getOrDefault(e.uuid(), List.of())).toList());
  }

  /** Who asked for entries. */
  @RolesAllowed({Roles.ADMIN, Roles.SERVICE})
  @NonNull
  @Description("Who asked for it: the token's name; time when points expired.")
  public Uni<List<@NonNull String>> by(@Source List<PointsEntry> entries) {
    return Uni.createFrom().item(entries.stream().map(PointsEntry::actor).toList());
  }

  /** The entries that changes wrote. */
  @Authenticated
  @Description("What was written; null when nothing had to be.")
  public Uni<List<PointsEntry>> entry(@Source List<PointsPayload> payloads) {
    return entries(payloads, PointsPayload::entryId);
  }

  /** The entries that corrections wrote. */
  @Name("entry")
  @Authenticated
  @Description("What was written; null while it waits for a second person.")
  public Uni<List<PointsEntry>> entryOfAdjustment(@Source List<PointsAdjustmentPayload> payloads) {
    return entries(payloads, PointsAdjustmentPayload::entryId);
  }

  private <T> Uni<List<PointsEntry>> entries(List<T> payloads, Function<T, UUID> id) {
    return points
        .entries(payloads.stream().map(id).filter(Objects::nonNull).toList())
        .map(found -> payloads.stream().map(id).map(found::get).toList());
  }

  /** The reservations that changes are about. */
  @Authenticated
  @NonNull
  @Description("The reservation as it stands now.")
  public Uni<List<PointsReservation>> reservation(@Source List<PointsReservationPayload> payloads) {
    return points
        .reservations(payloads.stream().map(PointsReservationPayload::reservationId).toList())
        .map(found -> payloads.stream().map(p -> found.get(p.reservationId())).toList());
  }

  /** What programmes count. */
  @Authenticated
  @NonNull
  @Description("What the programme counts for its members.")
  public Uni<List<@NonNull List<@NonNull PointsCurrency>>> currencies(
      @Source List<Programme> programmes) {
    List<UUID> ids = programmes.stream().map(Programme::uuid).distinct().toList();
    return tx.read(connection -> currencyStore.ofProgrammes(connection, ids))
        .map(
            found ->
                programmes.stream()
                    .map(
                        programme ->
                            found.stream()
                                .filter(c -> c.programmeId().equals(programme.uuid()))
                                .toList())
                    .toList());
  }

  /** Adds a currency or changes one. NOT_FOUND, INVALID_INPUT, CONFLICT. */
  @Mutation("setPointsCurrency")
  @RolesAllowed(Roles.ADMIN)
  @NonNull
  @Description(
      "Adds a currency to a programme, or changes how points of one live that are earned from now on.")
  public Uni<SetPointsCurrencyPayload> setPointsCurrency(
      @NonNull @Description("How it is to live.") SetPointsCurrencyInput input) {
    return once.answer(
        "setPointsCurrency",
        input.idempotencyKey(),
        input,
        SetPointsCurrencyPayload.class,
        () -> currencies.set(input).map(SetPointsCurrencyPayload::new));
  }
}
