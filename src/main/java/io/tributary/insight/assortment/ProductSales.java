package io.tributary.insight.assortment;

import io.tributary.platform.Money;
import java.time.OffsetDateTime;
import org.eclipse.microprofile.graphql.Description;
import org.eclipse.microprofile.graphql.NonNull;
import org.eclipse.microprofile.graphql.Type;

/**
 * What a product, category or brand sold.
 *
 * @param key SKU, category or brand
 * @param name the product's; null for others
 * @param customers who bought in the period
 * @param orders with it in the period
 * @param units pieces in the period
 * @param revenue net value in the period
 * @param revenueShare of all
 * @param margin revenue less cost; null when a cost is not known
 * @param marginShare of the margin of all whose cost is known
 * @param marginAbsence why there is no margin
 * @param firstSoldAt ever; null when never
 * @param lastSoldAt before asOf; null when never
 * @param slow whether unsold for too long
 * @param stage of its life; null when never sold
 * @param growth of sales a day; null without sales before
 * @param buyers ever
 * @param repeatBuyers who bought on several days
 * @param medianDaysBetween purchases of one customer; null without repeat buyers
 */
@Type("ProductSales")
@Description("What a product, category or brand sold in a period.")
public record ProductSales(
    @Description("The SKU, category or brand; null for products without.") String key,
    @Description("The product's name; null for a category or brand, or when not known.")
        String name,
    @Description("Customers who bought it in the period.") int customers,
    @Description("Orders with it in the period.") int orders,
    @Description("Pieces sold in the period.") double units,
    @NonNull @Description("Its lines' amounts in the period, less their part of refunds.")
        Money revenue,
    @Description("revenue by that of all; null when that is not above 0.") Double revenueShare,
    @Description("revenue less units at the product's attribute cost.") Money margin,
    @Description("margin by that of all rows with a margin; null when that is not above 0.")
        Double marginShare,
    @Description("Why there is no margin.") MarginAbsence marginAbsence,
    @Description("When it was first sold; null when never.") OffsetDateTime firstSoldAt,
    @Description("When it was last sold; null when never.") OffsetDateTime lastSoldAt,
    @Description("Whether it was not sold within slowAfterDays before asOf.") boolean slow,
    @Description("Where it stands in its life; null when never sold.") ProductStage stage,
    @Description("Sales a day by those of the period before, less 1; null without any before.")
        Double growth,
    @Description("Customers who ever bought it.") int buyers,
    @Description("Those of them who bought it on several days.") int repeatBuyers,
    @Description("Median days between two purchases of it by one customer; null without any.")
        Double medianDaysBetween) {

  /** Why there is no margin. */
  @Description("Why there is no margin.")
  public enum MarginAbsence {
    /** A product sold has no cost. */
    @Description("A product that was sold has no attribute cost that is a number.")
    COST_UNKNOWN
  }
}
