package io.tributary.loyalty.referral;

import org.eclipse.microprofile.graphql.Description;
import org.eclipse.microprofile.graphql.NonNull;
import org.eclipse.microprofile.graphql.Type;

/**
 * A referral in a list.
 *
 * @param node it
 * @param cursor where it stands
 */
@Type("ReferralEdge")
@Description("A referral in a list.")
public record ReferralEdge(
    @NonNull @Description("It.") Referral node,
    @NonNull @Description("Where it stands.") String cursor) {}
