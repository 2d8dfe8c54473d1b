package io.tributary.loyalty.tier;

import io.tributary.loyalty.LocalDays;
import java.time.Instant;
import java.time.Period;
import java.time.ZoneId;

/** How long a fact counts towards a tier. */
sealed interface Window {
  /**
   * The first instant at which a fact no longer counts: it counts at t when {@code at ≤ t <
   * leavesAt}. A later fact never leaves before an earlier one.
   */
  Instant leavesAt(Instant at, ZoneId zone);

  /**
   * The last while: a fact of the local day D counts to the end of the local day D + period.
   *
   * @param period in calendar units; months clamp, so 31 January + 1 month is the last of February
   */
  record Rolling(Period period) implements Window {
    @Override
    public Instant leavesAt(Instant at, ZoneId zone) {
      return LocalDays.endAfter(at, period, zone);
    }
  }
}
