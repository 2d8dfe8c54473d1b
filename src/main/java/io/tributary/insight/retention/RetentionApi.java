package io.tributary.insight.retention;

import io.smallrye.mutiny.Uni;
import io.tributary.graphql.ApiException;
import io.tributary.graphql.Cost;
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
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
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
  private final RetentionStore store = new RetentionStore();

  RetentionApi(Tx tx, Clock clock) {
    this.tx = tx;
    this.clock = clock;
  }

  /** A retention table; INVALID_INPUT for a broken or too large question. */
  @Cost(weight = Cost.OVERVIEW)
  @Query("retention")
  @NonNull
  @Description("Who buys again, by cohort of first purchase.")
  @RolesAllowed({Roles.ADMIN, Roles.ANALYST, Roles.MARKETER})
  public Uni<RetentionTable> retention(
      @Name("input") @NonNull @Description("Which table.") RetentionInput input) {
    return tables(input, null, null).map(one -> one.get(0));
  }

  /** The table of a question, and beside it that of the same question for other cohorts. */
  private Uni<List<RetentionTable>> tables(
      RetentionInput input, LocalDate otherFrom, LocalDate otherTo) {
    Instant now = clock.instant();
    Instant asOf = Reporting.asOf("input.asOf", input.asOf(), now);
    int periods = input.periods() == null ? MOST_PERIODS : input.periods();
    if (periods < 1 || periods > MOST_PERIODS) {
      throw ApiException.invalid(
          "input.periods", "periods is a number from 1 to " + MOST_PERIODS + ".");
    }
    checkCurrency(input.currency());
    ZoneId zone = zone(input.timezone());
    RetentionRule bounds =
        new RetentionRule(
            input.grain(),
            input.clock(),
            input.measure(),
            zone == null ? ZoneOffset.UTC : zone,
            asOf,
            periods);
    boolean all = input.periods() == null;
    List<RetentionStore.Span> spans = new ArrayList<>();
    spans.add(span(bounds, "input.from", input.from(), "input.to", input.to(), all));
    if (otherFrom != null) {
      spans.add(span(bounds, "otherFrom", otherFrom, "otherTo", otherTo, all));
    }
    RetentionStore.Asked asked =
        new RetentionStore.Asked(
            input.grain(),
            input.clock(),
            zone,
            asOf,
            spans.get(0),
            otherFrom == null ? null : spans.get(1),
            input.segmentBy(),
            input.currency());
    return tx.read(connection -> store.rows(connection, asked, input.measure(), periods))
        .map(
            answer ->
                spans.stream()
                    .map(span -> table(bounds.in(answer.zone()), answer, span, asked, now))
                    .toList());
  }

  private static RetentionTable table(
      RetentionRule rule,
      RetentionStore.Answer answer,
      RetentionStore.Span span,
      RetentionStore.Asked asked,
      Instant now) {
    RetentionShape shape =
        new RetentionShape(
            rule,
            answer.currency(),
            answer.rows().stream().filter(row -> span.holds(row.count().period())).toList());
    return new RetentionTable(
        FactKeys.utc(rule.asOf()),
        FactKeys.utc(now),
        rule.zone().getId(),
        shape.cohorts().stream().mapToInt(RetentionCohort::size).sum(),
        shape.orders(),
        shape.cohorts(),
        rule.overall(shape.cohorts()),
        shape.money(),
        asked.segment() == null ? List.of() : shape.segments());
  }

  /** Two periods of cohorts side by side; INVALID_INPUT for a broken or too large question. */
  @Cost(weight = Cost.OVERVIEW)
  @Query("retentionComparison")
  @NonNull
  @Description(
      "Retention of the cohorts of two periods side by side, all cohorts of each together.")
  @RolesAllowed({Roles.ADMIN, Roles.ANALYST, Roles.MARKETER})
  public Uni<RetentionComparison> retentionComparison(
      @Name("input") @NonNull @Description("The table of the one period.") RetentionInput input,
      @NonNull @Description("The first day of the other period.") LocalDate otherFrom,
      @NonNull @Description("The last day of the other period.") LocalDate otherTo) {
    return tables(input, otherFrom, otherTo)
        .map(both -> RetentionComparison.of(both.get(0), both.get(1)));
  }

  /** Retention by brackets; INVALID_INPUT for a broken or too large question. */
  @Cost(weight = Cost.OVERVIEW)
  @Query("bracketRetention")
  @NonNull
  @Description("Who buys again in any period of a bracket, by cohort of first purchase.")
  @RolesAllowed({Roles.ADMIN, Roles.ANALYST, Roles.MARKETER})
  public Uni<BracketTable> bracketRetention(
      @Name("input") @NonNull @Description("Which brackets.") BracketInput input) {
    Instant now = clock.instant();
    Instant asOf = Reporting.asOf("input.asOf", input.asOf(), now);
    checkBounds(input.bounds());
    checkCurrency(input.currency());
    ZoneId zone = zone(input.timezone());
    RetentionRule periods =
        new RetentionRule(
            input.grain(),
            input.clock(),
            RetentionMeasure.BOUNDED,
            zone == null ? ZoneOffset.UTC : zone,
            asOf,
            1);
    RetentionStore.Span span =
        span(periods, "input.from", input.from(), "input.to", input.to(), false);
    RetentionStore.Asked asked =
        new RetentionStore.Asked(
            input.grain(),
            input.clock(),
            zone,
            asOf,
            span,
            null,
            input.segmentBy(),
            input.currency());
    Integer[] places = new BracketRule(periods, input.bounds()).places();
    return tx.read(connection -> store.brackets(connection, asked, places))
        .map(
            answer ->
                new BracketShape(
                        new BracketRule(periods.in(answer.zone()), input.bounds()),
                        answer.currency(),
                        answer.rows())
                    .table(input.segmentBy() != null, now));
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

  private static void checkCurrency(String currency) {
    if (currency != null && !Money.isCurrency(currency)) {
      throw ApiException.invalid(
          "input.currency", currency + " is no ISO 4217 code. Give one such as CNY.");
    }
  }

  /** The first days of the cohorts that begin on two days or between. */
  private static RetentionStore.Span span(
      RetentionRule rule,
      String fromField,
      LocalDate from,
      String toField,
      LocalDate to,
      boolean allPeriods) {
    if (from.getYear() < 1970 || from.getYear() > 9999) {
      throw ApiException.invalid(fromField, "It is a day of the years 1970 to 9999.");
    }
    if (to.isBefore(from)) {
      throw ApiException.invalid(toField, "It is before the first day. Swap them.");
    }
    if (to.getYear() > 9999) {
      throw ApiException.invalid(toField, "It is a day of the years 1970 to 9999.");
    }
    RetentionStore.Span span =
        new RetentionStore.Span(rule.firstFrom(from), rule.grain().plus(rule.grain().start(to), 1));
    refuseTooLarge(rule, fromField, toField, span, allPeriods);
    return span;
  }

  private static void refuseTooLarge(
      RetentionRule rule,
      String fromField,
      String toField,
      RetentionStore.Span span,
      boolean allPeriods) {
    String coarser = " Choose a coarser grain, a shorter from – to, or fewer periods.";
    if (rule.grain().between(span.from(), span.until()) > MOST_PERIODS) {
      throw ApiException.invalid(
          toField, "A table has at most " + MOST_PERIODS + " cohorts." + coarser);
    }
    if (allPeriods && rule.everBegun(span.from()) > MOST_PERIODS) {
      throw ApiException.invalid(
          fromField, "A cohort has at most " + MOST_PERIODS + " periods." + coarser);
    }
    long cells = 0;
    for (LocalDate cohort = span.from();
        cohort.isBefore(span.until());
        cohort = rule.grain().plus(cohort, 1)) {
      cells += rule.begun(cohort);
    }
    if (cells > MOST_CELLS) {
      throw ApiException.invalid(
          fromField, "A table has at most " + MOST_CELLS + " cells." + coarser);
    }
  }

  /** Windows of repurchase; INVALID_INPUT for a broken question. */
  @Cost(weight = Cost.OVERVIEW)
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
    Instant from =
        input.from() == null ? Instant.EPOCH : Reporting.asOf("input.from", input.from(), now);
    if (!from.isBefore(asOf)) {
      throw ApiException.invalid("input.from", "from is not before asOf. Swap them.");
    }
    ZoneId zone = zone(input.timezone());
    return tx.read(connection -> store.repurchase(connection, zone, asOf, input.days(), from))
        .map(
            windows ->
                new RepurchaseReport(
                    FactKeys.utc(asOf),
                    FactKeys.utc(now),
                    windows.zone(),
                    windows.customers(),
                    windows.orders(),
                    input.days().stream()
                        .map(n -> windows.byDays().getOrDefault(n, RepurchaseWindow.of(n, 0, 0)))
                        .toList(),
                    RepurchasePeriod.of(
                        input.from() == null ? null : FactKeys.utc(from),
                        windows.within(),
                        windows.twice())));
  }

  private static ZoneId zone(String timezone) {
    return timezone == null ? null : Reporting.zone("input.timezone", timezone);
  }
}
