package io.tributary.insight.churn;

import io.smallrye.mutiny.Uni;
import io.tributary.graphql.ApiException;
import io.tributary.graphql.Cost;
import io.tributary.graphql.Gather;
import io.tributary.graphql.Paging;
import io.tributary.identity.Customer;
import io.tributary.identity.Customers;
import io.tributary.insight.CustomerMetrics;
import io.tributary.insight.Reporting;
import io.tributary.platform.Roles;
import io.tributary.platform.Tx;
import jakarta.annotation.security.RolesAllowed;
import java.time.Clock;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.util.EnumSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Function;
import org.eclipse.microprofile.graphql.Description;
import org.eclipse.microprofile.graphql.GraphQLApi;
import org.eclipse.microprofile.graphql.Mutation;
import org.eclipse.microprofile.graphql.Name;
import org.eclipse.microprofile.graphql.NonNull;
import org.eclipse.microprofile.graphql.Query;
import org.eclipse.microprofile.graphql.Source;

/** Who is about to leave, over GraphQL. */
@GraphQLApi
public class ChurnApi {
  private static final String AT_RISK = "customersAtRisk";
  private static final String WARNINGS = "churnWarnings";
  private static final String RUNS = "churnRuns";
  private static final int LONGEST = 3_650;
  private static final int LONGEST_STEP = 200;

  private final Churns churns;
  private final ChurnReadStore store;
  private final ChurnRunStore runs;
  private final Customers customers;
  private final Tx tx;
  private final Clock clock;
  private final Gather gather;

  ChurnApi(
      Churns churns,
      ChurnReadStore store,
      ChurnRunStore runs,
      Customers customers,
      Tx tx,
      Clock clock,
      Gather gather) {
    this.churns = churns;
    this.store = store;
    this.runs = runs;
    this.customers = customers;
    this.tx = tx;
    this.clock = clock;
    this.gather = gather;
  }

  /** A customer's level; INVALID_INPUT for an instant in the future. */
  @NonNull
  @RolesAllowed({Roles.ADMIN, Roles.SERVICE, Roles.MARKETER, Roles.ANALYST})
  @Description(
      "How likely the customer is to have left. It follows changed facts within about a second, and"
          + " the passing of time with each run of refresh-churn.")
  public Uni<Churn> churn(
      @Source CustomerMetrics metrics,
      @Description(
              "The instant to compute it for, by the window and models of then; the stored level"
                  + " when left out.")
          OffsetDateTime asOf) {
    Instant at = asOf == null ? null : Reporting.asOf("asOf", asOf, clock.instant());
    return gather
        .load(
            "churn",
            Optional.ofNullable(at),
            metrics.customer(),
            (List<UUID> ids) -> churns.of(ids, at))
        .chain(churn -> churn != null ? Uni.createFrom().item(churn) : absent(metrics.customer()));
  }

  /** Whoever is not judged bought nothing by then, or is not to be judged at all. */
  private Uni<Churn> absent(UUID customer) {
    return gather
        .load("churn absence", "", customer, (List<UUID> ids) -> churns.of(ids, null))
        .map(
            now ->
                Churn.none(
                    customer,
                    now != null && now.absence() == ChurnAbsence.LIMITED
                        ? ChurnAbsence.LIMITED
                        : ChurnAbsence.NO_PURCHASES));
  }

  /** Activity; INVALID_INPUT for a broken question. */
  @Cost(weight = Cost.OVERVIEW)
  @Query("activity")
  @NonNull
  @Description("Who stayed, came and left between two instants: period retention and churn.")
  @RolesAllowed({Roles.ADMIN, Roles.ANALYST, Roles.MARKETER})
  public Uni<ActivityReport> activity(
      @Name("input") @NonNull @Description("Between which instants.") ActivityInput input) {
    Instant now = clock.instant();
    Instant asOf = Reporting.asOf("input.asOf", input.asOf(), now);
    Instant from = Reporting.asOf("input.from", input.from(), now);
    if (!from.isBefore(asOf)) {
      throw ApiException.invalid("input.from", "from is not before asOf. Swap them.");
    }
    checkWindow(input.activeDays());
    ZoneId zone =
        input.timezone() == null ? null : Reporting.zone("input.timezone", input.timezone());
    return tx.read(
        connection -> store.activity(connection, from, asOf, input.activeDays(), zone, now));
  }

