package io.tributary.loyalty.ledger;

import org.eclipse.microprofile.graphql.Description;
import org.eclipse.microprofile.graphql.Id;
import org.eclipse.microprofile.graphql.Input;
import org.eclipse.microprofile.graphql.NonNull;

/**
 * A reservation to spend.
 *
 * @param reservation as described
 * @param points how many
 * @param idempotencyKey tells a repetition from another command
 */
@Input("CaptureReservationInput")
@Description("A reservation to spend.")
public record CaptureReservationInput(
    @Id @NonNull @Description("The reservation.") String reservation,
    @Description("How many of its points are spent; the others go back. Left out, all.")
        Long points,
    @NonNull
        @Description(
            "1 to 200 characters of your own: the same key with the same request gives the same answer and changes nothing.")
        String idempotencyKey) {}
