package io.tributary.insight.value;

import org.eclipse.microprofile.graphql.Description;
import org.eclipse.microprofile.graphql.NonNull;
import org.eclipse.microprofile.graphql.Type;

/**
 * A parameter of a model.
 *
 * @param name its name in the model's paper
 * @param value its value
 */
@Type("ModelParameter")
@Description("A parameter of a model.")
public record ModelParameter(
    @NonNull @Description("Its name in the model's paper.") String name,
    @Description("Its value; times in weeks, money in whole units.") double value) {}
