package io.tributary.job;

import static io.tributary.platform.FactKeys.utc;

import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.SqlConnection;
import io.vertx.mutiny.sqlclient.Tuple;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** Rows of the change queue: who works off which bucket, and what waits there. */
final class ChangeStore {
  /**
   * Takes free or lapsed buckets that have work, beginning at another one each time so that none
   * starves. Rows that another replica is taking just now are passed over, not waited for: that
   * spares both a deadlock, and the token alone decides who may commit.
   */
  private static final String TAKE =
      """
      UPDATE change_bucket SET owner = $1, token = token + 1, lease_until = clock_timestamp() + make_interval(secs => $2)
      WHERE bucket IN (
        SELECT b.bucket FROM change_bucket b
        WHERE b.lease_until <= clock_timestamp()
          AND EXISTS (SELECT FROM customer_change c WHERE c.bucket = b.bucket)
        ORDER BY (b.bucket + $3::integer) % 64 LIMIT $4
        FOR NO KEY UPDATE SKIP LOCKED)
      RETURNING bucket, token
      """;

  /** Proves and prolongs leases; one of them missing in the count is lost. Locks until commit. */
  private static final String RENEW =
      """
      UPDATE change_bucket b SET lease_until = clock_timestamp() + make_interval(secs => $3)
      FROM unnest($1::smallint[], $2::bigint[]) held(bucket, token)
      WHERE b.bucket = held.bucket AND b.token = held.token
      """;

  /** Gives leases back. */
  private static final String RELEASE =
      """
      UPDATE change_bucket b SET owner = NULL, lease_until = '-infinity'
      FROM unnest($1::smallint[], $2::bigint[]) held(bucket, token)
      WHERE b.bucket = held.bucket AND b.token = held.token
      """;

  /** Gives back every lease of a replica that stops. */
  private static final String RELEASE_ALL =
      """
      UPDATE change_bucket SET owner = NULL, lease_until = '-infinity' WHERE owner = $1
      """;

  /** The customers that have waited longest in some buckets, from all of them in one statement. */
  private static final String NEXT =
      """
      SELECT DISTINCT customer_id FROM (
        SELECT c.customer_id FROM unnest($1::smallint[]) b(bucket)
        CROSS JOIN LATERAL (
          SELECT customer_id FROM customer_change WHERE bucket = b.bucket ORDER BY change_id LIMIT $2) c
        LIMIT $2) n
      """;

  /**
   * Takes the notes of customers out of the queue, and what was remembered of earlier failures.
   * Facts whose note is among them are committed, so every later statement of this transaction sees
   * them.
   */
  private static final String CLEAR =
      """
      WITH forgiven AS (DELETE FROM customer_change_failure WHERE customer_id = ANY ($1))
      DELETE FROM customer_change WHERE customer_id = ANY ($1) RETURNING customer_id, since
      """;

  /** How often a customer has failed in a row. */
  private static final String ATTEMPTS =
      """
      SELECT attempts FROM customer_change_failure WHERE customer_id = $1
      """;

  /** Takes a customer whose recomputation failed out of the queue, until a later time. */
  private static final String SET_ASIDE =
      """
      WITH noted AS (DELETE FROM customer_change WHERE customer_id = $1)
      INSERT INTO customer_change_failure AS f (customer_id, bucket, attempts, error, failed_at, retry_at)
      VALUES ($1, $2, 1, $3, $4, $5)
      ON CONFLICT (customer_id) DO UPDATE SET attempts = f.attempts + 1, error = excluded.error,
        failed_at = excluded.failed_at, retry_at = excluded.retry_at
      """;

  /** Puts customers whose time has come back into the queue. */
  private static final String PUT_BACK =
      """
      WITH due AS (
        UPDATE customer_change_failure SET retry_at = 'infinity' WHERE retry_at <= $1 RETURNING customer_id, bucket)
      INSERT INTO customer_change (customer_id, change_id, bucket, noted_at)
      SELECT customer_id, gen_random_uuid(), bucket, clock_timestamp() FROM due
      """;

  /** The database's time, to tell what was noted before from what comes later. */
  private static final String NOW = "SELECT clock_timestamp()";

  /** Whether something that was noted by some time still waits. */
  private static final String IS_PENDING =
      """
      SELECT EXISTS (SELECT FROM customer_change WHERE noted_at <= $1)
      """;

  /** Buckets of one replica, each with its fencing token. */
  record Held(Short[] buckets, Long[] tokens) {
    boolean isEmpty() {
      return buckets.length == 0;
    }

