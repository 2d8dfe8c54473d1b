package io.tributary.insight.service;

import java.time.OffsetDateTime;
import java.util.List;
import org.eclipse.microprofile.graphql.Description;
import org.eclipse.microprofile.graphql.NonNull;
import org.eclipse.microprofile.graphql.Type;

/**
 * The clocks of a case.
 *
 * @param asOf the instant it is true for
 * @param clocks those that have a target
 */
@Type("ServiceClocks")
@Description("The clocks of a case of service.")
public record ServiceClocks(
    @NonNull @Description("The instant it is true for.") OffsetDateTime asOf,
    @NonNull @Description("Those for which a target was given.")
        List<@NonNull ServiceClock> clocks) {}
