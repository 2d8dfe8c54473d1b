package io.tributary.insight.churn;

import io.tributary.graphql.PageInfo;
import java.util.List;
import org.eclipse.microprofile.graphql.Description;
import org.eclipse.microprofile.graphql.NonNull;
import org.eclipse.microprofile.graphql.Type;

/**
 * A page of customers who may have left, dearest first.
 *
 * @param edges the page
 * @param pageInfo where the page stands
 */
@Type("CustomersAtRiskConnection")
@Description("A page of customers who may have left, dearest first.")
public record CustomersAtRiskConnection(
    @NonNull @Description("The page.") List<@NonNull CustomersAtRiskEdge> edges,
    @NonNull @Description("Where the page stands.") PageInfo pageInfo) {}
