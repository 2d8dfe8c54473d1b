package io.tributary.loyalty.pool;

import org.eclipse.microprofile.graphql.Description;
import org.eclipse.microprofile.graphql.Id;
import org.eclipse.microprofile.graphql.Input;
import org.eclipse.microprofile.graphql.NonNull;

/**
 * A pool to make.
 *
 * @param programme a TypeID; null for the oldest
 * @param currency its code; null for the first that is spendable
 * @param name what staff call it
 * @param memberLimit how many people it may have
 * @param idempotencyKey tells a repetition from another pool
 */
@Input("CreatePointsPoolInput")
@Description("A pool of points to make; members join it afterwards.")
public record CreatePointsPoolInput(
    @Id @Description("TypeID of the programme; left out, the oldest one.") String programme,
    @Description("The currency's code; left out, the programme's first that is spendable.")
        String currency,
    @NonNull @Description("What to call it, 1 to 100 characters.") String name,
    @Description("How many people it may have, 2 to 50.") int memberLimit,
    @NonNull
        @Description(
            "1 to 200 characters of your own: the same key with the same request gives the same answer and changes nothing.")
        String idempotencyKey) {}
