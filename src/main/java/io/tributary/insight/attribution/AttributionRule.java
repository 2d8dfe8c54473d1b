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
  /** So many channels are told apart; the work for the Markov chain grows with their cube. */
  static final int MOST_CHANNELS = 200;

  /** What all others are called where there are more. */
  static final String OTHER = "OTHER";

  private final double halfLifeDays;
  private final Map<AttributionModel, Map<String, Credit>> credits =
      new EnumMap<>(AttributionModel.class);
  private final MarkovChain chain = new MarkovChain();
  private long attributed;
  private long attributedMinor;
  private long unattributed;
  private long unattributedMinor;
  private long lost;
  private Rests rests;

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
    give(AttributionModel.TIME_DECAY, path, channels, decayed(path.agesInDays(), n));
    give(AttributionModel.POSITION, path, channels, weights(n, i -> position(i, n)));
    List<String> distinct = channels.stream().distinct().sorted().toList();
    give(AttributionModel.SHAPLEY, path, distinct, weights(distinct.size(), i -> 1));
  }

  private interface Weight {
    long of(int touch);
  }

  private static long[] weights(int n, Weight weight) {
    long[] weights = new long[n];
    for (int i = 0; i < n; i++) {
      weights[i] = weight.of(i);
    }
    return weights;
  }

  private long[] decayed(double[] ages, int n) {
    if (ages == null) {
      return weights(n, i -> 1);
    }
    double youngest = Arrays.stream(ages).min().orElse(0);
    return Shares.whole(
        Arrays.stream(ages).map(age -> Math.pow(2, -(age - youngest) / halfLifeDays)).toArray());
  }

  /** 40 % for each end and 20 % for all between, in units of what each of these gets. */
  private static long position(int i, int n) {
    return n > 2 && (i == 0 || i == n - 1) ? 2L * (n - 2) : 1;
  }

  private void give(AttributionModel model, Path path, List<String> channels, long[] weights) {
    double sum = Arrays.stream(weights).sum();
    long[] parts = Shares.divide(path.minor(), weights);
    for (int i = 0; i < weights.length; i++) {
      Credit credit = credits.get(model).computeIfAbsent(channels.get(i), c -> new Credit());
      credit.conversions += path.count() * (weights[i] / sum);
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
    double[] weights = channels.stream().mapToDouble(effects::get).toArray();
    double sum = Arrays.stream(weights).sum();
    long[] parts = Shares.divide(attributedMinor, Shares.whole(weights));
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

  /**
   * What stored paths rest on.
   *
   * @param currency of the sales
   * @param customers whose sales they are
   * @param grouped channels that the paths hold as one
   */
  record Rests(String currency, int customers, int grouped) {}

  /** Says what the paths rest on. */
  void restsOn(Rests rests) {
    this.rests = rests;
  }

  /** What the paths rest on; null for given ones. */
  Rests rests() {
    return rests;
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
