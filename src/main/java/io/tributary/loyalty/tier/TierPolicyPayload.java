package io.tributary.loyalty.tier;

import java.util.List;
import org.eclipse.microprofile.graphql.Description;
import org.eclipse.microprofile.graphql.NonNull;
import org.eclipse.microprofile.graphql.Type;

/**
 * What {@code publishTierPolicy} answers.
 *
 * @param policy the version now in force; null after a dry run
 * @param dryRun whether nothing was published
 * @param up members who rise
 * @param down members who fall
 * @param unchanged members who keep their tier
 * @param enrolled members the programme did not have before
 * @param atRisk of the unchanged, those who spent enough for their tier before and no longer do
 * @param moves all that move, counted
 * @param sample some members of each kind that moves, with reasons
 * @param digest stands for all moves of all members
 */
@Type("TierPolicyPayload")
@Description(
    "What publishTierPolicy answers: after a dry run what would change, after publishing what did.")
public record TierPolicyPayload(
    @Description("The version now in force; null after a dry run.") PublishedTierPolicy policy,
    @Description("Whether nothing was published.") boolean dryRun,
    @Description("Members who rise.") int up,
    @Description(
            "Members who fall at once. A tier that was promised is kept till it ends, so only a tier that is no longer"
                + " there makes a member fall; see atRisk.")
        int down,
    @Description("Members who keep their tier.") int unchanged,
    @Description("Members whom the programme did not have before.") int enrolled,
    @Description(
            "Of the unchanged, those who spent enough for their tier under the version before and no longer do: they"
                + " fall when it ends.")
        int atRisk,
    @NonNull
        @Description("Everyone who moves, by the tier before and the tier after; the most first.")
        List<@NonNull TierMoveCount> moves,
    @NonNull @Description("Up to ten members of each kind that moves, with reasons.")
        List<@NonNull TierMove> sample,
    @NonNull
        @Description(
            "16 hexadecimal digits that stand for every member who moves, each from where to where: where a dry run and the"
                + " publishing say the same, the same members made the same moves.")
        String digest) {}
