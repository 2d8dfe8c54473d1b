package io.tributary.platform.keys;

import io.smallrye.mutiny.Uni;
import io.tributary.platform.FactKeys;
import io.vertx.core.buffer.Buffer;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.SqlClient;
import io.vertx.mutiny.sqlclient.SqlConnection;
import io.vertx.mutiny.sqlclient.Tuple;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

/** Wraps keys anew; the keys themselves, and so what they have sealed, stay as they are. */
public final class RotationStore {
  private static final String COUNT = "SELECT count(*) FROM data_key";

  /** The next keys by profile; what the current master key has wrapped begins with $2. */
  private static final String NEXT =
      """
      SELECT profile_id, wrapped, substring(wrapped FROM 1 FOR length($2::bytea)) = $2 FROM data_key
      WHERE profile_id > $1 ORDER BY profile_id LIMIT $3 FOR UPDATE
      """;

  private static final String WRAP =
      "UPDATE data_key d SET wrapped = n.w FROM unnest($1::uuid[], $2::bytea[]) n(p, w) WHERE d.profile_id = n.p";

  private static final String ROOT =
      "SELECT wrapped FROM key_ring WHERE purpose = 'root' FOR UPDATE";

  private static final String WRAP_ROOT =
      "UPDATE key_ring SET wrapped = $1, made_at = $2 WHERE purpose = 'root'";

  private RotationStore() {}

  /** How many data keys there are. */
  public static Uni<Long> count(SqlClient client) {
    return client.query(COUNT).execute().map(rows -> rows.iterator().next().getLong(0));
  }

  /** What a step has looked at, and where the next begins. */
  public record Step(UUID last, int seen) {}

  /** Wraps the next keys behind a profile; those that are already are left alone. */
  public static Uni<Step> next(SqlConnection connection, UUID after, int limit) {
    KeyRing ring = KeyRing.inUse();
    return connection
        .preparedQuery(NEXT)
        .execute(
            Tuple.tuple().addUUID(after).addValue(Buffer.buffer(ring.mark())).addInteger(limit))
        .chain(
            rows -> {
              UUID last = after;
              List<UUID> ids = new ArrayList<>();
              List<Buffer> wrapped = new ArrayList<>();
              for (Row row : rows) {
                last = row.getUUID(0);
                if (!row.getBoolean(2)) {
                  ids.add(last);
                  wrapped.add(
                      Buffer.buffer(ring.rewrap(last.toString(), row.getBuffer(1).getBytes())));
                }
              }
              Step step = new Step(last, rows.size());
              return ids.isEmpty()
                  ? Uni.createFrom().item(step)
                  : connection
                      .preparedQuery(WRAP)
                      .execute(
                          Tuple.tuple()
                              .addArrayOfUUID(ids.toArray(UUID[]::new))
                              .addValue(wrapped.toArray(Buffer[]::new)))
                      .replaceWith(step);
            });
  }

  /** Wraps the root, last of all: from then on a start needs no other than the current key. */
  public static Uni<Void> root(SqlConnection connection, Instant now) {
    KeyRing ring = KeyRing.inUse();
    return connection
        .query(ROOT)
        .execute()
        .map(rows -> ring.rewrap(KeyRing.ROOT, rows.iterator().next().getBuffer(0).getBytes()))
        .chain(
            wrapped ->
                connection
                    .preparedQuery(WRAP_ROOT)
                    .execute(
                        Tuple.tuple()
                            .addValue(Buffer.buffer(wrapped))
                            .addOffsetDateTime(FactKeys.utc(now))))
        .replaceWithVoid();
  }
}
