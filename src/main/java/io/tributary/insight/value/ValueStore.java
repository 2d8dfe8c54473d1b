package io.tributary.insight.value;

import static io.tributary.platform.FactKeys.utc;

import io.smallrye.mutiny.Uni;
import io.tributary.graphql.Paging;
import io.tributary.insight.CustomerSegment;
import io.tributary.insight.SegmentStore;
import io.tributary.platform.Columns;
import io.tributary.platform.Money;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.RowSet;
import io.vertx.mutiny.sqlclient.SqlConnection;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/** Versions of models, and what they make of customers. */
@ApplicationScoped
class ValueStore {
  /** Where scores are, one for each customer. */
  static final String TABLE = "customer_value";

  /** Whether a customer's totals hold for $1: nothing was bought after it. */
  private static final String SUMMED = "t.last_purchase_at < $1 AND t.summed_at = t.computed_at";

  /**
   * Customers' pasts up to $1, with their segment then and values in currency $2: days from the
   * first occasion, which is the same for any instant after it. Who bought nothing after $1 has
   * them in the totals; of the others the days are read, and one that $1 cuts in two counts for the
   * part before.
   */
  private static final String PASTS =
      """
      SELECT t.customer_id, g.segment, t.purchase_days - 1, t.last_day - t.first_day,
             (($1::timestamptz - interval '1 microsecond') AT TIME ZONE s.timezone)::date - t.first_day,
             coalesce(c.days - (c.first IS NOT NULL)::integer, 0), coalesce(c.net - coalesce(c.first, 0), 0)
      FROM customer_purchases t CROSS JOIN insight_setting s
      LEFT JOIN LATERAL (
        SELECT * FROM unnest(t.currencies, t.currency_days, t.currency_nets, t.first_nets) u(currency, days, net, first)
        WHERE u.currency = $2) c ON true
      LEFT JOIN LATERAL ({segment}) g(segment) ON true
      WHERE {summed} AND {whose}
      UNION ALL
      SELECT t.customer_id, max(g.segment), count(DISTINCT d.day)::integer - 1, max(d.day) - f.first, f.seen - f.first,
             (count(*) FILTER (WHERE d.currency = $2 AND d.day > f.first))::integer,
             coalesce(sum(CASE WHEN d.moments[cardinality(d.moments)] < $1::timestamptz THEN d.net_minor
                               ELSE (SELECT sum(net) FROM unnest(d.moments, d.nets) u(at, net) WHERE at < $1) END)
               FILTER (WHERE d.currency = $2 AND d.day > f.first), 0)::bigint
      FROM customer_purchases t CROSS JOIN insight_setting s
      CROSS JOIN LATERAL (
        SELECT (t.first_purchase_at AT TIME ZONE s.timezone)::date AS first,
               (($1::timestamptz - interval '1 microsecond') AT TIME ZONE s.timezone)::date AS seen) f
      JOIN customer_purchase_day d ON d.customer_id = t.customer_id
      LEFT JOIN LATERAL ({segment}) g(segment) ON true
      WHERE t.first_purchase_at < $1::timestamptz AND d.first_at < $1 AND ({summed}) IS NOT TRUE AND {whose}
      GROUP BY t.customer_id, f.first, f.seen
      """;

  /** All of them, or the same part of them each time; only those of segment $4 if it is given. */
  private static final String SAMPLE =
      """
      ($3 = 1 OR (uuid_hash_extended(t.customer_id, 0) & 9223372036854775807) % $3::bigint = 0)
        AND ($4::text IS NULL OR g.segment = $4)
      """;

  /** Those of some customers. */
  private static final String OF_CUSTOMERS = "t.customer_id = ANY ($3)";

  /** How many had bought by an instant. */
  private static final String COUNT =
      "SELECT count(*) FROM customer_purchases WHERE first_purchase_at < $1";

  /** The $2 segments with the most customers by $1, none where all are in the same. */
  private static final String SEGMENTS =
      """
      SELECT segment, customers FROM (
        SELECT g.segment, count(*) AS customers, count(*) OVER () AS segments
        FROM customer_purchases t LEFT JOIN LATERAL ({segment}) g(segment) ON true
        WHERE t.first_purchase_at < $1 GROUP BY 1) c
      WHERE segments > 1 AND segment IS NOT NULL AND customers >= $3 ORDER BY customers DESC, segment LIMIT $2
      """;

  static final String FIT =
      """
      fit_id, model, segment_by, segment, as_of, fitted_at, timezone, currency, customers, sample, repeaters, used,
      refusal, log_likelihood, parameters, correlation
      """;

  /** Adds a version of a model. */
  private static final String ADD =
      "INSERT INTO value_fit (%s) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16)"
          .formatted(FIT);

