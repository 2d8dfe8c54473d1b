package io.tributary.insight.rfm;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.mutiny.sqlclient.Row;
import java.time.Instant;
import java.util.List;

/** What statements about RFM are made of: figures, thresholds and the terms that they are in. */
final class RfmFigureStore {
  /**
   * Each customer's figures as of {asOf}, in {currency}, over {months} or all time, by days of time
   * zone {zone}.
   */
  static final String FIGURES =
      """
      SELECT d.customer_id, w.today - max(d.day) AS recency,
             (count({days}) FILTER (WHERE d.day >= w.since))::integer AS frequency,
             coalesce(sum(d.net) FILTER (WHERE d.currency = {currency} AND d.day >= w.since), 0)::bigint AS monetary
      FROM ({bought}) d CROSS JOIN (
        SELECT today, coalesce((today - make_interval(months => {months}))::date, '-infinity') AS since
        FROM insight_setting s CROSS JOIN LATERAL (SELECT ({asOf} AT TIME ZONE {zone})::date AS today) t) w
      WHERE {whose}
      GROUP BY d.customer_id, w.today
      """;

  /** Stored days up to {asOf}; one that it cuts in two counts for the part before. */
  static final String BY_STORED_DAY =
      """
      SELECT customer_id, day, currency,
             CASE WHEN moments[cardinality(moments)] < {asOf} THEN net_minor
                  ELSE (SELECT sum(net) FROM unnest(moments, nets) u(at, net) WHERE at < {asOf}) END AS net
      FROM customer_purchase_day WHERE first_at < {asOf}
      """;

  /** The same by days of another time zone, made of the instants. */
  static final String BY_ANY_DAY =
      """
      SELECT p.customer_id, (u.at AT TIME ZONE {zone})::date AS day, p.currency, u.net
      FROM customer_purchase_day p CROSS JOIN LATERAL unnest(p.moments, p.nets) u(at, net)
      WHERE p.first_at < {asOf} AND u.at < {asOf}
      """;

  /**
   * Whether anybody paid in several currencies, everybody's figures, and the thresholds: of n
   * sorted values x, quantile i/5 of type 7 lies at (n-1)·i/5 counted from 0, and between two
   * values in fifths of their distance. It is computed from the two values, in numeric:
   * percentile_cont works in binary floating point, where a bound that is a whole number can come
   * out just beside it.
   */
  static final String SCORED =
      """
      {n}several AS MATERIALIZED (
        SELECT EXISTS (SELECT FROM customer_purchases WHERE cardinality(currencies) IS DISTINCT FROM 1) AS so),
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
  static final String SCORES =
      """
      5 - width_bucket(x.recency::numeric, t.recency) AS r, 1 + width_bucket(x.frequency::numeric, t.frequency) AS f,
      1 + width_bucket(x.monetary::numeric, t.monetary) AS m
      """;

  /** What is asked for, or where it is left out what is set: $2 to $5; 0 months are all time. */
  static final String TERMS =
      """
      terms AS MATERIALIZED (
        SELECT coalesce($5::text, i.timezone) AS timezone, coalesce($2::text, i.currency) AS currency,
               CASE WHEN $3::integer IS NULL THEN s.rfm_months ELSE nullif($3, 0) END AS months,
               coalesce($4::bigint, s.rfm_money_step) AS step, s.rfm_segments::text AS segments
        FROM insight_terms i CROSS JOIN insight_setting s)
      """;

  private RfmFigureStore() {}

  static String figures(
      String asOf, String whose, String currency, String months, String zone, boolean zoned) {
    return figures("DISTINCT d.day", asOf, whose, currency, months, zone, zoned);
  }

  /**
   * Everybody's figures. There is one row for each day and currency: where nobody paid in several
   * the rows are the days, and nothing has to be sorted to count these.
   */
  private static String ofAll(
      String name,
      String asOf,
      String whose,
      String currency,
      String months,
      String zone,
      boolean zoned) {
    if (zoned) {
      return figures(asOf, whose, currency, months, zone, true);
    }
    String several = "(SELECT so FROM " + name + "several)";
    return figures("*", asOf, whose + " AND NOT " + several, currency, months, zone, false)
        + " UNION ALL "
        + figures("DISTINCT d.day", asOf, whose + " AND " + several, currency, months, zone, false);
  }

  private static String figures(
      String days,
      String asOf,
      String whose,
      String currency,
      String months,
      String zone,
      boolean zoned) {
    return FIGURES
        .replace("{days}", days)
        .replace("{bought}", zoned ? BY_ANY_DAY : BY_STORED_DAY)
        .replace("{asOf}", asOf)
        .replace("{whose}", whose)
        .replace("{currency}", currency)
        .replace("{months}", months)
        .replace("{zone}", zone);
  }

  static String scored(
      String name,
      String asOf,
      String whose,
      String currency,
      String months,
      String step,
      String zone,
      boolean zoned) {
    return SCORED
        .replace("{figures}", ofAll(name, asOf, whose, currency, months, zone, zoned))
        .replace("{step}", step)
        .replace("{n}", name);
  }

  static String asked(String name, String asOf, String whose, boolean zoned) {
    return scored(
        name,
        asOf,
        whose,
        "(SELECT currency FROM terms)",
        "(SELECT months FROM terms)",
        "(SELECT step FROM terms)",
        "(SELECT timezone FROM terms)",
        zoned);
  }

  static String all(boolean zoned) {
    return TERMS + "," + asked("", "$1::timestamptz", "true", zoned);
  }

  /** What an answer is given in. */
  record Basis(RfmTerms terms, RfmRule rule, String timezone) {}

  /** How many columns the terms have, before those of the answer. */
  static final int TERM_COLUMNS = 5;

  static Basis basis(Row row, Instant asOf) {
    String segments = row.getString(4);
    return new Basis(
        new RfmTerms(asOf, row.getString(1), row.getInteger(2), row.getLong(3)),
        segments == null ? RfmRule.USUAL : new RfmRule(segments(segments)),
        row.getString(0));
  }

  static String json(List<RfmSegment> segments) {
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

  static List<RfmSegment> segments(String json) {
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
