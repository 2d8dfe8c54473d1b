package io.tributary.loyalty.ledger;

import java.time.OffsetDateTime;
import org.eclipse.microprofile.graphql.Description;
import org.eclipse.microprofile.graphql.Type;

/**
 * A lot's part in a redemption.
 *
 * @param points how many of it
 * @param activeAt from when they could be used
 * @param expiresAt when they would have ended; null when they never end
 * @param sale the sale that earned them; null for none
 */
@Type("RedemptionLot")
@Description("A lot's part in a redemption.")
public record RedemptionLot(
    @Description("How many of its points.") long points,
    @Description("From when they could be used.") OffsetDateTime activeAt,
    @Description("When they would have ended; null when they never end.") OffsetDateTime expiresAt,
    @Description("The sale that earned them, when one did.") String sale) {}
