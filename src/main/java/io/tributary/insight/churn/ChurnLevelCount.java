package io.tributary.insight.churn;

import org.eclipse.microprofile.graphql.Description;
import org.eclipse.microprofile.graphql.NonNull;
import org.eclipse.microprofile.graphql.Type;

/**
 * Customers at a level.
 *
 * @param level the level
 * @param customers how many
 */
@Type("ChurnLevelCount")
@Description("Customers at a level.")
public record ChurnLevelCount(
    @NonNull @Description("The level.") ChurnLevel level,
    @Description("How many customers.") int customers) {}
