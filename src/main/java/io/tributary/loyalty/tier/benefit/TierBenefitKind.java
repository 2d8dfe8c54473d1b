package io.tributary.loyalty.tier.benefit;

import org.eclipse.microprofile.graphql.Description;
import org.eclipse.microprofile.graphql.Enum;

/** What a benefit is. */
@Enum("TierBenefitKind")
@Description("What a benefit is. Better rates of points are rules of what sales earn.")
public enum TierBenefitKind {
  /** Goods come without a charge. */
  FREE_DELIVERY,
  /** Something to take home. */
  GIFT,
  /** Something that is done for the member. */
  SERVICE
}
