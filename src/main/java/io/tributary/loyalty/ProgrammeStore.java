package io.tributary.loyalty;

import io.quarkus.hibernate.reactive.panache.Panache;
import io.smallrye.mutiny.Uni;
import io.tributary.platform.FactKeys;
import io.tributary.platform.Tx;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.time.ZoneId;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.StreamSupport;

/** Writes and reads programmes. */
@ApplicationScoped
class ProgrammeStore {
  /** A page of programmes, oldest first. */
  private static final String PAGE =
      """
      SELECT programme_id, name, currency, timezone, created_at FROM programme
      WHERE $1::timestamptz IS NULL OR (created_at, programme_id) > ($1, $2)
      ORDER BY created_at, programme_id LIMIT $3
      """;

  /** One programme. */
  private static final String ONE =
      "SELECT programme_id, name, currency, timezone, created_at FROM programme WHERE programme_id = $1";

  private final Tx tx;

  ProgrammeStore(Tx tx) {
    this.tx = tx;
  }

  /** Adds a programme; fails with a unique violation when the name is taken. */
  Uni<Programme> insert(Programme programme) {
    return Panache.withTransaction(
        () -> {
          ProgrammeDefinition definition = new ProgrammeDefinition();
          definition.id = programme.uuid();
          definition.name = programme.name();
          definition.currency = programme.currency();
          definition.timezone = programme.zone().getId();
          definition.createdAt = programme.createdAt().toInstant();
          return definition.persistAndFlush().replaceWith(programme);
        });
  }

  /** A page, oldest first, after a programme's time and id; both null for the first page. */
  Uni<List<Programme>> page(Instant createdAfter, UUID idAfter, int limit) {
    return tx.read(
        connection ->
            connection
                .preparedQuery(PAGE)
                .execute(Tuple.of(FactKeys.utc(createdAfter), idAfter, limit))
                .map(
                    rows ->
                        StreamSupport.stream(rows.spliterator(), false)
                            .map(ProgrammeStore::programme)
                            .toList()));
  }

  /** A programme by its id. */
  Uni<Optional<Programme>> byId(UUID id) {
    return tx.read(
        connection ->
            connection
                .preparedQuery(ONE)
                .execute(Tuple.of(id))
                .map(
                    rows ->
                        StreamSupport.stream(rows.spliterator(), false)
                            .map(ProgrammeStore::programme)
                            .findFirst()));
  }

  private static Programme programme(Row row) {
    return new Programme(
        row.getUUID(0),
        row.getString(1),
        row.getString(2),
        ZoneId.of(row.getString(3)),
        row.getOffsetDateTime(4));
  }
}
