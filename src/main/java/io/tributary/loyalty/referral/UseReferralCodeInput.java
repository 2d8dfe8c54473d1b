package io.tributary.loyalty.referral;

import org.eclipse.microprofile.graphql.Description;
import org.eclipse.microprofile.graphql.Id;
import org.eclipse.microprofile.graphql.Input;
import org.eclipse.microprofile.graphql.NonNull;

/**
 * A new customer uses a code.
 *
 * @param customer a TypeID; null for the token's own
 * @param code as they typed it
 * @param idempotencyKey tells a repetition from another command
 */
@Input("UseReferralCodeInput")
@Description("A new customer uses a member's code.")
public record UseReferralCodeInput(
    @Id @Description("TypeID of the new customer; members leave it out.") String customer,
    @NonNull
        @Description(
            "The code as they typed it: case, blanks, dashes, O for 0, I and l for 1 do not matter.")
        String code,
    @NonNull
        @Description(
            "1 to 200 characters of your own: the same key with the same request gives the same answer and changes nothing.")
        String idempotencyKey) {}
