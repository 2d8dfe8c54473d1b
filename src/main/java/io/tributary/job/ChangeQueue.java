package io.tributary.job;

import static io.tributary.platform.FactKeys.utc;

import io.smallrye.mutiny.Uni;
import io.tributary.platform.Ids;
import io.vertx.mutiny.sqlclient.SqlConnection;
import java.time.OffsetDateTime;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;

/** Where the transaction that appends facts notes which customers changed. */
public final class ChangeQueue {
  /** How many parts the queue has; each is worked off by one replica at a time. */
  public static final int BUCKETS = 64;

  private ChangeQueue() {}

  /**
   * Holds customers for this transaction, which is about to recompute them: another recomputation
   * of the same customer waits and then reads what this one has seen, so that an older view of the
   * facts never overwrites a newer one. The worker does this before it calls the derivations; a job
   * or a till that calls one itself does it first. Facts are appended meanwhile undisturbed.
   */
  public static Uni<Void> hold(SqlConnection connection, Collection<UUID> customers) {
    return ChangeNoteStore.hold(connection, customers.stream().distinct().toArray(UUID[]::new));
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
    return ChangeNoteStore.note(connection, distinct, ids, buckets, from, kinds);
  }

  /** The part of the queue that a customer's changes go to. */
  static short bucket(UUID customer) {
    return (short) Math.floorMod(customer.hashCode(), BUCKETS);
  }
}
