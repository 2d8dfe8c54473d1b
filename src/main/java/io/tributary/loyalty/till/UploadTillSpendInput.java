package io.tributary.loyalty.till;

import java.time.OffsetDateTime;
import org.eclipse.microprofile.graphql.Description;
import org.eclipse.microprofile.graphql.Input;
import org.eclipse.microprofile.graphql.NonNull;

/**
 * What a till spent against an allowance.
 *
 * @param allowance as it was granted
 * @param points how many
 * @param spentAt when, by the till's clock
 * @param reference what for; null for nothing
 */
@Input("UploadTillSpendInput")
@Description("What a till spent against an allowance; the allowance is its key.")
public record UploadTillSpendInput(
    @NonNull @Description("The allowance with its signature, as it was granted.") String allowance,
    @Description("How many points, 0 when none: what is left goes back.") long points,
    @NonNull @Description("When, by the till's clock.") OffsetDateTime spentAt,
    @Description("What for, in your words, up to 200 characters: a receipt.") String reference) {}
