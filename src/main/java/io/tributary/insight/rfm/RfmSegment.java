package io.tributary.insight.rfm;

import org.eclipse.microprofile.graphql.Description;
import org.eclipse.microprofile.graphql.NonNull;
import org.eclipse.microprofile.graphql.Type;

/**
 * A segment: a box of scores, all bounds inclusive.
 *
 * @param name its name
 * @param rFrom least score of recency
 * @param rTo greatest
 * @param fFrom least score of frequency
 * @param fTo greatest
 * @param mFrom least score of money
 * @param mTo greatest
 */
@Type("RfmSegment")
@Description("A segment: a box of scores from 1 to 5, all bounds inclusive.")
public record RfmSegment(
    @NonNull @Description("Its name.") String name,
    @Description("Least score of recency.") int rFrom,
    @Description("Greatest score of recency.") int rTo,
    @Description("Least score of frequency.") int fFrom,
    @Description("Greatest score of frequency.") int fTo,
    @Description("Least score of money.") int mFrom,
    @Description("Greatest score of money.") int mTo) {

  /** Whether scores lie in it. */
  boolean holds(int r, int f, int m) {
    return r >= rFrom && r <= rTo && f >= fFrom && f <= fTo && m >= mFrom && m <= mTo;
  }
}
