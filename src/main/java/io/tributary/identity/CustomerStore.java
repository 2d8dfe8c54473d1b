package io.tributary.identity;

import io.smallrye.mutiny.Uni;
import io.tributary.platform.FactKeys;
import io.tributary.platform.Rows;
import io.tributary.platform.Tx;
import io.tributary.platform.TypeId;
import io.tributary.platform.keys.Sealed;
import io.vertx.core.json.Json;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.RowSet;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Function;

/** Reads customers and what identity keeps of them. */
@ApplicationScoped
class CustomerStore {
  /**
   * Customers by id; one that was merged away comes with the data of the one that stands for it.
   * What is an array comes out of a subquery, here and below: a plan that knows how many there are
   * looks cheaper than one for any number, so PostgreSQL would plan anew each time.
   */
  private static final String BY_IDS =
      """
      WITH RECURSIVE up (asked, id, next) AS (
        SELECT customer_id, customer_id, merged_into FROM customer WHERE customer_id = ANY((SELECT $1::uuid[])::uuid[])
        UNION ALL
        SELECT u.asked, c.customer_id, c.merged_into FROM up u JOIN customer c ON c.customer_id = u.next
      )
      SELECT u.asked, c.customer_id, c.display_name, c.created_at, c.version
      FROM up u JOIN customer c ON c.customer_id = u.id WHERE u.next IS NULL AND c.erased_at IS NULL
      """;

  private static final String IS_ERASED =
      "SELECT FROM customer WHERE customer_id = $1 AND erased_at IS NOT NULL";

  private static final String FILTER =
      """
      FROM customer c
      WHERE c.merged_into IS NULL AND c.erased_at IS NULL
        AND ($1::text IS NULL OR lower(c.display_name) LIKE $1 || '%'
             OR string_to_array(lower(c.display_name), ' ') @> ARRAY[$2::text])
        AND ($3::uuid[] IS NULL OR c.customer_id = ANY($3))
        AND ($4::uuid IS NULL OR EXISTS (
              SELECT FROM profile p WHERE p.customer_id = c.customer_id AND p.source_id = $4))
        AND ($5::text IS NULL OR EXISTS (
              SELECT FROM profile p JOIN source s USING (source_id) WHERE p.customer_id = c.customer_id AND s.kind = $5))
        AND ($6::timestamptz IS NULL OR c.created_at >= $6)
        AND ($7::timestamptz IS NULL OR c.created_at < $7)
      """;

  private static final String COLUMNS =
      "SELECT c.customer_id, c.customer_id, c.display_name, c.created_at, c.version ";

  private static final String NEWEST =
      COLUMNS
          + FILTER
          + " AND ($8::uuid IS NULL OR c.customer_id < $8) ORDER BY c.customer_id DESC LIMIT $9";

  private static final String OLDEST =
      COLUMNS
          + FILTER
          + " AND ($8::uuid IS NULL OR c.customer_id > $8) ORDER BY c.customer_id LIMIT $9";

  private static final String BY_NAME =
      COLUMNS
          + FILTER
          + """
           AND c.display_name IS NOT NULL
           AND ($8::uuid IS NULL OR (lower(c.display_name), c.customer_id) > ($10, $8))
          ORDER BY lower(c.display_name), c.customer_id LIMIT $9
          """;

  private static final String COUNT = "SELECT count(*) " + FILTER;

  /** Whose a tying identifier is; else everyone who was seen with it. */
  private static final String BY_IDENTIFIER =
      """
      SELECT p.customer_id, 0 AS rank FROM identifier_claim c JOIN profile p USING (profile_id)
      WHERE c.value_hash = ANY($1) AND c.shared_at IS NULL AND p.customer_id IS NOT NULL
      UNION
      SELECT p.customer_id, 0 FROM device_visit v JOIN profile p USING (profile_id)
      WHERE v.key_hash = ANY($2) AND p.customer_id IS NOT NULL
      UNION
      SELECT p.customer_id, 0 FROM profile_key k JOIN profile p USING (profile_id)
      WHERE k.key_hash = ANY($2) AND p.customer_id IS NOT NULL
      UNION
      SELECT p.customer_id, 1 FROM profile_identifier i JOIN profile p USING (profile_id)
      WHERE i.value_hash = ANY($1) AND i.state IN ('VERIFIED', 'UNVERIFIED') AND p.customer_id IS NOT NULL
      ORDER BY rank LIMIT 101
      """;

  private static final String SOURCE_IDS =
      "SELECT source_id FROM source ORDER BY source_id LIMIT 10000";

