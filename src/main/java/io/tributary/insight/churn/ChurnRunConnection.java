package io.tributary.insight.churn;

import io.tributary.graphql.PageInfo;
import java.util.List;
import org.eclipse.microprofile.graphql.Description;
import org.eclipse.microprofile.graphql.NonNull;
import org.eclipse.microprofile.graphql.Type;

/**
 * A page of runs, latest instant first.
 *
 * @param edges the page
 * @param pageInfo where the page stands
 */
@Type("ChurnRunConnection")
@Description("A page of runs, latest instant first.")
public record ChurnRunConnection(
    @NonNull @Description("The page.") List<@NonNull ChurnRunEdge> edges,
    @NonNull @Description("Where the page stands.") PageInfo pageInfo) {}
