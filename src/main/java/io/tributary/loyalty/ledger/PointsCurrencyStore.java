package io.tributary.loyalty.ledger;

import static io.tributary.loyalty.ledger.LedgerStore.stream;

import io.quarkus.hibernate.reactive.panache.Panache;
import io.smallrye.mutiny.Uni;
import io.tributary.platform.FactKeys;
import io.tributary.platform.Ids;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.SqlConnection;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.time.Period;
import java.time.ZoneId;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/** Writes and reads the currencies that programmes count in. */
@ApplicationScoped
class PointsCurrencyStore {
  private static final String COLUMNS =
      """
      SELECT c.currency_id, c.programme_id, p.currency, p.timezone, c.code, c.spendable, c.validity, c.expires_with,
             c.pending_for, c.grace, c.adjustment_limit
      FROM points_currency c JOIN programme p USING (programme_id)
      """;

  /**
   * A programme's currency, the oldest programme's and the first that is spendable if not named.
   */
  private static final String FIND =
      COLUMNS
          + """
          WHERE ($1::uuid IS NULL OR c.programme_id = $1) AND ($2::text IS NULL AND c.spendable OR c.code = $2)
          ORDER BY p.created_at, p.programme_id, c.created_at, c.code LIMIT 1
          """;

  private static final String BY_IDS = COLUMNS + "WHERE c.currency_id = ANY($1)";

  private static final String OF_PROGRAMMES =
      COLUMNS + "WHERE c.programme_id = ANY($1) ORDER BY c.programme_id, c.spendable DESC, c.code";

  private static final String ALL = COLUMNS + "ORDER BY c.programme_id, c.currency_id";

  /** What a programme counts when nobody said otherwise: points for a year, and growth value. */
  private static final String DEFAULTS =
      """
      INSERT INTO points_currency (currency_id, programme_id, code, spendable, validity, expires_with, grace,
                                   adjustment_limit, created_at, version)
      SELECT d.id, p.programme_id, d.code, d.spendable, d.validity, 'DAY', 'P30D', 10000, $4, 0
      FROM (SELECT programme_id FROM programme WHERE $1::uuid IS NULL OR programme_id = $1
            ORDER BY created_at, programme_id LIMIT 1) p
      CROSS JOIN (VALUES ($2::uuid, 'POINTS', true, 'P12M'), ($3::uuid, 'GROWTH', false, NULL))
        d(id, code, spendable, validity)
      ON CONFLICT (programme_id, code) DO NOTHING
      """;

  /** A programme's currency; null names the oldest programme, and the first currency to spend. */
  Uni<Optional<PointsCurrency>> find(SqlConnection connection, UUID programme, String code) {
    return connection
        .preparedQuery(FIND)
        .execute(Tuple.of(programme, code))
        .map(rows -> stream(rows).map(PointsCurrencyStore::currency).findFirst());
  }

  /** Currencies by id. */
  Uni<List<PointsCurrency>> byIds(SqlConnection connection, List<UUID> ids) {
    return connection
        .preparedQuery(BY_IDS)
        .execute(Tuple.of(ids.toArray(UUID[]::new)))
        .map(rows -> stream(rows).map(PointsCurrencyStore::currency).toList());
  }

  /**
   * A currency that is known to be there. Commands read it on their own connection: one that waited
   * for a second one while it holds the first would stop everybody when many come at once.
   */
  Uni<PointsCurrency> require(SqlConnection connection, UUID id) {
    return byIds(connection, List.of(id)).map(found -> found.get(0));
  }

  /** The currencies of programmes. */
  Uni<List<PointsCurrency>> ofProgrammes(SqlConnection connection, List<UUID> programmes) {
    return connection
        .preparedQuery(OF_PROGRAMMES)
        .execute(Tuple.of(programmes.toArray(UUID[]::new)))
        .map(rows -> stream(rows).map(PointsCurrencyStore::currency).toList());
  }

  /** All currencies; there are few. */
  Uni<List<PointsCurrency>> all(SqlConnection connection) {
    return connection
        .preparedQuery(ALL)
        .execute()
        .map(rows -> stream(rows).map(PointsCurrencyStore::currency).toList());
  }

  /** Gives a programme, or the oldest one, the currencies that every programme has. */
  Uni<Void> addDefaults(SqlConnection connection, UUID programme, Instant now) {
    return connection
        .preparedQuery(DEFAULTS)
        .execute(Tuple.of(programme, Ids.next(), Ids.next(), FactKeys.utc(now)))
        .replaceWithVoid();
  }

  /** Adds a currency or changes it; its id stays. */
  Uni<Void> save(PointsCurrency currency, Instant now) {
    return Panache.withTransaction(
        () ->
            PointsCurrencyDefinition.<PointsCurrencyDefinition>find(
                    "programmeId = ?1 and code = ?2", currency.programmeId(), currency.code())
                .firstResult()
                .chain(
                    found -> {
                      PointsCurrencyDefinition row =
                          found == null ? new PointsCurrencyDefinition() : found;
                      if (found == null) {
                        row.id = currency.uuid();
                        row.programmeId = currency.programmeId();
                        row.code = currency.code();
                        row.spendable = currency.spendable();
                        row.createdAt = now;
                      }
                      row.validity = currency.getValidity();
                      row.expiresWith = currency.expiresWith().name();
                      row.pendingFor = currency.getPendingFor();
                      row.grace = currency.getGrace();
                      row.adjustmentLimit = currency.adjustmentLimit();
                      return row.persistAndFlush().replaceWithVoid();
                    }));
  }

  private static PointsCurrency currency(Row row) {
    return new PointsCurrency(
        row.getUUID(0),
        row.getUUID(1),
        row.getString(2),
        ZoneId.of(row.getString(3)),
        row.getString(4),
        row.getBoolean(5),
        period(row.getString(6)),
        ExpiresWith.valueOf(row.getString(7)),
        period(row.getString(8)),
        period(row.getString(9)),
        row.getLong(10));
  }

  private static Period period(String text) {
    return text == null ? null : Period.parse(text);
  }
}
