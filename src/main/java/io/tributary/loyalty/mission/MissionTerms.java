package io.tributary.loyalty.mission;

import io.tributary.loyalty.bonus.BonusWindow;
import java.time.Instant;
import java.util.List;
import java.util.UUID;

/**
 * What a version of a mission asks for and gives.
 *
 * @param since for what members do from then on
 * @param until for what they do before; null for no end
 * @param tiers only what members of these tiers do counts; empty for everybody
 * @param joined whether members take part only once they have joined
 * @param ordered whether a step counts only what is done after the one before it
 * @param steps the steps
 * @param per in what window it can be completed so many times
 * @param times how often in each window
 * @param currency the code of the points
 * @param points that a completion gives; 0 for none
 * @param coupon that it gives; null for none
 * @param reward of the list of rewards that it gives; null for none
 */
record MissionTerms(
    Instant since,
    Instant until,
    List<String> tiers,
    boolean joined,
    boolean ordered,
    List<MissionStep> steps,
    BonusWindow per,
    int times,
    String currency,
    long points,
    UUID coupon,
    UUID reward) {

  /** Whether what is done at an instant can count. */
  boolean holds(Instant at) {
    return !at.isBefore(since) && (until == null || at.isBefore(until));
  }
}