  private static final String PROFILE_COLUMNS =
      "SELECT customer_id, profile_id, source_id, key_kind, key, first_seen_at, last_seen_at, wrapped"
          + " FROM profile LEFT JOIN data_key USING (profile_id) ";

  private static final String PROFILES =
      PROFILE_COLUMNS
          + "WHERE customer_id = ANY((SELECT $1::uuid[])::uuid[]) ORDER BY customer_id, created_at, profile_id";

  private static final String PROFILE =
      PROFILE_COLUMNS + "WHERE profile_id = $1 AND key_kind <> 'ERASED'";

  /** A customer's identifiers: the keys of the profiles and what they were seen with. */
  private static final String IDENTIFIERS =
      """
      SELECT customer_id, key_kind, source_id, '', key, 'VERIFIED', NULL, profile_id, NULL::uuid, NULL::bytea, wrapped
      FROM profile LEFT JOIN data_key USING (profile_id) WHERE customer_id = ANY((SELECT $1::uuid[])::uuid[])
      UNION ALL
      (SELECT DISTINCT ON (p.customer_id, i.value_hash) p.customer_id, i.kind, NULL, i.scope, NULL,
              CASE WHEN c.shared_at IS NOT NULL THEN 'SHARED' ELSE min(i.state) OVER same END,
              coalesce(c.shared_reason, min(i.reason) OVER same), i.profile_id, i.value_hash, i.sealed, d.wrapped
       FROM profile p JOIN profile_identifier i USING (profile_id) JOIN data_key d USING (profile_id)
       LEFT JOIN identifier_claim c ON c.value_hash = i.value_hash
       WHERE p.customer_id = ANY((SELECT $1::uuid[])::uuid[])
       WINDOW same AS (PARTITION BY p.customer_id, i.value_hash))
      """;

  private static final String ATTRIBUTES =
      """
      SELECT customer_id, name, value::text, profile_id, source_id, observed_at, rule
      FROM customer_attribute WHERE customer_id = ANY((SELECT $1::uuid[])::uuid[]) ORDER BY customer_id, name, position
      """;

  private static final String VERSIONS =
      "SELECT customer_id, version FROM customer WHERE customer_id = ANY((SELECT $1::uuid[])::uuid[])";

  /** As they always were in answers: by kind, scope (a source's counts last) and value. */
  private static final Comparator<Identifier> BY_VALUE =
      Comparator.comparing((Identifier one) -> one.kind().name())
          .thenComparing(one -> one.scope().startsWith("src_") ? "" : one.scope())
          .thenComparing(Identifier::value)
          .thenComparing(Identifier::scope);

  private final Tx tx;

  CustomerStore(Tx tx) {
    this.tx = tx;
  }

  /** What a page of customers is chosen by; null takes all. */
  record Filter(
      String search, List<UUID> ids, UUID source, SourceKind kind, Instant from, Instant before) {
    Tuple values() {
      return Tuple.tuple()
          .addString(search == null ? null : search.replaceAll("([\\\\%_])", "\\\\$1"))
          .addString(search)
          .addArrayOfUUID(ids == null ? null : ids.toArray(UUID[]::new))
          .addUUID(source)
          .addString(kind == null ? null : kind.name())
          .addOffsetDateTime(FactKeys.utc(from))
          .addOffsetDateTime(FactKeys.utc(before));
    }
  }

  Uni<Map<UUID, Customer>> byIds(Collection<UUID> ids) {
    return tx.read(
            connection ->
                connection.preparedQuery(BY_IDS).execute(Tuple.of(ids.toArray(UUID[]::new))))
        .map(
            rows -> {
              Map<UUID, Customer> found = new HashMap<>();
              customers(rows).forEach(customer -> found.put(customer.uuid(), customer));
              return found;
            });
  }

  Uni<Boolean> isErased(UUID id) {
    return tx.read(connection -> connection.preparedQuery(IS_ERASED).execute(Tuple.of(id)))
        .map(rows -> rows.size() > 0);
  }

  Uni<List<Customer>> page(
      Filter filter, CustomerOrder order, String afterName, UUID after, int limit) {
    Tuple values = filter.values().addUUID(after).addInteger(limit);
    String sql =
        switch (order) {
          case NEWEST -> NEWEST;
          case OLDEST -> OLDEST;
          case DISPLAY_NAME -> BY_NAME;
        };
    if (order == CustomerOrder.DISPLAY_NAME) {
      values.addString(afterName);
    }
    return tx.read(connection -> connection.preparedQuery(sql).execute(values))
        .map(CustomerStore::customers);
  }

