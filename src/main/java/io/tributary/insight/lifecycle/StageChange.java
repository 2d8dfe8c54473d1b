package io.tributary.insight.lifecycle;

import java.time.OffsetDateTime;
import org.eclipse.microprofile.graphql.Description;
import org.eclipse.microprofile.graphql.NonNull;
import org.eclipse.microprofile.graphql.Type;

/**
 * A stage that was entered.
 *
 * @param stage which
 * @param since when
 */
@Type("StageChange")
@Description("A stage that a customer entered.")
public record StageChange(
    @NonNull @Description("The stage.") LifecycleStage stage,
    @NonNull @Description("When it was entered.") OffsetDateTime since) {}
