package io.tributary.commerce;

import org.eclipse.microprofile.graphql.Description;

/** How far an order has come. A later state is never taken back by an earlier one. */
@Description("How far an order has come.")
public enum OrderStatus {
  /** Placed, not paid: it does not count yet. */
  PENDING,
  /** Paid: it counts, less what was returned. */
  PAID,
  /** Cancelled: it does not count. */
  CANCELLED
}
