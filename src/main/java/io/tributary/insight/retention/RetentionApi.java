package io.tributary.insight.retention;

import io.smallrye.mutiny.Uni;
import io.tributary.graphql.ApiException;
import io.tributary.insight.InsightSettings;
import io.tributary.insight.Reporting;
import io.tributary.platform.FactKeys;
import io.tributary.platform.Money;
import io.tributary.platform.Roles;
import io.tributary.platform.Tx;
import jakarta.annotation.security.RolesAllowed;
import java.time.Clock;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.eclipse.microprofile.graphql.Description;
import org.eclipse.microprofile.graphql.GraphQLApi;
import org.eclipse.microprofile.graphql.Name;
import org.eclipse.microprofile.graphql.NonNull;
import org.eclipse.microprofile.graphql.Query;

/** Who comes back, and how soon, over GraphQL. */
@GraphQLApi
public class RetentionApi {
  /** Cohorts in one table, and periods of one cohort. */
  static final int MOST_PERIODS = 2_000;

  /** Cells in one table: about what a browser can still show. */
  static final int MOST_CELLS = 100_000;

  private static final int MOST_BOUNDS = 30;
  private static final int MOST_WINDOWS = 20;
  private static final int LONGEST_WINDOW = 3_650;

  private final Tx tx;
  private final Clock clock;
  private final Reporting reporting;
  private final RetentionStore store = new RetentionStore();

  RetentionApi(Tx tx, Clock clock, Reporting reporting) {
    this.tx = tx;
    this.clock = clock;
    this.reporting = reporting;
  }

  /** A retention table; INVALID_INPUT for a broken or too large question. */
  @Query("retention")
  @NonNull
  @Description("Who buys again, by cohort of first purchase.")
  @RolesAllowed({Roles.ADMIN, Roles.ANALYST, Roles.MARKETER})
  public Uni<RetentionTable> retention(
      @Name("input") @NonNull @Description("Which table.") RetentionInput input) {
    Instant now = clock.instant();
    Instant asOf = Reporting.asOf("input.asOf", input.asOf(), now);
    int periods = input.periods() == null ? MOST_PERIODS : input.periods();
    if (periods < 1 || periods > MOST_PERIODS) {
      throw ApiException.invalid(
          "input.periods", "periods is a number from 1 to " + MOST_PERIODS + ".");
    }
    checkDays(input);
    if (input.currency() != null && !Money.isCurrency(input.currency())) {
      throw ApiException.invalid(
          "input.currency", input.currency() + " is no ISO 4217 code. Give one such as CNY.");
    }
    return terms(input)
        .chain(
            terms ->
                table(
                    new RetentionRule(
                        input.grain(), input.clock(), input.measure(), terms.zone(), asOf, periods),
                    input,
                    terms.currency(),
                    now));
  }

  /** The time zone and currency that are asked for, or in use. */
  private Uni<InsightSettings> terms(RetentionInput input) {
    ZoneId zone =
        input.timezone() == null ? null : Reporting.zone("input.timezone", input.timezone());
    return tx.read(reporting::currencyInUse)
        .map(
            used ->
                new InsightSettings(
                    zone == null ? used.zone() : zone,
                    input.currency() == null ? used.currency() : input.currency()));
  }

  private Uni<RetentionTable> table(
      RetentionRule rule, RetentionInput input, String currency, Instant now) {
    LocalDate first = rule.firstFrom(input.from());
    LocalDate afterLast = rule.grain().plus(rule.grain().start(input.to()), 1);
    refuseTooLarge(rule, input, first, afterLast);
    return tx.read(
            connection ->
                store.rows(
                    connection,
                    rule,
                    rule.begins(first),
                    rule.begins(afterLast),
                    input.segmentBy(),
                    currency))
        .map(rows -> new RetentionShape(rule, currency, rows))
        .map(
            shape ->
                new RetentionTable(
                    FactKeys.utc(rule.asOf()),
                    FactKeys.utc(now),
                    rule.zone().getId(),
                    shape.cohorts().stream().mapToInt(RetentionCohort::size).sum(),
                    shape.orders(),
                    shape.cohorts(),
                    rule.overall(shape.cohorts()),
                    shape.money(),
                    input.segmentBy() == null ? List.of() : shape.segments()));
  }

  /** Two periods of cohorts side by side; INVALID_INPUT for a broken or too large question. */
  @Query("retentionComparison")
  @NonNull
  @Description(
      "Retention of the cohorts of two periods side by side, all cohorts of each together.")
  @RolesAllowed({Roles.ADMIN, Roles.ANALYST, Roles.MARKETER})
  public Uni<RetentionComparison> retentionComparison(
      @Name("input") @NonNull @Description("The table of the one period.") RetentionInput input,
      @NonNull @Description("The first day of the other period.") LocalDate otherFrom,
      @NonNull @Description("The last day of the other period.") LocalDate otherTo) {
    RetentionInput other =
        new RetentionInput(
            input.grain(),
            input.clock(),
            input.measure(),
            otherFrom,
            otherTo,
            input.timezone(),
            input.asOf(),
            input.periods(),
            null,
            input.currency());
    return retention(input)
        .chain(one -> retention(other).map(two -> RetentionComparison.of(one, two)));
  }

