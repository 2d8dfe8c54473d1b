package io.tributary.insight.channel;

import java.time.OffsetDateTime;
import org.eclipse.microprofile.graphql.Description;
import org.eclipse.microprofile.graphql.Input;
import org.eclipse.microprofile.graphql.NonNull;

/**
 * Which period.
 *
 * @param from visits, sales and costs from then on
 * @param asOf until then; now when null
 * @param lookbackDays how old a visit may be at the sale it brought; 30 when null
 * @param currency of sales and costs; the one in use when null
 */
@Input("ChannelsInput")
@Description("Which period of channels.")
public record ChannelsInput(
    @NonNull @Description("Visits, sales and days of cost then or later.") OffsetDateTime from,
    @Description("Before that instant; now when left out, never later.") OffsetDateTime asOf,
    @Description("How many days before a sale the visit that brought it may lie, 1 to 365; 30.")
        Integer lookbackDays,
    @Description("ISO 4217; sales and costs in others are left out. The one in use if left out.")
        String currency) {}
