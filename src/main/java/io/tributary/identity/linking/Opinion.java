package io.tributary.identity.linking;

import io.tributary.identity.ScoredMerges;
import io.tributary.identity.linking.score.Coherence;
import io.tributary.identity.linking.score.Household;
import io.tributary.identity.linking.score.Score;
import io.tributary.identity.linking.score.Traits;
import java.util.Collection;

/**
 * What a model says of two customers. A rule: no database, no clock.
 *
 * @param score of the two profiles that are closest
 * @param objection why they must not be merged by it; null when nothing speaks against it
 */
record Opinion(Score score, String objection) {
  /** Over the merge threshold is not what the link is: staff are asked. */
  static final String LIKELY = ScoredMerges.RULE;

  /** All that is known of two customers, taken together, speaks against one person. */
  static final String CONTRADICTION = "CONTRADICTION";

  /** What a model says of two customers by their profiles; null when either says nothing. */
  static Opinion of(MatchModel model, Collection<Traits> ours, Collection<Traits> theirs) {
    Traits one = null;
    Traits other = null;
    double best = Double.NEGATIVE_INFINITY;
    for (Traits mine : ours) {
      for (Traits of : theirs) {
        double weight = model.model().weight(mine, of);
        if (one == null || weight > best) {
          one = mine;
          other = of;
          best = weight;
        }
      }
    }
    return one == null
        ? null
        : new Opinion(
            model.model().explain(one, other), objection(model, one, other, ours, theirs));
  }

  /** Why a link must not merge two customers; null when nothing speaks against it. */
  static String objection(
      MatchModel model,
      Traits one,
      Traits other,
      Collection<Traits> ours,
      Collection<Traits> theirs) {
    if (model.model().weight(one, other) < model.thresholds().merge()) {
      return LIKELY;
    }
    Household household = Household.between(one, other);
    if (household != null) {
      return household.name();
    }
    return new Coherence(model.model()).holds(ours, theirs) ? null : CONTRADICTION;
  }

  /** Whether staff need not be asked any longer. */
  boolean isBelowReview(MatchModel model) {
    return score.weight() < model.thresholds().review();
  }
}
