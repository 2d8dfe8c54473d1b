package io.tributary.intake.tracking;

import org.eclipse.microprofile.graphql.Description;
import org.eclipse.microprofile.graphql.NonNull;
import org.eclipse.microprofile.graphql.Type;

/**
 * A refused message and its place in the list.
 *
 * @param node the message
 * @param cursor its place
 */
@Type("RejectedMessageEdge")
@Description("A refused message and its place in the list.")
public record RejectedMessageEdge(
    @NonNull @Description("The refused message.") RejectedMessage node,
    @NonNull @Description("Pass it as after for what follows.") String cursor) {}
