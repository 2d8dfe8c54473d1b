package io.tributary.insight.assortment;

import java.time.OffsetDateTime;
import org.eclipse.microprofile.graphql.Description;
import org.eclipse.microprofile.graphql.Input;
import org.eclipse.microprofile.graphql.NonNull;

/**
 * Which sales of stores.
 *
 * @param from beginning
 * @param asOf end; null for now
 * @param by what divides them
 * @param currency null for the one in use
 * @param most 1 to 1000
 */
@Input("StoreSalesInput")
@Description("Which sales of stores.")
public record StoreSalesInput(
    @NonNull @Description("The period's beginning.") OffsetDateTime from,
    @Description("Its end: later purchases do not exist; now when left out, never later.")
        OffsetDateTime asOf,
    @Description("What divides them; STORE when left out.") StoreGrouping by,
    @Description("ISO 4217; the currency in use when left out.") String currency,
    @Description("How many rows at most, 1 to 1000; 100 when left out.") Integer most) {}
