package io.tributary.job;

import static io.tributary.platform.FactKeys.utc;

import io.smallrye.mutiny.Uni;
import io.tributary.platform.Rows;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.SqlConnection;
import io.vertx.mutiny.sqlclient.Tuple;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.function.BiConsumer;
import java.util.function.IntPredicate;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** Rows of the change queue: who works off which bucket, and what waits there. */
final class ChangeStore {
  /**
   * A sign of life: prolongs the leases that a replica works on to the same instant. One that it
   * holds without knowing, since giving it back failed, lapses. Buckets are locked in their order,
   * as the fence does it.
   */
  private static final String BEAT =
      """
      WITH me AS (
        INSERT INTO change_bucket_worker AS w (owner, alive_until) VALUES ($1, clock_timestamp() + make_interval(secs => $2))
        ON CONFLICT (owner) DO UPDATE SET alive_until = greatest(w.alive_until, excluded.alive_until) RETURNING alive_until),
      gone AS (
        DELETE FROM change_bucket_worker WHERE owner IN (
          SELECT owner FROM change_bucket_worker WHERE alive_until < clock_timestamp() - interval '1 minute'
          FOR UPDATE SKIP LOCKED))
      UPDATE change_bucket SET lease_until = (SELECT alive_until FROM me)
      WHERE bucket IN (
        SELECT b.bucket FROM change_bucket b JOIN unnest($3::smallint[], $4::bigint[]) held(bucket, token)
          ON b.bucket = held.bucket AND b.token = held.token
        WHERE b.owner = $1 ORDER BY b.bucket FOR NO KEY UPDATE OF b)
      """;

  /** Whether a replica's last sign of life is so old that the next is due. */
  private static final String BEAT_IS_DUE =
      """
      SELECT NOT EXISTS (
        SELECT FROM change_bucket_worker WHERE owner = $1 AND alive_until > clock_timestamp() + make_interval(secs => $2 / 2))
      """;

  /**
   * Takes free or lapsed buckets that have work until the replica holds its share, which is the
   * same for all that are alive; beginning at another bucket each time so that none starves. Rows
   * that another replica is taking just now are passed over, not waited for: that spares both a
   * deadlock, and the token alone decides who may commit.
   */
  private static final String TAKE =
      """
      UPDATE change_bucket SET owner = $1, token = token + 1,
        lease_until = (SELECT alive_until FROM change_bucket_worker WHERE owner = $1)
      WHERE bucket IN (
        SELECT b.bucket FROM change_bucket b
        WHERE b.lease_until <= clock_timestamp()
          AND EXISTS (SELECT FROM customer_change c WHERE c.bucket = b.bucket)
        ORDER BY (b.bucket + $2::integer) % 64
        LIMIT (
          SELECT greatest(0, ceil(64.0 / (
                   SELECT count(*) FROM change_bucket_worker WHERE owner = $1 OR alive_until > clock_timestamp()))::bigint
                 - (SELECT count(*) FROM change_bucket WHERE owner = $1 AND lease_until > clock_timestamp())))
        FOR NO KEY UPDATE SKIP LOCKED)
      RETURNING bucket, token
      """;

  /**
   * Proves leases; one of them missing in the count is lost. Nobody takes them until the commit.
   */
  private static final String HOLD =
      """
      SELECT b.bucket FROM change_bucket b JOIN unnest($1::smallint[], $2::bigint[]) held(bucket, token)
        ON b.bucket = held.bucket AND b.token = held.token
      ORDER BY b.bucket FOR SHARE OF b
      """;

  /** Gives leases back. */
  private static final String RELEASE =
      """
      UPDATE change_bucket b SET owner = NULL, lease_until = '-infinity'
      FROM unnest($1::smallint[], $2::bigint[]) held(bucket, token)
      WHERE b.bucket = held.bucket AND b.token = held.token
      """;

  /** Gives back every lease of a replica that stops, and its place among the living. */
  private static final String RELEASE_ALL =
      """
      WITH gone AS (DELETE FROM change_bucket_worker WHERE owner = $1)
      UPDATE change_bucket SET owner = NULL, lease_until = '-infinity' WHERE owner = $1
      """;

  /** Lets the server end a transaction whose replica froze, no later than its leases lapse. */
  private static final String NO_FROZEN_HOLDER =
      """
      SELECT set_config('idle_in_transaction_session_timeout', $1, true)
      """;

  /**
   * The customers of some buckets behind one, in the order of their ids: neighbours share pages of
   * the tables and indexes that are by customer. From all buckets in one statement.
   */
  private static final String NEXT =
      """
      SELECT customer_id FROM unnest($1::smallint[]) b(bucket)
      CROSS JOIN LATERAL (
        SELECT DISTINCT customer_id FROM customer_change WHERE bucket = b.bucket AND customer_id > $3
        ORDER BY customer_id LIMIT $2) c
      ORDER BY customer_id LIMIT $2
      """;

