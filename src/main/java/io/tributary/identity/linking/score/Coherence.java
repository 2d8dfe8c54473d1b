package io.tributary.identity.linking.score;

import java.util.Collection;

/**
 * Holds two clusters apart where all their members taken together speak against one person, or the
 * very link that would join them is one of a household: a chain of links, each likely, must not end
 * at two people who have nothing in common.
 */
public final class Coherence {
  private final Model model;

  /** Judges by a model. */
  public Coherence(Model model) {
    this.model = model;
  }

  /**
   * Whether two clusters, taken together, are more likely one person than not, and no two of their
   * members contradict each other in all that is a person's own.
   */
  public boolean holds(Collection<Traits> cluster, Collection<Traits> other) {
    double sum = 0;
    for (Traits one : cluster) {
      for (Traits two : other) {
        if (Household.contradict(one, two)) {
          return false;
        }
        sum += model.weight(one, two) - model.weightFor(.5);
      }
    }
    return sum >= 0;
  }
}
