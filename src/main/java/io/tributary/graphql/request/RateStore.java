package io.tributary.graphql.request;

import io.smallrye.mutiny.Uni;
import io.tributary.platform.Ids;
import io.tributary.platform.Tx;
import io.vertx.core.buffer.Buffer;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.inject.Singleton;

/** Buckets that all replicas share; the table is not logged, since a crash may empty them. */
@Singleton
class RateStore {
  /** The rule of {@link RateRule#next}: no row comes back for a request that is refused. */
  private static final String TAKE =
      """
      INSERT INTO rate_bucket AS b (bucket, full_at)
      VALUES ($1, clock_timestamp() + make_interval(secs => $2))
      ON CONFLICT (bucket) DO UPDATE
      SET full_at = greatest(b.full_at, clock_timestamp()) + make_interval(secs => $2)
      WHERE greatest(b.full_at, clock_timestamp()) + make_interval(secs => $2) - clock_timestamp()
        <= make_interval(secs => $3)
      RETURNING 1
      """;

  private static final String FORGET =
      """
      DELETE FROM rate_bucket WHERE bucket IN (
        SELECT bucket FROM rate_bucket WHERE full_at < clock_timestamp() LIMIT 10000)
      """;

  private final Tx tx;

  RateStore(Tx tx) {
    this.tx = tx;
  }

  /** Takes one request from a bucket; false when it is empty. */
  Uni<Boolean> take(String bucket, RateRule rule) {
    double micros = 1_000_000;
    Tuple values =
        Tuple.of(
            Buffer.buffer(Ids.secretHash(bucket)), rule.interval() / micros, rule.reach() / micros);
    return tx.read(
        connection ->
            connection.preparedQuery(TAKE).execute(values).map(rows -> rows.rowCount() > 0));
  }

  /** Forgets buckets that are full: a new one is full as well. */
  Uni<Void> forget() {
    return tx.read(connection -> connection.query(FORGET).execute()).replaceWithVoid();
  }
}
