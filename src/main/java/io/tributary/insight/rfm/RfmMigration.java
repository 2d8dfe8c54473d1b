package io.tributary.insight.rfm;

import java.time.OffsetDateTime;
import java.util.List;
import org.eclipse.microprofile.graphql.Description;
import org.eclipse.microprofile.graphql.NonNull;
import org.eclipse.microprofile.graphql.Type;

/**
 * The migration matrix.
 *
 * @param from the earlier instant
 * @param asOf the later instant
 * @param computedAt when it was computed
 * @param customers how many had bought by the later instant
 * @param orders how many of theirs
 * @param moves its cells that have customers
 */
@Type("RfmMigration")
@Description("How customers moved between segments; each instant has its own thresholds.")
public record RfmMigration(
    @NonNull @Description("The earlier instant.") OffsetDateTime from,
    @NonNull @Description("The later instant.") OffsetDateTime asOf,
    @NonNull @Description("When it was computed.") OffsetDateTime computedAt,
    @Description("How many customers had bought by the later instant.") int customers,
    @Description("How many orders they had made.") int orders,
    @NonNull @Description("The matrix's cells that have customers, by the order of the segments.")
        List<@NonNull RfmMove> moves) {}
