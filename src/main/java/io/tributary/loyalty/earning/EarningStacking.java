package io.tributary.loyalty.earning;

import org.eclipse.microprofile.graphql.Description;
import org.eclipse.microprofile.graphql.Enum;

/** What becomes of several multipliers that apply to one line. */
@Enum("EarningStacking")
@Description(
    "What becomes of several multipliers that apply to one line. MULTIPLY: 2 and 3 make 6. ADD: what they add to 1 is"
        + " added up, 2 and 3 make 4. BEST: the highest counts.")
public enum EarningStacking {
  /** Each on what those before it made. */
  MULTIPLY,
  /** What each adds to one is added up. */
  ADD,
  /** Only the highest. */
  BEST
}