  Uni<Long> count(Filter filter) {
    return tx.read(connection -> connection.preparedQuery(COUNT).execute(filter.values()))
        .map(rows -> rows.iterator().next().getLong(0));
  }

  /**
   * The customers that an identifier points to, at most 100.
   *
   * @param hashes of the identifier itself
   * @param keyHashes of the profile keys it may be
   */
  Uni<List<UUID>> byIdentifier(UUID[] hashes, UUID[] keyHashes) {
    return tx.read(
            connection ->
                connection
                    .preparedQuery(BY_IDENTIFIER)
                    .execute(Tuple.tuple().addArrayOfUUID(hashes).addArrayOfUUID(keyHashes)))
        .map(
            rows -> {
              List<UUID> tied = new ArrayList<>();
              List<UUID> seen = new ArrayList<>();
              for (Row row : rows) {
                (row.getInteger(1) == 0 ? tied : seen).add(row.getUUID(0));
              }
              return (tied.isEmpty() ? seen : tied).stream().distinct().toList();
            });
  }

  Uni<List<UUID>> sourceIds() {
    return tx.read(connection -> connection.query(SOURCE_IDS).execute())
        .map(rows -> Rows.list(rows, row -> row.getUUID(0)));
  }

  Uni<Map<UUID, List<Profile>>> profiles(Collection<UUID> customers) {
    return grouped(PROFILES, customers, CustomerStore::profile);
  }

  Uni<Profile> profile(UUID id) {
    return tx.read(connection -> connection.preparedQuery(PROFILE).execute(Tuple.of(id)))
        .map(rows -> rows.size() == 0 ? null : profile(rows.iterator().next()));
  }

  private static Profile profile(Row row) {
    return new Profile(
        row.getUUID(1),
        row.getUUID(2),
        IdentifierKind.valueOf(row.getString(3)),
        Sealed.key(row, 1, 4, 7),
        row.getOffsetDateTime(5),
        row.getOffsetDateTime(6));
  }

  Uni<Map<UUID, List<Identifier>>> identifiers(Collection<UUID> customers) {
    return grouped(IDENTIFIERS, customers, CustomerStore::identifier)
        .map(
            found -> {
              found.replaceAll((id, list) -> list.stream().distinct().sorted(BY_VALUE).toList());
              return found;
            });
  }

  private static Identifier identifier(Row row) {
    return new Identifier(
        IdentifierKind.valueOf(row.getString(1)),
        row.getUUID(2) == null ? row.getString(3) : TypeId.SOURCE.encode(row.getUUID(2)),
        row.getUUID(8) == null ? Sealed.key(row, 7, 4, 10) : Sealed.identifier(row, 7, 8),
        Identifier.State.valueOf(row.getString(5)),
        row.getString(6));
  }

  Uni<Map<UUID, List<Attribute>>> attributes(Collection<UUID> customers) {
    return grouped(
        ATTRIBUTES,
        customers,
        row -> {
          Object value = Json.decodeValue(row.getString(2));
          return new Attribute(
              row.getString(1),
              value instanceof String text ? text : row.getString(2),
              row.getUUID(3) == null ? null : TypeId.PROFILE.encode(row.getUUID(3)),
              row.getUUID(4),
              row.getOffsetDateTime(5),
              row.getString(6));
        });
  }

  Uni<Map<UUID, Long>> versions(Collection<UUID> customers) {
    return tx.read(
            connection ->
                connection
                    .preparedQuery(VERSIONS)
                    .execute(Tuple.of(customers.toArray(UUID[]::new))))
        .map(Rows::numbers);
  }

  private <T> Uni<Map<UUID, List<T>>> grouped(
      String sql, Collection<UUID> customers, Function<Row, T> reader) {
    return tx.read(
            connection ->
                connection.preparedQuery(sql).execute(Tuple.of(customers.toArray(UUID[]::new))))
        .map(
            rows -> {
              Map<UUID, List<T>> found = new HashMap<>();
              for (Row row : rows) {
                found
                    .computeIfAbsent(row.getUUID(0), c -> new ArrayList<>())
                    .add(reader.apply(row));
              }
              return found;
            });
  }

  private static List<Customer> customers(RowSet<Row> rows) {
    List<Customer> found = new ArrayList<>();
    for (Row row : rows) {
      found.add(
          new Customer(
              row.getUUID(0),
              row.getUUID(1),
              row.getString(2),
              row.getOffsetDateTime(3),
              row.getLong(4)));
    }
    return found;
  }
}
