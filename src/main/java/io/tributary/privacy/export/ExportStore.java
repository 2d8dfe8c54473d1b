package io.tributary.privacy.export;

import io.smallrye.mutiny.Uni;
import io.vertx.core.json.JsonObject;
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
        AND c.relname NOT IN ('linking_traits', 'linking_key', 'fact_key', 'profile_key', 'identifier_claim', 'points_command',
                              'device_sign_in', 'device_visit', 'match_sample_pair', 'match_review', 'customer_veto',
                              'customer_merge_profile', 'erasure_tombstone')
      GROUP BY c.oid, c.relname
      ORDER BY c.relname
      """;

  private static final String ACCOUNTS =
      "SELECT account_id FROM points_account WHERE customer_id = ANY($1)";

  private ExportStore() {}

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
        .map(
            rows -> {
              List<UUID> ids = new ArrayList<>();
              rows.forEach(row -> ids.add(row.getUUID(0)));
              return ids;
            });
  }

  /** One person's rows of a table; an export is of one person, and leaves nothing out. */
  static Uni<List<JsonObject>> rows(SqlClient client, Named table, UUID[] ids) {
    String whose =
        String.join(
            " OR ", table.columns().stream().map(column -> "t." + column + " = ANY($1)").toList());
    return client
        .preparedQuery(
            "SELECT jsonb_strip_nulls(to_jsonb(t))::text FROM "
                + table.table()
                + " t WHERE "
                + whose)
        .execute(Tuple.of(ids))
        .map(
            found -> {
              List<JsonObject> rows = new ArrayList<>();
              found.forEach(row -> rows.add(readable(new JsonObject(row.getString(0)))));
              return rows;
            });
  }

  private static JsonObject readable(JsonObject row) {
    row.fieldNames().removeIf(name -> name.endsWith("_hash"));
    return row;
  }
}
