package io.tributary.loyalty.bonus;

import org.eclipse.microprofile.graphql.Description;
import org.eclipse.microprofile.graphql.Enum;

/** What a bonus is for. */
@Enum("BonusOccasion")
@Description("What a bonus is for.")
public enum BonusOccasion {
  /** A review or a comment. */
  REVIEW,
  /** Following a social account; not unfollowing. */
  FOLLOW,
  /** Coming to a store. */
  CHECK_IN,
  /** The customer's attributes are all there. */
  PROFILE_COMPLETED,
  /** The customer's birthday. */
  BIRTHDAY,
  /** The day on which a customer was first seen, in later years. */
  ANNIVERSARY,
  /** A new customer whom the member brought, once the referral is rewarded. */
  REFERRAL,
  /** Any event, by its name. */
  EVENT;

  /** Whether it is a day of the calendar, once a year. */
  boolean isYearly() {
    return this == BIRTHDAY || this == ANNIVERSARY;
  }
}
