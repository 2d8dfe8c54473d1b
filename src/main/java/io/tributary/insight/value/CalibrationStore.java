package io.tributary.insight.value;

import static io.tributary.platform.FactKeys.utc;

import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.RowSet;
import io.vertx.mutiny.sqlclient.SqlConnection;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** What was bought before and after a model was fitted. */
@ApplicationScoped
class CalibrationStore {
  /**
   * The purchase days up to $2 of those who had bought before $1 and were in segment $3 then, or of
   * all, as days since the first purchase of all; of a fixed part of them where they are very many.
   * On a row of its own the version of model $5 that was in force at $1.
   */
  private static final String OCCASIONS =
      """
      WITH span AS (
        SELECT (min(t.first_purchase_at) AT TIME ZONE s.timezone)::date AS first,
               (($1::timestamptz - interval '1 microsecond') AT TIME ZONE s.timezone)::date AS calibrated,
               (($2::timestamptz - interval '1 microsecond') AT TIME ZONE s.timezone)::date AS seen,
               count(*) AS customers, (count(*) + $4 - 1) / $4 AS one_of
        FROM insight_setting s JOIN customer_purchases t ON t.first_purchase_at < $1
        LEFT JOIN LATERAL ({segment}) g(segment) ON true
        WHERE $3::text IS NULL OR g.segment = $3
        GROUP BY s.timezone)
      (SELECT %s, NULL::bigint, NULL::date, NULL::integer, NULL::integer, NULL::integer[]
       FROM value_fit WHERE as_of <= $1 AND refusal IS NULL AND model = $5
         AND segment_by IS NOT DISTINCT FROM $6 AND segment IS NOT DISTINCT FROM $3
       ORDER BY as_of DESC, fit_id DESC LIMIT 1)
      UNION ALL
      SELECT NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL,
             p.customers, p.first, p.calibrated - p.first, p.seen - p.first,
             array_agg(DISTINCT d.day - p.first ORDER BY d.day - p.first)
      FROM span p JOIN customer_purchases t ON t.first_purchase_at < $1
      LEFT JOIN LATERAL ({segment}) g(segment) ON true
      JOIN customer_purchase_day d ON d.customer_id = t.customer_id AND d.first_at < $2
      WHERE ($3 IS NULL OR g.segment = $3)
        AND (p.one_of = 1 OR (uuid_hash_extended(t.customer_id, 0) & 9223372036854775807) %% p.one_of = 0)
      GROUP BY t.customer_id, p.customers, p.calibrated, p.first, p.seen
      """
          .formatted(ValueStore.FIT);

  /**
   * What was bought.
   *
   * @param fit the version in force; null without one
   * @param customers how many had bought
   * @param first the day of the first purchase of all; null without any
   * @param calibrated the last day that a model saw, counted from the first of all
   * @param seen the last day that there is, counted alike
   * @param sample customers' days
   */
  record Occasions(
      LifetimeValueFit fit,
      int customers,
      LocalDate first,
      int calibrated,
      int seen,
      List<Calibration.Customer> sample) {}

  Uni<Occasions> occasions(
      SqlConnection connection,
      LifetimeValueModel model,
      ValueSegment segment,
      Instant calibratedTo,
      Instant asOf) {
    return connection
        .preparedQuery(OCCASIONS.replace("{segment}", ValueStore.segment(segment.by())))
        .execute(
            Tuple.of(
                utc(calibratedTo),
                utc(asOf),
                segment.name(),
                (long) FitLifetimeValue.SAMPLE,
                model.name(),
                ValueStore.name(segment.by())))
        .map(CalibrationStore::occasions);
  }

  private static Occasions occasions(RowSet<Row> rows) {
    List<Calibration.Customer> sample = new ArrayList<>(rows.size());
    LifetimeValueFit fit = null;
    LocalDate first = null;
    int customers = 0;
    int calibrated = 0;
    int seen = 0;
    for (Row row : rows) {
      if (row.getUUID(0) != null) {
        fit = ValueStore.fit(row);
        continue;
      }
      customers = row.getLong(16).intValue();
      first = row.getLocalDate(17);
      calibrated = row.getInteger(18);
      seen = row.getInteger(19);
      int[] days = Arrays.stream(row.getArrayOfIntegers(20)).mapToInt(day -> day).toArray();
      sample.add(new Calibration.Customer(days[0], Arrays.copyOfRange(days, 1, days.length)));
    }
    return new Occasions(fit, customers, first, calibrated, seen, sample);
  }
}
