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
 * @param measure what a tier's minimum counts; null for NET_SPEND
 * @param window over which time; null for ROLLING
 * @param period the window's length; null for P12M
 * @param validity how long a tier is valid; null for P12M
 * @param grace how long it is kept after that; null for none
 * @param floor how far a tier can fall; null for ONE_DOWN
 * @param onReturn when a return takes back a tier; null for IMMEDIATE
 * @param recognises tiers of other programmes whose members start here in a tier; null for none
 * @param dryRun whether only to answer what would change; null for false
 * @param idempotencyKey tells a repetition from another command; null for none
 */
@Input("TierPolicyInput")
@Description("A new version of a programme's tier policy. Periods are ISO 8601: P12M, P30D.")
public record TierPolicyInput(
    @Id @NonNull @Description("TypeID of the programme.") String programme,
    @NonNull
        @Description(
            "The ladder, the base tier first, 1 to 20 tiers. Whoever has what a tier takes has what each tier below it"
                + " takes.")
        List<@NonNull TierInput> tiers,
    @DefaultValue("NET_SPEND") @Description("What a tier's minimum counts.") TierMeasure measure,
    @DefaultValue("ROLLING") @Description("Over which time what earns a tier is counted.")
        TierWindow window,
    @DefaultValue("P12M")
        @Description(
            "The window's length, a day to 50 years. CALENDAR: 1, 2, 3, 4 or 6 months or whole years; ANNIVERSARY: whole"
                + " months; SINCE_TIER_START and LIFETIME have none.")
        String period,
    @DefaultValue("P12M")
        @Description(
            "How long a tier is valid from the last time at which it was earned, a day to 50 years.")
        String validity,
    @DefaultValue("P0D")
        @Description("How long a tier is kept after its last valid day, none to 50 years.")
        String grace,
    @DefaultValue("ONE_DOWN") @Description("How far a tier can fall when it ends.") TierFloor floor,
    @DefaultValue("IMMEDIATE")
        @Description("When a return takes back the tier that its money brought.")
        OnReturn onReturn,
    @Description(
            "Tiers of other programmes whose members start here in a tier: when this policy comes into force, and when"
                + " such a tier begins. What counts there is what was earned there, not recognised in turn.")
        List<TierRecognitionInput> recognises,
    @DefaultValue("false")
        @Description("Whether only to answer what would change, and publish nothing.")
        Boolean dryRun,
    @Description(
            "1 to 200 characters of your own: the same key with the same request gives the same answer and changes nothing;"
                + " left out, each request is one of its own.")
        String idempotencyKey) {}
