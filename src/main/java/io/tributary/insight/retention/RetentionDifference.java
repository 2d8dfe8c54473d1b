package io.tributary.insight.retention;

import org.eclipse.microprofile.graphql.Description;
import org.eclipse.microprofile.graphql.Type;

/**
 * How two tables differ at one period.
 *
 * @param k which period
 * @param rate of customers, the one less the other; null where one of them is
 * @param moneyRate of money; null where one of them is
 */
@Type("RetentionDifference")
@Description("How two tables differ in one period, all cohorts of each together.")
public record RetentionDifference(
    @Description("Which period.") int k,
    @Description("Rate of customers, the one less the other; null where one of them is.")
        Double rate,
    @Description("Rate of money, the one less the other; null where one of them is.")
        Double moneyRate) {}
