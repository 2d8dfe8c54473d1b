package io.tributary.loyalty.mission;

import io.tributary.platform.Money;
import java.util.List;
import org.eclipse.microprofile.graphql.Description;
import org.eclipse.microprofile.graphql.Ignore;
import org.eclipse.microprofile.graphql.NonNull;
import org.eclipse.microprofile.graphql.Type;

/**
 * A step of a mission.
 *
 * @param name unique within the mission
 * @param kind what it counts
 * @param goal how many, or for SPEND how much in minor units
 * @param money the programme's currency, ISO 4217
 * @param minimumMinor what an order must be worth to count, in minor units
 * @param skus for PURCHASE: any of these products
 * @param categories for PURCHASE: any of these categories
 * @param eventNames for EVENT: any of these names, in lower case
 */
@Type("MissionStep")
@Description("A step of a mission.")
public record MissionStep(
    @NonNull @Description("Unique within the mission.") String name,
    @NonNull @Description("What it counts.") MissionStepKind kind,
    @Ignore long goal,
    @Ignore String money,
    @Ignore long minimumMinor,
    @NonNull @Description("For PURCHASE: any of these products.") List<@NonNull String> skus,
    @NonNull @Description("For PURCHASE: any of these categories.")
        List<@NonNull String> categories,
    @NonNull @Description("For EVENT: any of these names, in lower case.")
        List<@NonNull String> eventNames) {

  /** How many. */
  @Description("How many are needed; null for SPEND.")
  public Long getCount() {
    return kind == MissionStepKind.SPEND ? null : (Long) goal;
  }

  /** How much. */
  @Description("How much is needed, for SPEND; null for the others.")
  public Money getAmount() {
    return kind == MissionStepKind.SPEND ? new Money(goal, money) : null;
  }

  /** What an order must be worth. */
  @Description("What an order must be worth after its returns to count; null where any does.")
  public Money getMinimumSpend() {
    return minimumMinor == 0 ? null : new Money(minimumMinor, money);
  }
}
