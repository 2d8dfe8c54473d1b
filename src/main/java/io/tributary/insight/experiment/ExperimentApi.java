package io.tributary.insight.experiment;

import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.infrastructure.Infrastructure;
import io.tributary.graphql.ApiException;
import io.tributary.graphql.Cost;
import io.tributary.platform.Roles;
import jakarta.annotation.security.RolesAllowed;
import java.util.List;
import org.eclipse.microprofile.graphql.Description;
import org.eclipse.microprofile.graphql.GraphQLApi;
import org.eclipse.microprofile.graphql.Name;
import org.eclipse.microprofile.graphql.NonNull;
import org.eclipse.microprofile.graphql.Query;

/** What comparisons of groups show, over GraphQL. */
@GraphQLApi
public class ExperimentApi {
  private static final int MOST_ARMS = 20;
  private static final int MOST_CUSTOMERS = 50_000_000;
  private static final int LONGEST = 200;
  private static final double SIGNIFICANCE = 0.05;
  private static final double LOOSEST = 0.2;

  /** An experiment's result; INVALID_INPUT for numbers that cannot be. */
  @Cost(weight = Cost.OVERVIEW)
  @Query("experimentResult")
  @NonNull
  @Description(
      "What an experiment shows: first whether the groups are as large as planned, then whether it"
          + " is time, then each arm against the control, with Holm's correction where there are"
          + " several.")
  @RolesAllowed({Roles.ADMIN, Roles.ANALYST, Roles.MARKETER})
  public Uni<ExperimentResult> experimentResult(
      @Name("input") @NonNull @Description("What was counted.") ExperimentInput input) {
    List<ExperimentInput.Arm> arms = input.arms();
    if (arms.size() < 2 || arms.size() > MOST_ARMS) {
      throw ApiException.invalid("input.arms", "An experiment has 2 to " + MOST_ARMS + " arms.");
    }
    for (int i = 0; i < arms.size(); i++) {
      check("input.arms[" + i + "]", arms.get(i));
    }
    if (input.plannedPerArm() < 1) {
      throw ApiException.invalid("input.plannedPerArm", "plannedPerArm is 1 or more.");
    }
    ExperimentRule rule =
        new ExperimentRule(input.plannedPerArm(), significance(input.significance()));
    return Uni.createFrom()
        .item(() -> rule.result(arms))
        .runSubscriptionOn(Infrastructure.getDefaultExecutor());
  }

  private static void check(String field, ExperimentInput.Arm arm) {
    if (arm.customers() < 0 || arm.customers() > MOST_CUSTOMERS) {
      throw ApiException.invalid(
          field + ".customers", "customers is a number from 0 to " + MOST_CUSTOMERS + ".");
    }
    if (arm.conversions() < 0 || arm.conversions() > arm.customers()) {
      throw ApiException.invalid(
          field + ".conversions", "There are 0 conversions to as many as customers.");
    }
    if (arm.share() != null && !(arm.share() > 0 && arm.share() <= 1e6)) {
      throw ApiException.invalid(field + ".share", "share is a number above 0.");
    }
  }

  private static double significance(Double asked) {
    double level = asked == null ? SIGNIFICANCE : asked;
    if (!(level > 0 && level <= LOOSEST)) {
      throw ApiException.invalid(
          "input.significance", "significance is above 0 and up to " + LOOSEST + ".");
    }
    return level;
  }

  /** A customer's bucket; INVALID_INPUT for a text that is too long. */
  @Query("experimentBucket")
  @Description(
      "In which of the 10,000 buckets of an experiment a customer is, 0 to 9999: the SHA-256 of salt,"
          + " experiment and customer, a zero byte after each of the first two, modulo 10,000.")
  @RolesAllowed({Roles.ADMIN, Roles.ANALYST, Roles.MARKETER})
  public Uni<Integer> experimentBucket(
      @NonNull @Description("Keeps experiments apart from each other.") String salt,
      @NonNull @Description("The experiment's name.") String experiment,
      @NonNull @Description("The customer, by whatever id is used throughout.") String customer) {
    for (String text : List.of(salt, experiment, customer)) {
      if (text.length() > LONGEST || text.indexOf('\0') >= 0) {
        throw ApiException.invalid("customer", "Texts have up to " + LONGEST + " characters.");
      }
    }
    return Uni.createFrom().item(Assignment.bucket(salt, experiment, customer));
  }

  /** A campaign's return; INVALID_INPUT for numbers that cannot be. */
  @Cost(weight = Cost.OVERVIEW)
  @Query("incrementalReturn")
  @NonNull
  @Description("What a campaign with a hold-out brought beyond what would have come anyway.")
  @RolesAllowed({Roles.ADMIN, Roles.ANALYST, Roles.MARKETER})
  public Uni<IncrementalReturn> incrementalReturn(
      @Name("input") @NonNull @Description("The two groups.") IncrementalReturnInput input) {
    check("input.treated", input.treated());
    check("input.heldOut", input.heldOut());
    if (!(input.margin() >= 0 && input.margin() <= 1)) {
      throw ApiException.invalid("input.margin", "margin is a number from 0 to 1.");
    }
    if (!(input.costMinorUnits() > 0 && input.costMinorUnits() < 1e15)) {
      throw ApiException.invalid(
          "input.costMinorUnits", "Without a cost there is no return on it: give one above 0.");
    }
    return Uni.createFrom().item(IncrementalRule.of(input, significance(input.significance())));
  }

  private static void check(String field, IncrementalReturnInput.Group group) {
    if (group.customers() < 2 || group.customers() > MOST_CUSTOMERS) {
      throw ApiException.invalid(field + ".customers", "A group has two customers or more.");
    }
    if (!(Math.abs(group.meanMinorUnits()) < 1e15)) {
      throw ApiException.invalid(field + ".meanMinorUnits", "meanMinorUnits is out of range.");
    }
    if (!(group.deviationMinorUnits() >= 0 && group.deviationMinorUnits() < 1e15)) {
      throw ApiException.invalid(
          field + ".deviationMinorUnits", "deviationMinorUnits is 0 or more.");
    }
  }
}
