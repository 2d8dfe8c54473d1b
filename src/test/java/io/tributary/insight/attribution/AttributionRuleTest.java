package io.tributary.insight.attribution;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;
import org.apache.commons.math3.linear.ArrayRealVector;
import org.apache.commons.math3.linear.LUDecomposition;
import org.apache.commons.math3.linear.MatrixUtils;
import org.apache.commons.math3.linear.RealMatrix;
import org.junit.jupiter.api.Test;

class AttributionRuleTest {

  private static Path path(boolean converted, long minor, String... channels) {
    return new Path(List.of(channels), null, converted, minor, 1);
  }

  private static Map<String, Double> conversions(AttributionRule rule, AttributionModel model) {
    Map<String, Double> credits = new LinkedHashMap<>();
    rule.credits(model).forEach(given -> credits.put(given.channel(), given.conversions()));
    return credits;
  }

  @Test
  void a_small_chain_solved_by_hand() {
    AttributionRule rule = new AttributionRule(7);
    rule.add(path(true, 100, "c1", "c2", "c3"));
    rule.add(path(false, 0, "c1"));
    rule.add(path(false, 0, "c2", "c3"));
    assertEquals(1 / 3.0, rule.conversion(), 1e-12);
    List<AttributionRule.Given> markov = rule.credits(AttributionModel.MARKOV);
    assertEquals(
        List.of(0.5, 1.0, 1.0),
        markov.stream().map(given -> Math.round(given.removalEffect() * 1e12) / 1e12).toList());
    assertEquals(
        List.of(0.2, 0.4, 0.4),
        markov.stream().map(given -> Math.round(given.conversions() * 1e12) / 1e12).toList());
    assertEquals(
        List.of(20L, 40L, 40L), markov.stream().map(AttributionRule.Given::minor).toList());
  }

  @Test
  void each_rule_divides_one_sale_its_own_way() {
    AttributionRule rule = new AttributionRule(7);
    rule.add(new Path(List.of("a", "b", "a", "c"), new double[] {21, 14, 7, 0}, true, 1000, 1));
    assertEquals(Map.of("a", 1.0, "b", 0.0, "c", 0.0), conversions(rule, AttributionModel.FIRST));
    assertEquals(Map.of("a", 0.0, "b", 0.0, "c", 1.0), conversions(rule, AttributionModel.LAST));
    assertEquals(
        Map.of("a", 0.5, "b", 0.25, "c", 0.25), conversions(rule, AttributionModel.LINEAR));
    Map<String, Double> decayed = conversions(rule, AttributionModel.TIME_DECAY);
    assertEquals((0.125 + 0.5) / 1.875, decayed.get("a"), 1e-12);
    assertEquals(1 / 1.875, decayed.get("c"), 1e-12);
    Map<String, Double> position = conversions(rule, AttributionModel.POSITION);
    assertEquals(0.5, position.get("a"), 1e-12);
    assertEquals(0.1, position.get("b"), 1e-12);
    assertEquals(1 / 3.0, conversions(rule, AttributionModel.SHAPLEY).get("b"), 1e-12);
    AttributionRule two = new AttributionRule(7);
    two.add(path(true, 1, "a", "b"));
    assertEquals(Map.of("a", 0.5, "b", 0.5), conversions(two, AttributionModel.POSITION));
  }

  @Test
  void sales_without_touches_are_counted_apart_and_nothing_is_divided_without_sales() {
    AttributionRule rule = new AttributionRule(7);
    assertNull(rule.conversion());
    rule.add(path(true, 500));
    rule.add(path(false, 0, "a"));
    assertEquals(1, rule.unattributed());
    assertEquals(500, rule.unattributedMinor());
    assertEquals(0, rule.attributed());
    assertEquals(0.0, rule.conversion());
    for (AttributionModel model : AttributionModel.values()) {
      assertEquals(List.of(), rule.credits(model), model.name());
    }
  }

