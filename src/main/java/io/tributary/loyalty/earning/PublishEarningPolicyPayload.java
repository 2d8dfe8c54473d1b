package io.tributary.loyalty.earning;

import org.eclipse.microprofile.graphql.Description;
import org.eclipse.microprofile.graphql.NonNull;
import org.eclipse.microprofile.graphql.Type;

/**
 * What {@code publishEarningPolicy} answers.
 *
 * @param policy the new version
 */
@Type("PublishEarningPolicyPayload")
@Description("What publishEarningPolicy answers.")
public record PublishEarningPolicyPayload(
    @NonNull @Description("The new version.") PublishedEarningPolicy policy) {}
