package io.tributary.job;

import io.tributary.graphql.PageInfo;
import java.util.List;
import org.eclipse.microprofile.graphql.Description;
import org.eclipse.microprofile.graphql.NonNull;
import org.eclipse.microprofile.graphql.Type;

/**
 * A page of runs, newest first.
 *
 * @param edges the runs
 * @param pageInfo where the page stands
 */
@Type("JobRunConnection")
@Description("A page of runs, newest first.")
public record JobRunConnection(
    @Description("The runs, newest first.") @NonNull List<@NonNull JobRunEdge> edges,
    @NonNull @Description("Where the page stands.") PageInfo pageInfo) {}
