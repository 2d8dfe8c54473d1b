package io.tributary.loyalty.coupon;

import java.util.List;
import org.eclipse.microprofile.graphql.Description;
import org.eclipse.microprofile.graphql.Id;
import org.eclipse.microprofile.graphql.Input;
import org.eclipse.microprofile.graphql.NonNull;

/**
 * Codes to use on an order.
 *
 * @param customer who; null for the token's own
 * @param programme TypeID; null for the oldest
 * @param codes as they were typed
 * @param order in the caller's words
 * @param goods what the goods come to
 * @param shipping what the shipping comes to; null for nothing
 * @param idempotencyKey tells a repetition from another command
 */
@Input("RedeemCouponsInput")
@Description("Codes to use on an order: all of them or none.")
public record RedeemCouponsInput(
    @Id @NonNull @Description("Who uses them, a customer's id.") String customer,
    @Id @Description("TypeID of the programme; left out, the oldest one.") String programme,
    @NonNull @Description("1 to 10 codes, as they were typed.") List<@NonNull String> codes,
    @NonNull @Description("The order, 1 to 200 characters of your own.") String order,
    @NonNull @Description("What the goods come to before any discount, in the programme's money.")
        String goods,
    @Description("What the shipping comes to; left out, nothing.") String shipping,
    @NonNull
        @Description(
            "1 to 200 characters of your own: the same key with the same request gives the same answer and changes nothing.")
        String idempotencyKey) {}
