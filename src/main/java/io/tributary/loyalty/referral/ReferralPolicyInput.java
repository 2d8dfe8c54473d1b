package io.tributary.loyalty.referral;

import io.tributary.loyalty.bonus.BonusWindow;
import java.time.OffsetDateTime;
import org.eclipse.microprofile.graphql.Description;
import org.eclipse.microprofile.graphql.Id;
import org.eclipse.microprofile.graphql.Input;
import org.eclipse.microprofile.graphql.NonNull;

/**
 * A new version of what referrals give.
 *
 * @param programme whose, a TypeID
 * @param currency code; null for the first that is spendable
 * @param referrer null for nothing
 * @param referred null for nothing
 * @param qualifiesBy what the new customer must do
 * @param minimumSpend an amount; null for none
 * @param withinDays null for ever
 * @param pendingDays null for what the currency says
 * @param per null for EVER
 * @param limitPerWindow null for no limit
 * @param limitInAll null for no limit
 * @param budget null for no limit
 * @param effectiveFrom null for now
 * @param endsAt null for no end
 * @param idempotencyKey tells a repetition from another command; null for none
 */
@Input("ReferralPolicyInput")
@Description("A new version of what a programme's referrals give.")
public record ReferralPolicyInput(
    @Id @NonNull @Description("TypeID of the programme.") String programme,
    @Description("The code of the points that it gives; left out, the first that is spendable.")
        String currency,
    @Description("What a member gets who brought a new customer; left out, nothing.")
        ReferralRewardInput referrer,
    @Description("What the new customer gets; left out, nothing.") ReferralRewardInput referred,
    @NonNull @Description("What the new customer must do for it.")
        ReferralQualification qualifiesBy,
    @Description(
            "What the order must be worth after its returns, in whole units of the programme's money; left out, any.")
        String minimumSpend,
    @Description(
            "Local days after the use of the code in which the order must be made, 0 to 3650; left out, for ever.")
        Integer withinDays,
    @Description(
            "Local days after the order for which the points cannot be used yet, 0 to 3650; left out, what the currency"
                + " says.")
        Integer pendingDays,
    @Description("In what window limitPerWindow holds; left out, EVER.") BonusWindow per,
    @Description("Rewarded referrals of one referrer in each window; left out, no limit.")
        Integer limitPerWindow,
    @Description("Rewarded referrals of one referrer in all; left out, no limit.")
        Integer limitInAll,
    @Description("Points that this version gives to all sides together; left out, no limit.")
        Long budget,
    @Description("It holds for codes that are used from then on; left out, from now.")
        OffsetDateTime effectiveFrom,
    @Description("It holds for codes that are used before; left out, no end.")
        OffsetDateTime endsAt,
    @Description(
            "1 to 200 characters of your own: the same key with the same request gives the same answer and changes nothing;"
                + " left out, each request is one of its own.")
        String idempotencyKey) {}
