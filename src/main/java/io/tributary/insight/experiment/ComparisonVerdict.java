package io.tributary.insight.experiment;

import org.eclipse.microprofile.graphql.Description;

/** What a comparison with the control shows. */
@Description("What a comparison with the control shows.")
public enum ComparisonVerdict {
  /** Significantly more. */
  @Description("Significantly more conversions than the control.")
  BETTER,
  /** Significantly fewer. */
  @Description("Significantly fewer conversions than the control.")
  WORSE,
  /** Neither. */
  @Description("No difference is shown; that is not to say that there is none.")
  NO_DIFFERENCE
}