  /**
   * The latest versions by an instant that were not refused, of all customers and of the segments
   * of kind $2 or of the one that the settings say; those of all first.
   */
  private static final String IN_FORCE =
      """
      SELECT DISTINCT ON (segment, model) %s FROM value_fit
      WHERE as_of <= $1 AND refusal IS NULL
        AND (segment_by IS NULL OR segment_by = coalesce($2, (SELECT value_segment_by FROM insight_setting)))
      ORDER BY segment NULLS FIRST, model, as_of DESC, fit_id DESC
      """
          .formatted(FIT);

  /** Versions, latest instant first. */
  private static final String PAGE =
      """
      SELECT %s FROM value_fit
      WHERE ($1::timestamptz IS NULL OR (as_of, fit_id) < ($1, $2::uuid)) AND ($4::timestamptz IS NULL OR as_of <= $4)
      ORDER BY as_of DESC, fit_id DESC LIMIT $3
      """
          .formatted(FIT);

  /** One version. */
  private static final String FIND = "SELECT %s FROM value_fit WHERE fit_id = $1".formatted(FIT);

  /** The settings. */
  private static final String SETTINGS =
      "SELECT value_model, value_months, value_monthly_discount, value_segment_by FROM insight_setting";

  /** Changes those settings that are given. */
  private static final String SET =
      """
      UPDATE insight_setting SET value_model = coalesce($1, value_model), value_months = coalesce($2, value_months),
        value_monthly_discount = coalesce($3, value_monthly_discount),
        value_segment_by = CASE WHEN $5::boolean THEN NULL ELSE coalesce($4, value_segment_by) END
      RETURNING value_model, value_months, value_monthly_discount, value_segment_by
      """;

  /**
   * Replaces customers' scores; one for a later instant stays, so that a run for a past day does
   * not take newer state back.
   */
  private static final String WRITE =
      """
      WITH gone AS (
        DELETE FROM customer_value v WHERE v.customer_id = ANY ($1) AND v.as_of <= $2 AND NOT v.customer_id = ANY ($6))
      INSERT INTO customer_value AS v (customer_id, as_of, computed_at, fit_id, months, currency,
                                       repeats, alive, expected, mean_minor, value_minor, reason)
      SELECT n.c, $2, $3, n.f, $4, $5, n.x, n.a, n.e, n.m, n.v, n.r
      FROM unnest($6::uuid[], $7::uuid[], $8::integer[], $9::double precision[], $10::double precision[], $11::bigint[],
                  $12::bigint[], $13::text[]) n(c, f, x, a, e, m, v, r)
      ON CONFLICT (customer_id) DO UPDATE SET as_of = excluded.as_of, computed_at = excluded.computed_at,
        fit_id = excluded.fit_id, months = excluded.months, currency = excluded.currency, repeats = excluded.repeats,
        alive = excluded.alive, expected = excluded.expected, mean_minor = excluded.mean_minor,
        value_minor = excluded.value_minor, reason = excluded.reason
      WHERE v.as_of <= excluded.as_of
      """;

  /** Customers' scores, and for those who have none what it is that is missing. */
  private static final String SCORES =
      """
      SELECT c.id, t.customer_id IS NOT NULL, v.value_minor, v.reason, v.alive, v.expected, v.mean_minor, v.months,
             v.repeats, v.as_of, v.computed_at, v.currency
      FROM unnest($1::uuid[]) c(id) LEFT JOIN customer_purchases t ON t.customer_id = c.id
      LEFT JOIN customer_value v ON v.customer_id = c.id
      """;

  /** The buyers after one, in the order of their ids. */
  private static final String NEXT =
      """
      SELECT customer_id FROM customer_purchases WHERE customer_id > $1 ORDER BY customer_id LIMIT $2
      """;

  private static String pasts(CustomerSegment by, String whose) {
    return PASTS
        .replace("{summed}", SUMMED)
        .replace("{whose}", whose)
        .replace("{segment}", segment(by));
  }

  /** A customer's segment at $1; none where they are not divided. */
  static String segment(CustomerSegment by) {
    return by == null ? "SELECT NULL::text" : SegmentStore.of(by, "$1");
  }

  Uni<Long> count(SqlConnection connection, Instant asOf) {
    return connection
        .preparedQuery(COUNT)
        .execute(Tuple.of(utc(asOf)))
        .map(rows -> rows.iterator().next().getLong(0));
  }

  /** A segment, and how many customers are in it. */
  record Members(ValueSegment segment, long customers) {}

