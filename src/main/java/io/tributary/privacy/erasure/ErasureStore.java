package io.tributary.privacy.erasure;

import io.smallrye.mutiny.Uni;
import io.tributary.platform.FactKeys;
import io.tributary.platform.Rows;
import io.tributary.platform.keys.Sealed;
import io.vertx.core.json.JsonObject;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.SqlConnection;
import io.vertx.mutiny.sqlclient.Tuple;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Stream;

/** What an erasure reads and writes, in every room's tables. */
final class ErasureStore {
  /**
   * What each table's comment says that an erasure does with it, and its columns with somebody's
   * id. A table that comes later is taken along because it must declare itself.
   */
  private static final String TABLES =
      """
      SELECT c.relname::text, m[1], (
        SELECT array_agg(a.attname::text ORDER BY a.attnum) FROM pg_attribute a
        WHERE a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped AND a.atttypid = 'uuid'::regtype
          AND (a.attname ~ '(customer|profile|account|member)_id$'
               OR a.attname IN ('home_id', 'absorbed_id', 'other_id', 'owner_id', 'merged_into')))
      FROM pg_class c
      CROSS JOIN LATERAL regexp_match(obj_description(c.oid, 'pg_class'), '; erasure: (delete|blank|search)\\]$') m
      WHERE c.relnamespace = 'public'::regnamespace AND c.relkind IN ('r', 'p') AND NOT c.relispartition AND m IS NOT NULL
      ORDER BY 1
      """;

  /** Takes away whose the rows of ids $1 were, at $2. */
  private static final Map<String, String> BLANK =
      Map.ofEntries(
          Map.entry(
              "customer",
              """
          UPDATE customer SET display_name = NULL, erasing_since = NULL, erased_at = $2, updated_at = $2, version = version + 1
          WHERE customer_id = ANY($1)
          """),
          Map.entry(
              "profile",
              "UPDATE profile SET key_kind = 'ERASED', key = '' WHERE profile_id = ANY($1)"),
          Map.entry(
              "customer_merge",
              "UPDATE customer_merge SET evidence = '[]', reason = NULL WHERE customer_id = ANY($1) OR absorbed_id = ANY($1)"),
          Map.entry(
              "order_return",
              "UPDATE order_return SET reason = NULL WHERE profile_id = ANY($1) AND reason IS NOT NULL"),
          // also the other side of transfers, which carries the same actor
          Map.entry(
              "points_entry",
              """
          UPDATE points_entry SET actor = 'erased', reason = NULL, reference = NULL, idempotency_key = entry_id::text
          WHERE entry_id IN (SELECT entry_id FROM points_entry WHERE account_id = ANY($1))
          """),
          Map.entry(
              "points_adjustment",
              """
          UPDATE points_adjustment
          SET reason = '', state = replace(state, 'PROPOSED', 'REFUSED'), decided_by = coalesce(decided_by, 'erased'),
              decided_at = coalesce(decided_at, $2)
          WHERE account_id = ANY($1)
          """),
          Map.entry(
              "points_payment",
              "UPDATE points_payment SET external_id = '' WHERE account_id = ANY($1)"),
          Map.entry(
              "coupon_redemption",
              "UPDATE coupon_redemption SET order_ref = '' WHERE account_id = ANY($1)"),
          // the tier that it gives is a figure
          Map.entry(
              "tier_lock",
              """
          UPDATE tier_lock SET reason = '', lift_reason = CASE WHEN lift_reason IS NOT NULL THEN '' END
          WHERE customer_id = ANY($1)
          """),
          Map.entry(
              "privacy_request",
              """
          UPDATE privacy_request
          SET details = '{}', reason = NULL, verified_how = CASE WHEN verified_how IS NOT NULL THEN 'checked' END,
              verified_by = CASE WHEN verified_by = requested_by THEN 'erased' ELSE verified_by END,
              settled_by = CASE WHEN settled_by = requested_by THEN 'erased' ELSE settled_by END,
              requested_by = 'erased', proof = CASE WHEN kind = 'ERASURE' THEN proof END,
              settled_at = coalesce(settled_at, $2),
              state = CASE WHEN state IN ('RECEIVED', 'VERIFIED') THEN 'CANCELLED' ELSE state END
          WHERE customer_id = ANY($1)
          """),
          Map.entry(
              "referral",
              """
          UPDATE referral SET decision_reason = CASE WHEN decision_reason IS NOT NULL THEN '' END
          WHERE customer_id = ANY($1) OR referrer_id = ANY($1)
          """));

  /** Whether a text holds a part $1, the digits $2, or a field $4 of a source $3. */
  private static final String HOLDS =
      """
      (EXISTS (SELECT FROM unnest($1::text[]) v WHERE position(v IN lower({text})) > 0)
        OR EXISTS (SELECT FROM unnest($2::text[]) v
                   WHERE position(v IN translate({text}, '０１２３４５６７８９ ().-', '0123456789')) > 0)
        OR EXISTS (SELECT FROM unnest($3::uuid[], $4::text[]) f(source, pattern)
                   WHERE (f.source IS NULL OR f.source = {source}) AND {text} ~ f.pattern))
      """;

