package io.tributary.insight.lifecycle;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.NavigableMap;
import java.util.Random;
import java.util.TreeMap;
import java.util.TreeSet;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

class LifecycleRuleTest {
  private static final Instant BEGIN = Instant.parse("2024-01-01T00:00:00Z");
  private static final LifecycleRule RULE =
      new LifecycleRule(ActiveWindows.always(Duration.ofDays(30)));

  private static Instant day(int day) {
    return BEGIN.plus(Duration.ofDays(day));
  }

  private static String told(LifecycleRule.Facts facts) {
    StringBuilder told = new StringBuilder();
    RULE.stages(facts)
        .forEach(
            (since, stage) ->
                told.append(Duration.between(BEGIN, since).toDays())
                    .append(' ')
                    .append(stage)
                    .append(", "));
    return told.toString();
  }

  private static LifecycleRule.Facts facts(Integer interested, Integer returned, int... purchases) {
    return new LifecycleRule.Facts(
        null,
        BEGIN,
        interested == null ? null : day(interested),
        java.util.Arrays.stream(purchases).mapToObj(LifecycleRuleTest::day).toList(),
        returned == null ? null : day(returned));
  }

  @Test
  void from_contact_to_loss() {
    assertEquals("0 CONTACT, ", told(facts(null, null)));
    assertEquals("0 CONTACT, 3 INTEREST, ", told(facts(3, null)));
    assertEquals(
        "0 CONTACT, 3 INTEREST, 5 PURCHASE, 35 LAPSING, 65 LOST, ", told(facts(3, null, 5)));
    assertEquals(
        "0 CONTACT, 5 PURCHASE, 9 USE, 35 LAPSING, 65 LOST, ",
        told(facts(7, 9, 5)),
        "a touch after the first purchase is no interest but use");
    assertEquals("0 PURCHASE, 30 LAPSING, 60 LOST, ", told(facts(null, 31, 0)));
  }

  @Test
  void whoever_buys_again_and_again_is_loyal_until_they_were_lost() {
    assertEquals(
        "0 PURCHASE, 10 USE, 30 LOYAL, 60 LAPSING, 90 LOST, ",
        told(facts(null, null, 0, 10, 20, 30)));
    assertEquals(
        "0 PURCHASE, 10 USE, 30 LOYAL, 60 LAPSING, 70 LOYAL, 100 LAPSING, 130 LOST, ",
        told(facts(null, null, 0, 10, 20, 30, 70)));
    assertEquals(
        "0 PURCHASE, 10 USE, 30 LOYAL, 60 LAPSING, 90 LOST, 95 USE, 125 LAPSING, 155 LOST, ",
        told(facts(null, null, 0, 10, 20, 30, 95)));
  }

  @Property(tries = 300)
  void a_later_run_leaves_the_past_as_it_was(@ForAll long seed) {
    Random random = new Random(seed);
    TreeMap<Instant, Duration> runs = new TreeMap<>();
    for (int n = 1 + random.nextInt(6); n > 0; n--) {
      runs.put(day(random.nextInt(500)), Duration.ofDays(10 + random.nextInt(90)));
    }
    TreeSet<Instant> purchases = new TreeSet<>();
    for (int n = random.nextInt(12); n > 0; n--) {
      purchases.add(day(random.nextInt(500)));
    }
    LifecycleRule.Facts facts =
        new LifecycleRule.Facts(null, BEGIN, null, List.copyOf(purchases), null);
    Duration none = Duration.ofDays(365);
    NavigableMap<Instant, LifecycleStage> all =
        new LifecycleRule(new ActiveWindows(runs, none)).stages(facts);
    for (Instant run : runs.keySet()) {
      Instant before = runs.higherKey(run);
      if (before != null) {
        TreeMap<Instant, Duration> known = new TreeMap<>(runs.headMap(before, false));
        assertEquals(
            all.headMap(before, true),
            new LifecycleRule(new ActiveWindows(known, none)).stages(facts).headMap(before, true));
      }
    }
  }

  @Test
  void a_purchase_keeps_active_for_the_window_that_was_in_force_then() {
    TreeMap<Instant, Duration> runs = new TreeMap<>();
    runs.put(day(5), Duration.ofDays(30));
    runs.put(day(100), Duration.ofDays(60));
    ActiveWindows windows = new ActiveWindows(runs, Duration.ofDays(365));
    assertEquals(Duration.ofDays(30), windows.of(day(0)), "before the first run, its window");
    assertEquals(Duration.ofDays(30), windows.of(day(99)));
    assertEquals(Duration.ofDays(60), windows.of(day(100)));
    assertEquals(Duration.ofDays(365), ActiveWindows.always(Duration.ofDays(365)).of(day(0)));
  }

  @Property(tries = 300)
  void the_laws_of_stages(@ForAll long seed) {
    Random random = new Random(seed);
    TreeSet<Instant> purchases = new TreeSet<>();
    for (int n = random.nextInt(12); n > 0; n--) {
      purchases.add(day(random.nextInt(500)));
    }
    Integer interested = random.nextBoolean() ? random.nextInt(500) : null;
    LifecycleRule.Facts facts =
        new LifecycleRule.Facts(
            null, BEGIN, interested == null ? null : day(interested), List.copyOf(purchases), null);
    NavigableMap<Instant, LifecycleStage> stages = RULE.stages(facts);
    LifecycleStage before = null;
    for (LifecycleStage stage : stages.values()) {
      assertTrue(stage != before, "each row is a change: " + stages);
      before = stage;
    }
    for (int day = 0; day < 700; day++) {
      Instant at = day(day);
      LifecycleStage stage = stages.floorEntry(at).getValue();
      Instant last = purchases.floor(at);
      if (last == null) {
        assertTrue(stage.compareTo(LifecycleStage.INTEREST) <= 0);
      } else {
        long away = Duration.between(last, at).toDays();
        assertEquals(away >= 60, stage == LifecycleStage.LOST, day + " " + stages);
        assertEquals(away >= 30 && away < 60, stage == LifecycleStage.LAPSING, day + " " + stages);
      }
    }
  }
}
