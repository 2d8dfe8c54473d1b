package io.tributary.insight.experiment;

import org.eclipse.microprofile.graphql.Description;
import org.eclipse.microprofile.graphql.Type;

/**
 * What a campaign brought beyond what would have come anyway.
 *
 * @param difference of mean revenue
 * @param low of its interval
 * @param high of its interval
 * @param degreesOfFreedom of Welch's test
 * @param incrementalMargin brought in all
 * @param returnOnInvestment of the cost
 * @param lowReturn of its interval
 * @param highReturn of its interval
 */
@Type("IncrementalReturn")
@Description(
    "What a campaign brought beyond what would have come anyway: the causal return, beside which an"
        + " attributed one only shares out what came.")
public record IncrementalReturn(
    @Description("Mean revenue of the treated less that of those held out, in minor units.")
        double difference,
    @Description("The lower end of its Welch interval.") double low,
    @Description("The upper end of its Welch interval.") double high,
    @Description("Degrees of freedom, by Welch and Satterthwaite.") double degreesOfFreedom,
    @Description("Margin brought by all treated customers, before cost, in minor units.")
        double incrementalMargin,
    @Description("(incrementalMargin - cost) / cost.") double returnOnInvestment,
    @Description("The return at the lower end of the interval.") double lowReturn,
    @Description("The return at the upper end of the interval.") double highReturn) {}
