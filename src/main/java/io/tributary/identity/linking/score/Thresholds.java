package io.tributary.identity.linking.score;

import java.util.List;

/**
 * From which weight on profiles are merged, and from which on staff are asked.
 *
 * @param merge in bits: over it two profiles are one person
 * @param review in bits: between it and merge staff decide
 */
public record Thresholds(double merge, double review) {
  /** Whoever is more likely one person than not is worth a look. */
  private static final double WORTH_A_LOOK = .5;

  /**
   * A pair that somebody has decided.
   *
   * @param weight its score
   * @param same whether it is one person
   */
  public record Label(double weight, boolean same) {}

  /**
   * Chooses thresholds for a precision. Without labels the model's own probability must reach it
   * for every single link. Labels can only raise the threshold: those who were shown doubtful pairs
   * have not seen the certain ones.
   *
   * @param precision the share of links over the threshold that must be right, such as .999
   * @param labels decided pairs, in any order
   */
  public static Thresholds choose(Model model, double precision, List<Label> labels) {
    double merge = model.weightFor(precision);
    double review = Math.min(model.weightFor(WORTH_A_LOOK), merge);
    List<Label> over =
        labels.stream()
            .filter(label -> label.weight() >= model.weightFor(precision))
            .sorted((one, other) -> Double.compare(other.weight(), one.weight()))
            .toList();
    int wrong = 0;
    for (int i = 0; i < over.size(); i++) {
      if (!over.get(i).same()) {
        wrong++;
        if (wrong > (1 - precision) * (i + 1)) {
          merge = Math.nextUp(over.get(i).weight());
          break;
        }
      }
    }
    return new Thresholds(merge, review);
  }
}
