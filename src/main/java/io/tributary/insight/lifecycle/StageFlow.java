package io.tributary.insight.lifecycle;

import org.eclipse.microprofile.graphql.Description;
import org.eclipse.microprofile.graphql.NonNull;
import org.eclipse.microprofile.graphql.Type;

/**
 * Customers who stood in one stage and then in another.
 *
 * @param from the earlier; null for who was not known
 * @param to the later
 * @param customers how many
 */
@Type("StageFlow")
@Description("Customers who stood in one stage at the earlier instant and in one at the later.")
public record StageFlow(
    @Description("The earlier stage; null for customers who were not known yet.")
        LifecycleStage from,
    @NonNull @Description("The later stage.") LifecycleStage to,
    @Description("How many customers.") int customers) {}
