package io.tributary.loyalty.pool;

import org.eclipse.microprofile.graphql.Description;
import org.eclipse.microprofile.graphql.NonNull;
import org.eclipse.microprofile.graphql.Type;

/**
 * What changes of a pool answer.
 *
 * @param pool the pool
 */
@Type("PointsPoolPayload")
@Description("What changes of a pool answer.")
public record PointsPoolPayload(@NonNull @Description("The pool.") PointsPool pool) {}
