package io.tributary.loyalty.till;

import io.smallrye.mutiny.Uni;
import io.tributary.platform.FactKeys;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.RowSet;
import io.vertx.mutiny.sqlclient.SqlConnection;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/** Writes and reads the public keys of allowances. */
@ApplicationScoped
class TillKeyStore {
  private static final String COLUMNS = "key_id, jwk, signs_until, verifies_until";

  /**
   * Adds a key that is not there yet, and takes those away that nothing is accepted of any more.
   */
  private static final String PUBLISH =
      """
      WITH ended AS (DELETE FROM till_key WHERE verifies_until <= $5)
      INSERT INTO till_key (key_id, jwk, signs_until, verifies_until) VALUES ($1, $2, $3, $4)
      ON CONFLICT (key_id) DO NOTHING
      """;

  private static final String ONE =
      "SELECT " + COLUMNS + " FROM till_key WHERE key_id = $1 AND verifies_until > $2";

  /** The newest of those that still sign. */
  private static final String SIGNING =
      "SELECT " + COLUMNS + " FROM till_key WHERE signs_until > $1 ORDER BY key_id DESC LIMIT $2";

  /** Adds a key that is not there yet. */
  Uni<Void> publish(SqlConnection connection, TillKey key, Instant at) {
    return connection
        .preparedQuery(PUBLISH)
        .execute(
            Tuple.of(
                key.uuid(), key.jwk(), key.signsUntil(), key.verifiesUntil(), FactKeys.utc(at)))
        .replaceWithVoid();
  }

  /** A key of which something may still be accepted at an instant. */
  Uni<Optional<TillKey>> byId(SqlConnection connection, UUID key, Instant at) {
    return connection
        .preparedQuery(ONE)
        .execute(Tuple.of(key, FactKeys.utc(at)))
        .map(rows -> all(rows).findFirst());
  }

  /** Keys that sign at an instant or later, the newest first. */
  Uni<List<TillKey>> signing(SqlConnection connection, Instant at, int limit) {
    return connection
        .preparedQuery(SIGNING)
        .execute(Tuple.of(FactKeys.utc(at), limit))
        .map(rows -> all(rows).toList());
  }

  private static Stream<TillKey> all(RowSet<Row> rows) {
    return StreamSupport.stream(rows.spliterator(), false)
        .map(
            row ->
                new TillKey(
                    row.getUUID(0),
                    row.getString(1),
                    row.getOffsetDateTime(2),
                    row.getOffsetDateTime(3)));
  }
}
