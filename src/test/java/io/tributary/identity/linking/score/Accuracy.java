package io.tributary.identity.linking.score;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Stream;

/**
 * How well records are matched without knowing the truth: trained on the records themselves, linked
 * best link first under the guards, then compared with the truth over all pairs of records.
 */
public final class Accuracy {
  /** What share of links must be right at the chosen threshold. */
  public static final double PRECISION = .999;

  private static final long SEED = 20240229;

  private final LabelledSet set;
  private final Model model;
  private final Thresholds thresholds;
  private final List<Clusters.Link<Integer>> links;
  private final List<Figures> steps = new ArrayList<>();
  private final Clusters<Integer> clusters;

  /**
   * Figures over all pairs of records.
   *
   * @param threshold the weight from which links counted
   * @param right pairs found that are one person
   * @param found pairs found
   * @param all pairs that are one person
   */
  public record Figures(double threshold, long right, long found, long all) {
    /** The share of the pairs found that is right. */
    public double precision() {
      return found == 0 ? 1 : (double) right / found;
    }

    /** The share of the right pairs that was found. */
    public double recall() {
      return (double) right / all;
    }

    /** Their harmonic mean. */
    public double f1() {
      return 2.0 * right / (found + all);
    }

    @Override
    public String toString() {
      return String.format(
          Locale.ROOT,
          "F1 %.4f, precision %.4f, recall %.4f at %.1f bits",
          f1(),
          precision(),
          recall(),
          threshold);
    }
  }

  private Accuracy(LabelledSet set) {
    this.set = set;
    Sample sample = Sample.all(set.people());
    this.model = Training.fit(set.people(), SEED);
    this.thresholds = Thresholds.choose(model, PRECISION, List.of());
    Set<Pair> candidates = new LinkedHashSet<>();
    sample.pairs().values().forEach(candidates::addAll);
    this.links = candidates.stream().map(this::link).toList();
    this.clusters = Clusters.of(links, this::allows);
  }

  /** Matches a set. */
  public static Accuracy of(LabelledSet set) {
    return new Accuracy(set);
  }

  private Clusters.Link<Integer> link(Pair pair) {
    return new Clusters.Link<>(
        pair.one(), pair.other(), model.weight(traits(pair.one()), traits(pair.other())));
  }

  private Traits traits(int record) {
    return set.people().get(record);
  }

  private boolean allows(List<Integer> one, List<Integer> other, Clusters.Link<Integer> link) {
    boolean allowed =
        Household.between(traits(link.one()), traits(link.other())) == null
            && new Coherence(model)
                .holds(
                    one.stream().map(this::traits).toList(),
                    other.stream().map(this::traits).toList());
    if (allowed) {
      Figures before = last();
      long right =
          one.stream()
              .mapToLong(a -> other.stream().filter(b -> set.isOnePerson(a, b)).count())
              .sum();
      steps.add(
          new Figures(
              link.weight(),
              before.right() + right,
              before.found() + (long) one.size() * other.size(),
              before.all()));
    }
    return allowed;
  }

  private Figures last() {
    return steps.isEmpty()
        ? new Figures(Double.POSITIVE_INFINITY, 0, 0, set.truePairs())
        : steps.get(steps.size() - 1);
  }

  /** At the threshold that the product would choose. */
  public Figures chosen() {
    Figures last =
        steps.stream()
            .filter(step -> step.threshold() >= thresholds.merge())
            .reduce(new Figures(thresholds.merge(), 0, 0, set.truePairs()), (one, other) -> other);
    return new Figures(thresholds.merge(), last.right(), last.found(), last.all());
  }

  /** At the threshold that the truth shows to be the best. */
  public Figures best() {
    return steps.stream().max(Comparator.comparingDouble(Figures::f1)).orElseThrow();
  }

  /** The model. */
  public Model model() {
    return model;
  }

  /**
   * The worst errors: links between two people by their weight, then pairs of one person over the
   * review threshold that ended apart.
   */
  public List<String> worst(int count) {
    Comparator<Clusters.Link<Integer>> byWeight =
        Comparator.comparingDouble(Clusters.Link<Integer>::weight);
    Stream<Clusters.Link<Integer>> wrong =
        clusters.made().stream()
            .filter(link -> link.weight() >= thresholds.review())
            .filter(link -> !set.isOnePerson(link.one(), link.other()))
            .sorted(byWeight.reversed());
    Stream<Clusters.Link<Integer>> missed =
        links.stream()
            .filter(link -> set.isOnePerson(link.one(), link.other()))
            .filter(link -> clusters.of(link.one()) != clusters.of(link.other()))
            .sorted(byWeight.reversed());
    return Stream.concat(wrong, missed).limit(count).map(this::told).toList();
  }

  private String told(Clusters.Link<Integer> link) {
    Household household = Household.between(traits(link.one()), traits(link.other()));
    return (set.isOnePerson(link.one(), link.other()) ? "one person apart" : "two people joined")
        + (household == null ? "" : " (" + household + ")")
        + "\n      "
        + set.records().get(link.one())
        + "\n      "
        + set.records().get(link.other())
        + "\n      "
        + model.explain(traits(link.one()), traits(link.other()));
  }
}
