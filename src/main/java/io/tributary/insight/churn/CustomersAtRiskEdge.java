package io.tributary.insight.churn;

import org.eclipse.microprofile.graphql.Description;
import org.eclipse.microprofile.graphql.NonNull;
import org.eclipse.microprofile.graphql.Type;

/**
 * One of customers who may have left, dearest first.
 *
 * @param node what it is
 * @param cursor its place
 */
@Type("CustomersAtRiskEdge")
@Description("One of customers who may have left, dearest first, and its place in the list.")
public record CustomersAtRiskEdge(
    @NonNull @Description("What it is.") Churn node,
    @NonNull @Description("Pass it as after for what follows.") String cursor) {}
