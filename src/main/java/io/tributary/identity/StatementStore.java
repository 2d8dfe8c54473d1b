package io.tributary.identity;

import io.smallrye.mutiny.Uni;
import io.tributary.platform.Columns;
import io.tributary.platform.Rows;
import io.vertx.mutiny.sqlclient.SqlConnection;
import io.vertx.mutiny.sqlclient.Tuple;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/**
 * Remembers of each profile the last fact that did not say of when it is, so that the same again is
 * recognised. Whoever reads or writes holds the profile.
 */
final class StatementStore {
  private static final String LAST =
      "SELECT profile_id, row_hash, said_at FROM undated_statement WHERE profile_id = ANY($1)";

  private static final String KEEP =
      """
      INSERT INTO undated_statement AS s (profile_id, row_hash, said_at)
      SELECT p, h, t FROM unnest($1::uuid[], $2::uuid[], $3::timestamptz[]) n(p, h, t) ORDER BY p
      ON CONFLICT (profile_id) DO UPDATE SET row_hash = excluded.row_hash, said_at = excluded.said_at
      """;

  private StatementStore() {}

  /**
   * What a profile was said to be without a time.
   *
   * @param hash of what was said
   * @param at when it came for the first time since something else
   */
  record Statement(UUID hash, Instant at) {}

  /** The last statement about each of these profiles that has one. */
  static Uni<Map<UUID, Statement>> last(SqlConnection connection, Collection<UUID> profiles) {
    if (profiles.isEmpty()) {
      return Uni.createFrom().item(Map.of());
    }
    return connection
        .preparedQuery(LAST)
        .execute(Tuple.of(profiles.toArray(UUID[]::new)))
        .map(
            rows ->
                Rows.map(
                    rows,
                    row -> row.getUUID(0),
                    row -> new Statement(row.getUUID(1), row.getOffsetDateTime(2).toInstant())));
  }

  /** Remembers statements. */
  static Uni<Void> keep(SqlConnection connection, Map<UUID, Statement> statements) {
    List<Map.Entry<UUID, Statement>> entries = List.copyOf(statements.entrySet());
    return entries.isEmpty()
        ? Uni.createFrom().voidItem()
        : connection
            .preparedQuery(KEEP)
            .execute(
                Columns.of(entries)
                    .uuids(Map.Entry::getKey)
                    .uuids(entry -> entry.getValue().hash())
                    .times(entry -> entry.getValue().at())
                    .tuple())
            .replaceWithVoid();
  }
}
