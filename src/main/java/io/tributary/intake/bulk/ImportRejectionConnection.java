package io.tributary.intake.bulk;

import io.tributary.graphql.PageInfo;
import java.util.List;
import org.eclipse.microprofile.graphql.Description;
import org.eclipse.microprofile.graphql.NonNull;
import org.eclipse.microprofile.graphql.Type;

/**
 * A page of refused rows, in the file's order.
 *
 * @param edges the rows
 * @param pageInfo where the page stands
 */
@Type("ImportRejectionConnection")
@Description("A page of refused rows, in the file's order.")
public record ImportRejectionConnection(
    @Description("The refused rows, in the file's order.") @NonNull
        List<@NonNull ImportRejectionEdge> edges,
    @NonNull @Description("Where the page stands.") PageInfo pageInfo) {}
