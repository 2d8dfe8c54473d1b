package io.tributary.insight.attribution;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.commons.math3.linear.Array2DRowRealMatrix;
import org.apache.commons.math3.linear.ArrayRealVector;
import org.apache.commons.math3.linear.LUDecomposition;
import org.apache.commons.math3.linear.MatrixUtils;
import org.apache.commons.math3.linear.RealMatrix;

/**
 * An absorbing Markov chain of order 1 over channels (Anderl, Becker, von Wangenheim and Schumann,
 * "Mapping the customer journey", 2016). Repeats of a channel in a row are one. The probability x
 * to end in a sale solves (I - Q) x = R, Q being the moves between channels and R those to a sale.
 */
final class MarkovChain {
  private static final String BEGINNING = null;
  private final Map<String, Map<String, Long>> moves = new HashMap<>();
  private final Map<String, Long> sales = new HashMap<>();
  private final Map<String, Long> all = new HashMap<>();

  void add(List<String> channels, boolean converted, int count) {
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

  private List<String> channels() {
    return all.keySet().stream().filter(channel -> channel != null).sorted().toList();
  }

  /** The probability that somebody who begins ends in a sale; null when nobody began. */
  Double conversion() {
    return all.containsKey(BEGINNING) ? conversionWithout(BEGINNING) : null;
  }

  /** For each channel, the part of sales that is lost when everybody is lost there. */
  Map<String, Double> removalEffects() {
    Map<String, Double> effects = new TreeMap<>();
    Double with = conversion();
    if (with != null && with > 0) {
      channels().forEach(channel -> effects.put(channel, 1 - conversionWithout(channel) / with));
    }
    return effects;
  }

  /** The probability when moves to a channel end without a sale; none is taken out for null. */
  private double conversionWithout(String removed) {
    List<String> states = channels().stream().filter(c -> !c.equals(removed)).toList();
    int n = states.size();
    if (n == 0) {
      return 0;
    }
    Map<String, Integer> place = new HashMap<>();
    for (int i = 0; i < n; i++) {
      place.put(states.get(i), i);
    }
    RealMatrix q = new Array2DRowRealMatrix(n, n);
    double[] r = new double[n];
    for (int i = 0; i < n; i++) {
      double outOf = all.get(states.get(i));
      r[i] = sales.getOrDefault(states.get(i), 0L) / outOf;
      for (Map.Entry<String, Long> move : moves.getOrDefault(states.get(i), Map.of()).entrySet()) {
        Integer to = place.get(move.getKey());
        if (to != null) {
          q.setEntry(i, to, move.getValue() / outOf);
        }
      }
    }
    double[] x =
        new LUDecomposition(MatrixUtils.createRealIdentityMatrix(n).subtract(q))
            .getSolver()
            .solve(new ArrayRealVector(r, false))
            .toArray();
    double begun = all.get(BEGINNING);
    double total = 0;
    for (Map.Entry<String, Long> first : moves.getOrDefault(BEGINNING, Map.of()).entrySet()) {
      Integer to = place.get(first.getKey());
      total += to == null ? 0 : first.getValue() / begun * x[to];
    }
    return total;
  }
}
