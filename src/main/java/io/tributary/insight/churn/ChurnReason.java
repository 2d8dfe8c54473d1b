package io.tributary.insight.churn;

import org.eclipse.microprofile.graphql.Description;
import org.eclipse.microprofile.graphql.NonNull;
import org.eclipse.microprofile.graphql.Type;

/**
 * What speaks for a level, with its figure.
 *
 * @param sign what
 * @param figure how much
 * @param bound what it has passed
 */
@Type("ChurnReason")
@Description("What speaks for a level, with its figure.")
public record ChurnReason(
    @NonNull @Description("What it is.") ChurnSign sign,
    @Description("How much it is.") double figure,
    @Description("The bound that it has passed; coming back, a level is left 10 % later.")
        double bound) {}
