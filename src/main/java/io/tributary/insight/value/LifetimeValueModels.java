package io.tributary.insight.value;

import java.time.OffsetDateTime;
import java.util.List;
import org.eclipse.microprofile.graphql.Description;
import org.eclipse.microprofile.graphql.NonNull;
import org.eclipse.microprofile.graphql.Type;

/**
 * The models in force.
 *
 * @param asOf the instant
 * @param fits each model's latest version by then that was not refused
 */
@Type("LifetimeValueModels")
@Description("The models of lifetime value that were in force at an instant.")
public record LifetimeValueModels(
    @NonNull @Description("The instant it is true for.") OffsetDateTime asOf,
    @NonNull
        @Description(
            "Of each model, for all customers and for each segment of the kind in"
                + " lifetimeValueSettings, the latest version by then that was not refused; all"
                + " customers first.")
        List<@NonNull LifetimeValueFit> fits) {}
