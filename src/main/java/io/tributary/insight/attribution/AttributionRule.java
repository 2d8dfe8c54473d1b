package io.tributary.insight.attribution;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Divides the credit for sales among channels (metrics.md, "Attribution"). Paths are added one by
 * one and forgotten; what is kept grows with the channels only.
 */
final class AttributionRule {
  private final double halfLifeDays;
  private final Map<AttributionModel, Map<String, Credit>> credits =
      new EnumMap<>(AttributionModel.class);
  private final MarkovChain chain = new MarkovChain();
  private long attributed;
  private long attributedMinor;
  private long unattributed;
  private long unattributedMinor;
  private long lost;
  private Integer customers;

  /**
   * Begins.
   *
   * @param halfLifeDays after which a touch counts half, for time decay
   */
  AttributionRule(double halfLifeDays) {
    this.halfLifeDays = halfLifeDays;
    for (AttributionModel model : AttributionModel.values()) {
      credits.put(model, new TreeMap<>());
    }
  }

  /** What a channel has been given. */
  private static final class Credit {
    private double conversions;
    private long minor;
  }

  /** Adds a path; a sale without touches is counted apart. */
  void add(Path path) {
    if (path.channels().isEmpty()) {
      unattributed += path.converted() ? path.count() : 0;
      unattributedMinor += path.converted() ? path.minor() * path.count() : 0;
      return;
    }
    chain.add(path.channels(), path.converted(), path.count());
    if (!path.converted()) {
      lost += path.count();
      return;
    }
    attributed += path.count();
    attributedMinor += path.minor() * path.count();
    List<String> channels = path.channels();
    int n = channels.size();
    give(AttributionModel.FIRST, path, channels, weights(n, i -> i == 0 ? 1 : 0));
    give(AttributionModel.LAST, path, channels, weights(n, i -> i == n - 1 ? 1 : 0));
    give(AttributionModel.LINEAR, path, channels, weights(n, i -> 1));
    double[] ages = path.agesInDays();
    double youngest = ages == null ? 0 : Arrays.stream(ages).min().orElse(0);
    give(
        AttributionModel.TIME_DECAY,
        path,
        channels,
        weights(n, i -> ages == null ? 1 : Math.pow(2, -(ages[i] - youngest) / halfLifeDays)));
    give(AttributionModel.POSITION, path, channels, weights(n, i -> position(i, n)));
    List<String> distinct = channels.stream().distinct().sorted().toList();
    give(AttributionModel.SHAPLEY, path, distinct, weights(distinct.size(), i -> 1));
  }

  private interface Weight {
    double of(int touch);
  }

  private static double[] weights(int n, Weight weight) {
    double[] weights = new double[n];
    for (int i = 0; i < n; i++) {
      weights[i] = weight.of(i);
    }
    return weights;
  }

  private static double position(int i, int n) {
    if (n <= 2) {
      return 1;
    }
    return i == 0 || i == n - 1 ? 0.4 : 0.2 / (n - 2);
  }

  private void give(AttributionModel model, Path path, List<String> channels, double[] weights) {
    double sum = Arrays.stream(weights).sum();
    long[] parts = Shares.divide(path.minor(), weights);
    for (int i = 0; i < weights.length; i++) {
      Credit credit = credits.get(model).computeIfAbsent(channels.get(i), c -> new Credit());
      credit.conversions += path.count() * weights[i] / sum;
      credit.minor += path.count() * parts[i];
    }
  }

  /** A channel's credit. */
  record Given(String channel, double conversions, long minor, Double removalEffect) {}

  /** A model's credits by channel, all channels that had any touch in a sale's path. */
  List<Given> credits(AttributionModel model) {
    if (model == AttributionModel.MARKOV) {
      return markov();
    }
    List<Given> given = new ArrayList<>();
    credits
        .get(model)
        .forEach(
            (channel, credit) ->
                given.add(new Given(channel, credit.conversions, credit.minor, null)));
    return given;
  }

  private List<Given> markov() {
    Map<String, Double> effects = chain.removalEffects();
    if (effects.isEmpty()) {
      return List.of();
    }
    List<String> channels = List.copyOf(effects.keySet());
    double[] weights =
        channels.stream().mapToDouble(effects::get).map(e -> Math.max(0, e)).toArray();
    double sum = Arrays.stream(weights).sum();
    long[] parts = Shares.divide(attributedMinor, weights);
    List<Given> given = new ArrayList<>();
    for (int i = 0; i < weights.length; i++) {
      given.add(
          new Given(
              channels.get(i),
              attributed * weights[i] / sum,
              parts[i],
              effects.get(channels.get(i))));
    }
    return given;
  }

  /** Says whose sales the paths are. */
  void restsOn(int customers) {
    this.customers = customers;
  }

  /** Customers whose sales the paths are; null when nobody said. */
  Integer customers() {
    return customers;
  }

  /** Sales with a touch before them. */
  long attributed() {
    return attributed;
  }

  /** Their net value. */
  long attributedMinor() {
    return attributedMinor;
  }

  /** Sales without a touch. */
  long unattributed() {
    return unattributed;
  }

  /** Their net value. */
  long unattributedMinor() {
    return unattributedMinor;
  }

  /** Paths that ended without a sale. */
  long lost() {
    return lost;
  }

  /** The chain's probability that a path ends in a sale; null without paths. */
  Double conversion() {
    return chain.conversion();
  }
}
