package io.tributary.commerce.counting;

import org.eclipse.microprofile.graphql.Description;
import org.eclipse.microprofile.graphql.Input;

/**
 * What of an order's total is to count.
 *
 * @param includesTax null leaves it
 * @param includesShipping null leaves it
 * @param includesPoints null leaves it
 */
@Input("SetSalesRuleInput")
@Description("What of an order's total is to count as paid; what is left out stays.")
public record SetSalesRuleInput(
    @Description("Whether tax counts.") Boolean includesTax,
    @Description("Whether shipping counts.") Boolean includesShipping,
    @Description("Whether the part paid with points counts.") Boolean includesPoints) {}
