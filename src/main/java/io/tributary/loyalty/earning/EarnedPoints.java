package io.tributary.loyalty.earning;

import java.time.OffsetDateTime;
import java.util.List;
import org.eclipse.microprofile.graphql.Description;
import org.eclipse.microprofile.graphql.NonNull;
import org.eclipse.microprofile.graphql.Type;

/**
 * What a sale earns, or has earned, and why.
 *
 * @param currency the code of what is earned
 * @param points in all, before anything came back
 * @param applied each rule that applied and what it gave
 * @param policyNumber the version of the rules
 * @param activeAt from when they can be used; null while they wait
 * @param awaits what they wait for
 * @param expiresAt from when they no longer can; null when they never end
 */
@Type("EarnedPoints")
@Description("What a sale earns, or has earned, and why.")
public record EarnedPoints(
    @NonNull @Description("The code of what is earned.") String currency,
    @Description("In all, before anything came back.") long points,
    @NonNull @Description("Each rule that applied and what it gave; they add up to the points.")
        List<@NonNull AppliedRule> applied,
    @Description("The version of the rules; null for a draft.") Integer policyNumber,
    @Description(
            "From when they can be used; null while they wait for an event, and on an order, whose entry says it.")
        OffsetDateTime activeAt,
    @Description(
            "The event that they wait for: DELIVERED, or RETURN_WINDOW_OVER, so many days after the delivery; null for"
                + " none, and on an order.")
        String awaits,
    @Description("From when they no longer can be used; null when they never end, and on an order.")
        OffsetDateTime expiresAt) {}
