package io.tributary.insight.churn;

import io.tributary.graphql.PageInfo;
import java.util.List;
import org.eclipse.microprofile.graphql.Description;
import org.eclipse.microprofile.graphql.NonNull;
import org.eclipse.microprofile.graphql.Type;

/**
 * A page of warnings, newest first.
 *
 * @param edges the page
 * @param pageInfo where the page stands
 */
@Type("ChurnWarningConnection")
@Description("A page of warnings, newest first.")
public record ChurnWarningConnection(
    @NonNull @Description("The page.") List<@NonNull ChurnWarningEdge> edges,
    @NonNull @Description("Where the page stands.") PageInfo pageInfo) {}
