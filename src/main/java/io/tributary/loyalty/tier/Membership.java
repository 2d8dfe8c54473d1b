package io.tributary.loyalty.tier;

import io.tributary.loyalty.Programme;
import io.tributary.loyalty.tier.Evaluation.Goal;
import io.tributary.platform.FactKeys;
import io.tributary.platform.Money;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.eclipse.microprofile.graphql.Description;
import org.eclipse.microprofile.graphql.Ignore;
import org.eclipse.microprofile.graphql.NonNull;
import org.eclipse.microprofile.graphql.Type;

/**
 * A customer's place in a programme.
 *
 * @param customer whose
 * @param programme which
 * @param replay how the place came about
 * @param facts what it follows from
 * @param rules by which
 */
@Type("Membership")
@Description("A customer's place in a programme, as of now.")
public record Membership(
    @Ignore UUID customer,
    @NonNull @Description("The programme.") Programme programme,
    @Ignore Replay replay,
    @Ignore CustomerFacts facts,
    @Ignore ProgrammeRules rules) {

  /** The place as facts and rules make it; empty when the membership has not begun by then. */
  static Optional<Membership> of(
      UUID customer, CustomerFacts facts, ProgrammeRules rules, Instant asOf) {
    return facts
        .replay(rules, asOf)
        .map(replay -> new Membership(customer, rules.programme(), replay, facts, rules));
  }

  /** What the member would have at an instant to come, having done this by then. */
  TierForecast forecast(Instant at, List<Deed> supposed) {
    Replay then = facts.replay(rules, at, supposed).orElse(replay);
    Evaluation evaluation = then.now();
    return new TierForecast(
        FactKeys.utc(at),
        then.tier(),
        FactKeys.utc(evaluation.validUntil()),
        goal(then, evaluation.next()),
        goal(then, evaluation.stay()));
  }

  /** What is left of the tier at its end. */
  @Description(
      "What the member would have when this tier ends, grace included, having done nothing more; null for a tier that"
          + " does not end.")
  public TierForecast getProjected() {
    Instant validUntil = replay.validUntil();
    return validUntil == null ? null : forecast(replay.policy().end(validUntil), List.of());
  }

  /** The tier's name. */
  @NonNull
  @Description("The tier's name.")
  public String getTier() {
    return replay.tier();
  }

  /** When the tier began. */
  @NonNull
  @Description("When the tier began.")
  public OffsetDateTime getSince() {
    return FactKeys.utc(replay.began());
  }

  /** The end of the tier's validity. */
  @Description(
      "The end, exclusive, of the tier's last valid day in the programme's time zone, before grace, or of the lock that"
          + " gives the tier; null for one that does not end, as the base tier.")
  public OffsetDateTime getValidUntil() {
    return FactKeys.utc(replay.validUntil());
  }

  /** What counts in the window. */
  @NonNull
  @Description("Net spend in the policy's window.")
  public Money getQualifying() {
    return new Money(replay.qualifying(), programme.currency());
  }

  /** What it takes to rise. */
  @Description("What it takes to reach the next tier that can be earned; null when there is none.")
  public TierGoal getNext() {
    return goal(replay, replay.now().next());
  }

  /** What it takes to stay. */
  @Description(
      "What it takes to keep this tier past its end; null for one that does not end, or that a lock gives.")
  public TierGoal getStay() {
    return goal(replay, replay.now().stay());
  }

  /** Why this tier. */
  @NonNull
  @Description("Sentences that say why it is this tier.")
  public List<@NonNull String> getReasons() {
    return replay.now().reasons();
  }

  /** The version of the policy. */
  @Description("The version of the tier policy in force.")
  public int getPolicyNumber() {
    return replay.policy().number();
  }

  /** What the window holds. */
  @NonNull
  @Description("What the window holds of each measure that the policy counts.")
  public List<@NonNull TierCondition> getCounted() {
    return replay.now().counted().entrySet().stream()
        .map(
            entry ->
                TierCondition.of(
                    new Condition(entry.getKey(), entry.getValue()), programme.currency()))
        .toList();
  }

  /** What staff hold the member to. */
  @NonNull
  @Description("The locks that hold now, in the order of setting.")
  public List<@NonNull TierLock> getLocks() {
    return replay.locks().stream().filter(lock -> lock.holds(replay.asOf())).toList();
  }

  /** What was earned. */
  @NonNull
  @Description("The tier that was earned; a lock may give another one.")
  public String getEarnedTier() {
    return replay.policy().name(replay.promised());
  }

  private TierGoal goal(Replay at, Goal goal) {
    String currency = programme.currency();
    return goal == null
        ? null
        : new TierGoal(
            at.policy().name(goal.tier()),
            new Money(goal.need(), currency),
            TierConditions.of(goal.anyOf(), currency),
            FactKeys.utc(goal.by()));
  }
}
