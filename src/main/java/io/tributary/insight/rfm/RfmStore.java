package io.tributary.insight.rfm;

import static io.tributary.insight.rfm.RfmFigureStore.SCORES;
import static io.tributary.insight.rfm.RfmFigureStore.TERMS;
import static io.tributary.insight.rfm.RfmFigureStore.TERM_COLUMNS;
import static io.tributary.insight.rfm.RfmFigureStore.all;
import static io.tributary.insight.rfm.RfmFigureStore.asked;
import static io.tributary.insight.rfm.RfmFigureStore.basis;
import static io.tributary.insight.rfm.RfmFigureStore.json;
import static io.tributary.insight.rfm.RfmFigureStore.segments;
import static io.tributary.platform.FactKeys.utc;

import io.smallrye.mutiny.Uni;
import io.tributary.platform.Money;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.RowSet;
import io.vertx.mutiny.sqlclient.SqlConnection;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Function;

/** RFM over all customers, as of any instant, and its settings. */
@ApplicationScoped
class RfmStore {
  /**
   * Orders before $1; a function in the database would cost more than all else for so many rows.
   */
  private static final String ORDERS =
      """
      (SELECT coalesce(sum(CASE WHEN moments[cardinality(moments)] < $1 THEN orders
                                ELSE (SELECT count(*) FROM unnest(moments) at WHERE at < $1) END), 0)::integer
       FROM customer_purchase_day WHERE first_at < $1)
      """;

  /** Customers by score, with the thresholds and the orders of all beside each. */
  private static String table(boolean zoned) {
    return """
      WITH %s
      SELECT k.*, a.* FROM terms k LEFT JOIN (
        SELECT s.r, s.f, s.m, count(*)::integer, sum(s.monetary)::bigint,
               t.recency::double precision[], t.frequency::double precision[], t.monetary::double precision[],
               %s
        FROM threshold t CROSS JOIN LATERAL (SELECT %s, x.monetary FROM figure x) s
        GROUP BY s.r, s.f, s.m, t.recency, t.frequency, t.monetary) a ON true
      """
        .formatted(all(zoned), ORDERS, SCORES);
  }

  /**
   * The table that the last run kept; where there is none, that of now by what is set. Nothing is
   * computed beside a kept one: the condition holds for no row and for none is it looked at.
   */
  private static final String LAST =
      """
      WITH %s,
      kept AS MATERIALIZED (
        SELECT * FROM rfm_run WHERE counts IS NOT NULL ORDER BY as_of DESC, run_id DESC LIMIT 1),
      %s
      SELECT k.*, a.*, NULL::timestamptz, NULL::timestamptz FROM terms k LEFT JOIN (
        SELECT s.r, s.f, s.m, count(*)::integer, sum(s.monetary)::bigint,
               t.recency::double precision[], t.frequency::double precision[], t.monetary::double precision[],
               %s
        FROM threshold t CROSS JOIN LATERAL (SELECT %s, x.monetary FROM figure x) s
        GROUP BY s.r, s.f, s.m, t.recency, t.frequency, t.monetary) a ON true
      WHERE (SELECT count(*) FROM kept) = 0
      UNION ALL
      SELECT r.timezone, r.currency, r.months, k.step, k.segments, 1 + (c.place - 1) / 25, 1 + (c.place - 1) / 5 %% 5,
             1 + (c.place - 1) %% 5, c.customers, c.monetary, r.recency::double precision[], r.frequency::double precision[],
             r.monetary::double precision[], r.orders, r.as_of, r.computed_at
      FROM kept r CROSS JOIN terms k CROSS JOIN LATERAL (
        SELECT customers, monetary, place::integer
        FROM unnest(r.counts, r.spent) WITH ORDINALITY u(customers, monetary, place) WHERE customers > 0) c
      """
          .formatted(
              TERMS
                  .replace("$2", "NULL")
                  .replace("$3", "NULL")
                  .replace("$4", "NULL")
                  .replace("$5", "NULL"),
              asked("", "$1::timestamptz", "(SELECT count(*) FROM kept) = 0", false),
              ORDERS,
              SCORES);

