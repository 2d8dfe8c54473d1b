package io.tributary.insight.experiment;

import org.eclipse.microprofile.graphql.Description;

/** How two proportions are compared. */
@Description("How two proportions are compared.")
public enum ComparisonTest {
  /** The z-test. */
  @Description("The z-test with the pooled proportion, two-sided.")
  POOLED_Z,
  /** Fisher's test. */
  @Description("Fisher's exact test, two-sided: an expected number is below 5.")
  FISHER_EXACT
}
