package io.tributary.commerce.counting;

import io.tributary.job.JobRun;
import org.eclipse.microprofile.graphql.Description;
import org.eclipse.microprofile.graphql.NonNull;
import org.eclipse.microprofile.graphql.Type;

/**
 * What a change of the rule did.
 *
 * @param rule as it is now
 * @param run the recomputation that it began; null when nothing changed
 */
@Type("SetSalesRulePayload")
@Description("What a change of the sales rule did.")
public record SetSalesRulePayload(
    @NonNull @Description("The rule as it is now.") SalesRule rule,
    @Description("The recomputation that it began; null when nothing changed.") JobRun run) {}
