package io.tributary.loyalty.ledger;

import static io.tributary.loyalty.ledger.LedgerStore.ids;
import static io.tributary.loyalty.ledger.LedgerStore.stream;

import io.smallrye.mutiny.Uni;
import io.tributary.platform.FactKeys;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.SqlConnection;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.UUID;

/** Writes and reads corrections that wait for a second person. */
@ApplicationScoped
class AdjustmentStore {
  private static final String ADD =
      """
      INSERT INTO points_adjustment (account_id, adjustment_id, customer_id, points, reason, state, proposed_by, proposed_at)
      VALUES ($1, $2, $3, $4, $5, 'PROPOSED', $6, $7)
      """;

  private static final String DECIDE =
      """
      UPDATE points_adjustment SET state = $2, decided_by = $3, decided_at = $4, entry_id = $5
      WHERE adjustment_id = $1 AND state = 'PROPOSED'
      """;

  private static final String COLUMNS =
      """
      SELECT j.adjustment_id, j.customer_id, a.currency_id, j.points, j.reason, j.state, j.proposed_by, j.proposed_at,
             j.decided_by, j.decided_at
      FROM points_adjustment j JOIN points_account a USING (account_id)
      """;

  private static final String BY_IDS = COLUMNS + "WHERE j.adjustment_id = ANY($1)";

  /** Those that wait, the oldest first. */
  private static final String OPEN =
      COLUMNS
          + """
          WHERE j.state = 'PROPOSED' AND ($1::timestamptz IS NULL OR (j.proposed_at, j.adjustment_id) > ($1, $2))
          ORDER BY j.proposed_at, j.adjustment_id LIMIT $3
          """;

  /** Adds a correction that waits. */
  Uni<Void> add(
      SqlConnection connection,
      UUID account,
      UUID id,
      UUID customer,
      long points,
      Command order,
      Instant at) {
    return connection
        .preparedQuery(ADD)
        .execute(
            Tuple.tuple()
                .addUUID(account)
                .addUUID(id)
                .addUUID(customer)
                .addLong(points)
                .addString(order.reason())
                .addString(order.actor())
                .addOffsetDateTime(FactKeys.utc(at)))
        .replaceWithVoid();
  }

  /** Notes what was decided. */
  Uni<Void> decide(
      SqlConnection connection, UUID id, AdjustmentState state, String by, Instant at, UUID entry) {
    return connection
        .preparedQuery(DECIDE)
        .execute(
            Tuple.tuple()
                .addUUID(id)
                .addString(state.name())
                .addString(by)
                .addOffsetDateTime(FactKeys.utc(at))
                .addUUID(entry))
        .replaceWithVoid();
  }

  /** Corrections by id. */
  Uni<List<PointsAdjustment>> byIds(SqlConnection connection, Collection<UUID> adjustments) {
    return connection
        .preparedQuery(BY_IDS)
        .execute(Tuple.of(ids(adjustments)))
        .map(rows -> stream(rows).map(AdjustmentStore::adjustment).toList());
  }

  /** Corrections that wait, after one, the oldest first. */
  Uni<List<PointsAdjustment>> open(
      SqlConnection connection, Instant afterTime, UUID afterId, int limit) {
    return connection
        .preparedQuery(OPEN)
        .execute(Tuple.of(FactKeys.utc(afterTime), afterId, limit))
        .map(rows -> stream(rows).map(AdjustmentStore::adjustment).toList());
  }

  private static PointsAdjustment adjustment(Row row) {
    return new PointsAdjustment(
        row.getUUID(0),
        row.getUUID(1),
        row.getUUID(2),
        row.getLong(3),
        row.getString(4),
        AdjustmentState.valueOf(row.getString(5)),
        row.getString(6),
        row.getOffsetDateTime(7),
        row.getString(8),
        row.getOffsetDateTime(9));
  }
}
