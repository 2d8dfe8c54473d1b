package io.tributary.commerce;

import io.smallrye.mutiny.Uni;
import io.tributary.platform.Columns;
import io.tributary.platform.FactKeys;
import io.vertx.mutiny.sqlclient.SqlConnection;
import io.vertx.mutiny.sqlclient.Tuple;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.UUID;

/** The table of what came before its order. All of it is written while holding the order's key. */
final class WaitingStore {
  /** What waits for orders, in a fixed order. */
  private static final String WAITING =
      """
      SELECT order_key, return_key, body FROM waiting_return
      WHERE order_key = ANY($1) AND refused IS NULL ORDER BY order_key, return_key
      """;

  private static final String INSERT_WAITING =
      """
      INSERT INTO waiting_return (order_key, return_key, source_id, body, recorded_at)
      SELECT o, r, $1, b::jsonb, $2 FROM unnest($3::uuid[], $4::uuid[], $5::text[]) v(o, r, b)
      """;

  private static final String DELETE_WAITING =
      """
      DELETE FROM waiting_return w USING unnest($1::uuid[], $2::uuid[]) v(o, r)
      WHERE w.order_key = v.o AND w.return_key = v.r
      """;

  private static final String LEAVE_BEHIND =
      """
      UPDATE waiting_return w SET refused = 'its order is in another currency'
      FROM unnest($1::uuid[], $2::uuid[]) v(o, r)
      WHERE w.order_key = v.o AND w.return_key = v.r
      """;

  private WaitingStore() {}

  /** What waits, and for which order. */
  record Waiting(UUID orderKey, WaitingFact fact) {}

  static Uni<List<Waiting>> of(SqlConnection connection, Collection<UUID> orderKeys) {
    if (orderKeys.isEmpty()) {
      return Uni.createFrom().item(List.of());
    }
    return connection
        .preparedQuery(WAITING)
        .execute(Tuple.tuple().addArrayOfUUID(orderKeys.toArray(UUID[]::new)))
        .map(
            rows ->
                rows.stream()
                    .map(
                        row ->
                            new Waiting(
                                row.getUUID(0),
                                WaitingFact.of(row.getUUID(1), row.getJsonObject(2))))
                    .toList());
  }

  static Uni<Void> insert(SqlConnection connection, UUID source, Instant now, List<Waiting> facts) {
    return Columns.after(Tuple.of(source, FactKeys.utc(now)), facts)
        .uuids(Waiting::orderKey)
        .uuids(one -> one.fact().key())
        .texts(one -> one.fact().body().encode())
        .execute(connection, INSERT_WAITING);
  }

  static Uni<Void> delete(SqlConnection connection, List<Waiting> facts) {
    return Columns.of(facts)
        .uuids(Waiting::orderKey)
        .uuids(one -> one.fact().key())
        .execute(connection, DELETE_WAITING);
  }

  static Uni<Void> leaveBehind(SqlConnection connection, List<Waiting> facts) {
    return Columns.of(facts)
        .uuids(Waiting::orderKey)
        .uuids(one -> one.fact().key())
        .execute(connection, LEAVE_BEHIND);
  }
}
