package io.tributary.insight.retention;

import org.eclipse.microprofile.graphql.Description;
import org.eclipse.microprofile.graphql.Type;

/**
 * A bracket of periods.
 *
 * @param fromK its first period
 * @param untilK the period after its last
 * @param customers who bought in any of them; null while it has not ended
 * @param rate their share; null while it has not ended
 */
@Type("BracketCell")
@Description("A bracket of periods.")
public record BracketCell(
    @Description("Its first period.") int fromK,
    @Description("The period after its last.") int untilK,
    @Description("Who bought in any of its periods; null while the bracket has not ended at asOf.")
        Integer customers,
    @Description("Their share, 0 to 1; null while the bracket has not ended at asOf.")
        Double rate) {}
