package io.tributary.loyalty.ledger;

import java.time.temporal.TemporalAdjuster;
import java.time.temporal.TemporalAdjusters;
import org.eclipse.microprofile.graphql.Description;
import org.eclipse.microprofile.graphql.Enum;

/** To which end the last usable day of points is moved on. */
@Enum("PointsExpiresWith")
@Description(
    "To which end the last usable day of points is moved on, in the programme's time zone. DAY: it stays. MONTH: the"
        + " last day of its month. YEAR: 31 December.")
public enum ExpiresWith {
  /** It stays the day it is. */
  DAY,
  /** The last day of its month. */
  MONTH,
  /** The last day of its year. */
  YEAR;

  /** Moves a last day on. */
  TemporalAdjuster adjuster() {
    return switch (this) {
      case DAY -> day -> day;
      case MONTH -> TemporalAdjusters.lastDayOfMonth();
      case YEAR -> TemporalAdjusters.lastDayOfYear();
    };
  }
}
