package io.tributary.loyalty.tier;

import java.time.OffsetDateTime;
import org.eclipse.microprofile.graphql.Description;
import org.eclipse.microprofile.graphql.Id;
import org.eclipse.microprofile.graphql.Input;
import org.eclipse.microprofile.graphql.NonNull;

/**
 * A tier to hold a member to.
 *
 * @param customer whom, a TypeID
 * @param programme in which, a TypeID
 * @param kind in which way
 * @param tier the tier's name
 * @param until until when, exclusive; null until it is lifted
 * @param reason why
 * @param idempotencyKey the caller's; the same key with the same request sets no second lock
 */
@Input("SetTierLockInput")
@Description("A tier to hold a member to, from now on.")
public record SetTierLockInput(
    @Id @NonNull @Description("TypeID of the customer.") String customer,
    @Id @NonNull @Description("TypeID of the programme.") String programme,
    @NonNull @Description("In which way.") TierLock.Kind kind,
    @NonNull @Description("The tier's name, of the policy in force.") String tier,
    @Description("Until when, exclusive; null until it is lifted.") OffsetDateTime until,
    @NonNull @Description("Why, 1 to 500 characters; the member's reasons show it.") String reason,
    @NonNull @Description("The caller's key for this request, 1 to 200 characters.")
        String idempotencyKey) {}
