package io.tributary.platform.keys;

import io.smallrye.mutiny.Uni;
import io.tributary.platform.Rows;
import io.vertx.core.buffer.Buffer;
import io.vertx.mutiny.sqlclient.SqlConnection;
import io.vertx.mutiny.sqlclient.Tuple;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import java.util.UUID;

/** Finds and makes the data keys of profiles. */
public final class DataKeyStore {
  /** Those that were there, and those that are new; the profiles are locked by who asks. */
  private static final String FIND_OR_MAKE =
      """
      WITH made AS (
        INSERT INTO data_key (profile_id, wrapped) SELECT p, w FROM unnest($1::uuid[], $2::bytea[]) n(p, w) ORDER BY p
        ON CONFLICT (profile_id) DO NOTHING RETURNING profile_id, wrapped)
      SELECT profile_id, wrapped FROM made
      UNION ALL
      SELECT profile_id, wrapped FROM data_key WHERE profile_id = ANY($1)
      """;

  private DataKeyStore() {}

  /**
   * Adds the data keys of profiles to those that are known; a key that is known is not asked for.
   */
  public static Uni<Void> add(
      SqlConnection connection, Map<UUID, DataKey> known, Collection<UUID> profiles) {
    Set<UUID> open = new LinkedHashSet<>(profiles);
    open.removeAll(known.keySet());
    return open.isEmpty()
        ? Uni.createFrom().voidItem()
        : of(connection, open).invoke(known::putAll).replaceWithVoid();
  }

  /** The data keys of profiles, by profile. */
  private static Uni<Map<UUID, DataKey>> of(SqlConnection connection, Collection<UUID> profiles) {
    KeyRing ring = KeyRing.inUse();
    UUID[] ids = profiles.stream().distinct().toArray(UUID[]::new);
    Buffer[] fresh = new Buffer[ids.length];
    for (int i = 0; i < ids.length; i++) {
      fresh[i] = Buffer.buffer(ring.fresh(ids[i]));
    }
    return connection
        .preparedQuery(FIND_OR_MAKE)
        .execute(Tuple.tuple().addArrayOfUUID(ids).addValue(fresh))
        .map(
            rows ->
                Rows.map(
                    rows,
                    row -> row.getUUID(0),
                    row -> ring.dataKey(row.getUUID(0), row.getBuffer(1).getBytes())));
  }
}
