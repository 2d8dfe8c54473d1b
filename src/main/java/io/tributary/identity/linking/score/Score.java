package io.tributary.identity.linking.score;

import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/**
 * How alike two profiles are and why.
 *
 * @param weight the sum of the fields' weights, in bits
 * @param probability that the two are one person, after the model
 * @param fields the fields on which both say something
 */
public record Score(double weight, double probability, List<FieldScore> fields) {
  @Override
  public String toString() {
    return String.format(Locale.ROOT, "%.1f (p %.4f): ", weight, probability)
        + fields.stream()
            .map(
                f ->
                    String.format(
                        Locale.ROOT,
                        "%s %s %+.1f",
                        f.field().name().toLowerCase(Locale.ROOT).replace('_', ' '),
                        f.level(),
                        f.weight()))
            .collect(Collectors.joining(", "));
  }
}
