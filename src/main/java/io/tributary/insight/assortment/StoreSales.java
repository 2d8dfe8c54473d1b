package io.tributary.insight.assortment;

import io.tributary.platform.Money;
import org.eclipse.microprofile.graphql.Description;
import org.eclipse.microprofile.graphql.NonNull;
import org.eclipse.microprofile.graphql.Type;

/**
 * What a store, or the stores of an area, sold.
 *
 * @param key code, city or region
 * @param name the store's; null for others
 * @param stores how many sold anything
 * @param customers who bought
 * @param newCustomers whose first purchase it was
 * @param orders how many
 * @param revenue net value
 * @param revenueShare of all stores'
 * @param meanOrder revenue by orders
 * @param squareMetres the stores' attribute; null when one has none
 * @param revenuePerSquareMetre null when that is
 */
@Type("StoreSales")
@Description("What a store, or the stores of a city or region, sold in a period.")
public record StoreSales(
    @Description("The store's code, the city or the region; null for stores without.") String key,
    @Description("The store's name; null for a city or region, or when not known.") String name,
    @Description("Stores that sold anything.") int stores,
    @Description("Customers who bought there.") int customers,
    @Description("Customers whose first purchase of all was made there in the period.")
        int newCustomers,
    @Description("Orders.") int orders,
    @NonNull @Description("Net value of the orders.") Money revenue,
    @Description("revenue by that of all stores; null when that is not above 0.")
        Double revenueShare,
    @NonNull @Description("revenue by orders.") Money meanOrder,
    @Description("The stores' attribute square_metres in all; null when one has none.")
        Double squareMetres,
    @Description("revenue by squareMetres; null without these.") Money revenuePerSquareMetre) {}
