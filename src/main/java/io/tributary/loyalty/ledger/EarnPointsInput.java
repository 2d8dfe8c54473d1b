package io.tributary.loyalty.ledger;

import java.time.OffsetDateTime;
import org.eclipse.microprofile.graphql.Description;
import org.eclipse.microprofile.graphql.Id;
import org.eclipse.microprofile.graphql.Input;
import org.eclipse.microprofile.graphql.NonNull;

/**
 * Points to give to a member.
 *
 * @param customer whose; null for the token's own
 * @param programme TypeID; null for the oldest
 * @param currency code; null for the first that is spendable
 * @param points how many
 * @param sale as described
 * @param line as described
 * @param value as described
 * @param activeAt as described
 * @param expiresAt as described
 * @param awaits as described
 * @param occurredAt when; null for now
 * @param reference what it is for
 * @param reason why
 * @param idempotencyKey tells a repetition from another command
 */
@Input("EarnPointsInput")
@Description("Points to give to a member.")
public record EarnPointsInput(
    @Id @NonNull @Description("Whose, a customer's id.") String customer,
    @Id @Description("TypeID of the programme; left out, the oldest one.") String programme,
    @Description("The currency's code; left out, the programme's first that is spendable: POINTS.")
        String currency,
    @Description("How many, 1 to 1,000,000,000,000.") long points,
    @Description("The sale that earns them, in your words: what comes back of it takes them back.")
        String sale,
    @Description("The line of the sale; left out, the sale as a whole.") String line,
    @Description(
            "What the sale, or its line, is worth, in whole units of the programme's currency; needed with a sale: \"88.00\".")
        String value,
    @Description("From when they can be used; left out, as the currency says.")
        OffsetDateTime activeAt,
    @Description("From when they can no longer be used; left out, as the currency says.")
        OffsetDateTime expiresAt,
    @Description(
            "An event, in your words, that they wait for, such as DELIVERED: activatePoints tells when it happens. Left out, they wait for nothing.")
        String awaits,
    @Description("When it happened; left out, now.") OffsetDateTime occurredAt,
    @Description("What it is for, in your words, up to 200 characters: an order, a receipt.")
        String reference,
    @Description("Why, up to 500 characters.") String reason,
    @NonNull
        @Description(
            "1 to 200 characters of your own: the same key with the same request gives the same answer and changes nothing.")
        String idempotencyKey) {}
