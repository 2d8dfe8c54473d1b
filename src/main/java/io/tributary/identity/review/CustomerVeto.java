package io.tributary.identity.review;

import java.time.OffsetDateTime;
import java.util.UUID;
import org.eclipse.microprofile.graphql.Description;
import org.eclipse.microprofile.graphql.Ignore;
import org.eclipse.microprofile.graphql.NonNull;

/**
 * What keeps rules from merging two customers.
 *
 * @param otherId the other customer
 * @param actor who said so
 * @param reason what they gave as the reason
 * @param since since when
 * @param liftedAt when it was lifted
 * @param liftedBy who lifted it
 * @param liftReason why
 */
@Description("What keeps rules from merging two customers; it holds until it is lifted.")
public record CustomerVeto(
    @Ignore UUID otherId,
    @NonNull @Description("Who said that these are two people.") String actor,
    @Description("What they gave as the reason.") String reason,
    @NonNull @Description("Since when.") OffsetDateTime since,
    @Description("When it was lifted; null while it holds.") OffsetDateTime liftedAt,
    @Description("Who lifted it.") String liftedBy,
    @Description("What they gave as the reason.") String liftReason) {}
