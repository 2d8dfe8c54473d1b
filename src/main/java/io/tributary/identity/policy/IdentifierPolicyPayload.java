package io.tributary.identity.policy;

import java.util.List;
import org.eclipse.microprofile.graphql.Description;
import org.eclipse.microprofile.graphql.NonNull;

/**
 * What {@code publishIdentifierPolicy} answers.
 *
 * @param policy the version now in force; null after a dry run
 * @param dryRun whether nothing was published
 * @param effects by kind, those that change
 * @param valuesBlocked values that tie now and are blocked
 */
@Description("What publishIdentifierPolicy answers: what would change, or did.")
public record IdentifierPolicyPayload(
    @Description("The version now in force; null after a dry run.")
        PublishedIdentifierPolicy policy,
    @Description("Whether nothing was published.") boolean dryRun,
    @NonNull @Description("The kinds for which something changes.")
        List<@NonNull IdentifierEffect> effects,
    @Description("How many values that tie now are newly blocked. What they tied stays merged.")
        int valuesBlocked) {}