  /**
   * Takes the notes of customers out of the queue, and what was remembered of earlier failures.
   * Facts whose note is among them are committed, so every later statement of this transaction sees
   * them.
   */
  private static final String CLEAR =
      """
      WITH forgiven AS (DELETE FROM customer_change_failure WHERE customer_id = ANY ($1))
      DELETE FROM customer_change WHERE customer_id = ANY ($1) RETURNING customer_id, since, kinds
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
    /** Those in a map from bucket to token. */
    static Held of(Map<Short, Long> tokens) {
      List<Map.Entry<Short, Long>> entries = List.copyOf(tokens.entrySet());
      return new Held(
          entries.stream().map(Map.Entry::getKey).toArray(Short[]::new),
          entries.stream().map(Map.Entry::getValue).toArray(Long[]::new));
    }

    boolean isEmpty() {
      return buckets.length == 0;
    }

    /** Gives each bucket with its token to somebody. */
    void each(BiConsumer<Short, Long> taker) {
      for (int i = 0; i < buckets.length; i++) {
        taker.accept(buckets[i], tokens[i]);
      }
    }

    /** The part that a batch of customers touches. */
    Held of(List<UUID> customers) {
      Set<Short> touched =
          customers.stream().map(ChangeQueue::bucket).collect(Collectors.toUnmodifiableSet());
      return where(i -> touched.contains(buckets[i]));
    }

    /** One of several parts, each of as many buckets as the others, or one more. */
    Held part(int number, int parts) {
      return where(i -> i % parts == number);
    }

    private Held where(IntPredicate chosen) {
      int[] places = IntStream.range(0, buckets.length).filter(chosen).toArray();
      return new Held(
          IntStream.of(places).mapToObj(i -> buckets[i]).toArray(Short[]::new),
          IntStream.of(places).mapToObj(i -> tokens[i]).toArray(Long[]::new));
    }

    private Tuple values() {
      return Tuple.tuple().addArrayOfShort(buckets).addArrayOfLong(tokens);
    }
  }

  /** Says that a replica is alive, and keeps the leases it works on as long as that counts. */
  Uni<Void> beat(SqlConnection connection, String owner, Duration lease, Held working) {
    return connection
        .preparedQuery(BEAT)
        .execute(
            Tuple.of(owner, seconds(lease))
                .addArrayOfShort(working.buckets())
                .addArrayOfLong(working.tokens()))
        .replaceWithVoid();
  }

  /** Whether the sign of life is half used up. */
  Uni<Boolean> beatIsDue(SqlConnection connection, String owner, Duration lease) {
    return connection
        .preparedQuery(BEAT_IS_DUE)
        .execute(Tuple.of(owner, seconds(lease)))
        .map(rows -> rows.iterator().next().getBoolean(0));
  }

  /**
   * Takes what is free up to the replica's share, from a bucket on; it has given a sign of life.
   */
  Uni<Held> take(SqlConnection connection, String owner, int from) {
    return connection
        .preparedQuery(TAKE)
        .execute(Tuple.of(owner, from))
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
  Uni<Void> hold(SqlConnection connection, Held held) {
    return connection
        .preparedQuery(HOLD)
        .execute(held.values())
        .invoke(
            rows -> {
              if (rows.size() != held.buckets().length) {
                throw new Lease.Lost("Buckets of the change queue were taken over.");
              }
            })
        .replaceWithVoid();
  }

  /** Bounds how long this transaction may stand idle. */
  Uni<Void> boundIdleness(SqlConnection connection, Duration most) {
    return connection
        .preparedQuery(NO_FROZEN_HOLDER)
        .execute(Tuple.of(most.toMillis() + "ms"))
        .replaceWithVoid();
  }

  Uni<Void> release(SqlConnection connection, Held held) {
    return connection.preparedQuery(RELEASE).execute(held.values()).replaceWithVoid();
  }

  Uni<Void> releaseAll(SqlConnection connection, String owner) {
    return connection.preparedQuery(RELEASE_ALL).execute(Tuple.of(owner)).replaceWithVoid();
  }

  /**
   * The customers that are next behind one; each once, though it may have many notes; fewer than
   * asked for only where no more are left.
   */
  Uni<List<UUID>> next(SqlConnection connection, Held held, UUID after, int most) {
    return connection
        .preparedQuery(NEXT)
        .execute(Tuple.tuple().addArrayOfShort(held.buckets()).addInteger(most).addUUID(after))
        .map(rows -> Rows.list(rows, row -> row.getUUID(0)));
  }

  /** For each customer what has changed. */
  Uni<Map<UUID, Change>> clear(SqlConnection connection, List<UUID> customers) {
    return connection
        .preparedQuery(CLEAR)
        .execute(Tuple.of(customers.toArray(UUID[]::new)))
        .map(
            rows -> {
              Map<UUID, Change> changes = new HashMap<>();
              for (Row row : rows) {
                OffsetDateTime from = row.getOffsetDateTime(1);
                Instant since = from == null ? null : from.toInstant();
                Change.add(changes, row.getUUID(0), Change.of(row.getShort(2), since));
              }
              customers.forEach(customer -> changes.putIfAbsent(customer, Change.ANY));
              return changes;
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
