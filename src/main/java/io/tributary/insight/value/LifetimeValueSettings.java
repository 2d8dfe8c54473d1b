package io.tributary.insight.value;

import io.tributary.insight.CustomerSegment;
import org.eclipse.microprofile.graphql.Description;
import org.eclipse.microprofile.graphql.NonNull;
import org.eclipse.microprofile.graphql.Type;

/**
 * How lifetime value is computed.
 *
 * @param model the model of purchases that scores customers
 * @param months how far ahead
 * @param monthlyDiscount what money a month later is worth less
 * @param segmentBy by what customers are divided, each segment with models of its own; null for not
 *     at all
 */
@Type("LifetimeValueSettings")
@Description("How lifetime value is computed.")
public record LifetimeValueSettings(
    @NonNull @Description("The model of purchases that scores customers; both are fitted.")
        LifetimeValueModel model,
    @Description("How many months ahead lifetime value looks, 1 to 120.") int months,
    @Description("What money a month later is worth less: 0.01 is 1 %.") double monthlyDiscount,
    @Description(
            "By what customers are divided: each large segment with repeat buyers enough has models of"
                + " its own; null where there are only models for all.")
        CustomerSegment segmentBy) {}
