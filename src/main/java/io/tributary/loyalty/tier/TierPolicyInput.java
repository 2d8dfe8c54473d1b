package io.tributary.loyalty.tier;

import java.util.List;
import org.eclipse.microprofile.graphql.DefaultValue;
import org.eclipse.microprofile.graphql.Description;
import org.eclipse.microprofile.graphql.Id;
import org.eclipse.microprofile.graphql.Input;
import org.eclipse.microprofile.graphql.NonNull;

/**
 * A new version of a programme's tier policy.
 *
 * @param programme whose, a TypeID
 * @param tiers the ladder, the base tier first
 * @param measure what earns a tier; null for NET_SPEND
 * @param window over which time; null for ROLLING
 * @param period the rolling window's length; null for P12M
 * @param validity how long a tier is valid; null for P12M
 * @param grace how long it is kept after that; null for none
 * @param floor how far a tier can fall; null for ONE_DOWN
 * @param onReturn when a return takes back a tier; null for IMMEDIATE
 * @param dryRun whether only to answer what would change; null for false
 */
@Input("TierPolicyInput")
@Description("A new version of a programme's tier policy. Periods are ISO 8601: P12M, P30D.")
public record TierPolicyInput(
    @Id @NonNull @Description("TypeID of the programme.") String programme,
    @NonNull @Description("The ladder, the base tier (0) first, thresholds rising; 1 to 20 tiers.")
        List<@NonNull TierInput> tiers,
    @DefaultValue("NET_SPEND") @Description("What earns a tier.") TierMeasure measure,
    @DefaultValue("ROLLING") @Description("Over which time it is measured.") TierWindow window,
    @DefaultValue("P12M") @Description("The rolling window's length, a day to 50 years.")
        String period,
    @DefaultValue("P12M")
        @Description(
            "How long a tier is valid from the last purchase at which it was earned, a day to 50 years.")
        String validity,
    @DefaultValue("P0D")
        @Description("How long a tier is kept after its last valid day, none to 50 years.")
        String grace,
    @DefaultValue("ONE_DOWN") @Description("How far a tier can fall when it ends.") TierFloor floor,
    @DefaultValue("IMMEDIATE")
        @Description("When a return takes back the tier that its money brought.")
        OnReturn onReturn,
    @DefaultValue("false")
        @Description("Whether only to answer what would change, and publish nothing.")
        Boolean dryRun) {}
