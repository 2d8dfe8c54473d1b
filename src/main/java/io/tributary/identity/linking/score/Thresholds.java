package io.tributary.identity.linking.score;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.OptionalDouble;

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
   * A pair of a sample that was drawn, and what somebody who looked says of it.
   *
   * @param weight its score
   * @param same whether it is one person
   * @param counts how many pairs like it there were to draw from
   */
  public record Drawn(double weight, boolean same, double counts) {}

  /**
   * Chooses thresholds for a precision without a drawn sample: the model's own probability must
   * reach it for every single link. Labels can only raise the threshold: those who were shown
   * doubtful pairs have not seen the certain ones.
   *
   * @param precision the share of links over the threshold that must be right, such as .999
   * @param labels decided pairs, in any order
   */
  public static Thresholds choose(Model model, double precision, List<Label> labels) {
    return choose(model, precision, labels, List.of());
  }

  /**
   * Chooses thresholds for a precision. Where so many pairs of drawn samples over a weight are
   * labelled that one wrong one is no more than the precision allows (1,000 for .999), the lowest
   * such weight over which they keep it is the threshold; otherwise the model's own probability
   * says, and drawn pairs can only raise it. What staff decided can raise either.
   *
   * @param precision the share of links over the threshold that must be right, such as .999
   * @param labels pairs that staff decided because they were shown them, in any order
   * @param drawn labelled pairs of samples, in any order
   */
  public static Thresholds choose(
      Model model, double precision, List<Label> labels, List<Drawn> drawn) {
    double least = model.weightFor(WORTH_A_LOOK);
    OptionalDouble measured = measured(precision, drawn, least);
    List<Label> all = new ArrayList<>(labels);
    if (measured.isEmpty()) {
      drawn.forEach(pair -> all.add(new Label(pair.weight(), pair.same())));
    }
    double merge = raised(precision, all, measured.orElse(model.weightFor(precision)));
    return new Thresholds(merge, Math.min(least, merge));
  }

  /** The lowest weight over which labelled pairs keep a precision; none where they are too few. */
  private static OptionalDouble measured(double precision, List<Drawn> drawn, double least) {
    double enough = 1 / (1 - precision) - 1e-6;
    List<Drawn> best =
        drawn.stream()
            .filter(pair -> pair.weight() >= least)
            .sorted(Comparator.comparingDouble(Drawn::weight).reversed())
            .toList();
    OptionalDouble merge = OptionalDouble.empty();
    double right = 0;
    double all = 0;
    for (int i = 0; i < best.size(); i++) {
      right += best.get(i).same() ? best.get(i).counts() : 0;
      all += best.get(i).counts();
      boolean isLast = i + 1 == best.size() || best.get(i + 1).weight() < best.get(i).weight();
      if (isLast && i + 1 >= enough && right >= precision * all) {
        merge = OptionalDouble.of(best.get(i).weight());
      }
    }
    return merge;
  }

  /** Over how many bits so few labels are wrong as a precision allows. */
  private static double raised(double precision, List<Label> labels, double merge) {
    List<Label> over =
        labels.stream()
            .filter(label -> label.weight() >= merge)
            .sorted((one, other) -> Double.compare(other.weight(), one.weight()))
            .toList();
    int wrong = 0;
    for (int i = 0; i < over.size(); i++) {
      if (!over.get(i).same()) {
        wrong++;
        if (wrong > (1 - precision) * (i + 1)) {
          return Math.nextUp(over.get(i).weight());
        }
      }
    }
    return merge;
  }
}