  /** The largest segments with at least so many customers; none where there is one alone. */
  Uni<List<Members>> segments(
      SqlConnection connection, Instant asOf, CustomerSegment by, int most, int fewest) {
    return connection
        .preparedQuery(SEGMENTS.replace("{segment}", segment(by)))
        .execute(Tuple.of(utc(asOf), most, fewest))
        .map(
            rows -> {
              List<Members> segments = new ArrayList<>(rows.size());
              rows.forEach(
                  row ->
                      segments.add(
                          new Members(new ValueSegment(by, row.getString(0)), row.getLong(1))));
              return segments;
            });
  }

  /** Every oneOf-th customer's past, of those in a segment. */
  Uni<List<PastPurchases>> sample(
      SqlConnection connection, Instant asOf, String currency, long oneOf, ValueSegment segment) {
    return pasts(
        connection,
        pasts(segment.by(), SAMPLE),
        Tuple.of(utc(asOf), currency, oneOf, segment.name()));
  }

  /** The pasts of those of some customers who had bought, with the segment they were in. */
  Uni<List<PastPurchases>> pasts(
      SqlConnection connection,
      Instant asOf,
      String currency,
      CustomerSegment by,
      List<UUID> customers) {
    return pasts(
        connection,
        pasts(by, OF_CUSTOMERS),
        Tuple.of(utc(asOf), currency, customers.toArray(UUID[]::new)));
  }

  private static Uni<List<PastPurchases>> pasts(
      SqlConnection connection, String sql, Tuple values) {
    return connection
        .preparedQuery(sql)
        .execute(values)
        .map(
            rows -> {
              List<PastPurchases> pasts = new ArrayList<>(rows.size());
              for (Row row : rows) {
                pasts.add(
                    new PastPurchases(
                        row.getUUID(0),
                        row.getString(1),
                        row.getInteger(2),
                        row.getInteger(3),
                        row.getInteger(4),
                        row.getInteger(5),
                        row.getLong(6)));
              }
              return pasts;
            });
  }

  Uni<Void> add(SqlConnection connection, List<LifetimeValueFit> fits) {
    return connection
        .preparedQuery(ADD)
        .executeBatch(fits.stream().map(ValueStore::values).toList())
        .replaceWithVoid();
  }

  private static Tuple values(LifetimeValueFit fit) {
    Double[] parameters =
        fit.values() == null ? null : Arrays.stream(fit.values()).boxed().toArray(Double[]::new);
    return Tuple.tuple()
        .addUUID(fit.uuid())
        .addString(fit.model().name())
        .addString(name(fit.segmentBy()))
        .addString(fit.segment())
        .addOffsetDateTime(fit.asOf())
        .addOffsetDateTime(fit.fittedAt())
        .addString(fit.timezone())
        .addString(fit.currency())
        .addLong((long) fit.customers())
        .addInteger(fit.sample())
        .addInteger(fit.repeaters())
        .addInteger(fit.used())
        .addString(fit.refusal() == null ? null : fit.refusal().name())
        .addDouble(fit.logLikelihood())
        .addArrayOfDouble(parameters)
        .addDouble(fit.correlation());
  }

  /**
   * The models in force, those of segments of a kind; of the one in the settings when by is null.
   */
  Uni<List<LifetimeValueFit>> inForce(SqlConnection connection, Instant asOf, CustomerSegment by) {
    return connection
        .preparedQuery(IN_FORCE)
        .execute(Tuple.of(utc(asOf), name(by)))
        .map(ValueStore::fits);
  }

  /** Versions; asOf null for all of them. */
  Uni<List<LifetimeValueFit>> page(SqlConnection connection, Instant asOf, Paging paging) {
    return connection
        .preparedQuery(PAGE)
        .execute(
            Tuple.of(
                paging.continues() ? utc(paging.instant(0)) : null,
                paging.continues() ? paging.uuid(1) : null,
                paging.limit(),
                asOf == null ? null : utc(asOf)))
        .map(ValueStore::fits);
  }

  /** A version, or null. */
  Uni<LifetimeValueFit> find(SqlConnection connection, UUID id) {
    return connection
        .preparedQuery(FIND)
        .execute(Tuple.of(id))
        .map(rows -> fits(rows).stream().findFirst().orElse(null));
  }

  private static List<LifetimeValueFit> fits(RowSet<Row> rows) {
    List<LifetimeValueFit> fits = new ArrayList<>(rows.size());
    rows.forEach(row -> fits.add(fit(row)));
    return fits;
  }

