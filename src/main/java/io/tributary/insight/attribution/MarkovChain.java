package io.tributary.insight.attribution;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.commons.math3.linear.ArrayRealVector;
import org.apache.commons.math3.linear.LUDecomposition;
import org.apache.commons.math3.linear.MatrixUtils;
import org.apache.commons.math3.linear.RealMatrix;

/**
 * An absorbing Markov chain of order 1 over channels (Anderl, Becker, von Wangenheim and Schumann,
 * "Mapping the customer journey", 2016). Repeats of a channel in a row are one. The probability x
 * to end in a sale solves (I - Q) x = R, Q being the moves between channels and R those to a sale.
 *
 * <p>N = (I - Q)^-1 is computed once: N[i][k] is how often somebody at i will be at k (Kemeny and
 * Snell, "Finite Markov Chains", 1960). With p where people begin, y = p N counts everybody's
 * visits, y[k] / N[k][k] is the part that ever comes to k, and of these x[k] would have ended in a
 * sale: so much is lost when everybody is lost at k. The work grows with the cube of the channels,
 * which the callers therefore limit.
 */
final class MarkovChain {
  private static final String BEGINNING = null;
  private final Map<String, Map<String, Long>> moves = new HashMap<>();
  private final Map<String, Long> sales = new HashMap<>();
  private final Map<String, Long> all = new HashMap<>();
  private Solution solution;

  /** The probability to end in a sale, and the part of it that each channel's removal takes. */
  private record Solution(double conversion, Map<String, Double> effects) {}

  void add(List<String> channels, boolean converted, int count) {
    solution = null;
    String at = BEGINNING;
    for (String channel : channels) {
      if (!channel.equals(at)) {
        moves.computeIfAbsent(at, c -> new HashMap<>()).merge(channel, (long) count, Long::sum);
        all.merge(at, (long) count, Long::sum);
        at = channel;
      }
    }
    all.merge(at, (long) count, Long::sum);
    if (converted) {
      sales.merge(at, (long) count, Long::sum);
    }
  }

  /** The probability that somebody who begins ends in a sale; null when nobody began. */
  Double conversion() {
    return all.containsKey(BEGINNING) ? solution().conversion() : null;
  }

  /**
   * For each channel, the part of sales that is lost when everybody is lost there; none without
   * sales.
   */
  Map<String, Double> removalEffects() {
    return all.containsKey(BEGINNING) ? solution().effects() : Map.of();
  }

  private Solution solution() {
    if (solution == null) {
      solution = solve(all.keySet().stream().filter(channel -> channel != null).sorted().toList());
    }
    return solution;
  }

  private Solution solve(List<String> states) {
    int n = states.size();
    if (n == 0) {
      return new Solution(0, Map.of());
    }
    Map<String, Integer> place = new HashMap<>();
    for (int i = 0; i < n; i++) {
      place.put(states.get(i), i);
    }
    RealMatrix stays = MatrixUtils.createRealIdentityMatrix(n);
    double[] r = new double[n];
    for (int i = 0; i < n; i++) {
      String state = states.get(i);
      double outOf = all.get(state);
      r[i] = sales.getOrDefault(state, 0L) / outOf;
      for (Map.Entry<String, Long> move : moves.getOrDefault(state, Map.of()).entrySet()) {
        stays.addToEntry(i, place.get(move.getKey()), -move.getValue() / outOf);
      }
    }
    double begun = all.get(BEGINNING);
    double[] p = new double[n];
    moves.get(BEGINNING).forEach((first, count) -> p[place.get(first)] = count / begun);
    // each channel's paths end somewhere, so that the matrix is never singular, however small a
    // pivot
    RealMatrix visits = new LUDecomposition(stays, Double.MIN_NORMAL).getSolver().getInverse();
    double[] x = visits.operate(r);
    double[] y = visits.preMultiply(p);
    double conversion = new ArrayRealVector(p, false).dotProduct(new ArrayRealVector(x, false));
    Map<String, Double> effects = new TreeMap<>();
    for (int k = 0; k < n && conversion > 0; k++) {
      effects.put(states.get(k), y[k] / visits.getEntry(k, k) * x[k] / conversion);
    }
    return new Solution(conversion, effects);
  }
}
