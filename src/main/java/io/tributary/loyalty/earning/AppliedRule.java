package io.tributary.loyalty.earning;

import org.eclipse.microprofile.graphql.Description;
import org.eclipse.microprofile.graphql.NonNull;
import org.eclipse.microprofile.graphql.Type;

/**
 * A rule that applied to a sale.
 *
 * @param rule its name
 * @param points what it gave, or took when below 0
 */
@Type("AppliedEarningRule")
@Description("A rule that applied to a sale.")
public record AppliedRule(
    @NonNull
        @Description(
            "Its name; BASE for the rate, CAP_PER_ORDER and CAP_PER_DAY for what a cap took, CAP_PER_MEMBER and BUDGET for"
                + " what the limits of a rule took, followed by its name where the sale has several.")
        String rule,
    @Description("What it gave; below 0 what it took.") long points) {}
