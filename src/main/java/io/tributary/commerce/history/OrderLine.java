package io.tributary.commerce.history;

import io.tributary.platform.Money;
import java.math.BigDecimal;
import org.eclipse.microprofile.graphql.Description;
import org.eclipse.microprofile.graphql.NonNull;
import org.eclipse.microprofile.graphql.Type;

/**
 * One line of a sale.
 *
 * @param key its id within the order
 * @param sku the product
 * @param name the product's name as sold
 * @param category the product's category as sold
 * @param quantity pieces
 * @param amount for the whole quantity
 * @param discount what was taken off
 */
@Type("OrderLine")
@Description("One line of a sale.")
public record OrderLine(
    @NonNull @Description("The line's id within its order; the SKU when the channel gave none.")
        String key,
    @Description("The article number; null when not said.") String sku,
    @Description("The product's name as it was sold; null when not said.") String name,
    @Description("The product's category as it was sold; null when not said.") String category,
    @NonNull @Description("Pieces, or weight where goods are weighed.") BigDecimal quantity,
    @NonNull
        @Description("For the whole quantity, after discount; below 0 on a line that takes off.")
        Money amount,
    @NonNull @Description("What was taken off.") Money discount) {}
