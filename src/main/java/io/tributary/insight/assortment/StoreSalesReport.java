package io.tributary.insight.assortment;

import io.tributary.insight.AnonymousSales;
import io.tributary.platform.Money;
import java.time.OffsetDateTime;
import java.util.List;
import org.eclipse.microprofile.graphql.Description;
import org.eclipse.microprofile.graphql.NonNull;
import org.eclipse.microprofile.graphql.Type;

/**
 * What stores sold in a period.
 *
 * @param from beginning
 * @param asOf end
 * @param computedAt when
 * @param customers who bought in stores
 * @param orders in stores
 * @param revenue of all stores
 * @param stores rows
 * @param anonymous sales to nobody known
 */
@Type("StoreSalesReport")
@Description("What stores sold in a period.")
public record StoreSalesReport(
    @NonNull @Description("The period's beginning.") OffsetDateTime from,
    @NonNull @Description("Its end.") OffsetDateTime asOf,
    @NonNull @Description("When it was computed.") OffsetDateTime computedAt,
    @Description("Customers who bought in stores in the period.") int customers,
    @Description("Their orders in stores.") int orders,
    @NonNull @Description("What all stores sold, also those that are not shown.") Money revenue,
    @NonNull @Description("Stores, cities or regions, those that sold most first.")
        List<@NonNull StoreSales> stores,
    @NonNull @Description("What nobody known bought in stores, by store, city or region as asked.")
        List<@NonNull AnonymousSales> anonymous) {}
