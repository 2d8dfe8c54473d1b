package io.tributary.insight;

import static io.tributary.platform.FactKeys.utc;

import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.RowSet;
import io.vertx.mutiny.sqlclient.SqlConnection;
import io.vertx.mutiny.sqlclient.Tuple;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;

/**
 * Customers of a run, some of whom are known for a later instant than the run's: facts of theirs
 * changed since. What the run has found (a fit, thresholds, a window) counts for them as well, and
 * what they did after the run's instant must not be taken back: so they are computed anew for the
 * later instant, by the terms in force then. Of a run for a past day these are not its own, and
 * nothing changes.
 *
 * @param others customers known for no later instant
 * @param later customers known for a later one, in the order of the run
 * @param at the latest of these instants; null when there are none
 */
public record KnownLater(List<UUID> others, List<UUID> later, Instant at) {
  /** Of customers $1, those whose row in a table with as_of is for later than $2. */
  private static final String LATER =
      "SELECT customer_id, as_of FROM %s WHERE customer_id = ANY ($1) AND as_of > $2";

  /**
   * Looks who is known for later.
   *
   * @param table where customers have a row with its as_of
   * @param asOf the run's instant
   */
  public static Uni<KnownLater> in(
      SqlConnection connection, String table, List<UUID> customers, Instant asOf) {
    return connection
        .preparedQuery(LATER.formatted(table))
        .execute(Tuple.of(customers.toArray(UUID[]::new), utc(asOf)))
        .map(rows -> of(customers, rows));
  }

  private static KnownLater of(List<UUID> customers, RowSet<Row> rows) {
    Set<UUID> known = new HashSet<>();
    Instant at = null;
    for (Row row : rows) {
      known.add(row.getUUID(0));
      Instant asOf = row.getOffsetDateTime(1).toInstant();
      at = at == null || asOf.isAfter(at) ? asOf : at;
    }
    List<UUID> others = new ArrayList<>(customers.size() - known.size());
    List<UUID> later = new ArrayList<>(known.size());
    customers.forEach(customer -> (known.contains(customer) ? later : others).add(customer));
    return new KnownLater(others, later, at);
  }
}