    /** The part that a batch of customers touches. */
    Held of(List<UUID> customers) {
      Set<Short> touched =
          customers.stream().map(ChangeQueue::bucket).collect(Collectors.toUnmodifiableSet());
      int[] parts =
          IntStream.range(0, buckets.length).filter(i -> touched.contains(buckets[i])).toArray();
      return new Held(
          IntStream.of(parts).mapToObj(i -> buckets[i]).toArray(Short[]::new),
          IntStream.of(parts).mapToObj(i -> tokens[i]).toArray(Long[]::new));
    }

    private Tuple values() {
      return Tuple.tuple().addArrayOfShort(buckets).addArrayOfLong(tokens);
    }
  }

  Uni<Held> take(SqlConnection connection, String owner, Duration lease, int from, int most) {
    return connection
        .preparedQuery(TAKE)
        .execute(Tuple.of(owner, seconds(lease), from, most))
        .map(
            rows -> {
              Short[] buckets = new Short[rows.size()];
              Long[] tokens = new Long[rows.size()];
              int i = 0;
              for (Row row : rows) {
                buckets[i] = row.getShort(0);
                tokens[i++] = row.getLong(1);
              }
              return new Held(buckets, tokens);
            });
  }

  /** Fails with {@link Lease.Lost} unless all of them are ours and stay so until the commit. */
  Uni<Void> hold(SqlConnection connection, Held held, Duration lease) {
    return connection
        .preparedQuery(RENEW)
        .execute(held.values().addDouble(seconds(lease)))
        .invoke(
            rows -> {
              if (rows.rowCount() != held.buckets().length) {
                throw new Lease.Lost("Buckets of the change queue were taken over.");
              }
            })
        .replaceWithVoid();
  }

  Uni<Void> release(SqlConnection connection, Held held) {
    return connection.preparedQuery(RELEASE).execute(held.values()).replaceWithVoid();
  }

  Uni<Void> releaseAll(SqlConnection connection, String owner) {
    return connection.preparedQuery(RELEASE_ALL).execute(Tuple.of(owner)).replaceWithVoid();
  }

  Uni<List<UUID>> next(SqlConnection connection, Held held, int most) {
    return connection
        .preparedQuery(NEXT)
        .execute(Tuple.tuple().addArrayOfShort(held.buckets()).addInteger(most))
        .map(
            rows -> {
              List<UUID> customers = new ArrayList<>(rows.size());
              rows.forEach(row -> customers.add(row.getUUID(0)));
              return customers;
            });
  }

  /** For each customer from when on facts have changed; null when any may have. */
  Uni<Map<UUID, Instant>> clear(SqlConnection connection, List<UUID> customers) {
    return connection
        .preparedQuery(CLEAR)
        .execute(Tuple.of(customers.toArray(UUID[]::new)))
        .map(
            rows -> {
              Map<UUID, Instant> since = new HashMap<>();
              for (Row row : rows) {
                OffsetDateTime from = row.getOffsetDateTime(1);
                ChangeQueue.add(since, row.getUUID(0), from == null ? null : from.toInstant());
              }
              customers.forEach(customer -> since.putIfAbsent(customer, null));
              return since;
            });
  }

  Uni<Integer> attempts(SqlConnection connection, UUID customer) {
    return connection
        .preparedQuery(ATTEMPTS)
        .execute(Tuple.of(customer))
        .map(rows -> rows.size() == 0 ? 0 : rows.iterator().next().getInteger(0));
  }

  Uni<Void> setAside(
      SqlConnection connection, UUID customer, String error, Instant now, Instant retryAt) {
    return connection
        .preparedQuery(SET_ASIDE)
        .execute(Tuple.of(customer, ChangeQueue.bucket(customer), error, utc(now), utc(retryAt)))
        .replaceWithVoid();
  }

  Uni<Void> putBack(SqlConnection connection, Instant now) {
    return connection.preparedQuery(PUT_BACK).execute(Tuple.of(utc(now))).replaceWithVoid();
  }

  Uni<Instant> now(SqlConnection connection) {
    return connection
        .preparedQuery(NOW)
        .execute()
        .map(rows -> rows.iterator().next().getOffsetDateTime(0).toInstant());
  }

  Uni<Boolean> isPending(SqlConnection connection, Instant notedBy) {
    return connection
        .preparedQuery(IS_PENDING)
        .execute(Tuple.of(utc(notedBy)))
        .map(rows -> rows.iterator().next().getBoolean(0));
  }

  private static double seconds(Duration duration) {
    return duration.toMillis() / 1000.0;
  }
}
