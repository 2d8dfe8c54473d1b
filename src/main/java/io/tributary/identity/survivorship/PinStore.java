package io.tributary.identity.survivorship;

import io.smallrye.mutiny.Uni;
import io.tributary.platform.FactKeys;
import io.vertx.core.json.Json;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.RowSet;
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

/** Reads and writes pins, and the values that stewards choose from. */
final class PinStore {
  /** Where following the merges from a customer ends. */
  private static final String ROOT =
      """
      WITH RECURSIVE up (id, next) AS (
        SELECT customer_id, merged_into FROM customer WHERE customer_id = $1 AND erased_at IS NULL
        UNION ALL
        SELECT c.customer_id, c.merged_into FROM up u JOIN customer c ON c.customer_id = u.next
      )
      SELECT id FROM up WHERE next IS NULL
      """;

  private static final String LOCK =
      "SELECT FROM customer WHERE customer_id = $1 FOR NO KEY UPDATE";

  private static final String VALUE =
      """
      SELECT a.value::text FROM profile p JOIN profile_attribute a USING (profile_id)
      WHERE p.profile_id = $1 AND p.customer_id = $2 AND a.name = $3 AND a.value <> 'null'
      """;

  private static final String REPLACE =
      """
      UPDATE attribute_pin SET lifted_at = $3, lifted_by = $4
      WHERE customer_id = $1 AND name = $2 AND lifted_at IS NULL
      """;

  private static final String INSERT =
      """
      INSERT INTO attribute_pin (customer_id, pin_id, profile_id, name, value, reason, pinned_by, pinned_at)
      VALUES ($1, $2, $3, $4, $5::text::jsonb, $6, $7, $8)
      """;

  private static final String LIFT =
      "UPDATE attribute_pin SET lifted_at = $3, lifted_by = $4 WHERE customer_id = $1 AND pin_id = $2";

  private static final String WHOSE = "SELECT customer_id FROM profile WHERE profile_id = $1";

  private static final String COLUMNS =
      """
      i.pin_id, i.customer_id, i.profile_id, i.name, i.value::text, i.reason, i.pinned_by, i.pinned_at, i.lifted_at, i.lifted_by
      """;

  private static final String BY_ID =
      "SELECT " + COLUMNS + " FROM attribute_pin i WHERE i.pin_id = $1";

  /** So many pins of each customer below an id, the newest first, also lifted ones. */
  private static final String OF_CUSTOMERS =
      """
      WITH RECURSIVE family (root, id) AS (
        SELECT c, c FROM unnest($1::uuid[]) c
        UNION ALL
        SELECT f.root, k.customer_id FROM family f JOIN customer k ON k.merged_into = f.id
      ), found AS (
        SELECT f.root, i.customer_id, i.pin_id FROM family f JOIN attribute_pin i ON i.customer_id = f.id
        WHERE i.profile_id IS NULL
        UNION ALL
        SELECT p.customer_id, i.customer_id, i.pin_id FROM profile p JOIN attribute_pin i ON i.profile_id = p.profile_id
        WHERE p.customer_id = ANY($1)
      ), ranked AS (
        SELECT root, customer_id, pin_id, row_number() OVER (PARTITION BY root ORDER BY pin_id DESC) AS n
        FROM found WHERE $2::uuid IS NULL OR pin_id < $2
      )
      SELECT r.root,
      """
          + COLUMNS
          + """
           FROM ranked r JOIN attribute_pin i USING (customer_id, pin_id)
          WHERE r.n <= $3 ORDER BY r.root, i.pin_id DESC
          """;

  /** So many values of each customer's profiles behind (name, profile). */
  private static final String VALUES =
      """
      WITH ranked AS (
        SELECT p.customer_id, a.profile_id, a.name, a.value::text, a.verified, s.trust_rank, a.observed_at,
               row_number() OVER (PARTITION BY p.customer_id ORDER BY a.name, a.profile_id) AS n
        FROM profile p JOIN profile_attribute a USING (profile_id) JOIN source s USING (source_id)
        WHERE p.customer_id = ANY($1) AND a.value <> 'null' AND ($2::text IS NULL OR a.name = $2)
          AND ($3::text IS NULL OR (a.name, a.profile_id) > ($3, $4::uuid))
      )
      SELECT customer_id, profile_id, name, value, verified, trust_rank, observed_at
      FROM ranked WHERE n <= $5 ORDER BY customer_id, name, profile_id
      """;

  private PinStore() {}

  /** The customer that stands for another, or null when there is none of that id. */
  static Uni<UUID> root(SqlClient client, UUID customer) {
    return one(client, ROOT, Tuple.of(customer));
  }

