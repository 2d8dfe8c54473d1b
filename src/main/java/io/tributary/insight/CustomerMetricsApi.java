package io.tributary.insight;

import io.smallrye.mutiny.Uni;
import io.tributary.identity.Customer;
import io.tributary.platform.Roles;
import io.tributary.platform.Tx;
import jakarta.annotation.security.RolesAllowed;
import java.time.Clock;
import java.util.List;
import java.util.UUID;
import org.eclipse.microprofile.graphql.Description;
import org.eclipse.microprofile.graphql.GraphQLApi;
import org.eclipse.microprofile.graphql.NonNull;
import org.eclipse.microprofile.graphql.Source;

/** Figures on a customer over GraphQL. */
@GraphQLApi
public class CustomerMetricsApi {
  private final Tx tx;
  private final Clock clock;
  private final PurchaseStore store = new PurchaseStore();

  CustomerMetricsApi(Tx tx, Clock clock) {
    this.tx = tx;
    this.clock = clock;
  }

  /** Figures of each customer, in one statement for all of them. */
  @RolesAllowed({
    Roles.ADMIN,
    Roles.STEWARD,
    Roles.SERVICE,
    Roles.MARKETER,
    Roles.ANALYST,
    Roles.TILL,
    Roles.MEMBER
  })
  @Description("Figures: orders, net spend, first and last purchase.")
  public Uni<List<@NonNull CustomerMetrics>> metrics(@Source List<Customer> customers) {
    List<UUID> ids = customers.stream().map(Customer::current).distinct().toList();
    return tx.read(connection -> store.metrics(connection, ids, clock.instant()))
        .map(
            found ->
                customers.stream()
                    .map(
                        customer ->
                            found.getOrDefault(
                                customer.current(), CustomerMetrics.none(customer.current())))
                    .toList());
  }
}
