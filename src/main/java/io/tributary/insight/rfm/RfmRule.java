package io.tributary.insight.rfm;

import java.util.List;

/**
 * Which segment a score belongs to (metrics.md, "RFM"): the first that holds it, else {@link
 * #OTHERS}.
 *
 * @param segments in the order in which they are tried
 */
record RfmRule(List<RfmSegment> segments) {
  /** Who is in no segment. */
  static final String OTHERS = "Others";

  /** The list that holds until somebody sets another. */
  static final RfmRule USUAL =
      new RfmRule(
          List.of(
              new RfmSegment("Champions", 5, 5, 5, 5, 5, 5),
              new RfmSegment("Potential Loyalists", 3, 5, 3, 5, 2, 5),
              new RfmSegment("Loyal", 2, 4, 2, 4, 2, 4),
              new RfmSegment("Promising", 3, 4, 1, 3, 3, 5),
              new RfmSegment("New", 4, 5, 1, 3, 1, 5),
              new RfmSegment("Can't Lose", 1, 2, 3, 4, 4, 5),
              new RfmSegment("At Risk", 1, 2, 2, 5, 4, 5),
              new RfmSegment("Need Attention", 1, 3, 3, 5, 3, 5),
              new RfmSegment("About To Sleep", 2, 3, 1, 3, 1, 4),
              new RfmSegment("Lost", 1, 1, 1, 5, 1, 5)));

  /** The segment of a score. */
  String segmentOf(int r, int f, int m) {
    return segments.stream()
        .filter(segment -> segment.holds(r, f, m))
        .map(RfmSegment::name)
        .findFirst()
        .orElse(OTHERS);
  }

  /**
   * The segment of every score, r slowest and m fastest: so SQL finds a segment by its place in an
   * array, and the rule stays here.
   */
  String[] byScore() {
    String[] names = new String[125];
    int i = 0;
    for (int r = 1; r <= 5; r++) {
      for (int f = 1; f <= 5; f++) {
        for (int m = 1; m <= 5; m++) {
          names[i++] = segmentOf(r, f, m);
        }
      }
    }
    return names;
  }

  /** All names in the order of the list, {@link #OTHERS} last. */
  List<String> names() {
    return java.util.stream.Stream.concat(
            segments.stream().map(RfmSegment::name), java.util.stream.Stream.of(OTHERS))
        .distinct()
        .toList();
  }
}
