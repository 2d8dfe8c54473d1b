package io.tributary.identity.quality;

import io.tributary.platform.Ids;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import org.apache.commons.math3.distribution.BetaDistribution;
import org.apache.commons.math3.random.Well19937c;

/** Draws samples of pairs by strata and estimates from their labels. A rule: seeds are given. */
final class SampleRule {
  /** The stratum of pairs that are in one customer. */
  static final String MERGED = "MERGED";

  private static final double[] BANDS = {0, .01, .1, .5, .9, .99};
  private static final int DRAWS = 4_000;
  private static final double TAIL = .025;

  private SampleRule() {}

  /**
   * A pair of profiles, the lower id first.
   *
   * @param merged whether both are in one customer
   * @param score the probability that both are one person
   */
  record Pair(UUID profile, UUID other, boolean merged, double score, String explanation) {
    /** The stratum: merged, or the band of the score. */
    String stratum() {
      if (merged) {
        return MERGED;
      }
      int band = BANDS.length - 1;
      while (band > 0 && score < BANDS[band]) {
        band--;
      }
      return "FROM_" + BANDS[band];
    }

    private String order(long seed) {
      return Ids.hash(Long.toString(seed), profile.toString(), other.toString()).toString();
    }
  }

  /**
   * Draws pairs, from every stratum as many as from the others as far as it has them.
   *
   * @return by stratum, in the order of their numbers
   */
  static List<Pair> draw(List<Pair> pool, int size, long seed) {
    Map<String, List<Pair>> strata = new TreeMap<>();
    pool.stream()
        .sorted(Comparator.comparing((Pair pair) -> pair.order(seed)))
        .forEach(pair -> strata.computeIfAbsent(pair.stratum(), s -> new ArrayList<>()).add(pair));
    List<Pair> drawn = new ArrayList<>();
    for (int round = 0; drawn.size() < Math.min(size, pool.size()); round++) {
      for (List<Pair> stratum : strata.values()) {
        if (round < stratum.size() && drawn.size() < size) {
          drawn.add(stratum.get(round));
        }
      }
    }
    return drawn;
  }

  /**
   * What is known of a stratum.
   *
   * @param population how many pairs of it the pool had
   * @param same labelled as one person
   * @param different labelled as two
   */
  record Stratum(String name, long population, long same, long different) {
    private long labelled() {
      return same + different;
    }

    private double share() {
      return same / (double) labelled();
    }

    /** Jeffreys' prior: beta(1/2, 1/2); see Brown, Cai and DasGupta (2001). */
    private BetaDistribution belief(Well19937c random) {
      return new BetaDistribution(random, same + .5, different + .5);
    }
  }

  /** An estimate with a 95 % interval. */
  record Estimate(double value, double low, double high) {}

  /** The share of merged pairs that are one person; null while none of them is labelled. */
  static Estimate precision(List<Stratum> strata) {
    Stratum merged =
        strata.stream()
            .filter(s -> s.name().equals(MERGED) && s.labelled() > 0)
            .findFirst()
            .orElse(null);
    if (merged == null) {
      return null;
    }
    BetaDistribution belief = merged.belief(null);
    // at the ends the interval reaches the end, as Brown, Cai and DasGupta advise
    double low = merged.same() == 0 ? 0 : belief.inverseCumulativeProbability(TAIL);
    double high = merged.different() == 0 ? 1 : belief.inverseCumulativeProbability(1 - TAIL);
    return new Estimate(merged.share(), low, high);
  }

  /**
   * The share of pairs of one person that are merged, each stratum weighted by its population; null
   * while a stratum has no label, or no pair is one person's. The interval comes from draws of the
   * strata's shares.
   */
  static Estimate recall(List<Stratum> strata, long seed) {
    List<Stratum> populated = strata.stream().filter(s -> s.population() > 0).toList();
    if (populated.isEmpty() || populated.stream().anyMatch(s -> s.labelled() == 0)) {
      return null;
    }
    double found = 0;
    double all = 0;
    for (Stratum stratum : populated) {
      double pairs = stratum.population() * stratum.share();
      all += pairs;
      found += stratum.name().equals(MERGED) ? pairs : 0;
    }
    if (all == 0) {
      return null;
    }
    double value = found / all;
    double[] draws = draws(populated, seed);
    Arrays.sort(draws);
    return new Estimate(
        value,
        Math.min(value, draws[(int) (TAIL * DRAWS)]),
        Math.max(value, draws[(int) ((1 - TAIL) * DRAWS)]));
  }

  private static double[] draws(List<Stratum> strata, long seed) {
    Well19937c random = new Well19937c(seed);
    List<BetaDistribution> beliefs = strata.stream().map(s -> s.belief(random)).toList();
    double[] draws = new double[DRAWS];
    for (int i = 0; i < DRAWS; i++) {
      double found = 0;
      double all = 0;
      for (int s = 0; s < strata.size(); s++) {
        double pairs = strata.get(s).population() * beliefs.get(s).sample();
        all += pairs;
        found += strata.get(s).name().equals(MERGED) ? pairs : 0;
      }
      draws[i] = found / all;
    }
    return draws;
  }
}
