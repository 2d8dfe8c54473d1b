package io.tributary.loyalty.tier;

import org.eclipse.microprofile.graphql.Description;
import org.eclipse.microprofile.graphql.Id;
import org.eclipse.microprofile.graphql.Input;
import org.eclipse.microprofile.graphql.NonNull;

/**
 * That members of another programme's tier start here in a tier.
 *
 * @param programme the other one, a TypeID
 * @param tier its tier
 * @param as the tier here
 */
@Input("TierRecognitionInput")
@Description("That members of another programme's tier start here in a tier.")
public record TierRecognitionInput(
    @Id @NonNull @Description("TypeID of the other programme.") String programme,
    @NonNull @Description("Its tier, by name.") String tier,
    @NonNull @Description("The tier here, by name.") String as) {}
