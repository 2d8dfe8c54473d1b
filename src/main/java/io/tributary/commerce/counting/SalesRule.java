package io.tributary.commerce.counting;

import org.eclipse.microprofile.graphql.Description;
import org.eclipse.microprofile.graphql.Type;

/**
 * What of an order's total counts as paid.
 *
 * @param includesTax whether tax counts
 * @param includesShipping whether shipping counts
 * @param includesPoints whether the part paid with points counts
 */
@Type("SalesRule")
@Description("What of an order's total counts as paid, for figures and for tiers.")
public record SalesRule(
    @Description("Whether tax counts.") boolean includesTax,
    @Description("Whether shipping counts.") boolean includesShipping,
    @Description("Whether the part paid with points counts.") boolean includesPoints) {}