  /** φ by its definition, over all coalitions, with v(S) = sales whose channels lie within S. */
  @Property(tries = 40)
  void shapley_is_its_definition(@ForAll long seed, @ForAll @IntRange(min = 1, max = 12) int n) {
    Random random = new Random(seed);
    AttributionRule rule = new AttributionRule(7);
    Map<Integer, Integer> sales = new HashMap<>();
    for (int i = 0; i < 25; i++) {
      List<String> channels = new ArrayList<>();
      int mask = 0;
      for (int touches = 1 + random.nextInt(5); touches > 0; touches--) {
        int channel = random.nextInt(n);
        channels.add("c" + channel);
        mask |= 1 << channel;
      }
      rule.add(path(true, 0, channels.toArray(String[]::new)));
      sales.merge(mask, 1, Integer::sum);
    }
    double[] factorial = new double[n + 1];
    factorial[0] = 1;
    for (int i = 1; i <= n; i++) {
      factorial[i] = factorial[i - 1] * i;
    }
    int[] value = new int[1 << n];
    for (int s = 0; s < value.length; s++) {
      for (Map.Entry<Integer, Integer> sold : sales.entrySet()) {
        value[s] += (sold.getKey() & ~s) == 0 ? sold.getValue() : 0;
      }
    }
    Map<String, Double> found = conversions(rule, AttributionModel.SHAPLEY);
    for (int k = 0; k < n; k++) {
      double phi = 0;
      for (int s = 0; s < value.length; s++) {
        if ((s & 1 << k) == 0) {
          int size = Integer.bitCount(s);
          phi +=
              factorial[size]
                  * factorial[n - size - 1]
                  / factorial[n]
                  * (value[s | 1 << k] - value[s]);
        }
      }
      assertEquals(phi, found.getOrDefault("c" + k, 0.0), 1e-9);
    }
  }

  /** The chain's probability by walking it until nobody is left on the way. */
  @Property(tries = 60)
  void the_chain_ends_where_walking_it_ends(@ForAll long seed) {
    Random random = new Random(seed);
    MarkovChain chain = new MarkovChain();
    Map<String, Map<String, Double>> moves = new HashMap<>();
    int sold = 0;
    for (int i = 0; i < 30; i++) {
      List<String> channels = new ArrayList<>();
      for (int touches = 1 + random.nextInt(6); touches > 0; touches--) {
        channels.add("c" + random.nextInt(4));
      }
      boolean converted = random.nextInt(3) == 0;
      sold += converted ? 1 : 0;
      chain.add(channels, converted, 1);
      String at = "begin";
      for (String channel : channels) {
        if (!channel.equals(at)) {
          moves.computeIfAbsent(at, c -> new HashMap<>()).merge(channel, 1.0, Double::sum);
          at = channel;
        }
      }
      moves
          .computeIfAbsent(at, c -> new HashMap<>())
          .merge(converted ? "sale" : "lost", 1.0, Double::sum);
    }
    assertEquals(walk(moves, null), chain.conversion(), 1e-9);
    assertEquals(sold / 30.0, chain.conversion(), 1e-9, "the chain keeps the share of sales");
    chain
        .removalEffects()
        .forEach(
            (channel, effect) ->
                assertEquals(1 - walk(moves, channel) / walk(moves, null), effect, 1e-9, channel));
  }

  private static double walk(Map<String, Map<String, Double>> moves, String removed) {
    Map<String, Double> there = new HashMap<>(Map.of("begin", 1.0));
    double sales = 0;
    for (int step = 0; step < 3_000; step++) {
      Map<String, Double> next = new HashMap<>();
      for (Map.Entry<String, Double> at : there.entrySet()) {
        Map<String, Double> out = moves.getOrDefault(at.getKey(), Map.of());
        double all = out.values().stream().mapToDouble(v -> v).sum();
        for (Map.Entry<String, Double> move : out.entrySet()) {
          double part = at.getValue() * move.getValue() / all;
          if (move.getKey().equals("sale")) {
            sales += part;
          } else if (!move.getKey().equals(removed)) {
            next.merge(move.getKey(), part, Double::sum);
          }
        }
      }
      there = next;
    }
    return sales;
  }

  /** One solution for the chain as it is and one for each channel taken out of it. */
  @Property(tries = 60)
  void one_solution_gives_what_taking_each_channel_out_gives(
      @ForAll long seed, @ForAll @IntRange(min = 1, max = 40) int n) {
    Random random = new Random(seed);
    MarkovChain chain = new MarkovChain();
    double[][] moves = new double[n + 1][n + 2];
    for (int i = 0; i < 3 * n; i++) {
      List<String> channels = new ArrayList<>();
      int count = random.nextInt(10) == 0 ? 1_000_000 : 1 + random.nextInt(3);
      int at = n;
      for (int touches = 1 + random.nextInt(9); touches > 0; touches--) {
        int channel = random.nextInt(n);
        channels.add("c" + channel);
        moves[at][channel] += channel == at ? 0 : count;
        at = channel;
      }
      boolean converted = i == 0 || random.nextInt(4) == 0;
      moves[at][converted ? n : n + 1] += count;
      chain.add(channels, converted, count);
    }
    double with = solved(moves, -1);
    assertEquals(with, chain.conversion(), 1e-12);
    Map<String, Double> effects = chain.removalEffects();
    for (int k = 0; k < n; k++) {
      boolean seen = DoubleStream.of(moves[k]).sum() > 0;
      Double effect = effects.get("c" + k);
      assertEquals(seen, effect != null);
      if (seen) {
        assertEquals(1 - solved(moves, k) / with, effect, 1e-9, "c" + k);
      }
    }
  }

