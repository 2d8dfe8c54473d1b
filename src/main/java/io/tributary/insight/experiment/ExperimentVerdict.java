package io.tributary.insight.experiment;

import org.eclipse.microprofile.graphql.Description;

/** Whether an experiment may be judged. */
@Description("Whether an experiment may be judged.")
public enum ExperimentVerdict {
  /** The groups are not as large as they were meant to be to each other. */
  @Description(
      "The groups' sizes do not fit the planned shares (p < 0.001): something is wrong with the"
          + " assignment, and nothing that it shows can be trusted.")
  SAMPLE_RATIO_MISMATCH,
  /** A group is smaller than planned. */
  @Description("A group has not the planned number of customers yet.")
  TOO_EARLY,
  /** It may. */
  @Description("It may be judged: each comparison says what it shows.")
  DECIDED
}
