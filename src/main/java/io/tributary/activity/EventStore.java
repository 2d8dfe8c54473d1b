package io.tributary.activity;

import io.smallrye.mutiny.Uni;
import io.tributary.platform.Columns;
import io.tributary.platform.FactKeys;
import io.vertx.core.json.JsonObject;
import io.vertx.mutiny.sqlclient.SqlConnection;
import io.vertx.mutiny.sqlclient.Tuple;
import java.time.Instant;
import java.util.List;
import java.util.UUID;

/** The event table. */
final class EventStore {
  /** Inserts events whose keys this transaction has claimed. */
  private static final String INSERT =
      """
      INSERT INTO event (profile_id, occurred_at, event_id, source_id, kind, name, properties, recorded_at)
      SELECT e.p, e.a, e.i, $1, e.k, e.n, e.b::jsonb, $2
      FROM unnest($3::uuid[], $4::timestamptz[], $5::uuid[], $6::text[], $7::text[], $8::text[]) e(p, a, i, k, n, b)
      """;

  private EventStore() {}

  /** An event and the id it gets. */
  record NewEvent(UUID id, EventFact fact) {}

  static Uni<Void> insert(
      SqlConnection connection, UUID source, Instant recordedAt, List<NewEvent> events) {
    if (events.isEmpty()) {
      return Uni.createFrom().voidItem();
    }
    Tuple values =
        Columns.after(Tuple.of(source, FactKeys.utc(recordedAt)), events)
            .uuids(event -> event.fact.profileId())
            .times(event -> event.fact.occurredAt())
            .uuids(NewEvent::id)
            .texts(event -> event.fact.kind().name())
            .texts(event -> event.fact.name())
            .texts(EventStore::properties)
            .tuple();
    return connection.preparedQuery(INSERT).execute(values).replaceWithVoid();
  }

  private static String properties(NewEvent event) {
    return event.fact.properties() == null
        ? "{}"
        : EventValues.sealed(new JsonObject(event.fact.properties()));
  }
}
