package io.tributary.insight.assortment;

import io.tributary.insight.AnonymousSales;
import io.tributary.platform.Money;
import java.time.OffsetDateTime;
import java.util.List;
import org.eclipse.microprofile.graphql.Description;
import org.eclipse.microprofile.graphql.NonNull;
import org.eclipse.microprofile.graphql.Type;

/**
 * What sold in a period.
 *
 * @param from beginning
 * @param asOf end
 * @param computedAt when
 * @param customers who bought products
 * @param orders with products
 * @param revenue of all products
 * @param products rows
 * @param anonymous sales to nobody known
 */
@Type("ProductSalesReport")
@Description("What sold in a period.")
public record ProductSalesReport(
    @NonNull @Description("The period's beginning.") OffsetDateTime from,
    @NonNull @Description("Its end.") OffsetDateTime asOf,
    @NonNull @Description("When it was computed.") OffsetDateTime computedAt,
    @Description("Customers who bought products in the period.") int customers,
    @Description("Their orders with products.") int orders,
    @NonNull @Description("What all products sold, also those that are not shown.") Money revenue,
    @NonNull @Description("The products, categories or brands.")
        List<@NonNull ProductSales> products,
    @NonNull @Description("What nobody known bought, by product, category or brand as asked.")
        List<@NonNull AnonymousSales> anonymous) {}