  /** Rows in which the person stands, to be shown to them. */
  private static final Map<String, String> FOUND =
      Map.of(
          "waiting_return",
          "SELECT r.body FROM waiting_return r WHERE " + holds("r.body::text", "r.source_id"));

  /** Takes away rows in which the person stands. */
  private static final Map<String, String> SEARCH =
      Map.of(
          "waiting_return",
          "DELETE FROM waiting_return r WHERE " + holds("r.body::text", "r.source_id"));

  private static final String ACCOUNTS =
      "SELECT account_id FROM points_account WHERE customer_id = ANY($1)";

  private static final String KEYS =
      """
      SELECT source_id, profile_id, key, wrapped FROM profile LEFT JOIN data_key USING (profile_id)
      WHERE profile_id = ANY($1)
      """;

  private static final String NAMES =
      """
      SELECT DISTINCT p.source_id, a.value #>> '{}' FROM profile_attribute a JOIN profile p USING (profile_id)
      WHERE a.profile_id = ANY($1) AND a.name = 'name'
      """;

  private static final String IDENTIFIERS =
      """
      SELECT i.kind, i.profile_id, i.value_hash, i.sealed, d.wrapped
      FROM profile_identifier i JOIN data_key d USING (profile_id) WHERE i.profile_id = ANY($1)
      """;

  /** A file under way of a source that knows the person. */
  private static final String UNDER_WAY =
      """
      SELECT FROM import_job WHERE state IN ('RECEIVING', 'QUEUED', 'RUNNING')
        AND source_id IN (SELECT source_id FROM profile WHERE profile_id = ANY($1)) LIMIT 1
      """;

  /** A value that several people share stays shared while others have it. */
  private static final String HAND_ON_SHARED =
      """
      UPDATE identifier_claim c SET profile_id = n.profile_id
      FROM (
        SELECT DISTINCT ON (i.value_hash) i.value_hash, i.profile_id
        FROM identifier_claim k JOIN profile_identifier i ON i.value_hash = k.value_hash
        WHERE k.profile_id = ANY($1) AND k.shared_at IS NOT NULL AND i.profile_id <> ALL($1)
          AND i.state IN ('VERIFIED', 'UNVERIFIED')
        ORDER BY i.value_hash, i.profile_id) n
      WHERE c.value_hash = n.value_hash
      """;

  private static final String BURY =
      """
      INSERT INTO erasure_tombstone AS t (customer_id, profiles, erased_at) SELECT c, $2, $3 FROM unnest($1::uuid[]) c
      ON CONFLICT (customer_id) DO UPDATE
      SET profiles = ARRAY(SELECT unnest(t.profiles) UNION SELECT unnest(excluded.profiles)),
          erased_at = least(t.erased_at, excluded.erased_at)
      """;

  private static final String TOMBSTONES =
      """
      SELECT customer_id, profiles, erased_at FROM erasure_tombstone
      WHERE $1::timestamptz IS NULL OR (erased_at, customer_id) > ($1, $2::uuid)
      ORDER BY erased_at, customer_id LIMIT $3
      """;

  private ErasureStore() {}

  /** A table, what it declares, and its columns with somebody's id. */
  record Declared(String table, String erasure, List<String> columns) {}

  private static String holds(String text, String source) {
    return HOLDS.replace("{text}", text).replace("{source}", source);
  }

  /** The tables that an erasure changes. */
  static Uni<List<Declared>> tables(SqlConnection connection) {
    return connection
        .preparedQuery(TABLES)
        .execute()
        .map(
            rows -> {
              List<Declared> tables = new ArrayList<>();
              rows.forEach(
                  row -> {
                    String[] columns = row.getArrayOfStrings(2);
                    tables.add(
                        new Declared(
                            row.getString(0),
                            row.getString(1),
                            columns == null ? List.of() : List.of(columns)));
                  });
              return tables;
            });
  }

  /**
   * Does with a table what it declares; answers how many rows.
   *
   * @throws IllegalStateException when nobody has said here how to do it
   */
  static Uni<Integer> erase(
      SqlConnection connection, Declared table, UUID[] ids, PersonValues values, Instant now) {
    return switch (table.erasure()) {
      case "delete" -> run(connection, delete(table), Tuple.of(ids));
      case "blank" -> {
        String sql = known(BLANK, table);
        yield run(
            connection, sql, sql.contains("$2") ? Tuple.of(ids, FactKeys.utc(now)) : Tuple.of(ids));
      }
      default ->
          RefusedSearchStore.searches(table.table())
              ? RefusedSearchStore.forget(connection, table.table(), values)
              : run(connection, known(SEARCH, table), search(values));
    };
  }

