package io.tributary.loyalty.tier;

import io.quarkus.security.Authenticated;
import io.quarkus.security.ForbiddenException;
import io.smallrye.graphql.api.Subscription;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import io.tributary.graphql.ApiException;
import io.tributary.graphql.Caller;
import io.tributary.graphql.Paging;
import io.tributary.identity.Customer;
import io.tributary.identity.Customers;
import io.tributary.loyalty.Programmes;
import io.tributary.platform.Money;
import io.tributary.platform.Roles;
import io.tributary.platform.Tx;
import io.tributary.platform.TypeId;
import jakarta.annotation.security.RolesAllowed;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Stream;
import org.eclipse.microprofile.graphql.DefaultValue;
import org.eclipse.microprofile.graphql.Description;
import org.eclipse.microprofile.graphql.GraphQLApi;
import org.eclipse.microprofile.graphql.Id;
import org.eclipse.microprofile.graphql.NonNull;
import org.eclipse.microprofile.graphql.Query;
import org.eclipse.microprofile.graphql.Source;

/** What tiers would become, and what they become, over GraphQL. */
@GraphQLApi
public class TierFutureApi {
  private static final Duration POLL = Duration.ofSeconds(1);
  private static final Duration FARTHEST = Duration.ofDays(3_660);
  private static final String[] STAFF = {Roles.ADMIN, Roles.STEWARD, Roles.SERVICE, Roles.TILL};

  private static final String WARNINGS = "tierWarnings";

  private final Tiers tiers;
  private final TierWarningStore warnings;
  private final Programmes programmes;
  private final Tx tx;
  private final Customers customers;
  private final Caller caller;

  TierFutureApi(
      Tiers tiers,
      TierWarningStore warnings,
      Programmes programmes,
      Tx tx,
      Customers customers,
      Caller caller) {
    this.tiers = tiers;
    this.warnings = warnings;
    this.programmes = programmes;
    this.tx = tx;
    this.customers = customers;
    this.caller = caller;
  }

  /** What the member would have. INVALID_INPUT for an amount or an instant that will not do. */
  @Authenticated
  @NonNull
  @Description("What the member would have at an instant, having spent so much just before it.")
  public Uni<TierForecast> ifSpent(
      @Source Membership membership,
      @NonNull
          @Description(
              "How much, in whole units of the programme's currency: \"500\". 0 for nothing.")
          String amount,
      @NonNull @Description("When, within ten years from now.") OffsetDateTime by,
      @DefaultValue("0") @Description("Visits to stores by then, 0 to 1000.") Integer visits) {
    Instant at = by.toInstant().truncatedTo(ChronoUnit.MICROS);
    Instant now = membership.replay().asOf();
    if (!at.isAfter(now) || at.isAfter(now.plus(FARTHEST))) {
      throw ApiException.invalid("by", "This is an instant within ten years from now.");
    }
    long minor =
        Money.minorUnits(amount, membership.programme().currency())
            .filter(given -> given >= 0)
            .orElseThrow(() -> ApiException.invalid("amount", "An amount such as 500 or 99.50."));
    int times = visits == null ? 0 : visits;
    if (times < 0 || times > 1_000) {
      throw ApiException.invalid("visits", "0 to 1000.");
    }
    Instant last = at.minus(1, ChronoUnit.MICROS);
    Stream<Deed> spent =
        minor == 0
            ? Stream.empty()
            : Stream.of(Deed.purchase(last, new UUID(-1, -1), minor, List.of()));
    Stream<Deed> visited =
        Stream.iterate(0, i -> i < times, i -> i + 1)
            .map(i -> new Deed(TierMeasure.VISITS, last, new UUID(-1, i), 1, List.of()));
    return Uni.createFrom().item(membership.forecast(at, Stream.concat(spent, visited).toList()));
  }

  /** A programme's warnings. NOT_FOUND, INVALID_INPUT for a bad page. */
  @Query
  @RolesAllowed({Roles.ADMIN, Roles.SERVICE, Roles.MARKETER})
  @NonNull
  @Description(
      "Members who were warned that their tier ends, the oldest warning first; the job warn-tiers makes them. A sender"
          + " keeps the last cursor and asks for what came after.")
  public Uni<TierWarningConnection> tierWarnings(
      @Id @NonNull @Description("TypeID of the programme.") String programme,
      @Description("Made then or later.") OffsetDateTime since,
      @Description("How many, 1 to 100; default 20.") Integer first,
      @Description("A cursor of this list.") String after) {
    Paging paging = Paging.of(first, after, WARNINGS, 2);
    Instant time = paging.continues() ? paging.instant(0) : null;
    UUID id = paging.continues() ? paging.uuid(1) : null;
    Instant from = since == null ? null : since.toInstant();
    return programmes
        .require(programme)
        .chain(
            found ->
                tx.read(
                    connection ->
                        warnings.page(connection, found.uuid(), time, id, from, paging.limit())))
        .map(
            rows ->
                paging.slice(
                    WARNINGS,
                    rows,
                    row ->
                        new String[] {
                          Paging.part(row.warnedAt().toInstant()), row.uuid().toString()
                        },
                    TierWarningEdge::new,
                    TierWarningConnection::new));
  }

  /** Whom warnings are for. */
  @NonNull
  @RolesAllowed({Roles.ADMIN, Roles.SERVICE, Roles.MARKETER})
  @Description("Whom it is for.")
  public Uni<List<Customer>> customer(@Source List<TierWarning> page) {
    return customers
        .byIds(page.stream().map(TierWarning::customerUuid).distinct().toList())
        .map(found -> page.stream().map(one -> found.get(one.customerUuid())).toList());
  }

  /** The membership now and after each change of its tier. FORBIDDEN for somebody else's. */
  @Subscription
  @RolesAllowed({Roles.ADMIN, Roles.STEWARD, Roles.SERVICE, Roles.TILL, Roles.MEMBER})
  @Description(
      "The customer's place in a programme now and after each change of tier, within about a second.")
  public Multi<Membership> tierChanged(
      @Id @NonNull @Description("TypeID of the customer.") String customer,
      @Id @Description("TypeID of the programme; null for the oldest one that has a tier policy.")
          String programme) {
    UUID id =
        TypeId.CUSTOMER
            .decode(customer)
            .orElseThrow(() -> ApiException.notFound("customer", customer));
    Optional<UUID> in = programme == null ? Optional.empty() : TypeId.PROGRAMME.decode(programme);
    if (programme != null && in.isEmpty()) {
      throw ApiException.notFound("programme", programme);
    }
    if (!caller.isOne(STAFF) && !id.equals(caller.ownCustomer())) {
      throw new ForbiddenException();
    }
    return Multi.createFrom()
        .ticks()
        .every(POLL)
        .onOverflow()
        .drop()
        .onItem()
        .transformToUniAndConcatenate(
            tick -> place(id, in.orElse(null)).onFailure().recoverWithNull())
        .skip()
        .repetitions((a, b) -> a.replay().history().equals(b.replay().history()) ? 0 : 1);
  }

  private Uni<Membership> place(UUID customer, UUID programme) {
    return customers
        .byId(customer)
        .map(Customer::current)
        .chain(
            current ->
                tiers.memberships(programme, List.of(current)).map(found -> found.get(current)));
  }
}
