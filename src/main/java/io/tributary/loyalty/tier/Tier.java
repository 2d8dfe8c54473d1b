package io.tributary.loyalty.tier;

import io.tributary.platform.Money;
import java.util.List;
import org.eclipse.microprofile.graphql.Description;
import org.eclipse.microprofile.graphql.Ignore;
import org.eclipse.microprofile.graphql.NonNull;
import org.eclipse.microprofile.graphql.Type;

/**
 * One step of a policy's ladder.
 *
 * @param name unique within the policy
 * @param requirement what it takes to earn it; nothing for the base tier
 * @param currency of amounts, ISO 4217
 */
@Type("Tier")
@Description("One step of a policy's ladder.")
public record Tier(
    @NonNull @Description("Unique within the policy.") String name,
    @Ignore Requirement requirement,
    @Ignore String currency) {

  /** A tier that net spend alone earns; the base tier for 0. */
  static Tier spend(String name, Money minimum) {
    Requirement requirement =
        minimum.minor() == 0
            ? Requirement.NOTHING
            : Requirement.of(TierMeasure.NET_SPEND, minimum.minor());
    return new Tier(name, requirement, minimum.currency());
  }

  /** The net spend that earns it. */
  @Description(
      "The net spend that the window must hold; 0 for the base tier, null for a tier that asks for anything else, see"
          + " anyOf.")
  public Money getMinimumSpend() {
    Condition only = requirement.only();
    if (requirement.equals(Requirement.NOTHING)) {
      return new Money(0, currency);
    }
    return only != null && only.measure() == TierMeasure.NET_SPEND
        ? new Money(only.minimum(), currency)
        : null;
  }

  /** What it takes. */
  @NonNull
  @Description(
      "What it takes: all conditions of one of these. None for a tier by invitation; one without conditions for the"
          + " base tier.")
  public List<@NonNull TierConditions> getAnyOf() {
    return TierConditions.of(requirement.anyOf(), currency);
  }

  /** Whether only a lock gives it. */
  @Description("Whether it cannot be earned: only a lock gives it.")
  public boolean isByInvitation() {
    return requirement.equals(Requirement.INVITATION);
  }
}
