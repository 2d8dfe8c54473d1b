package io.tributary.job;

import io.smallrye.mutiny.Uni;
import io.tributary.platform.Ids;
import io.vertx.mutiny.sqlclient.SqlConnection;
import io.vertx.mutiny.sqlclient.Tuple;
import java.util.Collection;
import java.util.UUID;

/** Where the transaction that appends facts notes which customers changed. */
public final class ChangeQueue {
  /** How many parts the queue has; each is worked off by one replica at a time. */
  public static final int BUCKETS = 64;

  private static final String NOTE =
      """
      INSERT INTO customer_change (customer_id, change_id, bucket, noted_at)
      SELECT c, i, b, clock_timestamp() FROM unnest($1::uuid[], $2::uuid[], $3::smallint[]) n(c, i, b)
      """;

  private ChangeQueue() {}

  /** Notes customers, in the transaction that changed their facts. */
  public static Uni<Void> note(SqlConnection connection, Collection<UUID> customers) {
    UUID[] distinct = customers.stream().distinct().sorted().toArray(UUID[]::new);
    if (distinct.length == 0) {
      return Uni.createFrom().voidItem();
    }
    UUID[] ids = new UUID[distinct.length];
    Short[] buckets = new Short[distinct.length];
    for (int i = 0; i < distinct.length; i++) {
      ids[i] = Ids.next();
      buckets[i] = (short) Math.floorMod(distinct[i].hashCode(), BUCKETS);
    }
    return connection
        .preparedQuery(NOTE)
        .execute(
            Tuple.tuple().addArrayOfUUID(distinct).addArrayOfUUID(ids).addArrayOfShort(buckets))
        .replaceWithVoid();
  }
}
