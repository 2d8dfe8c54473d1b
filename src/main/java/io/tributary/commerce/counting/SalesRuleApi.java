package io.tributary.commerce.counting;

import io.quarkus.security.identity.SecurityIdentity;
import io.smallrye.mutiny.Uni;
import io.tributary.graphql.Cost;
import io.tributary.job.Jobs;
import io.tributary.platform.Roles;
import io.tributary.platform.Tx;
import io.vertx.mutiny.sqlclient.SqlConnection;
import jakarta.annotation.security.RolesAllowed;
import java.util.Objects;
import org.eclipse.microprofile.graphql.Description;
import org.eclipse.microprofile.graphql.GraphQLApi;
import org.eclipse.microprofile.graphql.Mutation;
import org.eclipse.microprofile.graphql.Name;
import org.eclipse.microprofile.graphql.NonNull;
import org.eclipse.microprofile.graphql.Query;

/** What of an order's total counts, over GraphQL. */
@GraphQLApi
public class SalesRuleApi {
  private final Tx tx;
  private final Jobs jobs;
  private final SalesRuleStore store;
  private final SecurityIdentity caller;

  SalesRuleApi(Tx tx, Jobs jobs, SalesRuleStore store, SecurityIdentity caller) {
    this.tx = tx;
    this.jobs = jobs;
    this.store = store;
    this.caller = caller;
  }

  /** The rule. */
  @Query("salesRule")
  @NonNull
  @Description("What of an order's total counts as paid, for figures and for tiers.")
  @RolesAllowed({Roles.ADMIN, Roles.ANALYST, Roles.MARKETER})
  public Uni<SalesRule> salesRule() {
    return tx.read(store::read);
  }

  /** Changes it, and queues the recomputation in the same transaction. */
  @Cost(weight = Cost.SWEEP)
  @Mutation("setSalesRule")
  @NonNull
  @Description(
      "Sets what of an order's total counts as paid. A change begins a recomputation of every"
          + " customer's figures and tiers (recount-sales); points that were given stay.")
  @RolesAllowed(Roles.ADMIN)
  public Uni<SetSalesRulePayload> setSalesRule(
      @Name("input") @NonNull @Description("What to set.") SetSalesRuleInput input) {
    String by = caller.getPrincipal().getName();
    return tx.write(connection -> set(connection, input, by))
        .invoke(
            payload -> {
              if (payload.run() != null) {
                jobs.wake(RecountSales.NAME);
              }
            });
  }

  private Uni<SetSalesRulePayload> set(
      SqlConnection connection, SetSalesRuleInput input, String by) {
    return store
        .lock(connection)
        .chain(
            before -> {
              SalesRule after =
                  new SalesRule(
                      Objects.requireNonNullElse(input.includesTax(), before.includesTax()),
                      Objects.requireNonNullElse(
                          input.includesShipping(), before.includesShipping()),
                      Objects.requireNonNullElse(input.includesPoints(), before.includesPoints()));
              return after.equals(before)
                  ? Uni.createFrom().item(new SetSalesRulePayload(after, null))
                  : store
                      .write(connection, after)
                      .chain(() -> jobs.queue(connection, RecountSales.NAME, null, by))
                      .map(run -> new SetSalesRulePayload(after, run));
            });
  }
}