  /** Customers by score at $6 and at $1. */
  private static String migration(boolean zoned) {
    return """
      WITH %1$s, %2$s,
      before AS (SELECT x.customer_id, %3$s FROM was_figure x CROSS JOIN was_threshold t),
      after AS (SELECT x.customer_id, %3$s FROM figure x CROSS JOIN threshold t)
      SELECT k.*, c.* FROM terms k LEFT JOIN (
        SELECT b.r, b.f, b.m, a.r, a.f, a.m, count(*)::integer, %4$s
        FROM after a LEFT JOIN before b ON b.customer_id = a.customer_id
        GROUP BY 1, 2, 3, 4, 5, 6) c ON true
      """
        .formatted(all(zoned), asked("was_", "$6::timestamptz", "true", zoned), SCORES, ORDERS);
  }

  /** Some customers' scores among all. */
  private static final String OF_CUSTOMERS =
      """
      WITH %s
      SELECT k.*, a.* FROM terms k LEFT JOIN (
        SELECT x.customer_id, %s, x.recency, x.frequency, x.monetary
        FROM threshold t CROSS JOIN figure x WHERE x.customer_id = ANY ($6)) a ON true
      """
          .formatted(all(false), SCORES);

  /** The settings. */
  private static final String SETTINGS =
      "SELECT rfm_months, rfm_money_step, rfm_segments::text FROM insight_setting";

  /** The terms of a run: the settings. */
  private static final String IN_USE =
      "WITH " + TERMS.replaceAll("\\$[2345]", "NULL") + " SELECT * FROM terms";

  /** Changes those settings that are given: months 0 is all time, an empty list the usual one. */
  private static final String SET =
      """
      UPDATE insight_setting SET rfm_months = CASE WHEN $1::integer IS NULL THEN rfm_months ELSE nullif($1, 0) END,
        rfm_money_step = coalesce($2, rfm_money_step),
        rfm_segments = CASE WHEN $3::text IS NULL THEN rfm_segments WHEN $3 = '[]' THEN NULL ELSE $3::jsonb END
      RETURNING rfm_months, rfm_money_step, rfm_segments::text
      """;

  /**
   * What somebody asks for; null takes the settings'.
   *
   * @param months 0 for all time
   */
  record Asked(Instant asOf, String currency, Integer months, Integer moneyStepMinor, ZoneId zone) {
    private Tuple values() {
      return Tuple.of(
          utc(asOf),
          currency,
          months,
          moneyStepMinor == null ? null : moneyStepMinor.longValue(),
          zone == null ? null : zone.getId());
    }

    /** Whether days are to be those of a time zone that may not be the stored ones'. */
    private boolean zoned() {
      return zone != null;
    }
  }

  /** An answer with what it is given in. */
  record Answer<T>(RfmFigureStore.Basis basis, T of) {}

  /** Customers with one score. */
  record Cell(int r, int f, int m, int customers, long monetary) {}

  /** Customers by score. */
  record Table(
      List<Cell> cells,
      Double[] recency,
      Double[] frequency,
      Double[] monetary,
      int orders,
      Instant computedAt) {}

  private static final Double[] NONE = {};

  Uni<Answer<Table>> table(SqlConnection connection, Asked asked, Instant now) {
    return connection
        .preparedQuery(table(asked.zoned()))
        .execute(asked.values())
        .map(rows -> table(rows, row -> asked.asOf(), row -> now));
  }

  /** The table of the last run, or where there is none that of now. */
  Uni<Answer<Table>> last(SqlConnection connection, Instant now) {
    return connection
        .preparedQuery(LAST)
        .execute(Tuple.of(utc(now)))
        .map(rows -> table(rows, row -> instant(row, 14, now), row -> instant(row, 15, now)));
  }

  private static Instant instant(Row row, int at, Instant otherwise) {
    return row.getOffsetDateTime(at) == null ? otherwise : row.getOffsetDateTime(at).toInstant();
  }

