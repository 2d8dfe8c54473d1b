package io.tributary.insight;

import static io.tributary.platform.FactKeys.utc;

import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.SqlConnection;
import io.vertx.mutiny.sqlclient.Tuple;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/** Reads which customers are known for a later instant. */
public final class KnownLaterStore {
  /** Of customers $1, those whose row in a table with as_of is for later than $2. */
  private static final String LATER =
      "SELECT customer_id, as_of FROM %s WHERE customer_id = ANY ($1) AND as_of > $2";

  private KnownLaterStore() {}

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
        .map(
            rows -> {
              Map<UUID, Instant> known = new HashMap<>();
              rows.forEach(row -> known.put(row.getUUID(0), row.getOffsetDateTime(1).toInstant()));
              return KnownLater.of(customers, known);
            });
  }
}
