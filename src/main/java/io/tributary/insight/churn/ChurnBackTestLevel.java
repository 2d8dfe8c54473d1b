package io.tributary.insight.churn;

import org.eclipse.microprofile.graphql.Description;
import org.eclipse.microprofile.graphql.NonNull;
import org.eclipse.microprofile.graphql.Type;

/**
 * Warning from a level on.
 *
 * @param level the level or above
 * @param warned how many were there
 * @param warnedLeft those of them who left
 * @param precision who left among the warned; null when nobody was
 * @param recall the warned among who left; null when nobody did
 * @param lift precision by the share of all who left; null when it cannot be
 */
@Type("ChurnBackTestLevel")
@Description("What warning from a level on would have been worth.")
public record ChurnBackTestLevel(
    @NonNull @Description("The level, or above.") ChurnLevel level,
    @Description("How many were at it.") int warned,
    @Description("Those of them who left.") int warnedLeft,
    @Description("Who left among the warned, 0 to 1; null when nobody was warned.")
        Double precision,
    @Description("The warned among those who left, 0 to 1; null when nobody left.") Double recall,
    @Description("precision by the share of all who left; null when it cannot be computed.")
        Double lift) {

  /** With its ratios. */
  static ChurnBackTestLevel of(ChurnLevel level, int active, int left, int warned, int warnedLeft) {
    Double precision = warned == 0 ? null : warnedLeft / (double) warned;
    return new ChurnBackTestLevel(
        level,
        warned,
        warnedLeft,
        precision,
        left == 0 ? null : warnedLeft / (double) left,
        precision == null || left == 0 ? null : precision * active / left);
  }
}
