package io.tributary.identity;

import io.smallrye.mutiny.Uni;
import io.tributary.platform.FactKeys;
import io.tributary.platform.Tx;
import io.vertx.core.buffer.Buffer;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.RowSet;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/** Reads sources. */
@ApplicationScoped
class SourceStore {
  private static final String COLUMNS =
      "source_id, name, kind, trust_rank, region, currency, timezone, asserts_identifiers, card_programme";

  /** The source that a key opens now. */
  private static final String BY_KEY =
      "SELECT "
          + COLUMNS
          + """
           FROM source
          WHERE archived_at IS NULL
            AND (write_key_hash = $1 OR previous_key_hash = $1 AND previous_key_until > $2)
          """;

  private static final String BY_IDS =
      "SELECT " + COLUMNS + " FROM source WHERE source_id = ANY($1)";

  /** A page of sources by name. */
  private static final String PAGE =
      "SELECT " + COLUMNS + " FROM source WHERE name > $1 ORDER BY name LIMIT $2";

  private final Tx tx;

  SourceStore(Tx tx) {
    this.tx = tx;
  }

  Uni<Optional<Source>> byKeyHash(byte[] hash, Instant now) {
    return tx.read(
            connection ->
                connection
                    .preparedQuery(BY_KEY)
                    .execute(Tuple.of(Buffer.buffer(hash), FactKeys.utc(now))))
        .map(rows -> read(rows).stream().findFirst());
  }

  Uni<Map<UUID, Source>> byIds(Collection<UUID> ids) {
    return tx.read(
            connection ->
                connection.preparedQuery(BY_IDS).execute(Tuple.of(ids.toArray(UUID[]::new))))
        .map(
            rows -> {
              Map<UUID, Source> found = new HashMap<>();
              read(rows).forEach(source -> found.put(source.uuid(), source));
              return found;
            });
  }

  Uni<List<Source>> page(String afterName, int limit) {
    return tx.read(connection -> connection.preparedQuery(PAGE).execute(Tuple.of(afterName, limit)))
        .map(SourceStore::read);
  }

  private static List<Source> read(RowSet<Row> rows) {
    List<Source> sources = new ArrayList<>();
    for (Row row : rows) {
      sources.add(
          new Source(
              row.getUUID(0),
              row.getString(1),
              SourceKind.valueOf(row.getString(2)),
              row.getInteger(3),
              row.getString(4),
              row.getString(5),
              ZoneId.of(row.getString(6)),
              row.getBoolean(7),
              row.getString(8)));
    }
    return sources;
  }
}
