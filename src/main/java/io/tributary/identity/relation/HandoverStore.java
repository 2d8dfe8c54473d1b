package io.tributary.identity.relation;

import io.smallrye.mutiny.Uni;
import io.tributary.platform.FactKeys;
import io.tributary.platform.Rows;
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

/** Reads and writes hand-overs. */
final class HandoverStore {
  /**
   * Locks a profile and all others of its customer, so that the customer's hand-overs are decided
   * one after another.
   */
  private static final String LOCK =
      """
      SELECT profile_id, customer_id FROM profile
      WHERE key_kind <> 'ERASED'
        AND (profile_id = $1 OR customer_id = (SELECT customer_id FROM profile WHERE profile_id = $1))
      ORDER BY profile_id FOR NO KEY UPDATE
      """;

  private static final String COLUMNS =
      """
      h.handover_id, h.profile_id, h.corp_id, h.from_staff_id, h.to_staff_id, h.from_resigned, h.state, h.reason,
      h.requested_by, h.requested_at, h.settled_at
      """;

  private static final String BY_ID =
      "SELECT NULL::uuid, " + COLUMNS + " FROM staff_handover h WHERE h.handover_id = $1";

  /**
   * What the rule must know: those on their way and those that count towards the limit, of the
   * profile and of all others of its customer that the corp does not know as another contact.
   */
  private static final String RECENT =
      "SELECT NULL::uuid, "
          + COLUMNS
          + """
           FROM staff_handover h
          WHERE h.corp_id = $2 AND h.profile_id IN (
              SELECT $1::uuid UNION ALL
              SELECT o.profile_id FROM profile p JOIN profile o ON o.customer_id = p.customer_id
              WHERE p.profile_id = $1 AND NOT EXISTS (
                SELECT FROM profile_identifier a, profile_identifier b
                WHERE a.profile_id = p.profile_id AND b.profile_id = o.profile_id
                  AND a.kind = 'WECOM_EXTERNAL_USERID' AND b.kind = a.kind AND a.scope = $2 AND b.scope = $2
                  AND a.value_hash <> b.value_hash))
            AND (h.state = 'REQUESTED' OR h.state = 'COMPLETED' AND h.settled_at >= $3)
          ORDER BY h.settled_at DESC LIMIT 1000
          """;

  /** So many hand-overs of each customer's profiles, the newest first. */
  private static final String OF_CUSTOMERS =
      "WITH ranked AS (SELECT p.customer_id AS parent, "
          + COLUMNS
          + """
          , row_number() OVER (PARTITION BY p.customer_id ORDER BY h.requested_at DESC, h.handover_id DESC) AS n
          FROM profile p JOIN staff_handover h USING (profile_id)
          WHERE p.customer_id = ANY($1)
            AND ($2::timestamptz IS NULL OR (h.requested_at, h.handover_id) < ($2, $3::uuid))
          ) SELECT * FROM ranked WHERE n <= $4 ORDER BY parent, n
          """;

  private static final String INSERT =
      """
      INSERT INTO staff_handover (handover_id, profile_id, corp_id, from_staff_id, to_staff_id, from_resigned, state,
                                  reason, requested_by, requested_at)
      VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)
      """;

  private static final String SETTLE =
      "UPDATE staff_handover SET state = $3, settled_at = $4 WHERE profile_id = $1 AND handover_id = $2";

  private HandoverStore() {}

  /**
   * Locks a profile and the others of its customer.
   *
   * @return its customer, or null when it has none
   */
  static Uni<Locked> lock(SqlConnection connection, UUID profile) {
    return connection
        .preparedQuery(LOCK)
        .execute(Tuple.of(profile))
        .map(
            rows -> {
              for (Row row : rows) {
                if (row.getUUID(0).equals(profile)) {
                  return new Locked(profile, row.getUUID(1));
                }
              }
              return null;
            });
  }

  /** A profile that is locked, and its customer, which may be null. */
  record Locked(UUID profile, UUID customer) {}

  static Uni<Handover> byId(SqlClient client, UUID id) {
    return client
        .preparedQuery(BY_ID)
        .execute(Tuple.of(id))
        .map(rows -> rows.size() == 0 ? null : read(rows.iterator().next()));
  }

  static Uni<List<Handover>> recent(
      SqlConnection connection, UUID profile, String corpId, Instant since) {
    return connection
        .preparedQuery(RECENT)
        .execute(Tuple.of(profile, corpId, FactKeys.utc(since)))
        .map(rows -> Rows.list(rows, row -> read(row)));
  }

  static Uni<Map<UUID, List<Handover>>> ofCustomers(
      SqlClient client, Collection<UUID> customers, Instant before, UUID beforeId, int limit) {
    return client
        .preparedQuery(OF_CUSTOMERS)
        .execute(Tuple.of(customers.toArray(UUID[]::new), FactKeys.utc(before), beforeId, limit))
        .map(HandoverStore::grouped);
  }

  private static Map<UUID, List<Handover>> grouped(RowSet<Row> rows) {
    Map<UUID, List<Handover>> found = new HashMap<>();
    for (Row row : rows) {
      found.computeIfAbsent(row.getUUID(0), c -> new ArrayList<>()).add(read(row));
    }
    return found;
  }

  static Uni<Void> insert(SqlConnection connection, Handover handover) {
    return connection
        .preparedQuery(INSERT)
        .execute(
            Tuple.tuple()
                .addUUID(handover.uuid())
                .addUUID(handover.profile())
                .addString(handover.corpId())
                .addString(handover.fromStaffId())
                .addString(handover.toStaffId())
                .addBoolean(handover.fromResigned())
                .addString(handover.state().name())
                .addString(handover.reason())
                .addString(handover.requestedBy())
                .addOffsetDateTime(handover.requestedAt()))
        .replaceWithVoid();
  }

  static Uni<Void> settle(
      SqlConnection connection, Handover handover, Handover.State state, Instant at) {
    return connection
        .preparedQuery(SETTLE)
        .execute(Tuple.of(handover.profile(), handover.uuid(), state.name(), FactKeys.utc(at)))
        .replaceWithVoid();
  }

  private static Handover read(Row row) {
    return new Handover(
        row.getUUID(1),
        row.getUUID(2),
        row.getString(3),
        row.getString(4),
        row.getString(5),
        row.getBoolean(6),
        Handover.State.valueOf(row.getString(7)),
        row.getString(8),
        row.getString(9),
        row.getOffsetDateTime(10),
        row.getOffsetDateTime(11));
  }
}
