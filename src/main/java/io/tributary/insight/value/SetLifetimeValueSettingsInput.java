package io.tributary.insight.value;

import org.eclipse.microprofile.graphql.Description;
import org.eclipse.microprofile.graphql.Input;

/**
 * How lifetime value is to be computed; null leaves what there is.
 *
 * @param model BG_NBD or PARETO_NBD
 * @param months 1 to 120
 * @param monthlyDiscount at least 0, below 1
 */
@Input("SetLifetimeValueSettingsInput")
@Description("How lifetime value is to be computed; what is left out stays.")
public record SetLifetimeValueSettingsInput(
    @Description("The model of purchases that scores customers: BG_NBD or PARETO_NBD.")
        LifetimeValueModel model,
    @Description("How many months ahead lifetime value looks, 1 to 120.") Integer months,
    @Description("What money a month later is worth less, from 0 to below 1; 0.01 is 1 %.")
        Double monthlyDiscount) {}
