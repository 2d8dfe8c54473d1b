package io.tributary.insight.value;

import java.time.OffsetDateTime;
import java.util.List;
import org.eclipse.microprofile.graphql.Description;
import org.eclipse.microprofile.graphql.NonNull;
import org.eclipse.microprofile.graphql.Type;

/**
 * What a model foresaw against what came, for customers who had bought when it was fitted.
 *
 * @param calibratedTo up to where the model saw
 * @param asOf up to where it is tested
 * @param computedAt when
 * @param fit the version
 * @param customers how many had bought
 * @param sample how many of them were read
 * @param actual purchase days of the sample in the time held out
 * @param expected of the sample, each by their own past
 * @param error expected by actual, less 1; null when there was none
 * @param meanAbsoluteError per customer
 * @param rootMeanSquareError per customer
 * @param weeks the tracking plot
 * @param byRepeats by what the model had seen of a customer
 * @param byCohort by the month of the first purchase
 */
@Type("CalibrationReport")
@Description(
    "What a model foresaw against what came, for the customers who had bought when it was fitted.")
public record CalibrationReport(
    @NonNull @Description("Up to where the model saw.") OffsetDateTime calibratedTo,
    @NonNull @Description("Up to where it is tested.") OffsetDateTime asOf,
    @NonNull @Description("When it was computed.") OffsetDateTime computedAt,
    @NonNull @Description("The version that is tested.") LifetimeValueFit fit,
    @Description("How many customers had bought at calibratedTo.") int customers,
    @Description("How many of them were read, by the rule of LifetimeValueFit.sample.") int sample,
    @Description("Purchase days of the sample in the time held out.") int actual,
    @Description("What was expected of the sample, of each customer by their own past.")
        double expected,
    @Description("expected by actual, less 1; null when there was none.") Double error,
    @Description("Mean over customers of |expected - actual|; null without customers.")
        Double meanAbsoluteError,
    @Description("Root of the mean over customers of (expected - actual)²; null without customers.")
        Double rootMeanSquareError,
    @NonNull @Description("The tracking plot: whole weeks from the first purchase of all.")
        List<@NonNull CalibrationWeek> weeks,
    @NonNull @Description("By repeat purchases before calibratedTo; the last is 7 or more.")
        List<@NonNull CalibrationGroup> byRepeats,
    @NonNull @Description("By the month of the first purchase, earliest first.")
        List<@NonNull CalibrationCohort> byCohort) {}
