package io.tributary.loyalty.pool;

import org.eclipse.microprofile.graphql.Description;
import org.eclipse.microprofile.graphql.Id;
import org.eclipse.microprofile.graphql.Input;
import org.eclipse.microprofile.graphql.NonNull;

/**
 * Who joins or leaves a pool.
 *
 * @param pool a TypeID
 * @param customer a TypeID; null for the token's own
 * @param idempotencyKey tells a repetition from another request
 */
@Input("PoolMemberInput")
@Description("Who joins or leaves a pool.")
public record PoolMemberInput(
    @Id @NonNull @Description("TypeID of the pool.") String pool,
    @Id @Description("The member's TypeID; left out, the token's own customer.") String customer,
    @NonNull
        @Description(
            "1 to 200 characters of your own: the same key with the same request gives the same answer and changes nothing.")
        String idempotencyKey) {}
