package io.tributary.loyalty.ledger;

import org.eclipse.microprofile.graphql.Description;
import org.eclipse.microprofile.graphql.Id;
import org.eclipse.microprofile.graphql.Input;
import org.eclipse.microprofile.graphql.NonNull;

/**
 * A reservation to give back.
 *
 * @param reservation as described
 * @param idempotencyKey tells a repetition from another command
 */
@Input("ReleaseReservationInput")
@Description("A reservation to give back.")
public record ReleaseReservationInput(
    @Id @NonNull @Description("The reservation.") String reservation,
    @NonNull
        @Description(
            "1 to 200 characters of your own: the same key with the same request gives the same answer and changes nothing.")
        String idempotencyKey) {}