  static Uni<Void> lock(SqlConnection connection, UUID customer) {
    return run(connection, LOCK, Tuple.of(customer));
  }

  /** What a customer's profile says of an attribute, JSON text; null when it says nothing. */
  static Uni<String> value(SqlConnection connection, UUID profile, UUID customer, String name) {
    return connection
        .preparedQuery(VALUE)
        .execute(Tuple.of(profile, customer, name))
        .map(rows -> rows.size() == 0 ? null : rows.iterator().next().getString(0));
  }

  /** Adds a pin in the place of the customer's earlier ones for the attribute. */
  static Uni<Void> add(SqlConnection connection, AttributePin pin, String json) {
    return run(
            connection,
            REPLACE,
            Tuple.of(pin.customer(), pin.name(), pin.pinnedAt(), pin.pinnedBy()))
        .chain(
            () ->
                run(
                    connection,
                    INSERT,
                    Tuple.tuple()
                        .addUUID(pin.customer())
                        .addUUID(pin.uuid())
                        .addUUID(pin.profile())
                        .addString(pin.name())
                        .addString(json)
                        .addString(pin.reason())
                        .addString(pin.pinnedBy())
                        .addOffsetDateTime(pin.pinnedAt())));
  }

  static Uni<Void> lift(SqlConnection connection, AttributePin pin, String by, Instant now) {
    return run(connection, LIFT, Tuple.of(pin.customer(), pin.uuid(), FactKeys.utc(now), by));
  }

  /** The customer for whom a pin holds: where its profile is, else where its customer went. */
  static Uni<UUID> holder(SqlConnection connection, AttributePin pin) {
    return pin.profile() == null
        ? root(connection, pin.customer())
        : one(connection, WHOSE, Tuple.of(pin.profile()));
  }

  static Uni<AttributePin> byId(SqlClient client, UUID id) {
    return client
        .preparedQuery(BY_ID)
        .execute(Tuple.of(id))
        .map(rows -> rows.size() == 0 ? null : pin(rows.iterator().next(), 0));
  }

  static Uni<Map<UUID, List<AttributePin>>> ofCustomers(
      SqlClient client, Collection<UUID> customers, UUID before, int limit) {
    return client
        .preparedQuery(OF_CUSTOMERS)
        .execute(Tuple.of(customers.toArray(UUID[]::new), before, limit))
        .map(rows -> grouped(rows, row -> pin(row, 1)));
  }

  static Uni<Map<UUID, List<AttributeValue>>> values(
      SqlClient client,
      Collection<UUID> customers,
      String name,
      String afterName,
      UUID afterProfile,
      int limit) {
    return client
        .preparedQuery(VALUES)
        .execute(
            Tuple.tuple()
                .addArrayOfUUID(customers.toArray(UUID[]::new))
                .addString(name)
                .addString(afterName)
                .addUUID(afterProfile)
                .addInteger(limit))
        .map(
            rows ->
                grouped(
                    rows,
                    row ->
                        new AttributeValue(
                            row.getUUID(1),
                            row.getString(2),
                            text(row.getString(3)),
                            row.getBoolean(4),
                            row.getInteger(5),
                            row.getOffsetDateTime(6))));
  }

  private static <T> Map<UUID, List<T>> grouped(
      RowSet<Row> rows, java.util.function.Function<Row, T> reader) {
    Map<UUID, List<T>> found = new HashMap<>();
    for (Row row : rows) {
      found.computeIfAbsent(row.getUUID(0), c -> new ArrayList<>()).add(reader.apply(row));
    }
    return found;
  }

  private static AttributePin pin(Row row, int at) {
    return new AttributePin(
        row.getUUID(at),
        row.getUUID(at + 1),
        row.getUUID(at + 2),
        row.getString(at + 3),
        text(row.getString(at + 4)),
        row.getString(at + 5),
        row.getString(at + 6),
        row.getOffsetDateTime(at + 7),
        row.getOffsetDateTime(at + 8),
        row.getString(at + 9));
  }

  /** A value as the API shows it. */
  static String text(String json) {
    return Json.decodeValue(json) instanceof String text ? text : json;
  }

  private static Uni<UUID> one(SqlClient client, String sql, Tuple values) {
    return client
        .preparedQuery(sql)
        .execute(values)
        .map(rows -> rows.size() == 0 ? null : rows.iterator().next().getUUID(0));
  }

  private static Uni<Void> run(SqlConnection connection, String sql, Tuple values) {
    return connection.preparedQuery(sql).execute(values).replaceWithVoid();
  }
}
