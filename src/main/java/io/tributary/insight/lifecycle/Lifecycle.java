package io.tributary.insight.lifecycle;

import java.time.OffsetDateTime;
import java.util.List;
import org.eclipse.microprofile.graphql.Description;
import org.eclipse.microprofile.graphql.NonNull;
import org.eclipse.microprofile.graphql.Type;

/**
 * A customer's stages.
 *
 * @param stage at the instant; null for who was not known yet
 * @param since when it was entered
 * @param asOf the instant
 * @param history up to it, the latest first
 */
@Type("Lifecycle")
@Description("A customer's stages up to an instant.")
public record Lifecycle(
    @Description("The stage; null for a customer who was not known yet.") LifecycleStage stage,
    @Description("When it was entered; null without a stage.") OffsetDateTime since,
    @NonNull @Description("The instant it is true for.") OffsetDateTime asOf,
    @NonNull @Description("The last 50 changes up to it, the latest first.")
        List<@NonNull StageChange> history) {}
