package io.tributary.insight;

import static io.tributary.platform.FactKeys.utc;

import io.smallrye.mutiny.Uni;
import io.tributary.graphql.Caller;
import io.tributary.graphql.Gather;
import io.tributary.identity.Customer;
import io.tributary.platform.Roles;
import io.tributary.platform.Tx;
import jakarta.annotation.security.RolesAllowed;
import java.time.Clock;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Optional;
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
  private final Gather gather;
  private final Caller caller;
  private final CustomerMetricsStore store = new CustomerMetricsStore();

  CustomerMetricsApi(Tx tx, Clock clock, Gather gather, Caller caller) {
    this.tx = tx;
    this.clock = clock;
    this.gather = gather;
    this.caller = caller;
  }

  /**
   * A customer's figures; INVALID_INPUT for an instant in the future, FORBIDDEN for whoever sees
   * one store.
   */
  @RolesAllowed({Roles.ADMIN, Roles.STEWARD, Roles.SERVICE, Roles.MARKETER, Roles.ANALYST})
  @NonNull
  @Description("Figures: orders, net spend, first and last purchase.")
  public Uni<CustomerMetrics> metrics(
      @Source Customer customer,
      @Description("The instant to count purchases up to; the stored figures when left out.")
          OffsetDateTime asOf) {
    caller.requireEveryStore();
    Instant now = clock.instant();
    Instant at = asOf == null ? null : Reporting.asOf("asOf", asOf, now);
    return gather
        .load(
            "metrics",
            Optional.ofNullable(at),
            customer.current(),
            (List<UUID> customers) ->
                tx.read(
                    connection ->
                        at == null
                            ? store.stored(connection, customers, now)
                            : store.asOf(connection, customers, at, now)))
        .map(
            found ->
                found == null
                    ? CustomerMetrics.none(customer.current(), utc(at == null ? now : at))
                    : found);
  }
}
