package io.tributary.insight.attribution;

import java.util.List;
import org.eclipse.microprofile.graphql.Description;
import org.eclipse.microprofile.graphql.Input;
import org.eclipse.microprofile.graphql.NonNull;

/**
 * A path to try.
 *
 * @param channels in order
 * @param agesInDays at the sale, as many; alike when null
 * @param converted whether there was a sale
 * @param valueMinorUnits its value; 0 when null
 * @param count how many such paths; 1 when null
 */
@Input("AttributionPathInput")
@Description("Touches in order, and what came of them.")
public record PathInput(
    @NonNull @Description("The touches' channels, the earliest first, 1 to 100.")
        List<String> channels,
    @Description("How many days before the sale each touch was; alike when left out.")
        List<Double> agesInDays,
    @Description("Whether there was a sale.") boolean converted,
    @Description("The sale's value in minor units; 0 when left out.") Integer valueMinorUnits,
    @Description("How many such paths there were; 1 when left out.") Integer count) {}
