package io.tributary.intake.tracking;

import io.smallrye.mutiny.Uni;
import io.tributary.platform.Columns;
import io.tributary.platform.FactKeys;
import io.tributary.platform.Ids;
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

  private TrackingStore() {}

  /** Keeps refused messages as they came. */
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
            .texts(Reading.Refusal::body)
            .tuple();
    return connection.preparedQuery(KEEP).execute(values).replaceWithVoid();
  }
}