  /** The version in the first columns of a row. */
  static LifetimeValueFit fit(Row row) {
    Double[] parameters = row.getArrayOfDoubles(14);
    String refusal = row.getString(12);
    return new LifetimeValueFit(
        row.getUUID(0),
        LifetimeValueModel.valueOf(row.getString(1)),
        segmentBy(row.getString(2)),
        row.getString(3),
        row.getOffsetDateTime(4),
        row.getOffsetDateTime(5),
        row.getString(6),
        row.getString(7),
        row.getLong(8).intValue(),
        row.getInteger(9),
        row.getInteger(10),
        row.getInteger(11),
        refusal == null ? null : FitRefusal.valueOf(refusal),
        row.getDouble(13),
        parameters == null
            ? null
            : Arrays.stream(parameters).mapToDouble(Double::doubleValue).toArray(),
        row.getDouble(15));
  }

  static String name(CustomerSegment by) {
    return by == null ? null : by.name();
  }

  private static CustomerSegment segmentBy(String name) {
    return name == null ? null : CustomerSegment.valueOf(name);
  }

  Uni<LifetimeValueSettings> settings(SqlConnection connection) {
    return connection.preparedQuery(SETTINGS).execute().map(ValueStore::settings);
  }

  Uni<LifetimeValueSettings> set(SqlConnection connection, SetLifetimeValueSettingsInput input) {
    return connection
        .preparedQuery(SET)
        .execute(
            Tuple.of(
                input.model() == null ? null : input.model().name(),
                input.months(),
                input.monthlyDiscount(),
                name(input.segmentBy()),
                input.undivided()))
        .map(ValueStore::settings);
  }

  private static LifetimeValueSettings settings(RowSet<Row> rows) {
    Row row = rows.iterator().next();
    return new LifetimeValueSettings(
        LifetimeValueModel.valueOf(row.getString(0)),
        row.getInteger(1),
        row.getDouble(2),
        segmentBy(row.getString(3)));
  }

  /** A score, and the version of the model of purchases that gave it. */
  record Scored(UUID fit, ValueRule.Score score) {}

  Uni<Void> write(
      SqlConnection connection,
      List<UUID> customers,
      ModelsInForce models,
      Instant computedAt,
      List<Scored> scored) {
    List<ValueRule.Score> scores = scored.stream().map(Scored::score).toList();
    Tuple values =
        Tuple.tuple()
            .addArrayOfUUID(customers.toArray(UUID[]::new))
            .addOffsetDateTime(utc(models.asOf()))
            .addOffsetDateTime(utc(computedAt))
            .addInteger(models.settings().months())
            .addString(models.currency());
    Columns.after(values, scores).uuids(ValueRule.Score::customer);
    Columns.after(values, scored).uuids(Scored::fit);
    values.addArrayOfInteger(scores.stream().map(ValueRule.Score::repeats).toArray(Integer[]::new));
    values.addArrayOfDouble(scores.stream().map(ValueRule.Score::alive).toArray(Double[]::new));
    values.addArrayOfDouble(scores.stream().map(ValueRule.Score::expected).toArray(Double[]::new));
    Columns.after(values, scores)
        .longs(ValueRule.Score::meanMinor)
        .longs(ValueRule.Score::valueMinor)
        .texts(score -> score.reason() == null ? null : score.reason().name());
    return connection.preparedQuery(WRITE).execute(values).replaceWithVoid();
  }

  /** Scores as they are stored, by customer. */
  Uni<Map<UUID, LifetimeValue>> scores(SqlConnection connection, List<UUID> customers) {
    return connection
        .preparedQuery(SCORES)
        .execute(Tuple.of(customers.toArray(UUID[]::new)))
        .map(
            rows -> {
              Map<UUID, LifetimeValue> scores = new HashMap<>();
              rows.forEach(row -> scores.put(row.getUUID(0), score(row)));
              return scores;
            });
  }

  private static LifetimeValue score(Row row) {
    if (row.getOffsetDateTime(9) == null) {
      return LifetimeValue.none(
          row.getBoolean(1) ? LifetimeValueReason.NOT_FITTED : LifetimeValueReason.NO_PURCHASES);
    }
    String reason = row.getString(3);
    String currency = row.getString(11);
    return new LifetimeValue(
        money(row.getLong(2), currency),
        reason == null ? null : LifetimeValueReason.valueOf(reason),
        row.getDouble(4),
        row.getDouble(5),
        money(row.getLong(6), currency),
        row.getInteger(7),
        row.getInteger(8),
        row.getOffsetDateTime(9),
        row.getOffsetDateTime(10));
  }

  private static Money money(Long minor, String currency) {
    return minor == null ? null : new Money(minor, currency);
  }

  Uni<List<UUID>> next(SqlConnection connection, UUID after, int most) {
    return connection
        .preparedQuery(NEXT)
        .execute(Tuple.of(after, most))
        .map(
            rows -> {
              List<UUID> customers = new ArrayList<>(rows.size());
              rows.forEach(row -> customers.add(row.getUUID(0)));
              return customers;
            });
  }
}
