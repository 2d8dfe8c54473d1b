package io.tributary.insight.retention;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.TreeSet;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class RetentionRuleTest {
  private static final List<String> ZONES =
      List.of("UTC", "Asia/Shanghai", "America/New_York", "Europe/Berlin", "Australia/Lord_Howe");
  private static final Instant BEGINNING = Instant.parse("2023-01-20T00:00:00Z");

  @Test
  void a_period_ends_by_local_time_also_on_the_day_the_clocks_change() {
    LocalDate day = LocalDate.parse("2024-03-31");
    RetentionRule berlin = calendar(Grain.DAY, "Europe/Berlin", "2024-03-31T22:00:00Z");
    assertTrue(berlin.isComplete(day, 0));
    assertEquals(1, berlin.begun(day));
    RetentionRule earlier = calendar(Grain.DAY, "Europe/Berlin", "2024-03-31T21:59:59Z");
    assertEquals(false, earlier.isComplete(day, 0));
  }

  @Test
  void a_week_begins_on_monday() {
    RetentionRule rule = calendar(Grain.WEEK, "UTC", "2024-03-01T00:00:00Z");
    assertEquals(LocalDate.parse("2024-01-08"), rule.firstFrom(LocalDate.parse("2024-01-02")));
    assertEquals(LocalDate.parse("2024-01-01"), rule.firstFrom(LocalDate.parse("2024-01-01")));
  }

  @Test
  void on_the_relative_clock_a_cell_waits_for_the_cohorts_last_member() {
    LocalDate january = LocalDate.parse("2024-01-01");
    RetentionRule before = relative(Grain.MONTH, "UTC", "2024-03-01T23:59:59Z");
    RetentionRule at = relative(Grain.MONTH, "UTC", "2024-03-02T00:00:00Z");
    assertEquals(false, before.isComplete(january, 0));
    assertTrue(at.isComplete(january, 0));
    assertEquals(3, at.begun(january));
  }

  @Test
  void a_cell_whose_period_has_not_ended_is_null() {
    RetentionRule rule = calendar(Grain.MONTH, "UTC", "2024-02-15T00:00:00Z");
    LocalDate january = LocalDate.parse("2024-01-01");
    List<RetentionCohort> cohorts =
        rule.cohorts(
            List.of(
                new RetentionRule.Count(january, 0, 4), new RetentionRule.Count(january, 1, 2)));
    assertEquals(
        List.of(new RetentionCell(0, 4, 1.0), new RetentionCell(1, null, null)),
        cohorts.get(0).cells());
    assertEquals(cohorts.get(0).cells(), rule.overall(cohorts));
  }

  @Test
  void the_row_of_all_cohorts_is_no_mean_of_rates() {
    RetentionRule rule = calendar(Grain.MONTH, "UTC", "2024-03-01T00:00:00Z");
    LocalDate january = LocalDate.parse("2024-01-01");
    LocalDate february = LocalDate.parse("2024-02-01");
    List<RetentionCohort> cohorts =
        rule.cohorts(
            List.of(
                new RetentionRule.Count(january, 0, 10),
                new RetentionRule.Count(january, 1, 5),
                new RetentionRule.Count(february, 0, 90)));
    assertEquals(
        List.of(new RetentionCell(0, 100, 1.0), new RetentionCell(1, 5, 0.5)),
        rule.overall(cohorts));
  }

  @Property(tries = 300)
  void the_laws_of_retention_hold(
      @ForAll long seed,
      @ForAll @IntRange(max = 2) int grain,
      @ForAll @IntRange(max = 1) int clock,
      @ForAll @IntRange(max = 4) int zone,
      @ForAll @IntRange(min = 1, max = 500) int asOfDays) {
    Random random = new Random(seed);
    List<TreeSet<Instant>> customers = customers(random);
    Instant asOf = BEGINNING.plus(Duration.ofHours(24L * asOfDays + random.nextInt(24)));
    RetentionRule bounded =
        new RetentionRule(
            Grain.values()[grain],
            RetentionClock.values()[clock],
            RetentionMeasure.BOUNDED,
            ZoneId.of(ZONES.get(zone)),
            asOf,
            2000);
    RetentionRule unbounded =
        new RetentionRule(
            bounded.grain(),
            bounded.clock(),
            RetentionMeasure.UNBOUNDED,
            bounded.zone(),
            asOf,
            2000);
    List<RetentionCohort> b = bounded.cohorts(Histories.counts(customers, bounded));
    List<RetentionCohort> u = unbounded.cohorts(Histories.counts(customers, unbounded));
    assertEquals(b.size(), u.size());
    for (int i = 0; i < b.size(); i++) {
      laws(bounded, b.get(i), u.get(i));
      assertEquals(Histories.cohort(customers, unbounded, u.get(i).period()), u.get(i));
      assertEquals(Histories.cohort(customers, bounded, b.get(i).period()), b.get(i));
    }
    overallLiesBetween(b, bounded.overall(b));
    overallLiesBetween(u, unbounded.overall(u));
  }

  private static void laws(RetentionRule rule, RetentionCohort b, RetentionCohort u) {
    assertEquals(b.size(), u.size());
    double before = 1;
    boolean ended = false;
    for (int k = 0; k < b.cells().size(); k++) {
      RetentionCell bounded = b.cells().get(k);
      RetentionCell unbounded = u.cells().get(k);
      assertEquals(k, bounded.k());
      ended |= bounded.rate() == null;
      if (ended) {
        assertNull(bounded.rate());
        assertNull(unbounded.customers());
        continue;
      }
      assertTrue(rule.isComplete(b.period(), k));
      assertTrue(unbounded.rate() >= bounded.rate());
      assertTrue(unbounded.rate() <= before);
      assertTrue(k > 0 || bounded.rate() == 1.0 && unbounded.rate() == 1.0);
      before = unbounded.rate();
    }
  }

  private static void overallLiesBetween(
      List<RetentionCohort> cohorts, List<RetentionCell> overall) {
    for (RetentionCell all : overall) {
      List<Double> rates =
          cohorts.stream()
              .filter(cohort -> cohort.cells().size() > all.k())
              .map(cohort -> cohort.cells().get(all.k()).rate())
              .filter(rate -> rate != null)
              .toList();
      if (rates.isEmpty()) {
        assertNull(all.rate());
      } else {
        assertTrue(all.rate() >= rates.stream().min(Double::compare).get() - 1e-12);
        assertTrue(all.rate() <= rates.stream().max(Double::compare).get() + 1e-12);
      }
    }
  }

  private static List<TreeSet<Instant>> customers(Random random) {
    List<TreeSet<Instant>> customers = new ArrayList<>();
    for (int i = 0; i < 25; i++) {
      customers.add(Histories.purchases(random, BEGINNING, 480));
    }
    return customers;
  }

  private static RetentionRule calendar(Grain grain, String zone, String asOf) {
    return rule(grain, RetentionClock.CALENDAR, zone, asOf);
  }

  private static RetentionRule relative(Grain grain, String zone, String asOf) {
    return rule(grain, RetentionClock.RELATIVE, zone, asOf);
  }

  private static RetentionRule rule(Grain grain, RetentionClock clock, String zone, String asOf) {
    return new RetentionRule(
        grain, clock, RetentionMeasure.BOUNDED, ZoneId.of(zone), Instant.parse(asOf), 2000);
  }
}
