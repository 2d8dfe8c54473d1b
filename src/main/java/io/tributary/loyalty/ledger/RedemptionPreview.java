package io.tributary.loyalty.ledger;

import java.util.List;
import org.eclipse.microprofile.graphql.Description;
import org.eclipse.microprofile.graphql.Ignore;
import org.eclipse.microprofile.graphql.NonNull;
import org.eclipse.microprofile.graphql.Type;

/**
 * What a redemption would do.
 *
 * @param currency of what
 * @param points how many are asked for
 * @param missing how many too few there are
 * @param lots which lots would pay, in order
 * @param left what could still be spent after it
 * @param expiring when what is left ends
 */
@Type("RedemptionPreview")
@Description("What a redemption would do now; nothing is held or written.")
public record RedemptionPreview(
    @Ignore PointsCurrency currency,
    @Description("How many are asked for.") long points,
    @Description("How many too few there are; 0 when the redemption would succeed.") long missing,
    @NonNull
        @Description("Which lots would pay, in order: those that end first. Empty when too few.")
        List<@NonNull RedemptionLot> lots,
    @Description("What could still be spent after it.") long left,
    @NonNull @Description("When what is left ends, the earliest first; what never ends, last.")
        List<@NonNull PointsLeft> expiring) {}
