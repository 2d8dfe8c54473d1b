package io.tributary.insight.value;

import static io.tributary.platform.FactKeys.utc;

import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.RowSet;
import io.vertx.mutiny.sqlclient.SqlConnection;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** What was bought before and after a model was fitted. */
@ApplicationScoped
class CalibrationStore {
  /**
   * The purchase days up to $2 of those who had bought before $1, of the first channel $3 or of
   * all, as days since the first purchase of all; of a fixed part of them where they are very many.
   */
  private static final String OCCASIONS =
      """
      WITH span AS (
        SELECT (min(t.first_purchase_at) AT TIME ZONE s.timezone)::date AS first,
               (($1::timestamptz - interval '1 microsecond') AT TIME ZONE s.timezone)::date AS calibrated,
               (($2::timestamptz - interval '1 microsecond') AT TIME ZONE s.timezone)::date AS seen,
               count(*) AS customers, (count(*) + $4 - 1) / $4 AS one_of
        FROM insight_setting s JOIN customer_purchases t ON t.first_purchase_at < $1
        LEFT JOIN customer_origin g ON g.customer_id = t.customer_id
        WHERE $3::text IS NULL OR g.channel = $3
        GROUP BY s.timezone)
      SELECT p.customers, p.calibrated - p.first, p.seen - p.first, array_agg(DISTINCT d.day - p.first ORDER BY d.day - p.first)
      FROM span p JOIN customer_purchases t ON t.first_purchase_at < $1
      LEFT JOIN customer_origin g ON g.customer_id = t.customer_id
      JOIN customer_purchase_day d ON d.customer_id = t.customer_id AND d.first_at < $2
      WHERE ($3 IS NULL OR g.channel = $3)
        AND (p.one_of = 1 OR (uuid_hash_extended(t.customer_id, 0) & 9223372036854775807) % p.one_of = 0)
      GROUP BY t.customer_id, p.customers, p.calibrated, p.first, p.seen
      """;

  /**
   * What was bought.
   *
   * @param customers how many had bought
   * @param calibrated the last day that a model saw, counted from the first of all
   * @param seen the last day that there is, counted alike
   * @param sample customers' days
   */
  record Occasions(int customers, int calibrated, int seen, List<Calibration.Customer> sample) {}

  Uni<Occasions> occasions(
      SqlConnection connection, String firstChannel, Instant calibratedTo, Instant asOf) {
    return connection
        .preparedQuery(OCCASIONS)
        .execute(
            Tuple.of(utc(calibratedTo), utc(asOf), firstChannel, (long) FitLifetimeValue.SAMPLE))
        .map(CalibrationStore::occasions);
  }

  private static Occasions occasions(RowSet<Row> rows) {
    List<Calibration.Customer> sample = new ArrayList<>(rows.size());
    int customers = 0;
    int calibrated = 0;
    int seen = 0;
    for (Row row : rows) {
      customers = row.getLong(0).intValue();
      calibrated = row.getInteger(1);
      seen = row.getInteger(2);
      int[] days = Arrays.stream(row.getArrayOfIntegers(3)).mapToInt(day -> day).toArray();
      sample.add(new Calibration.Customer(days[0], Arrays.copyOfRange(days, 1, days.length)));
    }
    return new Occasions(customers, calibrated, seen, sample);
  }
}
