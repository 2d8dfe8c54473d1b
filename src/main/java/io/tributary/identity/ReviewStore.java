package io.tributary.identity;

import io.smallrye.mutiny.Uni;
import io.tributary.platform.FactKeys;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.SqlClient;
import io.vertx.mutiny.sqlclient.SqlConnection;
import io.vertx.mutiny.sqlclient.Tuple;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

/** Reads and decides reviews. */
final class ReviewStore {
  private static final String COLUMNS =
      "SELECT review_id, customer_id, other_id, guard, evidence::text, state, opened_at, decided_at, decided_by, reason FROM match_review ";

  /** The open ones, oldest first. */
  private static final String OPEN =
      COLUMNS
          + "WHERE state = 'OPEN' AND ($1::timestamptz IS NULL OR (opened_at, review_id) > ($1, $2)) ORDER BY opened_at, review_id LIMIT $3";

  private static final String BY_ID = COLUMNS + "WHERE review_id = $1";

  private static final String LOCK = COLUMNS + "WHERE review_id = $1 FOR UPDATE";

  private static final String DECIDE =
      "UPDATE match_review SET state = $2, decided_at = $3, decided_by = $4, reason = $5 WHERE review_id = $1";

  private ReviewStore() {}

  static Uni<List<MatchReview>> open(SqlClient client, Instant after, UUID afterId, int limit) {
    return client
        .preparedQuery(OPEN)
        .execute(Tuple.of(FactKeys.utc(after), afterId, limit))
        .map(
            rows -> {
              List<MatchReview> found = new ArrayList<>();
              rows.forEach(row -> found.add(read(row)));
              return found;
            });
  }

  static Uni<MatchReview> byId(SqlClient client, UUID id) {
    return one(client, BY_ID, id);
  }

  static Uni<MatchReview> lock(SqlConnection connection, UUID id) {
    return one(connection, LOCK, id);
  }

  private static Uni<MatchReview> one(SqlClient client, String sql, UUID id) {
    return client
        .preparedQuery(sql)
        .execute(Tuple.of(id))
        .map(rows -> rows.size() == 0 ? null : read(rows.iterator().next()));
  }

  static Uni<Void> decide(
      SqlConnection connection,
      UUID id,
      MatchReview.State state,
      String actor,
      String reason,
      Instant now) {
    return IdentityStore.run(
        connection,
        DECIDE,
        Tuple.tuple()
            .addUUID(id)
            .addString(state.name())
            .addOffsetDateTime(FactKeys.utc(now))
            .addString(actor)
            .addString(reason));
  }

  private static MatchReview read(Row row) {
    return new MatchReview(
        row.getUUID(0),
        row.getUUID(1),
        row.getUUID(2),
        row.getString(3),
        Evidence.kinds(row.getString(4)),
        MatchReview.State.valueOf(row.getString(5)),
        row.getOffsetDateTime(6),
        row.getOffsetDateTime(7),
        row.getString(8),
        row.getString(9));
  }
}