  private static void checkWindow(Integer days) {
    if (days != null && (days < 1 || days > LONGEST)) {
      throw ApiException.invalid(
          "input.activeDays", "activeDays is a number from 1 to " + LONGEST + ".");
    }
  }

  /** Customers at risk; INVALID_INPUT for a bad number or cursor. */
  @Cost(weight = Cost.OVERVIEW)
  @Query(AT_RISK)
  @NonNull
  @Description("Customers who may have left, greatest expected loss first.")
  @RolesAllowed({Roles.ADMIN, Roles.SERVICE, Roles.MARKETER, Roles.ANALYST})
  public Uni<CustomersAtRiskConnection> customersAtRisk(
      @Description("How many, 1 to 100; default 20.") Integer first,
      @Description("A cursor of this list.") String after,
      @Description("Only these levels; WATCH, RISK and LOST when left out.")
          List<ChurnLevel> levels,
      @Description(
              "The instant to compute it for, by the window and models of then, from the facts"
                  + " before it; of more than 20,000 buyers those who have spent most. The stored"
                  + " levels when left out.")
          OffsetDateTime asOf) {
    Instant at = asOfOrAll(asOf);
    String list = at == null ? AT_RISK : AT_RISK + " " + at;
    Paging paging = Paging.of(first, after, list, 2);
    Set<ChurnLevel> wanted = EnumSet.noneOf(ChurnLevel.class);
    if (levels != null) {
      levels.stream().filter(Objects::nonNull).forEach(wanted::add);
    }
    Set<ChurnLevel> shown = wanted.isEmpty() ? EnumSet.allOf(ChurnLevel.class) : wanted;
    shown.remove(ChurnLevel.NONE);
    Uni<AtRisk> found =
        at == null
            ? tx.read(connection -> store.atRisk(connection, shown, paging))
            : churns
                .atRisk(shown, at)
                .map(
                    all ->
                        paging.continues()
                            ? all.behind(
                                paging.number(0), paging.uuid(1).toString(), paging.limit())
                            : all.first(paging.limit()));
    return found.map(
        page ->
            paging.slice(
                list,
                page.found(),
                ChurnApi::key,
                CustomersAtRiskEdge::new,
                (edges, pageInfo) ->
                    new CustomersAtRiskConnection(
                        edges, pageInfo, page.asOf(), page.computedAt(), page.customers())));
  }

  private static String[] key(Churn churn) {
    return new String[] {Long.toString(AtRisk.loss(churn)), churn.customer().toString()};
  }

  /** The instant that a list is asked for; null for all that there is. */
  private Instant asOfOrAll(OffsetDateTime asOf) {
    return asOf == null ? null : Reporting.asOf("asOf", asOf, clock.instant());
  }

  /** The customers of a page of levels, in one statement. */
  @Description("Whose it is.")
  public Uni<List<Customer>> customer(@Source List<Churn> page) {
    return customers(page, Churn::customer);
  }

  /** The customers of a page of warnings, in one statement. */
  @Name("customer")
  @Description("Who it is about.")
  public Uni<List<Customer>> warned(@Source List<ChurnWarning> page) {
    return customers(page, ChurnWarning::customer);
  }

  private <T> Uni<List<Customer>> customers(List<T> page, Function<T, UUID> whose) {
    return customers
        .byIds(page.stream().map(whose).distinct().toList())
        .map(found -> page.stream().map(one -> found.get(whose.apply(one))).toList());
  }

