package io.tributary.privacy;

import io.smallrye.mutiny.Uni;
import io.tributary.platform.FactKeys;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.SqlClient;
import io.vertx.mutiny.sqlclient.SqlConnection;
import io.vertx.mutiny.sqlclient.Tuple;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/** Restrictions and objections. */
public final class ProcessingLimitStore {
  private static final String ADD =
      """
      INSERT INTO processing_limit (customer_id, request_id, kind, since) VALUES ($1, $2, $3, $4)
      ON CONFLICT (customer_id, request_id) DO NOTHING
      """;

  private static final String LIFT =
      """
      UPDATE processing_limit SET lifted_at = $3, lifted_by = $4
      WHERE customer_id = $1 AND request_id = $2 AND lifted_at IS NULL
      """;

  /** The limits that hold for customers, those of who was merged into them too. */
  private static final String HOLDING =
      """
      WITH RECURSIVE family (root, id) AS (
        SELECT c, c FROM unnest($1::uuid[]) c
        UNION ALL
        SELECT f.root, k.customer_id FROM family f JOIN customer k ON k.merged_into = f.id
      )
      SELECT f.root, l.kind, min(l.since) FROM family f JOIN processing_limit l ON l.customer_id = f.id
      WHERE l.lifted_at IS NULL GROUP BY 1, 2 ORDER BY 1, 2
      """;

  private ProcessingLimitStore() {}

  /** Adds a limit; the same request again changes nothing. */
  public static Uni<Void> add(
      SqlConnection connection, UUID customer, UUID request, String kind, Instant since) {
    return connection
        .preparedQuery(ADD)
        .execute(Tuple.of(customer, request, kind, FactKeys.utc(since)))
        .replaceWithVoid();
  }

  /** Lifts a limit; false when it does not hold. */
  public static Uni<Boolean> lift(
      SqlConnection connection, UUID customer, UUID request, Instant at, String by) {
    return connection
        .preparedQuery(LIFT)
        .execute(Tuple.of(customer, request, FactKeys.utc(at), by))
        .map(rows -> rows.rowCount() > 0);
  }

  /** The limits that hold, by customer; who has none is missing. */
  public static Uni<Map<UUID, List<ProcessingLimit>>> holding(
      SqlClient client, Collection<UUID> customers) {
    return client
        .preparedQuery(HOLDING)
        .execute(Tuple.of(customers.toArray(UUID[]::new)))
        .map(
            rows -> {
              Map<UUID, List<ProcessingLimit>> found = new HashMap<>();
              for (Row row : rows) {
                found
                    .computeIfAbsent(row.getUUID(0), c -> new ArrayList<>())
                    .add(
                        new ProcessingLimit(
                            ProcessingLimit.Kind.valueOf(row.getString(1)),
                            row.getOffsetDateTime(2)));
              }
              return found;
            });
  }
}
