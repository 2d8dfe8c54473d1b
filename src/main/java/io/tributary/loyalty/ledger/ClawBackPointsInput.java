package io.tributary.loyalty.ledger;

import java.time.OffsetDateTime;
import org.eclipse.microprofile.graphql.Description;
import org.eclipse.microprofile.graphql.Id;
import org.eclipse.microprofile.graphql.Input;
import org.eclipse.microprofile.graphql.NonNull;

/**
 * A return: what it earned is taken back.
 *
 * @param customer whose; null for the token's own
 * @param programme TypeID; null for the oldest
 * @param currency code; null for the first that is spendable
 * @param sale as described
 * @param line as described
 * @param returned as described
 * @param occurredAt when; null for now
 * @param reason why
 * @param idempotencyKey tells a repetition from another command
 */
@Input("ClawBackPointsInput")
@Description("A return: what it earned is taken back.")
public record ClawBackPointsInput(
    @Id @NonNull @Description("Whose, a customer's id.") String customer,
    @Id @Description("TypeID of the programme; left out, the oldest one.") String programme,
    @Description("The currency's code; left out, the programme's first that is spendable: POINTS.")
        String currency,
    @NonNull
        @Description("The sale, as earnPoints named it. One that has not come yet is waited for.")
        String sale,
    @Description("The line of the sale; left out, the return does not say.") String line,
    @NonNull
        @Description(
            "The value that came back, in whole units of the programme's currency: \"8.00\".")
        String returned,
    @Description("When it happened; left out, now.") OffsetDateTime occurredAt,
    @Description("Why, up to 500 characters.") String reason,
    @NonNull
        @Description(
            "1 to 200 characters of your own: the same key with the same request gives the same answer and changes nothing.")
        String idempotencyKey) {}
