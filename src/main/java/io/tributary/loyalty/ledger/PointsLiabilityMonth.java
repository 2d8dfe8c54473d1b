package io.tributary.loyalty.ledger;

import java.time.LocalDate;
import org.eclipse.microprofile.graphql.Description;
import org.eclipse.microprofile.graphql.Type;

/**
 * Points that end in one month.
 *
 * @param month its first day; null for points that never end
 * @param points how many
 */
@Type("PointsLiabilityMonth")
@Description("Points that end in one month.")
public record PointsLiabilityMonth(
    @Description(
            "The first day of the month of their last usable day; null for points that never end.")
        LocalDate month,
    @Description("How many.") long points) {}