  /** Retention by brackets; INVALID_INPUT for a broken or too large question. */
  @Query("bracketRetention")
  @NonNull
  @Description("Who buys again in any period of a bracket, by cohort of first purchase.")
  @RolesAllowed({Roles.ADMIN, Roles.ANALYST, Roles.MARKETER})
  public Uni<BracketTable> bracketRetention(
      @Name("input") @NonNull @Description("Which brackets.") BracketInput input) {
    Instant now = clock.instant();
    Instant asOf = Reporting.asOf("input.asOf", input.asOf(), now);
    checkBounds(input.bounds());
    RetentionInput cohorts =
        new RetentionInput(
            input.grain(),
            input.clock(),
            RetentionMeasure.BOUNDED,
            input.from(),
            input.to(),
            input.timezone(),
            input.asOf(),
            1,
            null,
            null);
    checkDays(cohorts);
    return zone(input.timezone())
        .map(
            zone ->
                new BracketRule(
                    new RetentionRule(
                        input.grain(), input.clock(), RetentionMeasure.BOUNDED, zone, asOf, 1),
                    input.bounds()))
        .chain(rule -> brackets(rule, cohorts, now));
  }

  private static void checkBounds(List<Integer> bounds) {
    boolean ascending = bounds.size() >= 2 && bounds.size() <= MOST_BOUNDS;
    int before = 0;
    for (Integer bound : bounds) {
      ascending &= bound != null && bound > before && bound <= MOST_PERIODS;
      before = bound == null ? before : bound;
    }
    if (!ascending) {
      throw ApiException.invalid(
          "input.bounds",
          "Give 2 to " + MOST_BOUNDS + " ascending numbers from 1 to " + MOST_PERIODS + ".");
    }
  }

  private Uni<BracketTable> brackets(BracketRule rule, RetentionInput input, Instant now) {
    RetentionRule periods = rule.periods();
    LocalDate first = periods.firstFrom(input.from());
    LocalDate afterLast = periods.grain().plus(periods.grain().start(input.to()), 1);
    refuseTooLarge(periods, input, first, afterLast);
    return tx.read(
            connection ->
                store.brackets(connection, rule, periods.begins(first), periods.begins(afterLast)))
        .map(
            rows -> {
              List<BracketCohort> cohorts =
                  rule.cohorts(rows.stream().map(RetentionStore.Row::count).toList());
              return new BracketTable(
                  FactKeys.utc(periods.asOf()),
                  FactKeys.utc(now),
                  periods.zone().getId(),
                  cohorts.stream().mapToInt(BracketCohort::size).sum(),
                  RetentionStore.orders(rows),
                  cohorts,
                  rule.overall(cohorts));
            });
  }

  private static void checkDays(RetentionInput input) {
    if (input.from().getYear() < 1970 || input.from().getYear() > 9999) {
      throw ApiException.invalid("input.from", "from is a day of the years 1970 to 9999.");
    }
    if (input.to().isBefore(input.from())) {
      throw ApiException.invalid("input.to", "to is before from. Swap them.");
    }
  }

  private static void refuseTooLarge(
      RetentionRule rule, RetentionInput input, LocalDate first, LocalDate afterLast) {
    String coarser = " Choose a coarser grain, a shorter from – to, or fewer periods.";
    if (rule.grain().between(first, afterLast) > MOST_PERIODS) {
      throw ApiException.invalid(
          "input.to", "A table has at most " + MOST_PERIODS + " cohorts." + coarser);
    }
    if (input.periods() == null && rule.everBegun(first) > MOST_PERIODS) {
      throw ApiException.invalid(
          "input.from", "A cohort has at most " + MOST_PERIODS + " periods." + coarser);
    }
    long cells = 0;
    for (LocalDate cohort = first;
        cohort.isBefore(afterLast);
        cohort = rule.grain().plus(cohort, 1)) {
      cells += rule.begun(cohort);
    }
    if (cells > MOST_CELLS) {
      throw ApiException.invalid(
          "input.from", "A table has at most " + MOST_CELLS + " cells." + coarser);
    }
  }

  /** Windows of repurchase; INVALID_INPUT for a broken question. */
  @Query("repurchase")
  @NonNull
  @Description("How many customers buy on a second day within so many days of the first.")
  @RolesAllowed({Roles.ADMIN, Roles.ANALYST, Roles.MARKETER})
  public Uni<RepurchaseReport> repurchase(
      @Name("input") @NonNull @Description("Which windows.") RepurchaseInput input) {
    Instant now = clock.instant();
    Instant asOf = Reporting.asOf("input.asOf", input.asOf(), now);
    if (input.days().isEmpty() || input.days().size() > MOST_WINDOWS) {
      throw ApiException.invalid("input.days", "Give 1 to " + MOST_WINDOWS + " windows.");
    }
    if (input.days().stream().anyMatch(days -> days < 1 || days > LONGEST_WINDOW)) {
      throw ApiException.invalid(
          "input.days", "A window is 1 to " + LONGEST_WINDOW + " days long.");
    }
    return zone(input.timezone()).chain(zone -> report(input.days(), asOf, zone, now));
  }

  private Uni<RepurchaseReport> report(List<Integer> days, Instant asOf, ZoneId zone, Instant now) {
    Map<Integer, Instant> firstUntil = new LinkedHashMap<>();
    days.forEach(n -> firstUntil.put(n, asOf.atZone(zone).minusDays(n).toInstant()));
    return tx.read(connection -> store.repurchase(connection, zone.getId(), asOf, firstUntil))
        .map(
            windows ->
                new RepurchaseReport(
                    FactKeys.utc(asOf),
                    FactKeys.utc(now),
                    zone.getId(),
                    windows.customers(),
                    windows.orders(),
                    days.stream()
                        .map(n -> windows.byDays().getOrDefault(n, RepurchaseWindow.of(n, 0, 0)))
                        .toList()));
  }

  private Uni<ZoneId> zone(String timezone) {
    return timezone == null
        ? reporting.settings().map(InsightSettings::zone)
        : Uni.createFrom().item(Reporting.zone("input.timezone", timezone));
  }
}
