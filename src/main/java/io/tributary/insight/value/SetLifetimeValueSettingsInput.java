package io.tributary.insight.value;

import io.tributary.insight.CustomerSegment;
import org.eclipse.microprofile.graphql.Description;
import org.eclipse.microprofile.graphql.Input;

/**
 * How lifetime value is to be computed; null leaves what there is.
 *
 * @param model BG_NBD or PARETO_NBD
 * @param months 1 to 120
 * @param monthlyDiscount at least 0, below 1
 * @param segmentBy by what to divide customers
 * @param undivided true for models of all customers only
 */
@Input("SetLifetimeValueSettingsInput")
@Description("How lifetime value is to be computed; what is left out stays.")
public record SetLifetimeValueSettingsInput(
    @Description("The model of purchases that scores customers: BG_NBD or PARETO_NBD.")
        LifetimeValueModel model,
    @Description("How many months ahead lifetime value looks, 1 to 120.") Integer months,
    @Description("What money a month later is worth less, from 0 to below 1; 0.01 is 1 %.")
        Double monthlyDiscount,
    @Description(
            "Fit models for each large segment of this kind, from the next run of fit-lifetime-value"
                + " on. Until a segment has them its customers are scored by the models for all;"
                + " models of the kind before are kept and score nobody.")
        CustomerSegment segmentBy,
    @Description("True to have models for all customers only; not beside segmentBy.")
        Boolean undivided) {}
