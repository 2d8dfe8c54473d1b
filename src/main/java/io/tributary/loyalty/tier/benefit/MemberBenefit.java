package io.tributary.loyalty.tier.benefit;

import org.eclipse.microprofile.graphql.Description;
import org.eclipse.microprofile.graphql.NonNull;
import org.eclipse.microprofile.graphql.Type;

/**
 * What a member has of a benefit in this calendar year of the programme.
 *
 * @param benefit which
 * @param perYear how often the tier has it in a year; null for as often as they like
 * @param used how often it was used this year, under any tier
 */
@Type("MemberBenefit")
@Description("What a member has of a benefit in this calendar year of the programme.")
public record MemberBenefit(
    @NonNull @Description("Which.") TierBenefit benefit,
    @Description("How often the member's tier has it in a year; null for as often as they like.")
        Integer perYear,
    @Description("How often it was used this year, under any tier.") int used) {

  /** How often it can still be used this year. */
  @Description("How often it can still be used this year; null for as often as they like.")
  public Integer getLeft() {
    return perYear == null ? null : (Integer) Math.max(0, perYear - used);
  }
}