  /** Warnings; INVALID_INPUT for a bad number or cursor. */
  @Query(WARNINGS)
  @NonNull
  @Description("Warnings that customers may leave.")
  @RolesAllowed({Roles.ADMIN, Roles.SERVICE, Roles.MARKETER, Roles.ANALYST})
  public Uni<ChurnWarningConnection> churnWarnings(
      @Description("How many, 1 to 100; default 20.") Integer first,
      @Description("A cursor of this list, in this order.") String after,
      @Description("In which order; NEWEST_FIRST when left out.") ChurnWarningOrder order,
      @Description("Only those raised by that instant; all when left out.") OffsetDateTime asOf) {
    Instant at = asOfOrAll(asOf);
    ChurnWarningOrder by = order == null ? ChurnWarningOrder.NEWEST_FIRST : order;
    String list = by == ChurnWarningOrder.NEWEST_FIRST ? WARNINGS : WARNINGS + " " + by;
    Paging paging = Paging.of(first, after, list, 2);
    return tx.read(connection -> store.warnings(connection, by, at, paging))
        .map(
            found ->
                paging.slice(
                    list,
                    found,
                    warning ->
                        new String[] {
                          Paging.part(
                              (by == ChurnWarningOrder.NEWEST_FIRST
                                      ? warning.raisedAt()
                                      : warning.recordedAt())
                                  .toInstant()),
                          warning.uuid().toString()
                        },
                    ChurnWarningEdge::new,
                    ChurnWarningConnection::new));
  }

  private static void check(
      String field, ChurnNextStepInput given, List<ChurnNextStepInput> before) {
    if (given == null
        || given.level() == ChurnLevel.NONE
        || before.stream().anyMatch(one -> one.level() == given.level())) {
      throw ApiException.invalid(
          field + ".level", "Name each of WATCH, RISK and LOST once at most.");
    }
    String step = given.step();
    if (step != null
        && (step.isBlank() || step.length() > LONGEST_STEP || step.indexOf('\0') >= 0)) {
      throw ApiException.invalid(
          field + ".step",
          "A step has 1 to " + LONGEST_STEP + " characters. Leave it out for nothing.");
    }
  }

  /** Runs; INVALID_INPUT for a bad number or cursor. */
  @Query(RUNS)
  @NonNull
  @Description("Computations of churn over all customers with their back-tests, latest first.")
  @RolesAllowed({Roles.ADMIN, Roles.ANALYST, Roles.MARKETER})
  public Uni<ChurnRunConnection> churnRuns(
      @Description("How many, 1 to 100; default 20.") Integer first,
      @Description("A cursor of this list.") String after,
      @Description("Only those for that instant or an earlier one; all when left out.")
          OffsetDateTime asOf) {
    Instant at = asOfOrAll(asOf);
    Paging paging = Paging.of(first, after, RUNS, 2);
    return tx.read(connection -> runs.page(connection, at, paging))
        .map(
            found ->
                paging.slice(
                    RUNS,
                    found,
                    run ->
                        new String[] {Paging.part(run.asOf().toInstant()), run.uuid().toString()},
                    ChurnRunEdge::new,
                    ChurnRunConnection::new));
  }

  /** The setting. */
  @Query("churnSettings")
  @NonNull
  @Description("How churn is computed.")
  @RolesAllowed({Roles.ADMIN, Roles.ANALYST, Roles.MARKETER})
  public Uni<ChurnSettings> churnSettings() {
    return tx.read(store::settings);
  }

  /** Changes it; INVALID_INPUT for a window out of range. */
  @Mutation("setChurnSettings")
  @NonNull
  @Description(
      "Sets how churn is computed, from the next run of refresh-churn on, and what is to be done.")
  @RolesAllowed({Roles.ADMIN, Roles.ANALYST})
  public Uni<SetChurnSettingsPayload> setChurnSettings(
      @Name("input") @NonNull @Description("What to set.") SetChurnSettingsInput input) {
    checkWindow(input.activeDays());
    List<ChurnNextStepInput> steps = input.nextSteps() == null ? List.of() : input.nextSteps();
    for (int i = 0; i < steps.size(); i++) {
      check("input.nextSteps[" + i + "]", steps.get(i), steps.subList(0, i));
    }
    return tx.write(connection -> store.set(connection, input.activeDays(), steps))
        .map(SetChurnSettingsPayload::new);
  }
}