  /** From the last row, the probability of the last column but one without going through one. */
  private static double solved(double[][] moves, int removed) {
    int n = moves.length - 1;
    RealMatrix stays = MatrixUtils.createRealIdentityMatrix(n);
    double[] sales = new double[n];
    for (int i = 0; i < n; i++) {
      double all = DoubleStream.of(moves[i]).sum();
      for (int j = 0; j < n && all > 0 && i != removed; j++) {
        stays.addToEntry(i, j, -moves[i][j] / all);
      }
      sales[i] = all > 0 && i != removed ? moves[i][n] / all : 0;
    }
    double[] x = new LUDecomposition(stays).getSolver().solve(new ArrayRealVector(sales)).toArray();
    double begun = DoubleStream.of(moves[n]).sum();
    return IntStream.range(0, n).mapToDouble(j -> moves[n][j] / begun * x[j]).sum();
  }

  @Property
  void money_is_divided_to_the_last_unit_and_fairly(
      @ForAll @LongRange(min = -1_000, max = Long.MAX_VALUE) long minor,
      @ForAll long seed,
      @ForAll @IntRange(min = 1, max = 30) int parts) {
    Random random = new Random(seed);
    long[] weights =
        random.nextBoolean()
            ? random.longs(parts, 0, 10).toArray()
            : Shares.whole(random.doubles(parts).toArray());
    weights[0] += 1;
    BigInteger sum = BigInteger.valueOf(LongStream.of(weights).sum());
    long[] divided = Shares.divide(minor, weights);
    assertEquals(minor, LongStream.of(divided).sum());
    for (int i = 0; i < parts; i++) {
      BigInteger exact = BigInteger.valueOf(minor).multiply(BigInteger.valueOf(weights[i]));
      BigInteger beside = BigInteger.valueOf(divided[i]).multiply(sum).subtract(exact);
      assertTrue(beside.abs().compareTo(sum) < 0, "part " + i + " of " + minor);
    }
  }

  @Test
  void the_units_left_over_go_to_the_largest_remainders() {
    assertArrayEquals(new long[] {3, 2, 5}, Shares.divide(10, new long[] {26, 24, 50}));
    assertArrayEquals(new long[] {4, 3, 3}, Shares.divide(10, new long[] {1, 1, 1}));
    assertArrayEquals(
        new long[] {4503599627370497L, 4503599627370496L},
        Shares.divide(9007199254740993L, new long[] {1, 1}),
        "2^53 + 1, which is no double");
  }

  @Property(tries = 100)
  void every_model_divides_all_sales_and_all_money(@ForAll long seed) {
    Random random = new Random(seed);
    AttributionRule rule = new AttributionRule(1 + random.nextInt(20));
    for (int i = 0; i < 20; i++) {
      int n = 1 + random.nextInt(7);
      double[] ages = random.doubles(n, 0, 400).sorted().toArray();
      List<String> channels = new ArrayList<>();
      for (int touch = 0; touch < n; touch++) {
        channels.add("c" + random.nextInt(5));
      }
      boolean converted = i == 0 || random.nextBoolean();
      rule.add(new Path(channels, ages, converted, random.nextInt(100_000), 1 + random.nextInt(3)));
    }
    for (AttributionModel model : AttributionModel.values()) {
      List<AttributionRule.Given> credits = rule.credits(model);
      assertEquals(
          rule.attributed(),
          credits.stream().mapToDouble(AttributionRule.Given::conversions).sum(),
          1e-9,
          model.name());
      assertEquals(
          rule.attributedMinor(),
          credits.stream().mapToLong(AttributionRule.Given::minor).sum(),
          model.name());
      assertTrue(credits.stream().allMatch(given -> given.conversions() >= 0));
    }
  }
}
