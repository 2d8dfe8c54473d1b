package io.tributary.identity;

import io.smallrye.mutiny.Uni;
import io.tributary.platform.FactKeys;
import io.tributary.platform.Rows;
import io.tributary.platform.keys.Sealed;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.SqlClient;
import io.vertx.mutiny.sqlclient.SqlConnection;
import io.vertx.mutiny.sqlclient.Tuple;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/** Marks values that several people have, and finds who carries them. */
final class SharedValueStore {
  /**
   * The profiles that were seen with values, some hundreds of each, with what tells people apart.
   */
  private static final String CARRIERS =
      """
      SELECT i.h, p.profile_id, p.customer_id, n.value #>> '{}', f.value #>> '{}', l.value #>> '{}', b.value #>> '{}'
      FROM unnest($1::uuid[]) i(h) CROSS JOIN LATERAL (
        SELECT DISTINCT x.profile_id FROM profile_identifier x
        WHERE x.value_hash = i.h AND x.state IN ('VERIFIED', 'UNVERIFIED') LIMIT 300) c
      JOIN profile p ON p.profile_id = c.profile_id
      LEFT JOIN profile_attribute n ON n.profile_id = p.profile_id AND n.name = 'name'
      LEFT JOIN profile_attribute f ON f.profile_id = p.profile_id AND f.name = 'first_name'
      LEFT JOIN profile_attribute l ON l.profile_id = p.profile_id AND l.name = 'last_name'
      LEFT JOIN profile_attribute b ON b.profile_id = p.profile_id AND b.name = 'birth_date'
      ORDER BY i.h, p.created_at, p.profile_id
      """;

  private static final String MARK =
      """
      UPDATE identifier_claim c SET shared_at = $3, shared_by = $4, shared_reason = n.r, kept_by = NULL
      FROM unnest($1::uuid[], $2::text[]) n(h, r)
      WHERE c.value_hash = n.h AND c.shared_at IS NULL AND ($4 <> 'rule' OR c.kept_by IS NULL)
      RETURNING c.value_hash, c.kind, n.r
      """;

  /** Profiles that carry values which tie them no longer are to be compared anew, some hundreds. */
  private static final String COMPARE_AGAIN =
      """
      INSERT INTO linking_pending (profile_id, noted_at)
      SELECT DISTINCT c.profile_id, $2::timestamptz FROM unnest($1::uuid[]) i(h) CROSS JOIN LATERAL (
        SELECT x.profile_id FROM profile_identifier x
        WHERE x.value_hash = i.h AND x.state IN ('VERIFIED', 'UNVERIFIED') LIMIT 300) c
      ORDER BY 1 ON CONFLICT (profile_id) DO UPDATE SET noted_at = excluded.noted_at
      """;

  private static final String UNMARK =
      """
      UPDATE identifier_claim SET shared_at = NULL, shared_by = NULL, shared_reason = NULL, kept_by = $2
      WHERE value_hash = $1 AND shared_at IS NOT NULL
      """;

  /** Values that are claimed, with one of those who carry each. */
  private static final String COLUMNS =
      """
      SELECT c.kind, c.scope, i.profile_id, c.value_hash, i.sealed, i.wrapped, c.shared_at, c.shared_by, c.shared_reason
      FROM identifier_claim c CROSS JOIN LATERAL (
        SELECT x.profile_id, x.sealed, d.wrapped FROM profile_identifier x JOIN data_key d USING (profile_id)
        WHERE x.value_hash = c.value_hash LIMIT 1) i
      """;

  /** The shared ones, newest first. */
  private static final String PAGE =
      COLUMNS
          + """
          WHERE c.shared_at IS NOT NULL
            AND ($1::timestamptz IS NULL OR c.shared_at < $1 OR c.shared_at = $1 AND c.value_hash > $2)
          ORDER BY c.shared_at DESC, c.value_hash LIMIT $3
          """;

  private static final String BY_HASH = COLUMNS + "WHERE c.value_hash = $1";

  /** Some hundreds of the customers who carry a value. */
  private static final String CUSTOMERS =
      """
      SELECT DISTINCT p.customer_id FROM profile_identifier i JOIN profile p USING (profile_id)
      WHERE i.value_hash = $1 AND p.customer_id IS NOT NULL LIMIT 300
      """;

  /** Why a household's value is shared. */
  static final String OTHER_NAMES = "people whose given names differ carry it";

  private SharedValueStore() {}

