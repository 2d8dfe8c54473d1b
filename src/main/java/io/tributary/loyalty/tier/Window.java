package io.tributary.loyalty.tier;

import com.fasterxml.jackson.annotation.JsonTypeInfo;
import io.tributary.loyalty.LocalDays;
import java.time.Instant;
import java.time.LocalDate;
import java.time.Period;
import java.time.ZoneId;
import java.time.temporal.ChronoUnit;

/** How long a fact counts towards a tier. As JSON it says which kind it is. */
@JsonTypeInfo(use = JsonTypeInfo.Id.MINIMAL_CLASS)
sealed interface Window {
  /**
   * The first instant at which a fact no longer counts: it counts at t when {@code at ≤ t <
   * leavesAt}. A later fact never leaves before an earlier one. {@link Instant#MAX} for never.
   *
   * @param joined when the member joined
   */
  Instant leavesAt(Instant at, Instant joined, ZoneId zone);

  /** The kind, as the API names it. */
  TierWindow kind();

  /** How long it is; null for one that has no length. */
  default Period period() {
    return null;
  }

  /**
   * The last while: a fact of the local day D counts to the end of the local day D + period.
   *
   * @param period in calendar units; months clamp, so 31 January + 1 month is the last of February
   */
  record Rolling(Period period) implements Window {
    @Override
    public Instant leavesAt(Instant at, Instant joined, ZoneId zone) {
      return LocalDays.endAfter(at, period, zone);
    }

    @Override
    public TierWindow kind() {
      return TierWindow.ROLLING;
    }
  }

  /**
   * The calendar's year, half year, quarter or month, or several years.
   *
   * @param period whole months that divide a year or are years
   */
  record Calendar(Period period) implements Window {
    @Override
    public Instant leavesAt(Instant at, Instant joined, ZoneId zone) {
      LocalDate date = LocalDays.dateOf(at, zone);
      long months = date.getYear() * 12L + date.getMonthValue() - 1;
      long next = (Math.floorDiv(months, period.toTotalMonths()) + 1) * period.toTotalMonths();
      return LocalDate.of((int) Math.floorDiv(next, 12L), (int) Math.floorMod(next, 12L) + 1, 1)
          .atStartOfDay(zone)
          .toInstant();
    }

    @Override
    public TierWindow kind() {
      return TierWindow.CALENDAR;
    }
  }

  /**
   * The member's own year, from the local day of joining; who joined on 29 February has years that
   * begin on the 28th where there is no 29th.
   *
   * @param period whole months
   */
  record Anniversary(Period period) implements Window {
    @Override
    public Instant leavesAt(Instant at, Instant joined, ZoneId zone) {
      LocalDate first = LocalDays.dateOf(joined, zone);
      LocalDate date = LocalDays.dateOf(at, zone);
      long length = period.toTotalMonths();
      long years = Math.floorDiv(ChronoUnit.MONTHS.between(first, date), length);
      while (!first.plusMonths(years * length).isAfter(date)) {
        years++;
      }
      return first.plusMonths(years * length).atStartOfDay(zone).toInstant();
    }

    @Override
    public TierWindow kind() {
      return TierWindow.ANNIVERSARY;
    }
  }

  /**
   * Since the tier below began: what a member did from the instant at which the tier below was
   * reached, and held without a gap since. Counting from the start of a member's own tier would
   * punish whoever rises early (T1): what brought a tier would no longer count towards the next,
   * while who stopped a unit short of it would keep it all.
   */
  record SinceTierStart() implements Window {
    @Override
    public Instant leavesAt(Instant at, Instant joined, ZoneId zone) {
      return Instant.MAX;
    }

    @Override
    public TierWindow kind() {
      return TierWindow.SINCE_TIER_START;
    }
  }

  /** For ever. */
  record Lifetime() implements Window {
    @Override
    public Instant leavesAt(Instant at, Instant joined, ZoneId zone) {
      return Instant.MAX;
    }

    @Override
    public TierWindow kind() {
      return TierWindow.LIFETIME;
    }
  }
}
