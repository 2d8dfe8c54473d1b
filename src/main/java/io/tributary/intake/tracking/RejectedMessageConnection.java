package io.tributary.intake.tracking;

import io.tributary.graphql.PageInfo;
import java.util.List;
import org.eclipse.microprofile.graphql.Description;
import org.eclipse.microprofile.graphql.NonNull;
import org.eclipse.microprofile.graphql.Type;

/**
 * A page of refused messages, newest first.
 *
 * @param edges the messages
 * @param pageInfo where the page stands
 */
@Type("RejectedMessageConnection")
@Description("A page of refused messages, newest first.")
public record RejectedMessageConnection(
    @Description("The refused messages, newest first.") @NonNull
        List<@NonNull RejectedMessageEdge> edges,
    @NonNull @Description("Where the page stands.") PageInfo pageInfo) {}
