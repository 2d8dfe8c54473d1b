package io.tributary.loyalty.earning;

import org.eclipse.microprofile.graphql.Description;
import org.eclipse.microprofile.graphql.Input;
import org.eclipse.microprofile.graphql.NonNull;

/**
 * A line of a sale to try the rules on.
 *
 * @param sku the product; null when it does not matter
 * @param category its category; null when it does not matter
 * @param amount for the whole quantity, in whole units
 */
@Input("SimulatedLineInput")
@Description("A line of a sale to try the rules on.")
public record SimulatedLineInput(
    @Description("The product.") String sku,
    @Description("Its category.") String category,
    @NonNull @Description("For the whole quantity, in whole units of the programme's currency.")
        String amount) {}
