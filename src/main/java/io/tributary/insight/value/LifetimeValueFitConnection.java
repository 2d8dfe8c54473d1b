package io.tributary.insight.value;

import io.tributary.graphql.PageInfo;
import java.util.List;
import org.eclipse.microprofile.graphql.Description;
import org.eclipse.microprofile.graphql.NonNull;
import org.eclipse.microprofile.graphql.Type;

/**
 * A page of versions, latest first.
 *
 * @param edges the versions
 * @param pageInfo where the page stands
 */
@Type("LifetimeValueFitConnection")
@Description("A page of versions of models, latest instant first; refused ones too.")
public record LifetimeValueFitConnection(
    @NonNull @Description("The versions.") List<@NonNull LifetimeValueFitEdge> edges,
    @NonNull @Description("Where the page stands.") PageInfo pageInfo) {}
