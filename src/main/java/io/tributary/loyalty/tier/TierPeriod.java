package io.tributary.loyalty.tier;

import java.time.OffsetDateTime;
import org.eclipse.microprofile.graphql.Description;
import org.eclipse.microprofile.graphql.NonNull;
import org.eclipse.microprofile.graphql.Type;

/**
 * A time in one tier.
 *
 * @param tier the tier
 * @param from the tier before; null when the membership began
 * @param since when it began
 * @param until when the next one began; null for the present one
 * @param reason why it began
 * @param policyNumber the version of the policy then in force
 */
@Type("TierPeriod")
@Description(
    "A time in one tier. It lasts until the next begins, so periods neither overlap nor leave a gap.")
public record TierPeriod(
    @NonNull @Description("The tier.") String tier,
    @Description("The tier before; null when the membership began.") String from,
    @NonNull @Description("When it began.") OffsetDateTime since,
    @Description("When the next one began; null for the present one.") OffsetDateTime until,
    @NonNull @Description("Why it began.") TierReason reason,
    @Description("The version of the tier policy then in force.") int policyNumber) {}
