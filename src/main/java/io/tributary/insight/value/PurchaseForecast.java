package io.tributary.insight.value;

import java.util.List;
import org.eclipse.microprofile.graphql.Description;
import org.eclipse.microprofile.graphql.NonNull;
import org.eclipse.microprofile.graphql.Type;

/**
 * What a model expects of a past.
 *
 * @param parameters the model's
 * @param alive probability not to have left
 * @param expectedPurchases of the customer with that past
 * @param expectedOfNewCustomer of a customer who has just bought for the first time
 */
@Type("PurchaseForecast")
@Description("What a model expects of a customer with a certain past.")
public record PurchaseForecast(
    @NonNull @Description("The parameters it used.") List<@NonNull ModelParameter> parameters,
    @Description("The probability that the customer has not left, 0 to 1.") double alive,
    @Description("Purchase days expected of the customer in the weeks ahead.")
        double expectedPurchases,
    @Description("Repeat purchase days expected of a new customer in as many weeks.")
        double expectedOfNewCustomer) {}
