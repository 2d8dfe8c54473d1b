package io.tributary.loyalty.mission;

import java.time.OffsetDateTime;
import java.util.List;
import org.eclipse.microprofile.graphql.Description;
import org.eclipse.microprofile.graphql.NonNull;
import org.eclipse.microprofile.graphql.Type;

/**
 * How far a member is in a mission, in the window that is now.
 *
 * @param mission the mission
 * @param joinedAt when they joined; null while they have not
 * @param takesPart whether what they do now counts
 * @param steps of the round that is open; when all are done, taken
 * @param completed how often it was completed in this window
 * @param left how often it still can be
 * @param until the end, exclusive, of the window or of the mission; null for none
 * @param rewardsOwed rewards that were earned and are not there to be given yet
 */
@Type("MemberMission")
@Description("How far a member is in a mission, in the window that is now.")
public record MemberMission(
    @NonNull @Description("The mission.") PublishedMission mission,
    @Description("When they joined; null while they have not.") OffsetDateTime joinedAt,
    @Description(
            "Whether what they do now counts: their tier has it, and they joined if they must.")
        boolean takesPart,
    @NonNull @Description("The steps of the round that is open.")
        List<@NonNull MissionStepProgress> steps,
    @Description("How often it was completed in this window.") int completed,
    @Description("How often it can still be completed in this window.") int left,
    @Description("The end, exclusive, of this window or of the mission; null for none.")
        OffsetDateTime until,
    @Description(
            "Rewards of the list that were earned, in this window or before, and are out of stock: they are given when there"
                + " are some again.")
        int rewardsOwed) {}
