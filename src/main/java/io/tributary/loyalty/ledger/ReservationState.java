package io.tributary.loyalty.ledger;

import org.eclipse.microprofile.graphql.Description;
import org.eclipse.microprofile.graphql.Enum;

/** What became of points held for a checkout. */
@Enum("PointsReservationState")
@Description("What became of points that were held for a checkout.")
public enum ReservationState {
  /** They are held. */
  OPEN,
  /** They were spent. */
  CAPTURED,
  /** They were given back. */
  RELEASED,
  /** Nobody came for them in time: they went back by themselves. */
  LAPSED
}
