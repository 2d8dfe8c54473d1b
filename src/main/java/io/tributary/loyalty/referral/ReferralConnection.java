package io.tributary.loyalty.referral;

import io.tributary.graphql.PageInfo;
import java.util.List;
import org.eclipse.microprofile.graphql.Description;
import org.eclipse.microprofile.graphql.NonNull;
import org.eclipse.microprofile.graphql.Type;

/**
 * A page of referrals.
 *
 * @param edges the page
 * @param pageInfo where it stands
 */
@Type("ReferralConnection")
@Description("A page of referrals.")
public record ReferralConnection(
    @NonNull @Description("The page.") List<@NonNull ReferralEdge> edges,
    @NonNull @Description("Where the page stands.") PageInfo pageInfo) {}
