package io.tributary.insight.value;

import java.util.List;
import org.eclipse.microprofile.graphql.Description;
import org.eclipse.microprofile.graphql.Input;

/**
 * What a customer's purchases were worth.
 *
 * @param parameters of GAMMA_GAMMA; those in force when null
 * @param mean over the purchases, in whole units of the currency
 * @param purchases how many the mean is over; the repeats when null
 */
@Input("SpendForecastInput")
@Description("What a customer's purchases were worth.")
public record SpendForecastInput(
    @Description("p, q and gamma of GAMMA_GAMMA to try; the fitted ones when left out.")
        List<Double> parameters,
    @Description(
            "Mean net value of the repeat purchases, in whole units of the currency; 0 without one.")
        double mean,
    @Description("How many purchases the mean is over; repeats when left out.")
        Integer purchases) {}
