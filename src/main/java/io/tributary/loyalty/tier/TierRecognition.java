package io.tributary.loyalty.tier;

import org.eclipse.microprofile.graphql.Description;
import org.eclipse.microprofile.graphql.Id;
import org.eclipse.microprofile.graphql.NonNull;
import org.eclipse.microprofile.graphql.Type;

/**
 * That members of another programme's tier start here in a tier.
 *
 * @param programme the other one, a TypeID
 * @param tier its tier
 * @param as the tier here
 */
@Type("TierRecognition")
@Description("That members of another programme's tier start here in a tier.")
public record TierRecognition(
    @Id @NonNull @Description("TypeID of the other programme.") String programme,
    @NonNull @Description("Its tier, by name.") String tier,
    @NonNull @Description("The tier here, by name.") String as) {}
