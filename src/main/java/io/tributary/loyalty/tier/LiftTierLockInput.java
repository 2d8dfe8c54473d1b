package io.tributary.loyalty.tier;

import org.eclipse.microprofile.graphql.Description;
import org.eclipse.microprofile.graphql.Id;
import org.eclipse.microprofile.graphql.Input;
import org.eclipse.microprofile.graphql.NonNull;

/**
 * A lock to end now.
 *
 * @param lock which, a TypeID
 * @param reason why
 * @param idempotencyKey tells a repetition from another command; null for none
 */
@Input("LiftTierLockInput")
@Description("A lock to end now. One that was lifted before stays as it is.")
public record LiftTierLockInput(
    @Id @NonNull @Description("TypeID of the lock.") String lock,
    @NonNull @Description("Why, 1 to 500 characters.") String reason,
    @Description(
            "1 to 200 characters of your own: the same key with the same request gives the same answer and changes nothing;"
                + " left out, each request is one of its own.")
        String idempotencyKey) {}
