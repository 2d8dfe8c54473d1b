package io.tributary.loyalty.referral;

import org.eclipse.microprofile.graphql.Description;
import org.eclipse.microprofile.graphql.Id;
import org.eclipse.microprofile.graphql.Input;
import org.eclipse.microprofile.graphql.NonNull;

/**
 * A decision about a referral.
 *
 * @param referral which
 * @param approve whether it is to be rewarded
 * @param reason why
 * @param idempotencyKey tells a repetition from another command
 */
@Input("DecideReferralInput")
@Description("A decision about a referral.")
public record DecideReferralInput(
    @Id @NonNull @Description("TypeID of the referral.") String referral,
    @Description("Whether it is to be rewarded once it qualifies; otherwise it never is.")
        boolean approve,
    @NonNull @Description("Why, up to 500 characters.") String reason,
    @NonNull
        @Description(
            "1 to 200 characters of your own: the same key with the same request gives the same answer and changes nothing.")
        String idempotencyKey) {}
