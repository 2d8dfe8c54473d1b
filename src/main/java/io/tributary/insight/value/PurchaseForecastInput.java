package io.tributary.insight.value;

import io.smallrye.graphql.api.Deprecated;
import io.tributary.insight.CustomerSegment;
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
 * @param segmentBy the kind of the segment
 * @param segment the fit for customers of this segment; of all when null
 * @param firstChannel a segment by first channel
 * @param asOf which fit; the latest when null
 * @param repeats repeat occasions
 * @param lastWeeks weeks from the first occasion to the last
 * @param ageWeeks weeks from the first occasion to the present
 * @param weeks how far ahead
 * @param weeklyDiscountRate for what is expected for ever; not asked for when null
 * @param mostRepeats for the distribution; not asked for when null
 * @param spend for the value; not asked for when null
 * @param months of the value; 12 when null
 * @param monthlyDiscount of the value; 0.01 when null
 */
@Input("PurchaseForecastInput")
@Description("Whose purchases to forecast.")
public record PurchaseForecastInput(
    @NonNull @Description("The model of purchases: BG_NBD or PARETO_NBD.") LifetimeValueModel model,
    @Description("Parameters of it to try, in its paper's order; the fitted ones when left out.")
        List<Double> parameters,
    @Description("The kind of segment; given with segment.") CustomerSegment segmentBy,
    @Description("Use the fit for customers of this segment; for all when left out.")
        String segment,
    @Deprecated(reason = "Give it as segment, with segmentBy FIRST_CHANNEL.")
        @Description("Use the fit for customers who first bought in this channel.")
        String firstChannel,
    @Description("Use the fit in force then; the latest when left out.") OffsetDateTime asOf,
    @Description("Purchase days after the first.") int repeats,
    @Description("Weeks from the first purchase to the last; 0 without a repeat.") double lastWeeks,
    @Description("Weeks from the first purchase to the present.") double ageWeeks,
    @Description("How many weeks ahead.") double weeks,
    @Description(
            "For discountedPurchases: what money is worth less a week, compounded continuously, 0.0001"
                + " to 1; ln(1.15) / 52 = 0.0027 is 15 % a year.")
        Double weeklyDiscountRate,
    @Description("For distributionOfNewCustomer: up to how many repeat purchases, 0 to 100.")
        Integer mostRepeats,
    @Description("For expectedSpend and lifetimeValue: what the purchases were worth.")
        SpendForecastInput spend,
    @Description("How many months ahead lifetimeValue looks, 1 to 120; 12 when left out.")
        Integer months,
    @Description(
            "For lifetimeValue: what money a month later is worth less, from 0 to below 1; 0.01 when"
                + " left out.")
        Double monthlyDiscount) {}
