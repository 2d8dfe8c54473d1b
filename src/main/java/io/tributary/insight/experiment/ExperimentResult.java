package io.tributary.insight.experiment;

import java.util.List;
import org.eclipse.microprofile.graphql.Description;
import org.eclipse.microprofile.graphql.NonNull;
import org.eclipse.microprofile.graphql.Type;

/**
 * What an experiment shows.
 *
 * @param customers in all arms
 * @param sampleRatioChiSquare of the arms' sizes against the planned shares
 * @param sampleRatioP how likely so much by chance
 * @param verdict whether it may be judged
 * @param comparisons each arm with the control
 */
@Type("ExperimentResult")
@Description("What an experiment shows.")
public record ExperimentResult(
    @Description("Customers in all arms.") int customers,
    @Description("Chi-square of the arms' sizes against the planned shares.")
        double sampleRatioChiSquare,
    @Description("The probability of as much by chance; below 0.001 there is no verdict.")
        double sampleRatioP,
    @NonNull @Description("Whether it may be judged.") ExperimentVerdict verdict,
    @NonNull @Description("Each arm against the control, in the order given.")
        List<@NonNull Comparison> comparisons) {

  /**
   * An arm against the control.
   *
   * @param arm its name
   * @param rate of conversion
   * @param controlRate the control's
   * @param difference of the two
   * @param low of its interval
   * @param high of its interval
   * @param test how they are compared
   * @param z for the z-test
   * @param p of the test
   * @param adjustedP by Holm where there are several
   * @param verdict what it shows
   */
  @Type("ExperimentComparison")
  @Description("An arm against the control.")
  public record Comparison(
      @NonNull @Description("The arm's name.") String arm,
      @Description("Conversions by customers; null without customers.") Double rate,
      @Description("The control's rate; null without customers.") Double controlRate,
      @Description("rate less controlRate; null where one is missing.") Double difference,
      @Description("The lower end of its Newcombe-Wilson interval.") Double low,
      @Description("The upper end of its Newcombe-Wilson interval.") Double high,
      @Description("Which test; null where a group is empty.") ComparisonTest test,
      @Description("Of the z-test; null for the exact one.") Double z,
      @Description("Two-sided; null where a group is empty.") Double p,
      @Description("p by Holm's method, where several arms are compared with the control.")
          Double adjustedP,
      @Description("What it shows; null where the experiment may not be judged.")
          ComparisonVerdict verdict) {}
}
