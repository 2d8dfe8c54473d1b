package io.tributary.insight.rfm;

import org.eclipse.microprofile.graphql.Description;
import org.eclipse.microprofile.graphql.Input;
import org.eclipse.microprofile.graphql.NonNull;

/**
 * A segment to be; bounds inclusive.
 *
 * @param name its name
 * @param rFrom least score of recency
 * @param rTo greatest
 * @param fFrom least score of frequency
 * @param fTo greatest
 * @param mFrom least score of money
 * @param mTo greatest
 */
@Input("RfmSegmentInput")
@Description("A segment to be: a box of scores from 1 to 5, all bounds inclusive.")
public record RfmSegmentInput(
    @NonNull @Description("Its name, up to 60 characters.") String name,
    @Description("Least score of recency.") int rFrom,
    @Description("Greatest score of recency.") int rTo,
    @Description("Least score of frequency.") int fFrom,
    @Description("Greatest score of frequency.") int fTo,
    @Description("Least score of money.") int mFrom,
    @Description("Greatest score of money.") int mTo) {

  /** The segment. */
  RfmSegment segment() {
    return new RfmSegment(name, rFrom, rTo, fFrom, fTo, mFrom, mTo);
  }
}
