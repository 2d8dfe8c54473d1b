package io.tributary.loyalty.ledger;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;

/**
 * What a programme owed its members at an instant.
 *
 * @param months what ends in each month, the earliest first; the month is null for what never ends
 * @param reserved points held for checkouts
 * @param debt points that members owed
 * @param ended points left in lots that had ended by then: not written down as that yet
 * @param grantedAndEnded points ever given in lots that had ended
 * @param unusedAndEnded of these, those that nobody had used
 * @param entries the sum of the ledger's entries
 */
record Liability(
    List<Month> months,
    long reserved,
    long debt,
    long ended,
    long grantedAndEnded,
    long unusedAndEnded,
    long entries) {
  static final Liability NOTHING = new Liability(List.of(), 0, 0, 0, 0, 0, 0);

  /**
   * What ends in one month.
   *
   * @param first the month's first day; null for what never ends
   * @param points how many
   */
  record Month(LocalDate first, long points) {}

  Liability plus(LocalDate month, long points, long granted, long unused, long over) {
    List<Month> all = new ArrayList<>(months);
    if (points != 0) {
      all.add(new Month(month, points));
    }
    return new Liability(
        List.copyOf(all),
        reserved,
        debt,
        ended + over,
        grantedAndEnded + granted,
        unusedAndEnded + unused,
        entries);
  }

  /** With what lies beside the lots. */
  Liability beside(long held, long owed, long total) {
    return new Liability(months, held, owed, ended, grantedAndEnded, unusedAndEnded, total);
  }

  /**
   * By how much the entries' sum is more than what the lots hold less the debt; anything but 0
   * means that the ledger is damaged.
   */
  long difference() {
    return entries - (outstanding() + ended - debt);
  }

  /** Points that can still be used, now or later, reservations apart. */
  long outstanding() {
    return months.stream().mapToLong(Month::points).sum();
  }

  /** Which share of points in lots that have ended was never used; null while none has ended. */
  BigDecimal breakageRate() {
    return grantedAndEnded == 0
        ? null
        : BigDecimal.valueOf(unusedAndEnded)
            .divide(BigDecimal.valueOf(grantedAndEnded), 6, RoundingMode.HALF_UP);
  }

  /** How many of the points that end are expected to end unused; null while nobody knows. */
  Long expectedBreakage() {
    BigDecimal rate = breakageRate();
    long ending =
        months.stream().filter(month -> month.first() != null).mapToLong(Month::points).sum();
    return rate == null
        ? null
        : (Long)
            rate.multiply(BigDecimal.valueOf(ending)).setScale(0, RoundingMode.HALF_UP).longValue();
  }
}
