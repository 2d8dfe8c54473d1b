package io.tributary.insight.value;

import org.eclipse.microprofile.graphql.Description;
import org.eclipse.microprofile.graphql.Type;

/**
 * Customers with the same number of repeat purchases when the model was fitted.
 *
 * @param repeats how many; 7 stands for 7 or more
 * @param customers of the sample
 * @param expectedCustomers whom the model expects to be so many
 * @param actualMean purchase days of one in the time held out
 * @param expectedMean what was expected
 */
@Type("CalibrationGroup")
@Description("Customers with the same number of repeat purchase days when the model was fitted.")
public record CalibrationGroup(
    @Description("How many; 7 stands for 7 or more.") int repeats,
    @Description("How many customers of the sample.") int customers,
    @Description(
            "How many customers the model expects here, from first purchases alone: does it fit what it"
                + " was fitted to?")
        double expectedCustomers,
    @Description("Mean purchase days in the time held out.") double actualMean,
    @Description("Mean of what was expected.") double expectedMean) {}
