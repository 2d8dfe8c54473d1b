package io.tributary.insight.attribution;

import java.time.OffsetDateTime;
import org.eclipse.microprofile.graphql.Description;
import org.eclipse.microprofile.graphql.Input;
import org.eclipse.microprofile.graphql.NonNull;

/**
 * Which sales.
 *
 * @param from sales then or later
 * @param asOf sales before; now when null
 * @param lookbackDays how old a touch may be at the sale; 30 when null
 * @param halfLifeDays for time decay; 7 when null
 * @param currency of the sales; the one in use when null
 */
@Input("AttributionInput")
@Description("Which sales, and which touches count for them.")
public record AttributionInput(
    @NonNull @Description("Sales and touches at that instant or later.") OffsetDateTime from,
    @Description("Sales and touches before that instant; now when left out, never later.")
        OffsetDateTime asOf,
    @Description("How many days before a sale a touch may lie, 1 to 365; 30 when left out.")
        Integer lookbackDays,
    @Description("Days after which a touch counts half in TIME_DECAY; 7 when left out.")
        Double halfLifeDays,
    @Description("ISO 4217; sales in others are left out. The reporting currency when left out.")
        String currency) {}
