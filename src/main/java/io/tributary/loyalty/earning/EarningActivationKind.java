package io.tributary.loyalty.earning;

import org.eclipse.microprofile.graphql.Description;

/** When points that a sale earns can be used. */
@Description("When points that a sale earns can be used.")
public enum EarningActivationKind {
  /** From the sale on. */
  @Description("From the sale on.")
  AT_ONCE,
  /** So many days after the sale. */
  @Description("So many days after the sale.")
  AFTER_ORDER,
  /** From the delivery on. */
  @Description("From the delivery on.")
  ON_DELIVERY,
  /** So many days after the delivery: when the return window is over. */
  @Description("So many days after the delivery: when the return window is over.")
  AFTER_DELIVERY
}
