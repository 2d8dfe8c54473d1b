package io.tributary.insight.value;

import java.util.List;
import org.eclipse.microprofile.graphql.Description;
import org.eclipse.microprofile.graphql.NonNull;
import org.eclipse.microprofile.graphql.Type;

/**
 * What a model expects of a past.
 *
 * @param parameters the model's
 * @param fits the versions that were used; none for parameters that were given
 * @param alive probability not to have left
 * @param expectedPurchases of the customer with that past
 * @param expectedOfNewCustomer of a customer who has just bought for the first time
 * @param discountedPurchases of the customer, for ever; null when not asked for
 * @param distributionOfNewCustomer of the number of purchases; null when not asked for
 * @param expectedSpend value of a purchase; null when not asked for, or for the reason
 * @param lifetimeValue of the customer; null when not asked for, or for the reason
 * @param lifetimeValueReason why there is no value; null when there is or none was asked for
 */
@Type("PurchaseForecast")
@Description("What a model expects of a customer with a certain past.")
public record PurchaseForecast(
    @NonNull @Description("The parameters it used.") List<@NonNull ModelParameter> parameters,
    @NonNull
        @Description(
            "The versions of the models that it used, with when they were fitted and to how many"
                + " customers; none for parameters that were given.")
        List<@NonNull LifetimeValueFit> fits,
    @Description("The probability that the customer has not left, 0 to 1.") double alive,
    @Description("Purchase days expected of the customer in the weeks ahead.")
        double expectedPurchases,
    @Description("Repeat purchase days expected of a new customer in as many weeks.")
        double expectedOfNewCustomer,
    @Description(
            "Purchase days expected of the customer from now on for ever, each discounted by when it"
                + " comes; null without weeklyDiscountRate.")
        Double discountedPurchases,
    @Description(
            "The probabilities that a new customer makes 0, 1, 2 … repeat purchases in as many weeks;"
                + " null without mostRepeats.")
        List<@NonNull Double> distributionOfNewCustomer,
    @Description(
            "Net value expected of a purchase of the customer, in whole units of the currency; null"
                + " without spend.")
        Double expectedSpend,
    @Description(
            "Discounted net value of what the customer is expected to buy in the months ahead, in"
                + " whole units of the currency; null without spend.")
        Double lifetimeValue,
    @Description("Why there is no lifetimeValue, where spend was given.")
        LifetimeValueReason lifetimeValueReason) {}
