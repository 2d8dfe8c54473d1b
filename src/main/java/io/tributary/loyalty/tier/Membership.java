package io.tributary.loyalty.tier;

import io.tributary.loyalty.Programme;
import io.tributary.loyalty.tier.Evaluation.Goal;
import io.tributary.platform.FactKeys;
import io.tributary.platform.Money;
import java.time.OffsetDateTime;
import java.util.List;
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
 */
@Type("Membership")
@Description("A customer's place in a programme, as of now.")
public record Membership(
    @Ignore UUID customer,
    @NonNull @Description("The programme.") Programme programme,
    @Ignore Replay replay) {

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
    return FactKeys.utc(replay.since());
  }

  /** The end of the tier's validity. */
  @Description(
      "The end, exclusive, of the tier's last valid day in the programme's time zone, before grace; null in the base"
          + " tier, which does not end.")
  public OffsetDateTime getValidUntil() {
    return FactKeys.utc(replay.now().validUntil());
  }

  /** What counts in the window. */
  @NonNull
  @Description("Net spend in the policy's window.")
  public Money getQualifying() {
    return money(replay.now().qualifying());
  }

  /** What it takes to rise. */
  @Description("What it takes to reach the next tier; null in the highest.")
  public TierGoal getNext() {
    return goal(replay.now().next());
  }

  /** What it takes to stay. */
  @Description("What it takes to keep this tier past its end; null in the base tier.")
  public TierGoal getStay() {
    return goal(replay.now().stay());
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

  private TierGoal goal(Goal goal) {
    return goal == null
        ? null
        : new TierGoal(
            replay.policy().name(goal.tier()), money(goal.need()), FactKeys.utc(goal.by()));
  }

  private Money money(long minor) {
    return new Money(minor, programme.currency());
  }
}
