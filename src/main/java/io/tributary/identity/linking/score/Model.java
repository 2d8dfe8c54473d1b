package io.tributary.identity.linking.score;

import java.util.ArrayList;
import java.util.List;

/**
 * How likely two profiles are one person, after Fellegi and Sunter, "A Theory for Record Linkage"
 * (1969): each field adds log2(m/u), m how often two profiles of one person agree at that level, u
 * how often those of two people do.
 *
 * @param prior the probability that two profiles taken at random are one person
 * @param fields the fields that count
 * @param terms how usual values are: where two agree exactly, u is the value's own share
 */
public record Model(double prior, List<FieldWeights> fields, Terms terms) {
  /**
   * What the levels of a field say.
   *
   * @param field which
   * @param m of profiles of one person, the share at each level
   * @param u of profiles of two people, the share at each level
   */
  public record FieldWeights(Field field, double[] m, double[] u) {
    /** The weight of a level in bits. */
    public double weight(int level) {
      return log2(m[level] / u[level]);
    }
  }

  /** Model. */
  public Model {
    fields = List.copyOf(fields);
  }

  /** The sum of the weights of all fields, in bits; the prior is not in it. */
  public double weight(Traits a, Traits b) {
    double sum = 0;
    for (FieldWeights field : fields) {
      int level = field.field().compare(a, b);
      if (level != Field.MISSING) {
        sum += weight(field, level, a);
      }
    }
    return sum;
  }

  private double weight(FieldWeights field, int level, Traits a) {
    if (level == 0 && field.field().term() != null) {
      double share = terms.share(field.field(), a.get(field.field().term()), field.u()[0]);
      return log2(field.m()[0] / share);
    }
    return field.weight(level);
  }

  /** The probability that two profiles of a weight are one person. */
  public double probability(double weight) {
    double odds = Math.pow(2, Math.min(weight, 200)) * prior / (1 - prior);
    return odds / (1 + odds);
  }

  /** The weight above which profiles are one person with at least this probability. */
  public double weightFor(double probability) {
    return log2(probability / (1 - probability)) - log2(prior / (1 - prior));
  }

  /** What two profiles agree on, field by field. */
  public Score explain(Traits a, Traits b) {
    List<FieldScore> parts = new ArrayList<>();
    double sum = 0;
    for (FieldWeights field : fields) {
      int level = field.field().compare(a, b);
      if (level == Field.MISSING) {
        continue;
      }
      double weight = weight(field, level, a);
      sum += weight;
      parts.add(new FieldScore(field.field(), field.field().levels().get(level), weight));
    }
    return new Score(sum, probability(sum), List.copyOf(parts));
  }

  static double log2(double value) {
    return Math.log(value) / Math.log(2);
  }
}
