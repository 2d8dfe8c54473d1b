package io.tributary.loyalty.tier.benefit;

import java.util.List;
import org.eclipse.microprofile.graphql.Description;
import org.eclipse.microprofile.graphql.Id;
import org.eclipse.microprofile.graphql.Input;
import org.eclipse.microprofile.graphql.NonNull;

/**
 * What a benefit is to be.
 *
 * @param programme whose, a TypeID
 * @param name unique within the programme
 * @param kind what it is
 * @param tiers who has it
 * @param idempotencyKey tells a repetition from another command; null for none
 */
@Input("SetTierBenefitInput")
@Description("What a benefit is to be; one of this name is changed.")
public record SetTierBenefitInput(
    @Id @NonNull @Description("TypeID of the programme.") String programme,
    @NonNull @Description("1 to 100 characters, unique within the programme.") String name,
    @NonNull @Description("What it is.") TierBenefitKind kind,
    @NonNull @Description("Which tiers have it; empty for none any more.")
        List<@NonNull TierBenefitShareInput> tiers,
    @Description(
            "1 to 200 characters of your own: the same key with the same request gives the same answer and changes nothing;"
                + " left out, each request is one of its own.")
        String idempotencyKey) {}
