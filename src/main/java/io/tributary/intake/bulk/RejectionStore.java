package io.tributary.intake.bulk;

import io.smallrye.mutiny.Uni;
import io.tributary.platform.Columns;
import io.tributary.platform.keys.Sealed;
import io.vertx.mutiny.sqlclient.SqlConnection;
import io.vertx.mutiny.sqlclient.Tuple;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/** Rows that were refused. */
final class RejectionStore {
  /** Adds an import's rejections. */
  private static final String INSERT =
      """
      INSERT INTO import_rejection (import_id, line, "column", reason, raw)
      SELECT $1, line, "column", reason, raw
      FROM unnest($2::bigint[], $3::text[], $4::text[], $5::text[]) r(line, "column", reason, raw)
      """;

  /** The first rejections of each import after a line. */
  private static final String PAGES =
      """
      SELECT i.import_id, r.line, r."column", r.reason, r.raw
      FROM unnest($1::uuid[]) i(import_id)
      CROSS JOIN LATERAL (
        SELECT line, "column", reason, raw FROM import_rejection
        WHERE import_id = i.import_id AND line > $2 ORDER BY line LIMIT $3) r
      ORDER BY i.import_id, r.line
      """;

  private RejectionStore() {}

  static Uni<Void> insert(SqlConnection connection, UUID importId, List<Rejection> rejections) {
    return Columns.after(Tuple.of(importId), rejections)
        .longs(rejection -> (long) rejection.line())
        .texts(Rejection::column)
        .texts(Rejection::reason)
        .texts(rejection -> Sealed.text(Sealed.IMPORT_REJECTION, rejection.raw()))
        .execute(connection, INSERT);
  }

  /** At most {@code limit} rejections of each import behind a line, in the file's order. */
  static Uni<Map<UUID, List<Rejection>>> pages(
      SqlConnection connection, List<UUID> importIds, long afterLine, int limit) {
    return connection
        .preparedQuery(PAGES)
        .execute(Tuple.of(importIds.toArray(UUID[]::new), afterLine, limit))
        .map(
            rows -> {
              Map<UUID, List<Rejection>> pages = new HashMap<>();
              importIds.forEach(id -> pages.put(id, new ArrayList<>()));
              rows.forEach(
                  row ->
                      pages
                          .get(row.getUUID(0))
                          .add(
                              new Rejection(
                                  row.getInteger(1),
                                  row.getString(2),
                                  row.getString(3),
                                  Sealed.opened(Sealed.IMPORT_REJECTION, row.getString(4)))));
              return pages;
            });
  }
}
