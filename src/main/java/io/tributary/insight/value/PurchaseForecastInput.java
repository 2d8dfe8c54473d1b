package io.tributary.insight.value;

import java.time.OffsetDateTime;
import java.util.List;
import org.eclipse.microprofile.graphql.Description;
import org.eclipse.microprofile.graphql.Input;
import org.eclipse.microprofile.graphql.NonNull;

/**
 * Whose purchases to forecast.
 *
 * @param model which model
 * @param parameters of it; those in force at asOf when null
 * @param firstChannel the fit for customers of this channel; of all when null
 * @param asOf which fit; the latest when null
 * @param repeats repeat occasions
 * @param lastWeeks weeks from the first occasion to the last
 * @param ageWeeks weeks from the first occasion to the present
 * @param weeks how far ahead
 */
@Input("PurchaseForecastInput")
@Description("Whose purchases to forecast.")
public record PurchaseForecastInput(
    @NonNull @Description("The model of purchases: BG_NBD or PARETO_NBD.") LifetimeValueModel model,
    @Description("Parameters of it to try, in its paper's order; the fitted ones when left out.")
        List<Double> parameters,
    @Description("Use the fit for customers who first bought in this channel.") String firstChannel,
    @Description("Use the fit in force then; the latest when left out.") OffsetDateTime asOf,
    @Description("Purchase days after the first.") int repeats,
    @Description("Weeks from the first purchase to the last; 0 without a repeat.") double lastWeeks,
    @Description("Weeks from the first purchase to the present.") double ageWeeks,
    @Description("How many weeks ahead.") double weeks) {}
