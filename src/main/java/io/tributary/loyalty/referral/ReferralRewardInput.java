package io.tributary.loyalty.referral;

import org.eclipse.microprofile.graphql.Description;
import org.eclipse.microprofile.graphql.Id;
import org.eclipse.microprofile.graphql.Input;

/**
 * What one side of a referral is to get.
 *
 * @param points null for none
 * @param growth null for none
 * @param coupon a TypeID; null for none
 */
@Input("ReferralRewardInput")
@Description("What one side of a referral is to get.")
public record ReferralRewardInput(
    @Description("Points of the policy's currency; left out, none.") Long points,
    @Description("Growth value (the currency GROWTH); left out, none.") Long growth,
    @Id @Description("TypeID of a coupon of which they get a code of their own; left out, none.")
        String coupon) {}
