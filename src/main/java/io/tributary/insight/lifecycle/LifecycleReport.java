package io.tributary.insight.lifecycle;

import java.time.OffsetDateTime;
import java.util.List;
import org.eclipse.microprofile.graphql.Description;
import org.eclipse.microprofile.graphql.NonNull;
import org.eclipse.microprofile.graphql.Type;

/**
 * Customers by stage.
 *
 * @param asOf the instant it is true for
 * @param computedAt when it was computed
 * @param customers how many were known
 * @param stages every stage
 * @param flows from an earlier instant; empty when none was asked for
 */
@Type("LifecycleReport")
@Description("Customers by stage, and how they moved since an earlier instant.")
public record LifecycleReport(
    @NonNull @Description("The instant it is true for.") OffsetDateTime asOf,
    @NonNull @Description("When it was computed.") OffsetDateTime computedAt,
    @Description("How many customers were known.") int customers,
    @NonNull @Description("Every stage.") List<@NonNull StageCount> stages,
    @NonNull @Description("By earlier and later stage; empty when from was left out.")
        List<@NonNull StageFlow> flows) {}
