package io.tributary.loyalty.ledger;

import java.util.UUID;
import org.eclipse.microprofile.graphql.Description;
import org.eclipse.microprofile.graphql.Ignore;
import org.eclipse.microprofile.graphql.NonNull;
import org.eclipse.microprofile.graphql.Type;

/**
 * What a change of points answers; the same again when its key comes again.
 *
 * @param entryId what was written; null when nothing had to be
 * @param points what the member has after it
 */
@Type("PointsPayload")
@Description("What a change of points answers; the same again when its key comes again.")
public record PointsPayload(
    @Ignore UUID entryId,
    @NonNull @Description("What the member has after it.") PointsBalance points) {}
