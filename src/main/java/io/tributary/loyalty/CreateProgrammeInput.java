package io.tributary.loyalty;

import org.eclipse.microprofile.graphql.Description;
import org.eclipse.microprofile.graphql.Input;
import org.eclipse.microprofile.graphql.NonNull;

/**
 * A new programme.
 *
 * @param name unique, 1 to 100 characters
 * @param currency ISO 4217
 * @param timezone IANA name
 * @param idempotencyKey tells a repetition from another command; null for none
 */
@Input("CreateProgrammeInput")
@Description("A new programme.")
public record CreateProgrammeInput(
    @NonNull @Description("Unique, 1 to 100 characters.") String name,
    @NonNull @Description("ISO 4217; purchases in another currency will not count. Fixed for good.")
        String currency,
    @NonNull
        @Description(
            "IANA time zone in which days, windows and expiry are reckoned. Fixed for good.")
        String timezone,
    @Description(
            "1 to 200 characters of your own: the same key with the same request gives the same answer and changes nothing;"
                + " left out, each request is one of its own.")
        String idempotencyKey) {}
