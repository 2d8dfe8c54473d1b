package io.tributary.intake.tracking;

import io.smallrye.mutiny.Uni;
import io.tributary.platform.Columns;
import io.tributary.platform.FactKeys;
import io.tributary.platform.Ids;
import io.tributary.platform.Rows;
import io.tributary.platform.keys.Sealed;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.SqlConnection;
import io.vertx.mutiny.sqlclient.Tuple;
import java.time.Instant;
import java.util.List;
import java.util.UUID;

/** What the tracking API itself keeps: refused messages. */
final class TrackingStore {
  /** Keeps refused messages. */
  private static final String KEEP =
      """
      INSERT INTO rejected_message (rejected_id, source_id, received_at, message_id, reason, body)
      SELECT i, $1, $2, m, r, b FROM unnest($3::uuid[], $4::text[], $5::text[], $6::text[]) x(i, m, r, b)
      """;

  private static final String COLUMNS =
      "rejected_id, source_id, message_id, reason, body, received_at";

  /** One refused message. */
  private static final String FIND =
      "SELECT " + COLUMNS + " FROM rejected_message WHERE rejected_id = $1";

  /** The newest refused messages before one. */
  private static final String PAGE =
      "SELECT "
          + COLUMNS
          + """
             FROM rejected_message
            WHERE rejected_id < coalesce($1, 'ffffffff-ffff-ffff-ffff-ffffffffffff'::uuid)
            ORDER BY rejected_id DESC LIMIT $2
            """;

  /** The newest refused messages of one source before one. */
  private static final String PAGE_OF_SOURCE =
      "SELECT "
          + COLUMNS
          + """
             FROM rejected_message
            WHERE source_id = $3 AND rejected_id < coalesce($1, 'ffffffff-ffff-ffff-ffff-ffffffffffff'::uuid)
            ORDER BY rejected_id DESC LIMIT $2
            """;

  private TrackingStore() {}

  /** One refused message, or null. */
  static Uni<RejectedMessage> find(SqlConnection connection, UUID id) {
    return connection
        .preparedQuery(FIND)
        .execute(Tuple.of(id))
        .map(rows -> rows.rowCount() == 0 ? null : message(rows.iterator().next()));
  }

  /**
   * At most {@code limit} refused messages, newest first.
   *
   * @param sourceId whose; null for everybody's
   * @param before the one before the page; null for the first page
   */
  static Uni<List<RejectedMessage>> page(
      SqlConnection connection, UUID sourceId, UUID before, int limit) {
    Tuple parameters = Tuple.tuple().addUUID(before).addInteger(limit);
    return connection
        .preparedQuery(sourceId == null ? PAGE : PAGE_OF_SOURCE)
        .execute(sourceId == null ? parameters : parameters.addUUID(sourceId))
        .map(rows -> Rows.list(rows, row -> message(row)));
  }

  private static RejectedMessage message(Row row) {
    return new RejectedMessage(
        row.getUUID(0),
        row.getUUID(1),
        row.getString(2),
        row.getString(3),
        Sealed.opened(Sealed.REJECTED_MESSAGE, row.getString(4)),
        row.getOffsetDateTime(5));
  }

  /** Keeps refused messages as they came, sealed. */
  static Uni<Void> keep(
      SqlConnection connection, UUID sourceId, Instant receivedAt, List<Reading.Refusal> refusals) {
    if (refusals.isEmpty()) {
      return Uni.createFrom().voidItem();
    }
    Tuple first = Tuple.tuple().addUUID(sourceId).addOffsetDateTime(FactKeys.utc(receivedAt));
    Tuple values =
        Columns.after(first, refusals)
            .uuids(refusal -> Ids.next())
            .texts(Reading.Refusal::id)
            .texts(Reading.Refusal::reason)
            .texts(refusal -> Sealed.text(Sealed.REJECTED_MESSAGE, refusal.body()))
            .tuple();
    return connection.preparedQuery(KEEP).execute(values).replaceWithVoid();
  }
}
