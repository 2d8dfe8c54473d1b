package io.tributary.job;

import static io.tributary.platform.FactKeys.utc;

import io.smallrye.mutiny.Uni;
import io.tributary.platform.Ids;
import io.vertx.mutiny.sqlclient.SqlConnection;
import io.vertx.mutiny.sqlclient.Tuple;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;

/** Where the transaction that appends facts notes which customers changed. */
public final class ChangeQueue {
  /** How many parts the queue has; each is worked off by one replica at a time. */
  public static final int BUCKETS = 64;

  private static final String NOTE =
      """
      INSERT INTO customer_change (customer_id, change_id, bucket, noted_at, since)
      SELECT c, i, b, clock_timestamp(), s FROM unnest($1::uuid[], $2::uuid[], $3::smallint[], $4::timestamptz[]) n(c, i, b, s)
      """;

  /** Locks each customer's row here, in the order of their ids, making those that are missing. */
  private static final String HOLD =
      """
      INSERT INTO customer_recomputation (customer_id, held_at)
      SELECT c, clock_timestamp() FROM unnest($1::uuid[]) n(c) ORDER BY c
      ON CONFLICT (customer_id) DO UPDATE SET held_at = excluded.held_at
      """;

  private ChangeQueue() {}

  /**
   * Holds customers for this transaction, which is about to recompute them: another recomputation
   * of the same customer waits and then reads what this one has seen, so that an older view of the
   * facts never overwrites a newer one. The worker does this before it calls the derivations; a job
   * or a till that calls one itself does it first. Facts are appended meanwhile undisturbed.
   */
  public static Uni<Void> hold(SqlConnection connection, Collection<UUID> customers) {
    UUID[] distinct = customers.stream().distinct().toArray(UUID[]::new);
    return connection.preparedQuery(HOLD).execute(Tuple.of(distinct)).replaceWithVoid();
  }

  /**
   * Notes customers of whom anything may have changed, in the transaction that changed it: facts,
   * or which facts are theirs.
   */
  public static Uni<Void> note(SqlConnection connection, Collection<UUID> customers) {
    Map<UUID, Instant> since = new HashMap<>();
    customers.forEach(customer -> since.put(customer, null));
    return note(connection, since);
  }

  /**
   * Notes customers, in the transaction that changed their facts.
   *
   * @param since for each the time of the earliest fact that changed (of a return: of its order);
   *     null when anything may have changed
   */
  public static Uni<Void> note(SqlConnection connection, Map<UUID, Instant> since) {
    UUID[] distinct = since.keySet().stream().sorted().toArray(UUID[]::new);
    if (distinct.length == 0) {
      return Uni.createFrom().voidItem();
    }
    UUID[] ids = new UUID[distinct.length];
    Short[] buckets = new Short[distinct.length];
    OffsetDateTime[] from = new OffsetDateTime[distinct.length];
    for (int i = 0; i < distinct.length; i++) {
      ids[i] = Ids.next();
      buckets[i] = bucket(distinct[i]);
      Instant earliest = since.get(distinct[i]);
      from[i] = earliest == null ? null : utc(earliest);
    }
    return connection
        .preparedQuery(NOTE)
        .execute(
            Tuple.tuple()
                .addArrayOfUUID(distinct)
                .addArrayOfUUID(ids)
                .addArrayOfShort(buckets)
                .addArrayOfOffsetDateTime(from))
        .replaceWithVoid();
  }

  /** Adds what changed to what is known to have: the earlier one counts, and null more than all. */
  public static <K> void add(Map<K, Instant> since, K whose, Instant from) {
    Instant known = since.get(whose);
    boolean isFirst = !since.containsKey(whose);
    since.put(
        whose,
        from == null || !isFirst && known == null
            ? null
            : isFirst || from.isBefore(known) ? from : known);
  }

  /** The part of the queue that a customer's changes go to. */
  static short bucket(UUID customer) {
    return (short) Math.floorMod(customer.hashCode(), BUCKETS);
  }
}
