package io.tributary.loyalty.tier.benefit;

import io.quarkus.security.Authenticated;
import io.smallrye.mutiny.Uni;
import io.tributary.graphql.Caller;
import io.tributary.graphql.once.Once;
import io.tributary.loyalty.Programme;
import io.tributary.loyalty.tier.Membership;
import io.tributary.platform.Roles;
import jakarta.annotation.security.RolesAllowed;
import java.util.List;
import org.eclipse.microprofile.graphql.Description;
import org.eclipse.microprofile.graphql.GraphQLApi;
import org.eclipse.microprofile.graphql.Mutation;
import org.eclipse.microprofile.graphql.NonNull;
import org.eclipse.microprofile.graphql.Source;

/** What tiers come with, over GraphQL. */
@GraphQLApi
public class BenefitApi {
  private final Benefits benefits;
  private final BenefitUses uses;
  private final Caller caller;
  private final Once once;

  BenefitApi(Benefits benefits, BenefitUses uses, Caller caller, Once once) {
    this.once = once;
    this.benefits = benefits;
    this.uses = uses;
    this.caller = caller;
  }

  /** Sets a benefit. NOT_FOUND, INVALID_INPUT. */
  @Mutation("setTierBenefit")
  @RolesAllowed({Roles.ADMIN, Roles.MARKETER})
  @NonNull
  @Description("Adds something that tiers come with, or changes the benefit of its name.")
  public Uni<TierBenefitPayload> setTierBenefit(
      @NonNull @Description("The benefit.") SetTierBenefitInput input) {
    return once.answer(
        "setTierBenefit",
        input.idempotencyKey(),
        input,
        TierBenefitPayload.class,
        () -> benefits.set(input).map(TierBenefitPayload::new));
  }

  /** Uses a benefit. NOT_FOUND, NOT_ELIGIBLE, INVALID_INPUT, IDEMPOTENCY_KEY_REUSED. */
  @Mutation
  @RolesAllowed({Roles.ADMIN, Roles.SERVICE, Roles.TILL})
  @NonNull
  @Description(
      "Uses a benefit once, now. NOT_ELIGIBLE when the member's tier does not have it or all of the year are used.")
  public Uni<TierBenefitUsePayload> useTierBenefit(
      @NonNull @Description("The use.") UseTierBenefitInput input) {
    return uses.use(input, caller.name()).map(TierBenefitUsePayload::new);
  }

  /** Takes a use back. NOT_FOUND. */
  @Mutation
  @RolesAllowed({Roles.ADMIN, Roles.SERVICE, Roles.TILL})
  @NonNull
  @Description(
      "Takes a use back: it can be used again in its year. One that was taken back stays so.")
  public Uni<TierBenefitUsePayload> rollBackTierBenefit(
      @NonNull @Description("The use.") RollBackTierBenefitInput input) {
    String by = caller.name();
    return once.repeat(
        "rollBackTierBenefit",
        input.idempotencyKey(),
        input,
        () -> uses.rollBack(input, by).map(TierBenefitUsePayload::new));
  }

  /** The benefits of programmes, in one statement for a page of them. */
  @Authenticated
  @NonNull
  @Description("What its tiers come with, the oldest first.")
  public Uni<List<@NonNull List<@NonNull TierBenefit>>> tierBenefits(
      @Source List<Programme> programmes) {
    return benefits.ofProgrammes(programmes);
  }

  /** What members have, in two statements for a page of them. */
  @Authenticated
  @NonNull
  @Description("What the tier comes with, and what is left of it this year.")
  public Uni<List<@NonNull List<@NonNull MemberBenefit>>> benefits(@Source List<Membership> page) {
    return benefits.ofMembers(page);
  }

  /** The benefits behind uses, in one statement for a page of them. */
  @Authenticated
  @NonNull
  @Description("Which, as it is now.")
  public Uni<List<@NonNull TierBenefit>> benefit(@Source List<TierBenefitUse> page) {
    return benefits.ofUses(page);
  }
}
