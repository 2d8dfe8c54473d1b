package io.tributary.loyalty.ledger;

import java.time.OffsetDateTime;
import org.eclipse.microprofile.graphql.Description;
import org.eclipse.microprofile.graphql.Type;

/**
 * Points that an entry moved in or out of one lot, or of the debt.
 *
 * @param points how many; below 0 when they went
 * @param expiresAt when the lot ends; null when it never does
 * @param debt whether it is about the debt and no lot
 */
@Type("PointsPart")
@Description("Points that an entry moved in or out of one lot, or of the debt.")
public record PointsPart(
    @Description("How many; below 0 when they went.") long points,
    @Description("When the lot ends; null when it never does, and for the debt.")
        OffsetDateTime expiresAt,
    @Description("Whether it is about the debt and no lot.") boolean debt) {}
