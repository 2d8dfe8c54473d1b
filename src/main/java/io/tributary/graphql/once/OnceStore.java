package io.tributary.graphql.once;

import io.smallrye.mutiny.Uni;
import io.tributary.platform.FactKeys;
import io.tributary.platform.Ids;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.SqlConnection;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.util.UUID;

/** Keeps the keys of changes with their answers. */
@ApplicationScoped
class OnceStore {
  /**
   * Takes a key that nobody has, or whose holder has not come to an end in time; says what is known
   * of it otherwise. Keys that are too old to be tried again go.
   */
  private static final String TAKE =
      """
      WITH old AS (DELETE FROM answered_request WHERE asked_at < $5 AND key_hash <> $1)
      INSERT INTO answered_request AS r (key_hash, request_hash, asked_at, taker) VALUES ($1, $2, $3, $6)
      ON CONFLICT (key_hash) DO UPDATE SET (asked_at, taker) = (
        SELECT excluded.asked_at, excluded.taker
        WHERE r.answer IS NULL AND r.asked_at < $4 AND r.request_hash = excluded.request_hash
        UNION ALL SELECT r.asked_at, r.taker LIMIT 1)
      RETURNING request_hash, answer, taker = $6
      """;

  private static final String KEEP = "UPDATE answered_request SET answer = $2 WHERE key_hash = $1";

  private static final String GIVE_BACK =
      "DELETE FROM answered_request WHERE key_hash = $1 AND answer IS NULL";

  /**
   * What is known of a key.
   *
   * @param hash of the request that has it
   * @param answer what it was answered; null while it is under way
   * @param isTaken whether it was taken now
   */
  record Asked(UUID hash, String answer, boolean isTaken) {}

  /** Takes a key, or says who has it. */
  Uni<Asked> take(
      SqlConnection connection, UUID key, UUID hash, Instant now, Instant ended, Instant old) {
    return connection
        .preparedQuery(TAKE)
        .execute(
            Tuple.of(
                key, hash, FactKeys.utc(now), FactKeys.utc(ended), FactKeys.utc(old), Ids.next()))
        .map(
            rows -> {
              Row row = rows.iterator().next();
              return new Asked(row.getUUID(0), row.getString(1), row.getBoolean(2));
            });
  }

  /** Keeps the answer of a key. */
  Uni<Void> keep(SqlConnection connection, UUID key, String answer) {
    return connection.preparedQuery(KEEP).execute(Tuple.of(key, answer)).replaceWithVoid();
  }

  /** Gives a key back whose change failed. */
  Uni<Void> giveBack(SqlConnection connection, UUID key) {
    return connection.preparedQuery(GIVE_BACK).execute(Tuple.of(key)).replaceWithVoid();
  }
}
