package io.tributary.loyalty.ledger;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * Which of the points that a spending took go back, and into which lots: the last ones taken first,
 * so that what stays spent are those that would have expired first, and giving back in parts ends
 * where giving back at once does.
 */
final class PutBack {
  private PutBack() {}

  /**
   * The next points to go back.
   *
   * @param taken the spending's movements, in any order
   * @param before how many went back before
   * @param points how many go back now; at most what is left
   * @return how many into which lot, as movements of the spending with a positive delta
   */
  static List<Movement> of(List<Movement> taken, long before, long points) {
    List<Movement> back = new ArrayList<>();
    long skip = before;
    long left = points;
    List<Movement> lastFirst =
        taken.stream().sorted(Comparator.comparingInt(Movement::seq).reversed()).toList();
    for (Movement use : lastFirst) {
      long used = -use.delta();
      long skipped = Math.min(skip, used);
      long part = Math.min(left, used - skipped);
      skip -= skipped;
      left -= part;
      if (part > 0) {
        back.add(
            new Movement(use.account(), use.entry(), use.seq(), use.lot(), part, Cause.RESTORE));
      }
    }
    if (left > 0) {
      throw new IllegalArgumentException(left + " points more than were spent would go back");
    }
    return back;
  }
}
