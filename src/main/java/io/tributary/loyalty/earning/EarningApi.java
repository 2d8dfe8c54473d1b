package io.tributary.loyalty.earning;

import io.quarkus.security.Authenticated;
import io.quarkus.security.identity.SecurityIdentity;
import io.smallrye.mutiny.Uni;
import io.tributary.commerce.history.Order;
import io.tributary.graphql.Caller;
import io.tributary.graphql.Cost;
import io.tributary.graphql.once.Once;
import io.tributary.loyalty.Programme;
import io.tributary.platform.Roles;
import io.tributary.platform.Tx;
import jakarta.annotation.security.RolesAllowed;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import org.eclipse.microprofile.graphql.Description;
import org.eclipse.microprofile.graphql.GraphQLApi;
import org.eclipse.microprofile.graphql.Mutation;
import org.eclipse.microprofile.graphql.NonNull;
import org.eclipse.microprofile.graphql.Query;
import org.eclipse.microprofile.graphql.Source;

/** What sales earn, over GraphQL. */
@GraphQLApi
public class EarningApi {
  private final EarningPolicies policies;
  private final EarningStore store;
  private final SecurityIdentity caller;
  private final Caller callers;
  private final Tx tx;
  private final Once once;

  EarningApi(
      EarningPolicies policies,
      EarningStore store,
      SecurityIdentity caller,
      Caller callers,
      Tx tx,
      Once once) {
    this.once = once;
    this.policies = policies;
    this.store = store;
    this.caller = caller;
    this.callers = callers;
    this.tx = tx;
  }

  /** Publishes what sales earn. NOT_FOUND, INVALID_INPUT, CONFLICT. */
  @Cost(weight = Cost.SWEEP)
  @Mutation
  @RolesAllowed(Roles.ADMIN)
  @NonNull
  @Description(
      "Publishes what a programme's sales earn of a currency from an instant on; other currencies keep their rules."
          + " simulateEarning tries a draft before.")
  public Uni<PublishEarningPolicyPayload> publishEarningPolicy(
      @NonNull @Description("The rules.") EarningPolicyInput input) {
    String by = caller.getPrincipal().getName();
    return once.answer(
        "publishEarningPolicy",
        input.idempotencyKey(),
        input,
        PublishEarningPolicyPayload.class,
        () -> policies.publish(input, by).map(PublishEarningPolicyPayload::new));
  }

  /** What a sale would earn. NOT_FOUND, INVALID_INPUT; FORBIDDEN for a till, of another store. */
  @Query
  @RolesAllowed({Roles.ADMIN, Roles.SERVICE, Roles.MARKETER, Roles.ANALYST, Roles.TILL})
  @NonNull
  @Description(
      "What a sale would earn, of the first currency that has rules, and by which; nothing is"
          + " written. simulateEarnings tells of all.")
  public Uni<EarnedPoints> simulateEarning(
      @NonNull @Description("The sale.") SimulateEarningInput input) {
    callers.requireStore(input.store());
    return policies.simulate(input, customer(input));
  }

  /** What a sale would earn of each currency. Fails as the one above does. */
  @Query
  @RolesAllowed({Roles.ADMIN, Roles.SERVICE, Roles.MARKETER, Roles.ANALYST, Roles.TILL})
  @NonNull
  @Description("What a sale would earn of each currency and by which rules; nothing is written.")
  public Uni<List<@NonNull EarnedPoints>> simulateEarnings(
      @NonNull @Description("The sale.") SimulateEarningInput input) {
    callers.requireStore(input.store());
    return policies.simulateAll(input, customer(input));
  }

  private UUID customer(SimulateEarningInput input) {
    return input.customer() == null
        ? null
        : callers.customer(
            "input.customer",
            input.customer(),
            Roles.ADMIN,
            Roles.SERVICE,
            Roles.MARKETER,
            Roles.ANALYST,
            Roles.TILL);
  }

  /** What orders have earned, in one statement for a page of them. */
  @Authenticated
  @NonNull
  @Description("What the order has earned of each currency, and why.")
  public Uni<List<@NonNull List<@NonNull EarnedPoints>>> earned(@Source List<Order> orders) {
    List<UUID> ids = orders.stream().map(order -> order.key().orderId()).distinct().toList();
    return tx.read(connection -> store.earned(connection, ids))
        .map(
            found ->
                orders.stream()
                    .map(order -> found.getOrDefault(order.key().orderId(), List.of()))
                    .toList());
  }

  /** The rules in force, of a page of programmes. */
  @RolesAllowed({Roles.ADMIN, Roles.STEWARD, Roles.SERVICE, Roles.MARKETER, Roles.ANALYST})
  @NonNull
  @Description("The rules of what sales earn that were published last, one for each currency.")
  public Uni<List<@NonNull List<@NonNull PublishedEarningPolicy>>> earningPolicies(
      @Source List<Programme> programmes) {
    return policies
        .all()
        .map(
            versions -> {
              Map<UUID, Map<String, PublishedEarningPolicy>> latest = new HashMap<>();
              versions.forEach(
                  version ->
                      latest
                          .computeIfAbsent(version.programme(), p -> new TreeMap<>())
                          .put(version.policy().getCurrency(), version.policy()));
              return programmes.stream()
                  .map(p -> List.copyOf(latest.getOrDefault(p.uuid(), Map.of()).values()))
                  .toList();
            });
  }
}
