package io.tributary.insight.rfm;

import static io.tributary.platform.FactKeys.utc;

import io.smallrye.mutiny.Uni;
import io.tributary.insight.KnownLater;
import io.tributary.platform.Ids;
import io.tributary.platform.Money;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
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

/** Figures, thresholds and scores in SQL; the segments come in as an array by score. */
@ApplicationScoped
class RfmStore {
  /**
   * Each customer's figures as of {asOf}, in {currency}, over {months} or all time, by days of time
   * zone {zone}.
   */
  private static final String FIGURES =
      """
      SELECT d.customer_id, w.today - max(d.day) AS recency,
             (count(DISTINCT d.day) FILTER (WHERE d.day >= w.since))::integer AS frequency,
             coalesce(sum(d.net) FILTER (WHERE d.currency = {currency} AND d.day >= w.since), 0)::bigint AS monetary
      FROM ({bought}) d CROSS JOIN (
        SELECT today, coalesce((today - make_interval(months => {months}))::date, '-infinity') AS since
        FROM insight_setting s CROSS JOIN LATERAL (SELECT ({asOf} AT TIME ZONE {zone})::date AS today) t) w
      WHERE {whose}
      GROUP BY d.customer_id, w.today
      """;

  /** Stored days up to {asOf}; one that it cuts in two counts for the part before. */
  private static final String BY_STORED_DAY =
      """
      SELECT customer_id, day, currency,
             CASE WHEN moments[cardinality(moments)] < {asOf} THEN net_minor
                  ELSE (SELECT sum(net) FROM unnest(moments, nets) u(at, net) WHERE at < {asOf}) END AS net
      FROM customer_purchase_day WHERE first_at < {asOf}
      """;

  /** The same by days of another time zone, made of the instants. */
  private static final String BY_ANY_DAY =
      """
      SELECT p.customer_id, (u.at AT TIME ZONE {zone})::date AS day, p.currency, u.net
      FROM customer_purchase_day p CROSS JOIN LATERAL unnest(p.moments, p.nets) u(at, net)
      WHERE p.first_at < {asOf} AND u.at < {asOf}
      """;

  /**
   * The thresholds: of n sorted values x, quantile i/5 of type 7 lies at (n-1)·i/5 counted from 0,
   * and between two values in fifths of their distance. It is computed from the two values, in
   * numeric: percentile_cont works in binary floating point, where a bound that is a whole number
   * can come out just beside it.
   */
  private static final String SCORED =
      """
      {n}figure AS MATERIALIZED ({figures}),
      {n}place AS (
        SELECT array_agg((low + 0.5) / n ORDER BY i) AS low, array_agg((least(low + 1, n - 1) + 0.5) / n ORDER BY i) AS high,
               array_agg(fifths ORDER BY i) AS fifths
        FROM (SELECT i, n, ((n - 1) * i / 5)::double precision AS low, (n - 1) * i % 5 AS fifths
              FROM (SELECT count(*) AS n FROM {n}figure) c CROSS JOIN generate_series(1, 4) i WHERE n > 0) p),
      {n}cut AS (
        SELECT percentile_disc((SELECT low FROM {n}place)) WITHIN GROUP (ORDER BY recency) AS rl,
               percentile_disc((SELECT high FROM {n}place)) WITHIN GROUP (ORDER BY recency) AS rh,
               percentile_disc((SELECT low FROM {n}place)) WITHIN GROUP (ORDER BY frequency) AS fl,
               percentile_disc((SELECT high FROM {n}place)) WITHIN GROUP (ORDER BY frequency) AS fh,
               percentile_disc((SELECT low FROM {n}place)) WITHIN GROUP (ORDER BY monetary) AS ml,
               percentile_disc((SELECT high FROM {n}place)) WITHIN GROUP (ORDER BY monetary) AS mh
        FROM {n}figure),
      {n}threshold AS (
        SELECT array_agg(rl[i] + (rh[i] - rl[i])::numeric * fifths[i] / 5 + 1 ORDER BY i) AS recency,
               array_agg(fl[i] + (fh[i] - fl[i])::numeric * fifths[i] / 5 + 1 ORDER BY i) AS frequency,
               array_agg(ml[i] + (mh[i] - ml[i])::numeric * fifths[i] / 5 + {step} ORDER BY i) AS monetary
        FROM {n}cut CROSS JOIN {n}place CROSS JOIN generate_series(1, 4) i)
      """;

