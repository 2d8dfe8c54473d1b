package io.tributary.identity.review;

import org.eclipse.microprofile.graphql.Description;
import org.eclipse.microprofile.graphql.Id;
import org.eclipse.microprofile.graphql.NonNull;

/**
 * A review that a rule could not decide.
 *
 * @param review which
 * @param reason why
 */
@Description("A review that a bulk decision could not decide.")
public record BulkRefusal(
    @Id @NonNull @Description("The review.") String review,
    @NonNull
        @Description("Why: the guard that forbids the merge, or that it was settled meanwhile.")
        String reason) {}