  private static String delete(Declared table) {
    if (table.columns().isEmpty()) {
      throw new IllegalStateException(table.table() + " is to be erased from and names nobody");
    }
    return "DELETE FROM "
        + table.table()
        + " WHERE "
        + String.join(
            " OR ", table.columns().stream().map(column -> column + " = ANY($1)").toList());
  }

  private static String known(Map<String, String> statements, Declared table) {
    String sql = statements.get(table.table());
    if (sql == null) {
      throw new IllegalStateException(
          table.table() + " declares erasure: " + table.erasure() + ", and nothing here does it");
    }
    return sql;
  }

  private static Tuple search(PersonValues values) {
    List<PersonValues.Field> fields = values.fields();
    return Tuple.tuple()
        .addArrayOfString(values.texts().toArray(String[]::new))
        .addArrayOfString(values.digits().toArray(String[]::new))
        .addArrayOfUUID(fields.stream().map(PersonValues.Field::source).toArray(UUID[]::new))
        .addArrayOfString(fields.stream().map(PersonValues.Field::pattern).toArray(String[]::new));
  }

  private static Uni<Integer> run(SqlConnection connection, String sql, Tuple values) {
    return connection.preparedQuery(sql).execute(values).map(rows -> rows.rowCount());
  }

  static Uni<List<UUID>> accounts(SqlConnection connection, Collection<UUID> customers) {
    return connection
        .preparedQuery(ACCOUNTS)
        .execute(Tuple.of(customers.toArray(UUID[]::new)))
        .map(rows -> Rows.list(rows, row -> row.getUUID(0)));
  }

  /** The same, and by their names. */
  static Uni<PersonValues> valuesAndNames(SqlConnection connection, UUID[] profiles) {
    return values(connection, profiles)
        .chain(
            values ->
                connection
                    .preparedQuery(NAMES)
                    .execute(Tuple.of(profiles))
                    .invoke(
                        rows -> rows.forEach(row -> values.name(row.getUUID(0), row.getString(1))))
                    .replaceWith(values));
  }

  /** The tables of rows that were kept as they came. */
  static List<String> asTheyCame() {
    return Stream.concat(FOUND.keySet().stream(), RefusedSearchStore.tables().stream())
        .sorted()
        .toList();
  }

  /** Rows of such a table in which the person stands. */
  static Uni<List<JsonObject>> found(SqlConnection connection, String table, PersonValues values) {
    if (RefusedSearchStore.searches(table)) {
      return RefusedSearchStore.found(connection, table, values);
    }
    return connection
        .preparedQuery(FOUND.get(table))
        .execute(search(values))
        .map(rows -> Rows.list(rows, row -> row.getJsonObject(0)));
  }

  /** What the person is found by in text. */
  static Uni<PersonValues> values(SqlConnection connection, UUID[] profiles) {
    PersonValues values = PersonValues.none();
    return connection
        .preparedQuery(KEYS)
        .execute(Tuple.of(profiles))
        .invoke(rows -> rows.forEach(row -> values.key(row.getUUID(0), Sealed.key(row, 1, 2, 3))))
        .chain(() -> connection.preparedQuery(IDENTIFIERS).execute(Tuple.of(profiles)))
        .invoke(
            rows ->
                rows.forEach(
                    row -> values.identifier(row.getString(0), Sealed.identifier(row, 1, 2))))
        .replaceWith(values);
  }

  /** Whether a file is under way in which the person may stand. */
  static Uni<Boolean> isImportUnderWay(SqlConnection connection, UUID[] profiles) {
    return connection
        .preparedQuery(UNDER_WAY)
        .execute(Tuple.of(profiles))
        .map(rows -> rows.size() > 0);
  }

  static Uni<Void> handOnShared(SqlConnection connection, UUID[] profiles) {
    return run(connection, HAND_ON_SHARED, Tuple.of(profiles)).replaceWithVoid();
  }

  static Uni<Void> bury(
      SqlConnection connection, Collection<UUID> customers, UUID[] profiles, Instant now) {
    return run(
            connection, BURY, Tuple.of(customers.toArray(UUID[]::new), profiles, FactKeys.utc(now)))
        .replaceWithVoid();
  }

  /** Notes that somebody was erased, as a list says that comes from outside. */
  static Uni<Void> bury(SqlConnection connection, Tombstone stone) {
    return bury(
        connection,
        Set.of(stone.customer()),
        stone.profiles().toArray(UUID[]::new),
        stone.erasedAt().toInstant());
  }

  /** A page of the erased, in the order in which they were. */
  static Uni<List<Tombstone>> tombstones(
      SqlConnection connection, Instant after, UUID afterId, int limit) {
    return connection
        .preparedQuery(TOMBSTONES)
        .execute(Tuple.of(FactKeys.utc(after), afterId, limit))
        .map(
            rows -> {
              List<Tombstone> found = new ArrayList<>();
              for (Row row : rows) {
                found.add(
                    new Tombstone(
                        row.getUUID(0),
                        new HashSet<>(List.of(row.getArrayOfUUIDs(1))),
                        row.getOffsetDateTime(2)));
              }
              return found;
            });
  }
}
