package io.tributary.insight.lifecycle;

import static io.tributary.platform.FactKeys.utc;

import io.smallrye.mutiny.Uni;
import io.tributary.graphql.ApiException;
import io.tributary.graphql.Cost;
import io.tributary.graphql.Gather;
import io.tributary.insight.CustomerMetrics;
import io.tributary.insight.Reporting;
import io.tributary.platform.Roles;
import io.tributary.platform.Tx;
import jakarta.annotation.security.RolesAllowed;
import java.time.Clock;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.eclipse.microprofile.graphql.Description;
import org.eclipse.microprofile.graphql.GraphQLApi;
import org.eclipse.microprofile.graphql.NonNull;
import org.eclipse.microprofile.graphql.Query;
import org.eclipse.microprofile.graphql.Source;

/** Where customers stand, over GraphQL. */
@GraphQLApi
public class LifecycleApi {
  private final LifecycleStore store;
  private final Tx tx;
  private final Clock clock;
  private final Gather gather;

  LifecycleApi(LifecycleStore store, Tx tx, Clock clock, Gather gather) {
    this.store = store;
    this.tx = tx;
    this.clock = clock;
    this.gather = gather;
  }

  /** A customer's stages; INVALID_INPUT for an instant in the future. */
  @NonNull
  @RolesAllowed({Roles.ADMIN, Roles.SERVICE, Roles.MARKETER, Roles.ANALYST})
  @Description("Where the customer stands between first contact and loss, with the dates.")
  public Uni<Lifecycle> lifecycle(
      @Source CustomerMetrics metrics,
      @Description("The instant; now when left out, never later.") OffsetDateTime asOf) {
    Instant now = clock.instant();
    Optional<Instant> asked = Optional.ofNullable(asOf).map(at -> Reporting.asOf("asOf", at, now));
    Instant at = asked.orElse(now);
    return gather
        .load(
            "lifecycle",
            asked,
            metrics.customer(),
            (List<UUID> customers) ->
                tx.read(connection -> store.changes(connection, customers, at)))
        .map(changes -> changes == null ? List.<StageChange>of() : changes)
        .map(
            changes ->
                new Lifecycle(
                    changes.isEmpty() ? null : changes.get(0).stage(),
                    changes.isEmpty() ? null : changes.get(0).since(),
                    utc(at),
                    changes));
  }

  /** Customers by stage; INVALID_INPUT for a broken question. */
  @Cost(weight = Cost.OVERVIEW)
  @Query("lifecycleStages")
  @NonNull
  @Description("Customers by stage at an instant, and how they moved since an earlier one.")
  @RolesAllowed({Roles.ADMIN, Roles.ANALYST, Roles.MARKETER})
  public Uni<LifecycleReport> lifecycleStages(
      @Description("The instant; now when left out, never later.") OffsetDateTime asOf,
      @Description("The earlier instant to compare with; not compared when left out.")
          OffsetDateTime from) {
    Instant now = clock.instant();
    Instant at = Reporting.asOf("asOf", asOf, now);
    Instant before = from == null ? null : Reporting.asOf("from", from, now);
    if (before != null && !before.isBefore(at)) {
      throw ApiException.invalid("from", "from is not before asOf. Swap them.");
    }
    return tx.read(connection -> store.flows(connection, before, at))
        .map(flows -> report(flows, at, now, before != null));
  }

  private static LifecycleReport report(
      List<StageFlow> flows, Instant asOf, Instant now, boolean compares) {
    List<StageCount> stages =
        Arrays.stream(LifecycleStage.values())
            .map(
                stage ->
                    new StageCount(
                        stage,
                        flows.stream()
                            .filter(flow -> flow.to() == stage)
                            .mapToInt(StageFlow::customers)
                            .sum()))
            .toList();
    return new LifecycleReport(
        utc(asOf),
        utc(now),
        flows.stream().mapToInt(StageFlow::customers).sum(),
        stages,
        compares
            ? flows.stream()
                .sorted(
                    Comparator.comparing(
                            StageFlow::from, Comparator.nullsFirst(Comparator.naturalOrder()))
                        .thenComparing(StageFlow::to))
                .toList()
            : List.of());
  }
}
