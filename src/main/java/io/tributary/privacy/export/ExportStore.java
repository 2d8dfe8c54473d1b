package io.tributary.privacy.export;

import io.smallrye.mutiny.Uni;
import io.tributary.activity.EventValues;
import io.tributary.platform.Rows;
import io.tributary.platform.TypeId;
import io.tributary.platform.keys.Sealed;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.SqlClient;
import io.vertx.mutiny.sqlclient.Tuple;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

/** Reads everything that is kept on one person. */
final class ExportStore {
  /**
   * The tables that name a person, with what they hold and their columns with somebody's id; a
   * table that comes later is in the export at once. Left out are work to be done, hashes and keys
   * that repeat what stands elsewhere, and what is about somebody else as well.
   */
  private static final String TABLES =
      """
      SELECT c.relname::text,
             regexp_replace(obj_description(c.oid, 'pg_class'), '^distributed by [a-z_]+: | \\[merge: [^]]*\\]$', '', 'g'),
             array_agg(a.attname::text ORDER BY a.attnum)
      FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid
      WHERE c.relnamespace = 'public'::regnamespace AND c.relkind IN ('r', 'p') AND NOT c.relispartition
        AND obj_description(c.oid, 'pg_class') ~ '\\[merge: (stays|moves|derived|record);'
        AND a.attnum > 0 AND NOT a.attisdropped AND a.atttypid = 'uuid'::regtype
        AND a.attname IN ('customer_id', 'profile_id', 'account_id')
        AND c.relname NOT IN ('linking_traits', 'linking_key', 'fact_key', 'profile_key', 'identifier_claim', 'points_command', 'data_key',
                              'device_sign_in', 'device_visit', 'match_sample_pair', 'match_review', 'customer_veto',
                              'customer_merge_profile', 'erasure_tombstone')
      GROUP BY c.oid, c.relname
      ORDER BY c.relname
      """;

  private static final String ACCOUNTS =
      "SELECT account_id FROM points_account WHERE customer_id = ANY($1)";

  /** Who looked at what is kept on the person or changed it; ids $1 as the API shows them. */
  private static final String LOOKED_AT =
      """
      SELECT jsonb_build_object('at', at, 'by', actor, 'roles', roles, 'action', action, 'operation', operation,
                                'outcome', outcome, 'reason', reason)
      FROM audit_record WHERE objects && $1::text[] ORDER BY at
      """;

  /** Whether staff were asked if the person is somebody else as well; not who that is. */
  private static final String REVIEWS =
      """
      SELECT jsonb_build_object('asked_because', guard, 'state', state, 'opened_at', opened_at, 'decided_at', decided_at)
      FROM match_review WHERE customer_id = ANY($1) OR other_id = ANY($1) ORDER BY opened_at
      """;

  /** That the person was said to be nobody else; not whom. */
  private static final String VETOES =
      """
      SELECT jsonb_build_object('created_at', created_at, 'lifted_at', lifted_at)
      FROM customer_veto WHERE customer_id = ANY($1) OR other_id = ANY($1) ORDER BY created_at
      """;

  /** What is sealed is opened for the person whose it is. */
  private static final String IDENTIFIERS =
      """
      SELECT (jsonb_strip_nulls(to_jsonb(t)) - 'sealed')::text, t.profile_id, t.value_hash, t.sealed, d.wrapped
      FROM profile_identifier t JOIN data_key d USING (profile_id) WHERE t.profile_id = ANY($1)
      """;

  private static final String PROFILES =
      """
      SELECT jsonb_strip_nulls(to_jsonb(t))::text, t.profile_id, t.key, d.wrapped
      FROM profile t LEFT JOIN data_key d USING (profile_id) WHERE t.profile_id = ANY($1) OR t.customer_id = ANY($1)
      """;

  private ExportStore() {}

  /** Who looked at what is kept on customers, earliest first. */
  static Uni<List<JsonObject>> lookedAt(SqlClient client, List<UUID> customers) {
    return read(
        client,
        LOOKED_AT,
        Tuple.of(customers.stream().map(TypeId.CUSTOMER::encode).toArray(String[]::new)));
  }

  /** Reviews that asked whether they are somebody else, earliest first. */
  static Uni<List<JsonObject>> reviews(SqlClient client, List<UUID> customers) {
    return read(client, REVIEWS, Tuple.of(customers.toArray(UUID[]::new)));
  }

  /** Decisions that they are nobody else, earliest first. */
  static Uni<List<JsonObject>> vetoes(SqlClient client, List<UUID> customers) {
    return read(client, VETOES, Tuple.of(customers.toArray(UUID[]::new)));
  }

  private static Uni<List<JsonObject>> read(SqlClient client, String sql, Tuple ids) {
    return client
        .preparedQuery(sql)
        .execute(ids)
        .map(
            found -> {
              List<JsonObject> rows = new ArrayList<>();
              found.forEach(row -> rows.add(row.getJsonObject(0)));
              return rows;
            });
  }

  /** A table that names people. */
  record Named(String table, String about, List<String> columns) {}

  static Uni<List<Named>> tables(SqlClient client) {
    return client
        .preparedQuery(TABLES)
        .execute()
        .map(
            rows -> {
              List<Named> tables = new ArrayList<>();
              rows.forEach(
                  row ->
                      tables.add(
                          new Named(
                              row.getString(0),
                              row.getString(1),
                              List.of(row.getArrayOfStrings(2)))));
              return tables;
            });
  }

  static Uni<List<UUID>> accounts(SqlClient client, List<UUID> customers) {
    return client
        .preparedQuery(ACCOUNTS)
        .execute(Tuple.of(customers.toArray(UUID[]::new)))
        .map(rows -> Rows.list(rows, row -> row.getUUID(0)));
  }

  /** One person's rows of a table; an export is of one person, and leaves nothing out. */
  static Uni<List<JsonObject>> rows(SqlClient client, Named table, UUID[] ids) {
    String whose =
        String.join(
            " OR ", table.columns().stream().map(column -> "t." + column + " = ANY($1)").toList());
    String sql =
        switch (table.table()) {
          case "profile_identifier" -> IDENTIFIERS;
          case "profile" -> PROFILES;
          default ->
              "SELECT jsonb_strip_nulls(to_jsonb(t))::text FROM "
                  + table.table()
                  + " t WHERE "
                  + whose;
        };
    return client
        .preparedQuery(sql)
        .execute(Tuple.of(ids))
        .map(
            found -> {
              List<JsonObject> rows = new ArrayList<>();
              for (Row row : found) {
                rows.add(opened(table.table(), row, readable(new JsonObject(row.getString(0)))));
              }
              return rows;
            });
  }

  private static JsonObject opened(String table, Row row, JsonObject readable) {
    return switch (table) {
      case "profile_identifier" -> readable.put("value", Sealed.identifier(row, 1, 2));
      case "profile" -> readable.put("key", Sealed.key(row, 1, 2, 3));
      case "event" ->
          readable.put("properties", EventValues.opened(readable.getJsonObject("properties")));
      default -> readable;
    };
  }

  private static JsonObject readable(JsonObject row) {
    row.fieldNames().removeIf(name -> name.endsWith("_hash"));
    if (row.getValue("suspicions") instanceof JsonArray suspicions) {
      // that something looked like one person, and not who the other is
      suspicions.forEach(one -> ((JsonObject) one).remove("with"));
    }
    return row;
  }
}
