/**
 * Missions: steps that members take for a reward.
 *
 * <p>In come the missions that staff publish, who joins those that are joined, and through the
 * change queue what members do; out go how far each is, what is missing until when, and a reward
 * for each completion. All of it follows from facts by a pure rule ({@link
 * io.tributary.loyalty.mission.MissionRule}): facts may come in any order and however often, and
 * what is returned or parted takes progress and rewards back.
 */
package io.tributary.loyalty.mission;
