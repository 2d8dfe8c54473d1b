package io.tributary.loyalty.earning;

import java.time.DayOfWeek;
import org.eclipse.microprofile.graphql.Description;
import org.eclipse.microprofile.graphql.Enum;

/** A day of the week. */
@Enum("Weekday")
@Description("A day of the week.")
public enum Weekday {
  /** Monday. */
  MONDAY,
  /** Tuesday. */
  TUESDAY,
  /** Wednesday. */
  WEDNESDAY,
  /** Thursday. */
  THURSDAY,
  /** Friday. */
  FRIDAY,
  /** Saturday. */
  SATURDAY,
  /** Sunday. */
  SUNDAY;

  /** Whether a local date falls on it. */
  boolean is(DayOfWeek day) {
    return name().equals(day.name());
  }
}
