package io.tributary.privacy.request;

import io.smallrye.mutiny.Uni;
import io.tributary.platform.FactKeys;
import io.tributary.platform.Rows;
import io.vertx.core.json.JsonObject;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.RowSet;
import io.vertx.mutiny.sqlclient.SqlClient;
import io.vertx.mutiny.sqlclient.SqlConnection;
import io.vertx.mutiny.sqlclient.Tuple;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/** The table of requests. */
final class PrivacyRequestStore {
  private static final String COLUMNS =
      """
      r.request_id, r.customer_id, r.kind, nullif(r.details, '{}')::text, r.state, r.requested_by, r.requested_at, r.due_at, r.verified_how,
      r.verified_by, r.verified_at, r.settled_by, r.settled_at, r.reason, r.proof::text
      """;

  private static final String ADD =
      """
      INSERT INTO privacy_request (customer_id, request_id, kind, state, requested_by, requested_at, due_at, verified_how,
                                   verified_by, verified_at, details)
      VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, coalesce($11::text, '{}')::jsonb)
      """;

  private static final String BY_ID =
      "SELECT " + COLUMNS + " FROM privacy_request r WHERE r.request_id = $1";

  /** Whether a customer, or somebody who was merged into them, has an open request of a kind. */
  private static final String IS_OPEN =
      """
      SELECT FROM privacy_request
      WHERE customer_id = ANY($1) AND kind = $2 AND state IN ('RECEIVED', 'VERIFIED') LIMIT 1
      """;

  private static final String VERIFY =
      """
      UPDATE privacy_request SET state = 'VERIFIED', verified_how = $3, verified_by = $4, verified_at = $5
      WHERE customer_id = $1 AND request_id = $2
      """;

  private static final String SETTLE =
      """
      UPDATE privacy_request SET state = $3, settled_by = $4, settled_at = $5, reason = $6, proof = $7::text::jsonb
      WHERE customer_id = $1 AND request_id = $2
      """;

  private static final String PAGE =
      "SELECT "
          + COLUMNS
          + """
           FROM privacy_request r
          WHERE ($1::text IS NULL OR r.state = $1) AND ($2::text IS NULL OR r.kind = $2)
            AND ($3::timestamptz IS NULL OR (r.due_at, r.request_id) > ($3, $4::uuid))
          ORDER BY r.due_at, r.request_id LIMIT $5
          """;

  /** The latest requests of each customer and of those who were merged into them. */
  private static final String OF_CUSTOMERS =
      """
      WITH RECURSIVE family (root, id) AS (
        SELECT c, c FROM unnest($1::uuid[]) c
        UNION ALL
        SELECT f.root, k.customer_id FROM family f JOIN customer k ON k.merged_into = f.id
      ), ranked AS (
        SELECT %s, f.root, row_number() OVER (PARTITION BY f.root ORDER BY r.requested_at DESC, r.request_id DESC) AS place
        FROM family f JOIN privacy_request r ON r.customer_id = f.id
        WHERE $2::timestamptz IS NULL OR (r.requested_at, r.request_id) < ($2, $3::uuid)
      )
      SELECT * FROM ranked WHERE place <= $4 ORDER BY root, place
      """
          .formatted(COLUMNS);

  private PrivacyRequestStore() {}

  static Uni<Void> add(SqlConnection connection, PrivacyRequest request) {
    return run(
        connection,
        ADD,
        Tuple.tuple()
            .addUUID(request.customer())
            .addUUID(request.uuid())
            .addString(request.kind().name())
            .addString(request.state().name())
            .addString(request.requestedBy())
            .addOffsetDateTime(request.requestedAt())
            .addOffsetDateTime(request.dueAt())
            .addString(request.verifiedHow())
            .addString(request.verifiedBy())
            .addOffsetDateTime(request.verifiedAt())
            .addString(request.details()));
  }

  static Uni<PrivacyRequest> byId(SqlClient client, UUID id) {
    return client
        .preparedQuery(BY_ID)
        .execute(Tuple.of(id))
        .map(rows -> rows.size() == 0 ? null : read(rows.iterator().next()));
  }

  static Uni<Boolean> isOpen(
      SqlConnection connection, Collection<UUID> customers, PrivacyRequestKind kind) {
    return connection
        .preparedQuery(IS_OPEN)
        .execute(Tuple.of(customers.toArray(UUID[]::new), kind.name()))
        .map(rows -> rows.size() > 0);
  }

  static Uni<Void> verify(
      SqlConnection connection, PrivacyRequest request, String how, String by, Instant now) {
    return run(
        connection,
        VERIFY,
        Tuple.of(request.customer(), request.uuid(), how, by, FactKeys.utc(now)));
  }

  static Uni<Void> settle(
      SqlConnection connection,
      PrivacyRequest request,
      PrivacyRequestState state,
      String by,
      String reason,
      JsonObject proof,
      Instant now) {
    return run(
        connection,
        SETTLE,
        Tuple.tuple()
            .addUUID(request.customer())
            .addUUID(request.uuid())
            .addString(state.name())
            .addString(by)
            .addOffsetDateTime(FactKeys.utc(now))
            .addString(reason)
            .addString(proof == null ? null : proof.encode()));
  }

  /** A page of requests, those first that are due first; null takes all. */
  static Uni<List<PrivacyRequest>> page(
      SqlClient client,
      PrivacyRequestState state,
      PrivacyRequestKind kind,
      Instant after,
      UUID afterId,
      int limit) {
    return client
        .preparedQuery(PAGE)
        .execute(
            Tuple.tuple()
                .addString(state == null ? null : state.name())
                .addString(kind == null ? null : kind.name())
                .addOffsetDateTime(FactKeys.utc(after))
                .addUUID(afterId)
                .addInteger(limit))
        .map(PrivacyRequestStore::all);
  }

  static Uni<Map<UUID, List<PrivacyRequest>>> ofCustomers(
      SqlClient client, Collection<UUID> customers, Instant before, UUID beforeId, int limit) {
    return client
        .preparedQuery(OF_CUSTOMERS)
        .execute(Tuple.of(customers.toArray(UUID[]::new), FactKeys.utc(before), beforeId, limit))
        .map(rows -> Rows.grouped(rows, row -> row.getUUID("root"), row -> read(row)));
  }

  private static List<PrivacyRequest> all(RowSet<Row> rows) {
    List<PrivacyRequest> found = new ArrayList<>();
    rows.forEach(row -> found.add(read(row)));
    return found;
  }

  private static PrivacyRequest read(Row row) {
    return new PrivacyRequest(
        row.getUUID(0),
        row.getUUID(1),
        PrivacyRequestKind.valueOf(row.getString(2)),
        row.getString(3),
        PrivacyRequestState.valueOf(row.getString(4)),
        row.getString(5),
        row.getOffsetDateTime(6),
        row.getOffsetDateTime(7),
        row.getString(8),
        row.getString(9),
        row.getOffsetDateTime(10),
        row.getString(11),
        row.getOffsetDateTime(12),
        row.getString(13),
        row.getString(14));
  }

  private static Uni<Void> run(SqlConnection connection, String sql, Tuple values) {
    return connection.preparedQuery(sql).execute(values).replaceWithVoid();
  }
}