  private static Answer<Table> table(
      RowSet<Row> rows, Function<Row, Instant> asOf, Function<Row, Instant> computedAt) {
    RfmFigureStore.Basis basis = null;
    List<Cell> cells = new ArrayList<>(rows.size());
    Table last = null;
    for (Row row : rows) {
      basis = basis(row, asOf.apply(row));
      boolean isCell = row.getInteger(5) != null;
      if (isCell) {
        cells.add(
            new Cell(
                row.getInteger(5),
                row.getInteger(6),
                row.getInteger(7),
                row.getInteger(8),
                row.getLong(9)));
      }
      last =
          new Table(
              cells,
              isCell ? row.getArrayOfDoubles(10) : NONE,
              isCell ? row.getArrayOfDoubles(11) : NONE,
              isCell ? row.getArrayOfDoubles(12) : NONE,
              isCell ? row.getInteger(13) : 0,
              computedAt.apply(row));
    }
    return new Answer<>(basis, last);
  }

  /** Customers who went from one segment to another; from is null for who had not bought. */
  record Move(String from, String to, int customers) {}

  /** All moves, and the orders that they rest on. */
  record Moves(List<Move> moves, int orders) {}

  Uni<Answer<Moves>> migration(SqlConnection connection, Asked asked, Instant from) {
    return connection
        .preparedQuery(migration(asked.zoned()))
        .execute(asked.values().addOffsetDateTime(utc(from)))
        .map(
            rows -> {
              RfmFigureStore.Basis basis = null;
              List<Move> moves = new ArrayList<>(rows.size());
              int orders = 0;
              for (Row row : rows) {
                basis = basis(row, asked.asOf());
                if (row.getInteger(11) != null) {
                  moves.add(
                      new Move(
                          row.getInteger(5) == null ? null : segment(basis.rule(), row, 5),
                          segment(basis.rule(), row, 8),
                          row.getInteger(11)));
                  orders = row.getInteger(12);
                }
              }
              return new Answer<>(basis, new Moves(moves, orders));
            });
  }

  private static String segment(RfmRule rule, Row row, int at) {
    return rule.segmentOf(row.getInteger(at), row.getInteger(at + 1), row.getInteger(at + 2));
  }

  /** Scores of some customers, by thresholds over all of them at that instant. */
  Uni<Map<UUID, Rfm>> scores(
      SqlConnection connection, Asked asked, List<UUID> customers, Instant now) {
    return connection
        .preparedQuery(OF_CUSTOMERS)
        .execute(asked.values().addArrayOfUUID(customers.toArray(UUID[]::new)))
        .map(
            rows -> {
              Map<UUID, Rfm> scores = new HashMap<>();
              for (Row row : rows) {
                if (row.getUUID(TERM_COLUMNS) != null) {
                  scores.put(row.getUUID(TERM_COLUMNS), score(row, asked.asOf(), now));
                }
              }
              return scores;
            });
  }

  private static Rfm score(Row row, Instant asOf, Instant now) {
    RfmFigureStore.Basis basis = basis(row, asOf);
    return new Rfm(
        segment(basis.rule(), row, 6),
        null,
        row.getInteger(6),
        row.getInteger(7),
        row.getInteger(8),
        row.getInteger(9),
        row.getInteger(10),
        new Money(row.getLong(11), basis.terms().currency()),
        utc(asOf),
        utc(now));
  }

  Uni<RfmSettings> settings(SqlConnection connection) {
    return connection.preparedQuery(SETTINGS).execute().map(RfmStore::settings);
  }

  /** The terms that are set. */
  Uni<RfmFigureStore.Basis> inUse(SqlConnection connection, Instant asOf) {
    return connection
        .preparedQuery(IN_USE)
        .execute()
        .map(rows -> basis(rows.iterator().next(), asOf));
  }

  Uni<RfmSettings> set(
      SqlConnection connection, Integer months, Integer moneyStep, List<RfmSegment> segments) {
    return connection
        .preparedQuery(SET)
        .execute(
            Tuple.of(
                months,
                moneyStep == null ? null : moneyStep.longValue(),
                segments == null ? null : json(segments)))
        .map(RfmStore::settings);
  }

  private static RfmSettings settings(RowSet<Row> rows) {
    Row row = rows.iterator().next();
    String segments = row.getString(2);
    return new RfmSettings(
        row.getInteger(0),
        row.getLong(1),
        segments == null ? RfmRule.USUAL.segments() : segments(segments));
  }
}
