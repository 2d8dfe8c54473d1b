package io.tributary.insight.experiment;

import java.util.List;
import org.eclipse.microprofile.graphql.Description;
import org.eclipse.microprofile.graphql.Input;
import org.eclipse.microprofile.graphql.NonNull;

/**
 * What was counted in an experiment.
 *
 * @param arms the control first
 * @param plannedPerArm customers each arm is to have before anybody judges
 * @param significance 0.05 when null
 */
@Input("ExperimentInput")
@Description(
    "What was counted in an experiment, by assignment, whether anybody was reached or not.")
public record ExperimentInput(
    @NonNull @Description("2 to 20 arms, the control first.") List<@NonNull Arm> arms,
    @Description("How many customers each arm is to have before it is judged.") int plannedPerArm,
    @Description("The level of significance, above 0 and up to 0.2; 0.05 when left out.")
        Double significance) {

  /**
   * A group.
   *
   * @param name its name
   * @param customers assigned to it
   * @param conversions how many of them converted
   * @param share planned, to those of the others; 1 when null
   */
  @Input("ExperimentArmInput")
  @Description("A group of an experiment.")
  public record Arm(
      @NonNull @Description("Its name.") String name,
      @Description("Customers assigned to it.") int customers,
      @Description("How many of them converted.") int conversions,
      @Description("Its planned size to those of the others, above 0; 1 when left out.")
          Double share) {}
}
