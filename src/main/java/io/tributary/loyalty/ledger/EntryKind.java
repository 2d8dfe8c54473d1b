package io.tributary.loyalty.ledger;

import org.eclipse.microprofile.graphql.Description;
import org.eclipse.microprofile.graphql.Enum;

/** What an entry of the ledger is about. */
@Enum("PointsEntryKind")
@Description("What an entry of the points ledger is about.")
public enum EntryKind {
  /** Points were given. */
  EARN,
  /** Points were spent. */
  REDEEM,
  /** Spent points came back. */
  CANCEL_REDEMPTION,
  /** Points were taken back, because what earned them was returned. */
  CLAW_BACK,
  /** Points ended unused. */
  EXPIRE,
  /** Points were held for a checkout; captured, this is the spending. */
  RESERVE,
  /** Held points came back. */
  RELEASE,
  /** Points went to another member. */
  TRANSFER_OUT,
  /** Points came from another member. */
  TRANSFER_IN,
  /** Staff corrected the balance. */
  ADJUST
}
