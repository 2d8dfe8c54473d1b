package io.tributary.insight.retention;

import org.eclipse.microprofile.graphql.Description;

/** From where periods are counted. */
@Description("From where periods are counted.")
public enum RetentionClock {
  /** The calendar. */
  @Description("Calendar days, weeks or months of the time zone; k counts from the cohort's own.")
  CALENDAR,
  /** Each customer's first purchase. */
  @Description(
      "Each customer's first purchase t0: period k is [t0 + k units, t0 + (k + 1) units), a unit"
          + " being 24 hours, 7 or 30 times that. Cohorts are still calendar periods of t0.")
  RELATIVE
}
