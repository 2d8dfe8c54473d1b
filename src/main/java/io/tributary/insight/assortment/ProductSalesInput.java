package io.tributary.insight.assortment;

import java.time.OffsetDateTime;
import org.eclipse.microprofile.graphql.Description;
import org.eclipse.microprofile.graphql.Input;
import org.eclipse.microprofile.graphql.NonNull;

/**
 * Which sales of products.
 *
 * @param from beginning
 * @param asOf end; null for now
 * @param by what divides them
 * @param currency null for the one in use
 * @param most 1 to 1000
 * @param slowest whether those unsold for longest come first
 * @param slowAfterDays 1 to 3650
 * @param newForDays 1 to 3650
 * @param timezone IANA name; the settings' when null
 */
@Input("ProductSalesInput")
@Description("Which sales of products.")
public record ProductSalesInput(
    @NonNull @Description("The period's beginning.") OffsetDateTime from,
    @Description("Its end: later purchases do not exist; now when left out, never later.")
        OffsetDateTime asOf,
    @Description("What divides them; PRODUCT when left out.") ProductGrouping by,
    @Description("ISO 4217; the currency in use when left out.") String currency,
    @Description("How many rows at most, 1 to 1000; 100 when left out.") Integer most,
    @Description(
            "Those unsold for longest first, instead of those that sell most; false when left out.")
        Boolean slowest,
    @Description("Unsold for so many days is slow, 1 to 3650; 60 when left out.")
        Integer slowAfterDays,
    @Description("A product is new for so many days, 1 to 3650; 90 when left out.")
        Integer newForDays,
    @Description(
            "IANA time zone of the days between purchases; the one of insightSettings when left out.")
        String timezone) {}
