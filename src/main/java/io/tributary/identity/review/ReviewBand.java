package io.tributary.identity.review;

import org.eclipse.microprofile.graphql.Description;

/**
 * How stewards decided reviews of one band of scores.
 *
 * @param from the lowest score of the band; null for reviews that no score opened
 * @param below the band ends before; null likewise
 * @param open how many wait
 * @param same how many were one person
 * @param different how many were two people
 * @param undecided how many were left as they are
 * @param agreement how often the steward said what the score suggests
 */
@Description("How stewards decided the reviews of one band of scores.")
public record ReviewBand(
    @Description("The lowest score of the band; null for reviews that no score opened.")
        Double from,
    @Description("The band ends before this; null for reviews that no score opened.") Double below,
    @Description("How many wait.") int open,
    @Description("How many were one person.") int same,
    @Description("How many were two people.") int different,
    @Description("How many were left as they are.") int undecided,
    @Description(
            "The share of the decided ones in which the steward said what the score suggests (SAME from 0.5 up); null"
                + " without a score or a decision.")
        Double agreement) {

  /** A band by its tenth of the score; null for reviews without one. */
  static ReviewBand of(Integer tenth, int open, int same, int different, int undecided) {
    if (tenth == null) {
      return new ReviewBand(null, null, open, same, different, undecided, null);
    }
    int decided = same + different;
    int agreed = tenth >= 5 ? same : different;
    return new ReviewBand(
        tenth / 10.0,
        (tenth + 1) / 10.0,
        open,
        same,
        different,
        undecided,
        decided == 0 ? null : (double) agreed / decided);
  }
}
