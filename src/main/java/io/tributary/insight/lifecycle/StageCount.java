package io.tributary.insight.lifecycle;

import org.eclipse.microprofile.graphql.Description;
import org.eclipse.microprofile.graphql.NonNull;
import org.eclipse.microprofile.graphql.Type;

/**
 * Customers in a stage.
 *
 * @param stage which
 * @param customers how many
 */
@Type("StageCount")
@Description("Customers in a stage.")
public record StageCount(
    @NonNull @Description("The stage.") LifecycleStage stage,
    @Description("How many customers.") int customers) {}
