package io.tributary.loyalty.ledger;

import java.time.OffsetDateTime;
import org.eclipse.microprofile.graphql.Description;
import org.eclipse.microprofile.graphql.Type;

/**
 * Points that an entry moved in or out of one lot, or of the debt.
 *
 * @param points how many; below 0 when they went
 * @param expiresAt when the lot ends; null when it never does
 * @param activeAt from when the lot can be used; null while it waits for an event
 * @param awaits the event that the lot waited or waits for
 * @param debt whether it is about the debt and no lot
 */
@Type("PointsPart")
@Description("Points that an entry moved in or out of one lot, or of the debt.")
public record PointsPart(
    @Description("How many; below 0 when they went.") long points,
    @Description("When the lot ends; null when it never does, and for the debt.")
        OffsetDateTime expiresAt,
    @Description(
            "From when the lot can be used; null while it waits for an event, and for the debt.")
        OffsetDateTime activeAt,
    @Description("The event that the lot waited or waits for; null for none.") String awaits,
    @Description("Whether it is about the debt and no lot.") boolean debt) {}
