package io.tributary.insight.rfm;

import java.util.List;
import org.eclipse.microprofile.graphql.Description;
import org.eclipse.microprofile.graphql.Input;

/**
 * How RFM is to be computed; null leaves what there is.
 *
 * @param months the window; 0 for all time
 * @param moneyStepMinorUnits at least 1
 * @param segments the whole list; empty for the usual one
 */
@Input("SetRfmSettingsInput")
@Description("How RFM is to be computed; what is left out stays.")
public record SetRfmSettingsInput(
    @Description("How many months back frequency and money count, 1 to 600; 0 for all time.")
        Integer months,
    @Description(
            "What is added to a quantile of money to make a threshold, in minor units, 1 or more.")
        Integer moneyStepMinorUnits,
    @Description(
            "The whole list, at most 50 segments, in the order in which they are tried; an empty one"
                + " brings the usual list back.")
        List<RfmSegmentInput> segments) {}
