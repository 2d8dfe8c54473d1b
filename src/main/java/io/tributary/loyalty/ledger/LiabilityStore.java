package io.tributary.loyalty.ledger;

import static io.tributary.loyalty.ledger.LedgerStore.stream;

import io.smallrye.mutiny.Uni;
import io.tributary.platform.FactKeys;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.SqlConnection;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

/** Adds up what programmes owe their members, and keeps what it was each night. */
@ApplicationScoped
class LiabilityStore {
  /**
   * What was outstanding at an instant, by the month in which it ends, and what became of lots that
   * had ended by then: from the movements of lots recorded by the instant.
   */
  private static final String OUTSTANDING =
      """
      SELECT date_trunc('month', (l.expires_at AT TIME ZONE $3) - interval '1 second')::date AS month,
             coalesce(sum(m.delta) FILTER (WHERE l.expires_at > $2 OR l.expires_at IS NULL), 0)::bigint,
             coalesce(sum(m.delta) FILTER (WHERE m.cause = 'GRANT' AND l.expires_at <= $2), 0)::bigint,
             coalesce(sum(CASE WHEN m.cause = 'EXPIRE' THEN 0 ELSE m.delta END) FILTER (WHERE l.expires_at <= $2), 0)::bigint,
             coalesce(sum(m.delta) FILTER (WHERE l.expires_at <= $2), 0)::bigint
      FROM points_account a JOIN points_lot l USING (account_id)
      JOIN points_movement m ON m.account_id = l.account_id AND m.lot_id = l.lot_id
      JOIN points_entry e ON e.account_id = m.account_id AND e.entry_id = m.entry_id
      WHERE a.currency_id = $1 AND e.recorded_at <= $2
      GROUP BY 1 ORDER BY 1 NULLS LAST
      """;

  /**
   * Points that were held, and that were owed, at an instant, and the sum of the entries: each from
   * rows of its own, so that the sum proves something.
   */
  private static final String BESIDE =
      """
      SELECT (SELECT coalesce(sum(r.points), 0)::bigint FROM points_reservation r JOIN points_account a USING (account_id)
              WHERE a.currency_id = $1 AND r.made_at <= $2 AND (r.closed_at IS NULL OR r.closed_at > $2)),
             (SELECT coalesce(-sum(m.delta), 0)::bigint FROM points_account a JOIN points_movement m USING (account_id)
              JOIN points_entry e ON e.account_id = m.account_id AND e.entry_id = m.entry_id
              WHERE a.currency_id = $1 AND m.lot_id IS NULL AND e.recorded_at <= $2),
             (SELECT coalesce(sum(e.amount), 0)::bigint FROM points_account a JOIN points_entry e USING (account_id)
              WHERE a.currency_id = $1 AND e.recorded_at <= $2)
      """;

  private static final String KEEP =
      """
      INSERT INTO points_liability (currency_id, day, as_of, months, reserved, debt, ended, granted_and_ended,
                                    unused_and_ended, entries)
      VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)
      ON CONFLICT (currency_id, day) DO UPDATE SET as_of = excluded.as_of, months = excluded.months,
        reserved = excluded.reserved, debt = excluded.debt, ended = excluded.ended,
        granted_and_ended = excluded.granted_and_ended, unused_and_ended = excluded.unused_and_ended,
        entries = excluded.entries
      """;

  private static final String KEPT =
      """
      SELECT as_of, months, reserved, debt, ended, granted_and_ended, unused_and_ended, entries
      FROM points_liability WHERE currency_id = $1 AND day BETWEEN $2 AND $3 ORDER BY day
      """;

  /** What was outstanding at an instant. */
  Uni<Liability> outstanding(SqlConnection connection, PointsCurrency currency, Instant asOf) {
    return connection
        .preparedQuery(OUTSTANDING)
        .execute(Tuple.of(currency.uuid(), FactKeys.utc(asOf), currency.zone().getId()))
        .chain(
            months ->
                connection
                    .preparedQuery(BESIDE)
                    .execute(Tuple.of(currency.uuid(), FactKeys.utc(asOf)))
                    .map(
                        beside -> {
                          Liability liability = Liability.NOTHING;
                          for (Row row : months) {
                            liability =
                                liability.plus(
                                    row.getLocalDate(0),
                                    row.getLong(1),
                                    row.getLong(2),
                                    row.getLong(3),
                                    row.getLong(4));
                          }
                          Row row = beside.iterator().next();
                          return liability.beside(row.getLong(0), row.getLong(1), row.getLong(2));
                        }));
  }

  /**
   * What was owed at one instant.
   *
   * @param at the instant
   * @param liability how much
   */
  record Night(Instant at, Liability liability) {}

  /** Keeps what was owed, once per local day. */
  Uni<Void> keep(SqlConnection connection, PointsCurrency currency, Night night) {
    Liability of = night.liability();
    JsonArray months = new JsonArray();
    of.months()
        .forEach(
            month ->
                months.add(
                    new JsonObject()
                        .put("first", month.first() == null ? null : month.first().toString())
                        .put("points", month.points())));
    return connection
        .preparedQuery(KEEP)
        .execute(
            Tuple.tuple()
                .addUUID(currency.uuid())
                .addLocalDate(LocalDate.ofInstant(night.at(), currency.zone()))
                .addOffsetDateTime(FactKeys.utc(night.at()))
                .addValue(months)
                .addLong(of.reserved())
                .addLong(of.debt())
                .addLong(of.ended())
                .addLong(of.grantedAndEnded())
                .addLong(of.unusedAndEnded())
                .addLong(of.entries()))
        .replaceWithVoid();
  }

  /** What was kept of some local days, in their order. */
  Uni<List<Night>> kept(SqlConnection connection, UUID currency, LocalDate from, LocalDate to) {
    return connection
        .preparedQuery(KEPT)
        .execute(Tuple.of(currency, from, to))
        .map(rows -> stream(rows).map(LiabilityStore::night).toList());
  }

  private static Night night(Row row) {
    List<Liability.Month> months = new ArrayList<>();
    for (Object each : row.get(JsonArray.class, 1)) {
      JsonObject month = (JsonObject) each;
      String first = month.getString("first");
      months.add(
          new Liability.Month(
              first == null ? null : LocalDate.parse(first), month.getLong("points")));
    }
    return new Night(
        row.getOffsetDateTime(0).toInstant(),
        new Liability(
            months,
            row.getLong(2),
            row.getLong(3),
            row.getLong(4),
            row.getLong(5),
            row.getLong(6),
            row.getLong(7)));
  }
}
