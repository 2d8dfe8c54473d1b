package io.tributary.insight.rfm;

import java.util.List;
import org.eclipse.microprofile.graphql.Description;
import org.eclipse.microprofile.graphql.NonNull;
import org.eclipse.microprofile.graphql.Type;

/**
 * The four bounds between the five scores of each axis: a value at a bound is above it.
 *
 * @param recency in days
 * @param frequency in purchase days
 * @param monetary in whole units of the currency
 */
@Type("RfmThresholds")
@Description(
    "The four bounds between the five scores of each axis: quantile (type 7) of every fifth plus a"
        + " step. A value at a bound is above it. Empty without customers.")
public record RfmThresholds(
    @NonNull @Description("Days since the last purchase; below the first is the score 5.")
        List<@NonNull Double> recency,
    @NonNull @Description("Purchase days; below the first is the score 1.")
        List<@NonNull Double> frequency,
    @NonNull
        @Description("Net value in whole units of the currency; below the first is the score 1.")
        List<@NonNull Double> monetary) {}
