package io.tributary.job;

import static io.tributary.platform.FactKeys.utc;

import io.smallrye.mutiny.Uni;
import io.tributary.platform.Ids;
import io.vertx.mutiny.sqlclient.SqlConnection;
import io.vertx.mutiny.sqlclient.Tuple;
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
      INSERT INTO customer_change (customer_id, change_id, bucket, noted_at, since, kinds)
      SELECT c, i, b, clock_timestamp(), s, k
      FROM unnest($1::uuid[], $2::uuid[], $3::smallint[], $4::timestamptz[], $5::smallint[]) n(c, i, b, s, k)
      """;

  /** Makes the rows that are missing; whoever is making one of them is waited for. */
  private static final String MAKE =
      """
      INSERT INTO customer_recomputation (customer_id, held_at)
      SELECT c, clock_timestamp() FROM unnest($1::uuid[]) n(c)
      WHERE NOT EXISTS (SELECT FROM customer_recomputation r WHERE r.customer_id = c) ORDER BY c
      ON CONFLICT (customer_id) DO NOTHING
      """;

  /**
   * Locks each customer's row, in the order of their ids. A statement after the one that makes
   * rows, so that it sees those that were waited for. A row is locked, not written: that would cost
   * a new version of it each time.
   */
  private static final String HOLD =
      """
      SELECT count(*) FROM (
        SELECT FROM customer_recomputation WHERE customer_id = ANY ($1) ORDER BY customer_id FOR UPDATE) held
      """;

  private ChangeQueue() {}

  /**
   * Holds customers for this transaction, which is about to recompute them: another recomputation
   * of the same customer waits and then reads what this one has seen, so that an older view of the
   * facts never overwrites a newer one. The worker does this before it calls the derivations; a job
   * or a till that calls one itself does it first. Facts are appended meanwhile undisturbed.
   */
  public static Uni<Void> hold(SqlConnection connection, Collection<UUID> customers) {
    return hold(connection, customers.stream().distinct().toArray(UUID[]::new));
  }

  /** Again where a row went between the two statements, with an erasure. */
  private static Uni<Void> hold(SqlConnection connection, UUID[] customers) {
    return connection
        .preparedQuery(MAKE)
        .execute(Tuple.of(customers))
        .chain(() -> connection.preparedQuery(HOLD).execute(Tuple.of(customers)))
        .chain(
            rows ->
                rows.iterator().next().getLong(0) < customers.length
                    ? hold(connection, customers)
                    : Uni.createFrom().voidItem());
  }

  /**
   * Notes customers of whom anything may have changed, in the transaction that changed it: facts,
   * or which facts are theirs.
   */
  public static Uni<Void> note(SqlConnection connection, Collection<UUID> customers) {
    return note(connection, customers, Change.ANY);
  }

  /** Notes the same change of several customers, in the transaction that made it. */
  public static Uni<Void> note(
      SqlConnection connection, Collection<UUID> customers, Change change) {
    Map<UUID, Change> changes = new HashMap<>();
    customers.forEach(customer -> changes.put(customer, change));
    return note(connection, changes);
  }

  /** Notes customers and what changed of each, in the transaction that changed it. */
  public static Uni<Void> note(SqlConnection connection, Map<UUID, Change> changes) {
    UUID[] distinct = changes.keySet().stream().sorted().toArray(UUID[]::new);
    if (distinct.length == 0) {
      return Uni.createFrom().voidItem();
    }
    UUID[] ids = new UUID[distinct.length];
    Short[] buckets = new Short[distinct.length];
    OffsetDateTime[] from = new OffsetDateTime[distinct.length];
    Short[] kinds = new Short[distinct.length];
    for (int i = 0; i < distinct.length; i++) {
      Change change = changes.get(distinct[i]);
      ids[i] = Ids.next();
      buckets[i] = bucket(distinct[i]);
      from[i] = change.since() == null ? null : utc(change.since());
      kinds[i] = change.stored();
    }
    return connection
        .preparedQuery(NOTE)
        .execute(
            Tuple.tuple()
                .addArrayOfUUID(distinct)
                .addArrayOfUUID(ids)
                .addArrayOfShort(buckets)
                .addArrayOfOffsetDateTime(from)
                .addArrayOfShort(kinds))
        .replaceWithVoid();
  }

  /** The part of the queue that a customer's changes go to. */
  static short bucket(UUID customer) {
    return (short) Math.floorMod(customer.hashCode(), BUCKETS);
  }
}
