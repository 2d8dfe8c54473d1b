package io.tributary.insight.rfm;

import static io.tributary.insight.rfm.RfmFigureStore.SCORES;
import static io.tributary.insight.rfm.RfmFigureStore.figures;
import static io.tributary.insight.rfm.RfmFigureStore.scored;
import static io.tributary.platform.FactKeys.utc;

import io.smallrye.mutiny.Uni;
import io.tributary.insight.KnownLater;
import io.tributary.platform.Ids;
import io.tributary.platform.Money;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.RowSet;
import io.vertx.mutiny.sqlclient.SqlConnection;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/** Runs of RFM and the scores that are kept. */
@ApplicationScoped
class RfmRunStore {
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

  /** Orders before $1: of who bought nothing after it those in the totals, of others by day. */
  private static final String ORDERS =
      """
      SELECT coalesce(sum(orders), 0)::integer FROM (
        SELECT orders FROM customer_purchases WHERE last_purchase_at < $1
        UNION ALL
        SELECT orders_before(d.orders, d.moments, $1) FROM customer_purchases t
        JOIN customer_purchase_day d ON d.customer_id = t.customer_id AND d.first_at < $1
        WHERE t.first_purchase_at < $1 AND t.last_purchase_at >= $1) o
      """;

  /**
   * Computes thresholds over everybody, keeps them and what they divide as a run and scores
   * everybody by them; scores for a later instant stay. Set-based as a whole: batches would each
   * read the figures again.
   */
  private static final String RUN =
      """
      WITH %s,
      score AS MATERIALIZED (
        SELECT x.customer_id, x.recency, x.frequency, x.monetary, %s FROM figure x CROSS JOIN threshold t),
      cell AS (
        SELECT array_agg(coalesce(c.customers, 0)::integer ORDER BY place) AS counts,
               array_agg(coalesce(c.spent, 0)::bigint ORDER BY place) AS spent
        FROM generate_series(1, 125) place LEFT JOIN (
          SELECT (r - 1) * 25 + (f - 1) * 5 + m AS place, count(*) AS customers, sum(monetary) AS spent
          FROM score GROUP BY 1) c USING (place)),
      run AS (
        INSERT INTO rfm_run (run_id, as_of, computed_at, customers, currency, months, recency, frequency, monetary, segments,
                             timezone, orders, counts, spent)
        SELECT $5, $1, $6, (SELECT count(*) FROM figure), $2, $3, recency, frequency, monetary, $7::text[],
               (SELECT timezone FROM insight_setting), (%s), c.counts, c.spent
        FROM threshold CROSS JOIN cell c WHERE recency IS NOT NULL)
      %s
      SELECT customer_id, $1, $6, recency, frequency, monetary, $2, r, f, m, ($7::text[])[(r - 1) * 25 + (f - 1) * 5 + m]
      FROM score
      %s
      """
          .formatted(
              scored(
                  "",
                  "$1::timestamptz",
                  "true",
                  "$2",
                  "$3::integer",
                  "$4::bigint",
                  "s.timezone",
                  false),
              SCORES,
              ORDERS,
              INTO,
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
}
