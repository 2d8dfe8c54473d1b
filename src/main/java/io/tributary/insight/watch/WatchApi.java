package io.tributary.insight.watch;

import io.smallrye.graphql.api.Subscription;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import io.tributary.graphql.ApiException;
import io.tributary.graphql.Paging;
import io.tributary.insight.Reporting;
import io.tributary.platform.Roles;
import io.tributary.platform.Tx;
import jakarta.annotation.security.RolesAllowed;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.eclipse.microprofile.graphql.Description;
import org.eclipse.microprofile.graphql.GraphQLApi;
import org.eclipse.microprofile.graphql.Mutation;
import org.eclipse.microprofile.graphql.Name;
import org.eclipse.microprofile.graphql.NonNull;
import org.eclipse.microprofile.graphql.Query;

/** Figures that leave their usual band, over GraphQL. */
@GraphQLApi
public class WatchApi {
  private static final String ALERTS = "figureAlerts";
  private static final double SPREADS = 4;
  private static final double MOST_SPREADS = 100;

  /** The largest whole number that a Float holds exactly. */
  private static final double LARGEST = 9_007_199_254_740_992.0;

  private static final Duration LOOK = Duration.ofSeconds(1);
  private static final Duration COMMITTED_WITHIN = Duration.ofMinutes(2);

  private final Tx tx;
  private final Clock clock;
  private final WatchStore store;

  WatchApi(Tx tx, Clock clock, WatchStore store) {
    this.tx = tx;
    this.clock = clock;
    this.store = store;
  }

  /** Alerts; INVALID_INPUT for a bad number or cursor. */
  @Query(ALERTS)
  @NonNull
  @Description("Figures that left their usual band.")
  @RolesAllowed({Roles.ADMIN, Roles.ANALYST, Roles.MARKETER})
  public Uni<FigureAlertConnection> figureAlerts(
      @Description("How many, 1 to 100; default 20.") Integer first,
      @Description("A cursor of this list, in this order.") String after,
      @Description("In which order; NEWEST_FIRST when left out.") FigureAlertOrder order,
      @Description("Only those of local days that had ended by that instant; all when left out.")
          OffsetDateTime asOf) {
    Instant at = asOf == null ? null : Reporting.asOf("asOf", asOf, clock.instant());
    FigureAlertOrder by = order == null ? FigureAlertOrder.NEWEST_FIRST : order;
    String list = by == FigureAlertOrder.NEWEST_FIRST ? ALERTS : ALERTS + " " + by;
    Paging paging = Paging.of(first, after, list, 2);
    return tx.read(connection -> store.alerts(connection, by, at, paging))
        .map(
            found ->
                paging.slice(
                    list,
                    found,
                    alert ->
                        new String[] {
                          Paging.part(alert.raisedAt().toInstant()), alert.uuid().toString()
                        },
                    FigureAlertEdge::new,
                    FigureAlertConnection::new));
  }

  /** How figures are watched. */
  @Query("figureWatches")
  @NonNull
  @Description("How figures are watched.")
  @RolesAllowed({Roles.ADMIN, Roles.ANALYST, Roles.MARKETER})
  public Uni<List<@NonNull FigureWatch>> figureWatches() {
    return tx.read(store::watches);
  }

  /** Sets how a figure is watched; INVALID_INPUT for a number out of range. */
  @Mutation("setFigureWatch")
  @NonNull
  @Description("Sets how a figure is watched, from the next run of watch-figures on.")
  @RolesAllowed({Roles.ADMIN, Roles.ANALYST})
  public Uni<SetFigureWatchPayload> setFigureWatch(
      @Name("input") @NonNull @Description("How.") SetFigureWatchInput input) {
    double spreads = input.spreads() == null ? SPREADS : input.spreads();
    if (!(spreads >= 1 && spreads <= MOST_SPREADS)) {
      throw ApiException.invalid("input.spreads", "spreads is a number from 1 to 100.");
    }
    checkBound("below", input.below(), input.figure());
    checkBound("above", input.above(), input.figure());
    FigureWatch watch =
        new FigureWatch(
            input.figure(),
            !Boolean.FALSE.equals(input.watched()),
            spreads,
            input.below(),
            input.above());
    return tx.write(connection -> store.set(connection, watch)).map(SetFigureWatchPayload::new);
  }

  private static void checkBound(String field, Double bound, WatchedFigure figure) {
    if (bound == null) {
      return;
    }
    if (figure.isRate() && !(bound >= 0 && bound <= 1)) {
      throw ApiException.invalid("input." + field, field + " of a rate is a number from 0 to 1.");
    }
    if (!figure.isRate() && !(Math.abs(bound) <= LARGEST && bound == Math.rint(bound))) {
      throw ApiException.invalid("input." + field, field + " is a whole number.");
    }
  }

  /** Alerts as they are raised. */
  @Subscription("figureAlertRaised")
  @NonNull
  @Description(
      "Each alert that is raised from now on, by whichever replica, within about a second. A client"
          + " that was away reads on in figureAlerts with order: RAISED_FIRST.")
  @RolesAllowed({Roles.ADMIN, Roles.ANALYST, Roles.MARKETER})
  public Multi<FigureAlert> figureAlertRaised() {
    Instant begun = clock.instant();
    Set<UUID> told = new HashSet<>();
    return Multi.createFrom()
        .ticks()
        .every(LOOK)
        .onOverflow()
        .drop()
        .onItem()
        .transformToUniAndConcatenate(tick -> raised(begun).onFailure().recoverWithItem(List.of()))
        .onItem()
        .disjoint()
        .map(FigureAlert.class::cast)
        .filter(alert -> told.add(alert.uuid()))
        .onOverflow()
        .drop();
  }

  /**
   * A transaction that raised one earlier may commit later: the last minutes are looked at again.
   */
  private Uni<List<FigureAlert>> raised(Instant begun) {
    Instant lately = clock.instant().minus(COMMITTED_WITHIN);
    Instant since = lately.isBefore(begun) ? begun : lately;
    return tx.read(connection -> store.raisedSince(connection, since));
  }
}
