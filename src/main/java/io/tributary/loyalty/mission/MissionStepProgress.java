package io.tributary.loyalty.mission;

import io.tributary.platform.Money;
import org.eclipse.microprofile.graphql.Description;
import org.eclipse.microprofile.graphql.Ignore;
import org.eclipse.microprofile.graphql.NonNull;
import org.eclipse.microprofile.graphql.Type;

/**
 * How far a member is in a step.
 *
 * @param step which
 * @param have so far: a count, or minor units
 */
@Type("MissionStepProgress")
@Description("How far a member is in a step of a mission.")
public record MissionStepProgress(
    @NonNull @Description("The step.") MissionStep step, @Ignore long have) {

  private boolean isMoney() {
    return step.kind() == MissionStepKind.SPEND;
  }

  private long missing() {
    return step.goal() - have;
  }

  /** Whether it is taken. */
  @Description("Whether it is taken.")
  public boolean isDone() {
    return missing() == 0;
  }

  /** How many so far. */
  @Description("How many so far; null for SPEND.")
  public Long getCount() {
    return isMoney() ? null : (Long) have;
  }

  /** How much so far. */
  @Description("How much so far, for SPEND; null for the others.")
  public Money getAmount() {
    return isMoney() ? new Money(have, step.money()) : null;
  }

  /** How many are missing. */
  @Description("How many are missing; null for SPEND.")
  public Long getMissingCount() {
    return isMoney() ? null : (Long) missing();
  }

  /** How much is missing. */
  @Description("How much is missing, for SPEND; null for the others.")
  public Money getMissingAmount() {
    return isMoney() ? new Money(missing(), step.money()) : null;
  }
}
