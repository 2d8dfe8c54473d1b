package io.tributary.insight.retention;

import io.tributary.platform.Money;
import org.eclipse.microprofile.graphql.Description;
import org.eclipse.microprofile.graphql.Type;

/**
 * A bracket of periods.
 *
 * @param fromK its first period
 * @param untilK the period after its last
 * @param customers who bought in any of them; null while it has not ended
 * @param rate their share; null while it has not ended
 * @param net spent in it; null while it has not ended
 * @param moneyRate by what was spent in period 0; null when that is nothing or it has not ended
 */
@Type("BracketCell")
@Description("A bracket of periods.")
public record BracketCell(
    @Description("Its first period.") int fromK,
    @Description("The period after its last.") int untilK,
    @Description("Who bought in any of its periods; null while the bracket has not ended at asOf.")
        Integer customers,
    @Description("Their share, 0 to 1; null while the bracket has not ended at asOf.") Double rate,
    @Description("Spent in its periods, net; null while the bracket has not ended at asOf.")
        Money net,
    @Description(
            "By what was spent in period 0; null when that is nothing, or the bracket has not ended.")
        Double moneyRate) {}