  /** A customer's scores, from figures x and thresholds t. */
  private static final String SCORES =
      """
      5 - width_bucket(x.recency::numeric, t.recency) AS r, 1 + width_bucket(x.frequency::numeric, t.frequency) AS f,
      1 + width_bucket(x.monetary::numeric, t.monetary) AS m
      """;

  /** What is asked for, or where it is left out what is set: $2 to $5; 0 months are all time. */
  private static final String TERMS =
      """
      terms AS MATERIALIZED (
        SELECT coalesce($5::text, i.timezone) AS timezone, coalesce($2::text, i.currency) AS currency,
               CASE WHEN $3::integer IS NULL THEN s.rfm_months ELSE nullif($3, 0) END AS months,
               coalesce($4::bigint, s.rfm_money_step) AS step, s.rfm_segments::text AS segments
        FROM insight_terms i CROSS JOIN insight_setting s)
      """;

  /** Orders before $1. */
  private static final String ORDERS =
      """
      (SELECT coalesce(sum(orders_before(orders, moments, $1)), 0)::integer FROM customer_purchase_day WHERE first_at < $1)
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
        .formatted(all(zoned), asked("was_", "$6::timestamptz", zoned), SCORES, ORDERS);
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

  private static final String KEEP =
      """
      ON CONFLICT (customer_id) DO UPDATE SET as_of = excluded.as_of, computed_at = excluded.computed_at,
        recency = excluded.recency, frequency = excluded.frequency, monetary_minor = excluded.monetary_minor,
        currency = excluded.currency, r = excluded.r, f = excluded.f, m = excluded.m, segment = excluded.segment
      WHERE v.as_of <= excluded.as_of
      """;

  private static final String INTO =
      """
      INSERT INTO customer_rfm AS v (customer_id, as_of, computed_at, recency, frequency, monetary_minor, currency, r, f, m,
                                     segment)
      """;

  /**
   * Computes thresholds over everybody, keeps them as a run and scores everybody by them; scores
   * for a later instant stay. Set-based as a whole: batches would each read the figures again.
   */
  private static final String RUN =
      """
      WITH %s,
      run AS (
        INSERT INTO rfm_run (run_id, as_of, computed_at, customers, currency, months, recency, frequency, monetary, segments)
        SELECT $5, $1, $6, (SELECT count(*) FROM figure), $2, $3, recency, frequency, monetary, $7::text[]
        FROM threshold WHERE recency IS NOT NULL)
      %s
      SELECT customer_id, $1, $6, recency, frequency, monetary, $2, r, f, m, ($7::text[])[(r - 1) * 25 + (f - 1) * 5 + m]
      FROM (SELECT x.customer_id, x.recency, x.frequency, x.monetary, %s FROM figure x CROSS JOIN threshold t) s
      %s
      """
          .formatted(
              scored("", "$1::timestamptz", "$2", "$3::integer", "$4::bigint", "s.timezone", false),
              INTO,
              SCORES,
              KEEP);

  /** The customers after one who are known for later than an instant, in the order of their ids. */
  private static final String LATER =
      """
      SELECT customer_id, max(as_of) OVER () FROM (
        SELECT customer_id, as_of FROM customer_rfm WHERE as_of > $1 AND customer_id > $2 ORDER BY customer_id LIMIT $3) l
      ORDER BY customer_id
      """;

  /**
   * Scores changed customers by the latest run. Who bought nothing after $1 has the last day in the
   * totals, and of the others only the days of the window are read.
   */
  private static final String REFRESH =
      """
      WITH t AS (
        SELECT * FROM rfm_run WHERE as_of <= $1::timestamptz ORDER BY as_of DESC, run_id DESC LIMIT 1),
      summed AS MATERIALIZED (
        SELECT customer_id, last_day FROM customer_purchases
        WHERE customer_id = ANY ($2) AND last_purchase_at < $1 AND summed_at = computed_at),
      figure AS MATERIALIZED (
        SELECT p.customer_id, w.today - p.last_day AS recency, b.frequency, b.monetary
        FROM summed p CROSS JOIN (
          SELECT ($1::timestamptz AT TIME ZONE s.timezone)::date AS today, t.currency,
                 coalesce((($1::timestamptz AT TIME ZONE s.timezone)::date - make_interval(months => t.months))::date, '-infinity') AS since
          FROM insight_setting s LEFT JOIN t ON true) w
        CROSS JOIN LATERAL (
          SELECT count(DISTINCT d.day)::integer AS frequency,
                 coalesce(sum(d.net_minor) FILTER (WHERE d.currency = w.currency), 0)::bigint AS monetary
          FROM customer_purchase_day d WHERE d.customer_id = p.customer_id AND d.day >= w.since) b
        UNION ALL
        %s),
      gone AS (
        DELETE FROM customer_rfm v WHERE v.customer_id = ANY ($2) AND v.as_of <= $1
          AND NOT EXISTS (SELECT FROM figure x WHERE x.customer_id = v.customer_id))
      %s
      SELECT customer_id, $1, $3, recency, frequency, monetary, currency, r, f, m, segments[(r - 1) * 25 + (f - 1) * 5 + m]
      FROM (SELECT x.customer_id, x.recency, x.frequency, x.monetary, t.currency, t.segments, %s
            FROM figure x CROSS JOIN t) s
      %s
      """
          .formatted(
              figures(
                  "$1::timestamptz",
                  "d.customer_id = ANY (ARRAY(SELECT unnest($2::uuid[]) EXCEPT SELECT customer_id FROM summed))",
                  "(SELECT currency FROM t)",
                  "(SELECT months FROM t)",
                  "s.timezone",
                  false),
              INTO,
              SCORES,
              KEEP);

  /** Stored scores, and whether one without bought anything. */
  private static final String STORED =
      """
      SELECT c.id, p.customer_id IS NOT NULL, v.segment, v.r, v.f, v.m, v.recency, v.frequency, v.monetary_minor, v.currency,
             v.as_of, v.computed_at
      FROM unnest($1::uuid[]) c(id) LEFT JOIN customer_purchases p ON p.customer_id = c.id
      LEFT JOIN customer_rfm v ON v.customer_id = c.id
      """;

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

  private static String figures(
      String asOf, String whose, String currency, String months, String zone, boolean zoned) {
    return FIGURES
        .replace("{bought}", zoned ? BY_ANY_DAY : BY_STORED_DAY)
        .replace("{asOf}", asOf)
        .replace("{whose}", whose)
        .replace("{currency}", currency)
        .replace("{months}", months)
        .replace("{zone}", zone);
  }

  private static String scored(
      String name,
      String asOf,
      String currency,
      String months,
      String step,
      String zone,
      boolean zoned) {
    return SCORED
        .replace("{figures}", figures(asOf, "true", currency, months, zone, zoned))
        .replace("{step}", step)
        .replace("{n}", name);
  }

  private static String asked(String name, String asOf, boolean zoned) {
    return scored(
        name,
        asOf,
        "(SELECT currency FROM terms)",
        "(SELECT months FROM terms)",
        "(SELECT step FROM terms)",
        "(SELECT timezone FROM terms)",
        zoned);
  }

  private static String all(boolean zoned) {
    return TERMS + "," + asked("", "$1::timestamptz", zoned);
  }

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

  /** What an answer is given in. */
  record Basis(RfmTerms terms, RfmRule rule, String timezone) {}

  /** How many columns the terms have, before those of the answer. */
  private static final int TERM_COLUMNS = 5;

  private static Basis basis(Row row, Instant asOf) {
    String segments = row.getString(4);
    return new Basis(
        new RfmTerms(asOf, row.getString(1), row.getInteger(2), row.getLong(3)),
        segments == null ? RfmRule.USUAL : new RfmRule(segments(segments)),
        row.getString(0));
  }

  /** An answer with what it is given in. */
  record Answer<T>(Basis basis, T of) {}

  /** Customers with one score. */
  record Cell(int r, int f, int m, int customers, long monetary) {}

  /** Customers by score. */
  record Table(
      List<Cell> cells, Double[] recency, Double[] frequency, Double[] monetary, int orders) {}

  private static final Double[] NONE = {};

  Uni<Answer<Table>> table(SqlConnection connection, Asked asked) {
    return connection
        .preparedQuery(table(asked.zoned()))
        .execute(asked.values())
        .map(
            rows -> {
              Basis basis = null;
              List<Cell> cells = new ArrayList<>(rows.size());
              Table last = new Table(cells, NONE, NONE, NONE, 0);
              for (Row row : rows) {
                basis = basis(row, asked.asOf());
                if (row.getInteger(5) != null) {
                  cells.add(
                      new Cell(
                          row.getInteger(5),
                          row.getInteger(6),
                          row.getInteger(7),
                          row.getInteger(8),
                          row.getLong(9)));
                  last =
                      new Table(
                          cells,
                          row.getArrayOfDoubles(10),
                          row.getArrayOfDoubles(11),
                          row.getArrayOfDoubles(12),
                          row.getInteger(13));
                }
              }
              return new Answer<>(basis, last);
            });
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
              Basis basis = null;
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
    Basis basis = basis(row, asOf);
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

  /** Computes thresholds and everybody's scores; the number of customers. */
  Uni<Integer> run(SqlConnection connection, RfmTerms terms, RfmRule rule, Instant now) {
    return connection
        .preparedQuery(RUN)
        .execute(
            Tuple.of(utc(terms.asOf()), terms.currency(), terms.months(), terms.moneyStepMinor())
                .addUUID(Ids.next())
                .addOffsetDateTime(utc(now))
                .addArrayOfString(rule.byScore()))
        .map(RowSet::rowCount);
  }

  Uni<Void> refresh(
      SqlConnection connection, List<UUID> customers, Instant asOf, Instant computedAt) {
    return connection
        .preparedQuery(REFRESH)
        .execute(Tuple.of(utc(asOf), customers.toArray(UUID[]::new), utc(computedAt)))
        .replaceWithVoid();
  }

  /** Customers known for later than an instant, none among the others; null when there is none. */
  Uni<KnownLater> later(SqlConnection connection, Instant asOf, UUID after, int most) {
    return connection
        .preparedQuery(LATER)
        .execute(Tuple.of(utc(asOf), after, most))
        .map(
            rows -> {
              List<UUID> later = new ArrayList<>(rows.size());
              Instant at = null;
              for (Row row : rows) {
                later.add(row.getUUID(0));
                at = row.getOffsetDateTime(1).toInstant();
              }
              return at == null ? null : new KnownLater(List.of(), later, at);
            });
  }

  /** Scores as they are stored. */
  Uni<Map<UUID, Rfm>> stored(SqlConnection connection, List<UUID> customers) {
    return connection
        .preparedQuery(STORED)
        .execute(Tuple.of(customers.toArray(UUID[]::new)))
        .map(
            rows -> {
              Map<UUID, Rfm> scores = new HashMap<>();
              rows.forEach(row -> scores.put(row.getUUID(0), stored(row)));
              return scores;
            });
  }

  private static Rfm stored(Row row) {
    if (row.getString(2) == null) {
      return Rfm.none(row.getBoolean(1) ? RfmReason.NOT_SCORED : RfmReason.NO_PURCHASES);
    }
    return new Rfm(
        row.getString(2),
        null,
        row.getInteger(3),
        row.getInteger(4),
        row.getInteger(5),
        row.getInteger(6),
        row.getInteger(7),
        new Money(row.getLong(8), row.getString(9)),
        row.getOffsetDateTime(10),
        row.getOffsetDateTime(11));
  }

  Uni<RfmSettings> settings(SqlConnection connection) {
    return connection.preparedQuery(SETTINGS).execute().map(RfmStore::settings);
  }

  /** The terms that are set. */
  Uni<Basis> inUse(SqlConnection connection, Instant asOf) {
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

  private static String json(List<RfmSegment> segments) {
    JsonArray list = new JsonArray();
    segments.forEach(
        s ->
            list.add(
                new JsonObject()
                    .put("name", s.name())
                    .put("r", new JsonArray().add(s.rFrom()).add(s.rTo()))
                    .put("f", new JsonArray().add(s.fFrom()).add(s.fTo()))
                    .put("m", new JsonArray().add(s.mFrom()).add(s.mTo()))));
    return list.encode();
  }

  private static List<RfmSegment> segments(String json) {
    return new JsonArray(json)
        .stream()
            .map(JsonObject.class::cast)
            .map(
                s ->
                    new RfmSegment(
                        s.getString("name"),
                        s.getJsonArray("r").getInteger(0),
                        s.getJsonArray("r").getInteger(1),
                        s.getJsonArray("f").getInteger(0),
                        s.getJsonArray("f").getInteger(1),
                        s.getJsonArray("m").getInteger(0),
                        s.getJsonArray("m").getInteger(1)))
            .toList();
  }
}
