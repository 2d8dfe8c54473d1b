package io.tributary.loyalty.tier;

import io.quarkus.security.identity.SecurityIdentity;
import io.smallrye.mutiny.Uni;
import io.tributary.graphql.once.Once;
import io.tributary.identity.Customer;
import io.tributary.identity.Customers;
import io.tributary.platform.Roles;
import jakarta.annotation.security.RolesAllowed;
import java.util.List;
import org.eclipse.microprofile.graphql.Description;
import org.eclipse.microprofile.graphql.GraphQLApi;
import org.eclipse.microprofile.graphql.Mutation;
import org.eclipse.microprofile.graphql.NonNull;
import org.eclipse.microprofile.graphql.Source;

/** Locks of tiers over GraphQL. */
@GraphQLApi
public class TierLockApi {
  private final TierLocks locks;
  private final Customers customers;
  private final SecurityIdentity caller;
  private final Once once;

  TierLockApi(TierLocks locks, Customers customers, SecurityIdentity caller, Once once) {
    this.once = once;
    this.locks = locks;
    this.customers = customers;
    this.caller = caller;
  }

  /** Sets a lock. NOT_FOUND, INVALID_INPUT, IDEMPOTENCY_KEY_REUSED. */
  @Mutation("setTierLock")
  @RolesAllowed({Roles.ADMIN, Roles.SERVICE})
  @NonNull
  @Description("Holds a member to a tier from now on; also gives tiers by invitation.")
  public Uni<TierLockPayload> setTierLock(
      @NonNull @Description("The lock.") SetTierLockInput input) {
    return locks
        .set(input, caller.getPrincipal().getName())
        .map(held -> new TierLockPayload(held.lock(), held.customer()));
  }

  /** Lifts a lock. NOT_FOUND, INVALID_INPUT. */
  @Mutation
  @RolesAllowed({Roles.ADMIN, Roles.SERVICE})
  @NonNull
  @Description("Ends a lock now: the member has what was earned meanwhile.")
  public Uni<TierLockPayload> liftTierLock(
      @NonNull @Description("The lock.") LiftTierLockInput input) {
    String by = caller.getPrincipal().getName();
    return once.repeat(
        "liftTierLock",
        input.idempotencyKey(),
        input,
        () -> locks.lift(input, by).map(held -> new TierLockPayload(held.lock(), held.customer())));
  }

  /** Whom locks hold. */
  @NonNull
  @RolesAllowed({Roles.ADMIN, Roles.SERVICE})
  @Description("Whom it holds.")
  public Uni<List<Customer>> customer(@Source List<TierLockPayload> payloads) {
    return customers
        .byIds(payloads.stream().map(TierLockPayload::customerUuid).toList())
        .map(found -> payloads.stream().map(one -> found.get(one.customerUuid())).toList());
  }
}
