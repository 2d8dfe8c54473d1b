package io.tributary.privacy.erasure;

import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import io.tributary.platform.keys.Sealed;
import io.vertx.core.json.JsonObject;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.SqlConnection;
import io.vertx.mutiny.sqlclient.Tuple;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicReference;

/**
 * Looks through refused messages and rows, which are sealed, so that the database cannot: each is
 * opened, page by page. There are as many as came within {@code refusedDays}.
 */
final class RefusedSearchStore {
  private static final int ROWS = 1_000;
  private static final UUID FIRST = new UUID(0, 0);

  /**
   * A table of them.
   *
   * @param column the sealed column, as it is authenticated
   * @param name what the column is called
   * @param page the rows behind an id and a number: id, number, source, sealed text, and what is
   *     shown of it beside
   * @param forget takes rows away by ids and numbers
   */
  private record Kept(String column, String name, String page, String forget) {}

  private static final Map<String, Kept> KEPT =
      Map.of(
          "rejected_message",
          new Kept(
              Sealed.REJECTED_MESSAGE,
              "body",
              """
              SELECT rejected_id, 0::bigint, source_id, body,
                     jsonb_build_object('received_at', received_at, 'source_id', source_id, 'reason', reason)
              FROM rejected_message WHERE rejected_id > $1 AND $2::bigint IS NOT NULL ORDER BY rejected_id LIMIT $3
              """,
              "DELETE FROM rejected_message r USING unnest($1::uuid[], $2::bigint[]) n(i, l) WHERE r.rejected_id = n.i"),
          "import_rejection",
          new Kept(
              Sealed.IMPORT_REJECTION,
              "raw",
              """
              SELECT r.import_id, r.line, j.source_id, r.raw,
                     jsonb_build_object('source_id', j.source_id, 'line', r.line, 'reason', r.reason)
              FROM import_rejection r JOIN import_job j USING (import_id)
              WHERE (r.import_id, r.line) > ($1, $2) ORDER BY r.import_id, r.line LIMIT $3
              """,
              "DELETE FROM import_rejection r USING unnest($1::uuid[], $2::bigint[]) n(i, l) WHERE r.import_id = n.i AND r.line = n.l"));

  private RefusedSearchStore() {}

  static Set<String> tables() {
    return KEPT.keySet();
  }

  static boolean searches(String table) {
    return KEPT.containsKey(table);
  }

  /** A row in which the person stands. */
  private record Hit(UUID id, long number, JsonObject shown) {}

  /** The rows in which the person stands, to be shown to them. */
  static Uni<List<JsonObject>> found(SqlConnection connection, String table, PersonValues values) {
    return hits(connection, KEPT.get(table), values)
        .map(hits -> hits.stream().map(Hit::shown).toList());
  }

  /** Takes the rows away in which the person stands; answers how many. */
  static Uni<Integer> forget(SqlConnection connection, String table, PersonValues values) {
    Kept kept = KEPT.get(table);
    return hits(connection, kept, values)
        .chain(
            hits ->
                hits.isEmpty()
                    ? Uni.createFrom().item(0)
                    : connection
                        .preparedQuery(kept.forget())
                        .execute(
                            Tuple.of(
                                hits.stream().map(Hit::id).toArray(UUID[]::new),
                                hits.stream().map(Hit::number).toArray(Long[]::new)))
                        .map(rows -> rows.rowCount()));
  }

  private static Uni<List<Hit>> hits(SqlConnection connection, Kept kept, PersonValues values) {
    List<Hit> hits = new ArrayList<>();
    AtomicReference<Tuple> after = new AtomicReference<>(Tuple.of(FIRST, 0L, ROWS));
    return Multi.createBy()
        .repeating()
        .uni(
            () ->
                connection
                    .preparedQuery(kept.page())
                    .execute(after.get())
                    .invoke(
                        rows -> {
                          for (Row row : rows) {
                            look(row, kept, values, hits);
                            after.set(Tuple.of(row.getUUID(0), row.getLong(1), ROWS));
                          }
                        }))
        .whilst(rows -> rows.size() == ROWS)
        .collect()
        .last()
        .replaceWith(hits);
  }

  private static void look(Row row, Kept kept, PersonValues values, List<Hit> hits) {
    String text = Sealed.opened(kept.column(), row.getString(3));
    if (values.standIn(row.getUUID(2), text)) {
      hits.add(
          new Hit(row.getUUID(0), row.getLong(1), row.getJsonObject(4).put(kept.name(), text)));
    }
  }
}