  /**
   * Marks those of these values that turn out to be several people's.
   *
   * @return them
   */
  static Uni<List<Marked>> share(
      SqlConnection connection, Collection<UUID> values, IdentifierPolicy policy, Instant now) {
    return carriers(connection, values)
        .chain(
            found -> {
              Map<UUID, String> shared = new HashMap<>();
              found.forEach(
                  (hash, carriers) -> {
                    String reason = SharedValues.reason(policy, carriers);
                    if (reason != null) {
                      shared.put(hash, reason);
                    }
                  });
              return mark(connection, shared, "rule", now);
            });
  }

  /** The profiles that were seen with values, by the values' hashes. */
  static Uni<Map<UUID, List<SharedValues.Carrier>>> carriers(
      SqlClient client, Collection<UUID> values) {
    return client
        .preparedQuery(CARRIERS)
        .execute(Tuple.of(values.toArray(UUID[]::new)))
        .map(
            rows -> {
              Map<UUID, List<SharedValues.Carrier>> found = new HashMap<>();
              for (Row row : rows) {
                found
                    .computeIfAbsent(row.getUUID(0), h -> new ArrayList<>())
                    .add(new SharedValues.Carrier(row.getUUID(2), face(row)));
              }
              return found;
            });
  }

  private static Face face(Row row) {
    Map<String, Object> attributes = new HashMap<>();
    attributes.put("name", row.getString(3));
    attributes.put("first_name", row.getString(4));
    attributes.put("last_name", row.getString(5));
    attributes.put("birth_date", row.getString(6));
    return Face.of(attributes);
  }

  /** A value that is shared from now on. */
  record Marked(UUID hash, IdentifierKind kind, String reason) {}

  /**
   * Values tie nobody any longer; by hash, each with its reason.
   *
   * @return those that did so far
   */
  static Uni<List<Marked>> mark(
      SqlConnection connection, Map<UUID, String> reasons, String actor, Instant now) {
    return reasons.isEmpty()
        ? Uni.createFrom().item(List.of())
        : connection
            .preparedQuery(MARK)
            .execute(
                Tuple.tuple()
                    .addArrayOfUUID(reasons.keySet().toArray(UUID[]::new))
                    .addArrayOfString(reasons.values().toArray(String[]::new))
                    .addOffsetDateTime(FactKeys.utc(now))
                    .addString(actor))
            .map(SharedValueStore::marked)
            .call(
                marked ->
                    marked.isEmpty()
                        ? Uni.createFrom().voidItem()
                        : IdentityStore.run(
                            connection,
                            COMPARE_AGAIN,
                            Tuple.of(
                                marked.stream().map(Marked::hash).toArray(UUID[]::new),
                                FactKeys.utc(now))));
  }

  private static List<Marked> marked(Iterable<Row> rows) {
    List<Marked> marked = new ArrayList<>();
    for (Row row : rows) {
      marked.add(
          new Marked(row.getUUID(0), IdentifierKind.valueOf(row.getString(1)), row.getString(2)));
    }
    return marked;
  }

  /** A value ties again; whether it was shared. */
  static Uni<Boolean> unmark(SqlConnection connection, UUID hash, String actor) {
    return connection
        .preparedQuery(UNMARK)
        .execute(Tuple.of(hash, actor))
        .map(rows -> rows.rowCount() > 0);
  }

  static Uni<List<SharedValue>> page(SqlClient client, Instant before, UUID after, int limit) {
    return client
        .preparedQuery(PAGE)
        .execute(Tuple.of(FactKeys.utc(before), after, limit))
        .map(SharedValueStore::values);
  }

  /** A claimed value; null when nobody claims it. */
  static Uni<SharedValue> byHash(SqlClient client, UUID hash) {
    return client
        .preparedQuery(BY_HASH)
        .execute(Tuple.of(hash))
        .map(SharedValueStore::values)
        .map(found -> found.isEmpty() ? null : found.get(0));
  }

  private static List<SharedValue> values(Iterable<Row> rows) {
    List<SharedValue> found = new ArrayList<>();
    for (Row row : rows) {
      found.add(
          new SharedValue(
              row.getUUID(3),
              IdentifierKind.valueOf(row.getString(0)),
              row.getString(1),
              Sealed.identifier(row, 2, 3),
              row.getOffsetDateTime(6),
              row.getString(7),
              row.getString(8)));
    }
    return found;
  }

  static Uni<List<UUID>> customersOf(SqlClient client, UUID hash) {
    return client
        .preparedQuery(CUSTOMERS)
        .execute(Tuple.of(hash))
        .map(rows -> Rows.list(rows, row -> row.getUUID(0)));
  }
}
