package io.tributary.loyalty.ledger;

import java.util.UUID;
import org.eclipse.microprofile.graphql.Description;
import org.eclipse.microprofile.graphql.Ignore;
import org.eclipse.microprofile.graphql.NonNull;
import org.eclipse.microprofile.graphql.Type;

/**
 * What a correction of points answers.
 *
 * @param entryId what was written; null while it waits for a second person
 * @param adjustmentId the proposal; null when it was done at once
 * @param points what the member has after it
 */
@Type("PointsAdjustmentPayload")
@Description("What a correction of points answers; the same again when its key comes again.")
public record PointsAdjustmentPayload(
    @Ignore UUID entryId,
    @Ignore UUID adjustmentId,
    @NonNull @Description("What the member has after it.") PointsBalance points) {}
