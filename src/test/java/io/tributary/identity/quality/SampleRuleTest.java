package io.tributary.identity.quality;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tributary.identity.quality.SampleRule.Estimate;
import io.tributary.identity.quality.SampleRule.Pair;
import io.tributary.identity.quality.SampleRule.Stratum;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.UUID;
import java.util.stream.Collectors;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class SampleRuleTest {
  private static List<Pair> pool(int size, long seed) {
    Random random = new Random(seed);
    List<Pair> pool = new ArrayList<>();
    for (int i = 0; i < size; i++) {
      pool.add(
          new Pair(
              new UUID(1, i),
              new UUID(2, i),
              random.nextInt(10) == 0,
              Math.pow(random.nextDouble(), 6),
              ""));
    }
    return pool;
  }

  @Property(tries = 100)
  void a_draw_is_the_seeds_alone_and_even_over_the_strata(
      @ForAll @IntRange(min = 1, max = 300) int poolSize,
      @ForAll @IntRange(min = 1, max = 100) int size,
      @ForAll long seed) {
    List<Pair> pool = pool(poolSize, 5);
    List<Pair> drawn = SampleRule.draw(pool, size, seed);
    List<Pair> shuffled = new ArrayList<>(pool);
    Collections.shuffle(shuffled, new Random(seed));
    assertEquals(drawn, SampleRule.draw(shuffled, size, seed));
    assertEquals(Math.min(size, poolSize), drawn.size());
    assertEquals(drawn.size(), new HashSet<>(drawn).size(), "nothing is drawn twice");
    Map<String, Long> of = counts(drawn);
    Map<String, Long> there = counts(pool);
    long most = of.values().stream().mapToLong(n -> n).max().orElseThrow();
    there.forEach(
        (stratum, n) ->
            assertTrue(
                of.getOrDefault(stratum, 0L) >= Math.min(n, most - 1),
                "a stratum gives as many as the others, as far as it has them"));
  }

  private static Map<String, Long> counts(List<Pair> pairs) {
    return pairs.stream().collect(Collectors.groupingBy(Pair::stratum, Collectors.counting()));
  }

  @Test
  void a_score_is_in_the_band_that_begins_at_or_below_it() {
    Map.of(0.0, "FROM_0.0", .00999, "FROM_0.0", .01, "FROM_0.01", .5, "FROM_0.5", 1.0, "FROM_0.99")
        .forEach(
            (score, band) ->
                assertEquals(
                    band, new Pair(null, null, false, score, "").stratum(), score.toString()));
    assertEquals("MERGED", new Pair(null, null, true, 0, "").stratum());
  }

  @Test
  void the_interval_is_the_one_of_jeffreys() {
    Estimate none = SampleRule.precision(List.of(new Stratum("MERGED", 500, 0, 10)));
    assertEquals(0, none.low(), 0);
    assertEquals(.217, none.high(), .001); // the 97.5 % quantile of beta(.5, 10.5)
    Estimate all = SampleRule.precision(List.of(new Stratum("MERGED", 500, 10, 0)));
    assertEquals(.783, all.low(), .001);
    assertEquals(1, all.high(), 0);
    Estimate most = SampleRule.precision(List.of(new Stratum("MERGED", 500, 20, 10)));
    assertEquals(20 / 30.0, most.value(), 1e-12);
    assertTrue(most.low() > .48 && most.low() < .5 && most.high() > .8 && most.high() < .83);
  }

  @Test
  void recall_weighs_each_stratum_by_its_population() {
    Estimate recall =
        SampleRule.recall(
            List.of(
                new Stratum("MERGED", 900, 50, 0),
                new Stratum("FROM_0.5", 200, 25, 25),
                new Stratum("FROM_0.0", 10_000, 0, 50)),
            7);
    assertEquals(.9, recall.value(), 1e-12);
    assertTrue(recall.low() < .9 && recall.low() > .5 && recall.high() >= .9, recall::toString);
  }

  @Test
  void what_cannot_be_estimated_is_null() {
    assertNull(SampleRule.precision(List.of(new Stratum("FROM_0.5", 5, 5, 0))));
    assertNull(SampleRule.precision(List.of(new Stratum("MERGED", 5, 0, 0))));
    assertNull(
        SampleRule.recall(
            List.of(new Stratum("MERGED", 5, 5, 0), new Stratum("FROM_0.5", 5, 0, 0)), 1));
    assertNull(SampleRule.recall(List.of(new Stratum("FROM_0.5", 5, 0, 5)), 1));
  }

  /** Of pairs whose truth is known, the interval holds the truth about as often as it says. */
  @Property(tries = 60)
  void the_interval_of_recall_holds_the_truth_in_most_samples(
      @ForAll @IntRange(max = 1_000_000) int seed) {
    Random random = new Random(seed);
    double[] shares = {.98, .4, .02};
    long[] populations = {1_000, 300, 3_000};
    String[] names = {"MERGED", "FROM_0.5", "FROM_0.0"};
    double truth = 980 / (980 + 120 + 60.0);
    int held = 0;
    for (int round = 0; round < 20; round++) {
      List<Stratum> strata = new ArrayList<>();
      for (int s = 0; s < 3; s++) {
        int same = 0;
        for (int i = 0; i < 60; i++) {
          same += random.nextDouble() < shares[s] ? 1 : 0;
        }
        strata.add(new Stratum(names[s], populations[s], same, 60 - same));
      }
      Estimate recall = SampleRule.recall(strata, seed);
      held += recall.low() <= truth && truth <= recall.high() ? 1 : 0;
    }
    assertTrue(held >= 14, held + " of 20");
  }
}
