package io.tributary.bench;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

/**
 * What it costs to compute every customer's figures: the jobs refresh-retention, refresh-rfm and
 * fit-lifetime-value from empty tables (the likelihood fit apart) ÷ hand-written SQL that fills
 * copies of the same tables on the same server, limit 2.5; and after 1 % new orders the change
 * queue's work ÷ the full refresh, limit 0.05. At most 1 GiB of heap. Run it for two numbers of
 * customers to see how it grows.
 */
final class InsightBench {
  private static final double LIMIT = 2.5;
  private static final double CHANGE_LIMIT = 0.05;
  private static final int MOST_HEAP_MIB = 1_024;

  /** Orders are spread over three years; few customers have many of them. */
  private static final String PEOPLE =
      """
      INSERT INTO source (source_id, name, kind, trust_rank, region, currency, timezone, asserts_identifiers, write_key_hash,
                          created_at, version)
      VALUES ('00000000-0000-7000-8000-000000000001', 'bench', 'ONLINE', 50, 'CN', 'CNY', 'UTC', false, '\\x00', now(), 0);
      SELECT add_month_partition('customer_order', month::date)
      FROM generate_series(date '2023-01-01', date '2025-12-01', interval '1 month') month;
      INSERT INTO customer (customer_id, created_at, updated_at)
      SELECT md5('c' || i)::uuid, now(), now() FROM generate_series(1, %1$d) i;
      INSERT INTO profile (profile_id, source_id, key_kind, key, customer_id, first_seen_at, last_seen_at, created_at)
      SELECT md5('p' || i)::uuid, '00000000-0000-7000-8000-000000000001', 'USER_ID', 'p' || i, md5('c' || i)::uuid,
             now(), now(), now()
      FROM generate_series(1, %1$d) i;
      """;

  /**
   * Orders %2$d to %3$d, of customers 1 to %1$d, on day %4$s of the three years. Each customer c
   * begins and leaves at their own time and spends in their own way, so that there is something to
   * fit.
   */
  private static final String ORDERS =
      """
      INSERT INTO customer_order (profile_id, ordered_at, order_id, source_id, external_id, status, currency, total_minor,
                                  changed_at, recorded_at)
      SELECT md5('p' || c)::uuid, timestamptz '2023-01-01 00:00:00Z' + make_interval(secs => floor(%4$s * 86400)),
             md5('o' || i)::uuid, '00000000-0000-7000-8000-000000000001', 'o' || i, 'PAID', 'CNY',
             500 + floor(w * w * 20000 * (0.2 + (c * 31337 %% 1000) / 500.0))::bigint, now(), now()
      FROM (SELECT i, c, w, d, (c * 7919 %% 1000) / 1500.0 AS s, (c * 104729 %% 1000) / 1000.0 AS l
            FROM (SELECT i, 1 + floor(%1$d * random() * random())::bigint AS c, random() AS w, random() AS d
                  FROM generate_series(%2$d::bigint, %3$d::bigint) i) r) r;
      """;

  private static final String COPIES =
      """
      CREATE TABLE b_day (LIKE customer_purchase_day INCLUDING ALL);
      CREATE TABLE b_purchases (LIKE customer_purchases INCLUDING ALL);
      CREATE TABLE b_origin (LIKE customer_origin INCLUDING ALL);
      CREATE TABLE b_rfm (LIKE customer_rfm INCLUDING ALL);
      CREATE TABLE b_value (LIKE customer_value INCLUDING ALL);
      CREATE FUNCTION b_series(a float8, b float8, c float8, z float8) RETURNS float8 LANGUAGE plpgsql IMMUTABLE AS $$
      DECLARE term float8 := 1; total float8 := 1; n integer := 0;
      BEGIN
        LOOP
          term := term * (a + n) * (b + n) / ((c + n) * (n + 1)) * z; total := total + term; n := n + 1;
          EXIT WHEN abs(term) < 1e-12 * abs(total) OR n > 1000;
        END LOOP;
        RETURN total;
      END $$;
      """;

  private static final String BY_HAND_DAYS =
      """
      INSERT INTO b_day (customer_id, day, currency, first_at, orders, net_minor, moments, nets)
      SELECT p.customer_id, (o.ordered_at AT TIME ZONE 'UTC')::date, o.currency, min(o.ordered_at), count(*), sum(o.net_minor),
             array_agg(o.ordered_at ORDER BY o.ordered_at), array_agg(o.net_minor ORDER BY o.ordered_at)
      FROM profile p JOIN counted_order o ON o.profile_id = p.profile_id GROUP BY 1, 2, 3;
      INSERT INTO b_purchases (customer_id, orders, purchase_days, first_purchase_at, last_purchase_at, currency, net_minor,
                               computed_at)
      SELECT customer_id, sum(orders), count(*), min(first_at), max(moments[cardinality(moments)]), min(currency),
             sum(net_minor), now()
      FROM b_day GROUP BY 1;
      INSERT INTO b_origin (customer_id, channel, source_id)
      SELECT DISTINCT ON (t.customer_id) t.customer_id, s.name, o.source_id
      FROM b_purchases t JOIN profile p ON p.customer_id = t.customer_id
      JOIN counted_order o ON o.profile_id = p.profile_id AND o.ordered_at = t.first_purchase_at
      JOIN source s ON s.source_id = o.source_id;
      """;

  private static final String BY_HAND_RFM =
      """
      INSERT INTO b_rfm (customer_id, as_of, computed_at, recency, frequency, monetary_minor, currency, r, f, m, segment)
      WITH x AS MATERIALIZED (
        SELECT customer_id, date '2026-01-01' - max(day) AS recency, count(*) FILTER (WHERE day >= '2024-01-01') AS frequency,
               coalesce(sum(net_minor) FILTER (WHERE day >= '2024-01-01'), 0) AS monetary
        FROM b_day GROUP BY 1),
      t AS (
        SELECT percentile_cont(ARRAY[.2, .4, .6, .8]) WITHIN GROUP (ORDER BY recency) AS recency,
               percentile_cont(ARRAY[.2, .4, .6, .8]) WITHIN GROUP (ORDER BY frequency) AS frequency,
               percentile_cont(ARRAY[.2, .4, .6, .8]) WITHIN GROUP (ORDER BY monetary) AS monetary
        FROM x)
      SELECT customer_id, '2026-01-01Z', now(), x.recency, x.frequency, x.monetary, 'CNY',
             5 - width_bucket(x.recency - 1::float8, t.recency), 1 + width_bucket(x.frequency - 1::float8, t.frequency),
             1 + width_bucket(x.monetary::float8 - 1, t.monetary), 'Others'
      FROM x CROSS JOIN t;
      """;

  /** With the parameters that the product has just fitted. */
  private static final String BY_HAND_VALUE =
      """
      INSERT INTO b_value (customer_id, as_of, computed_at, fit_id, repeats, alive, expected, months, currency, mean_minor,
                           value_minor, reason)
      WITH h AS (
        SELECT t.customer_id, count(*) - 1 AS x, (max(d.day) - min(d.day)) / 7.0::float8 AS l,
               (date '2025-12-31' - min(d.day)) / 7.0::float8 AS age,
               (sum(d.net_minor) - (array_agg(d.net_minor ORDER BY d.day))[1])::float8 / 100 AS spent
        FROM b_purchases t JOIN b_day d ON d.customer_id = t.customer_id GROUP BY 1),
      k AS (
        SELECT b.fit_id, b.parameters[1] AS r, b.parameters[2] AS alpha, b.parameters[3] AS a, b.parameters[4] AS b,
               g.parameters[1] AS p, g.parameters[2] AS q, g.parameters[3] AS gamma
        FROM value_fit b CROSS JOIN value_fit g WHERE b.model = 'BG_NBD' AND g.model = 'GAMMA_GAMMA' LIMIT 1),
      s AS (
        SELECT h.*, k.*, CASE WHEN x = 0 THEN 1 ELSE 1 / (1 + a / (b + x - 1) * power((alpha + age) / (alpha + l), r + x)) END AS alive,
               100 * p * (gamma + spent) / (p * x + q - 1) AS mean
        FROM h CROSS JOIN k),
      e AS (
        SELECT s.*, (
          SELECT array_agg((a + b + x - 1) / (a - 1) * (1 - power(1 - z, a - 1) * b_series(a + b - 1 - r, a - 1, a + b + x - 1, z)) * alive ORDER BY i)
          FROM (SELECT i, i * 4.345 / (alpha + age + i * 4.345) AS z FROM generate_series(1, 12) i) m) AS y
        FROM s)
      SELECT customer_id, '2026-01-01Z', now(), fit_id, x, alive, y[12], 12, 'CNY', mean,
             mean * (SELECT sum((y[i] - coalesce(y[i - 1], 0)) / power(1.01, i)) FROM generate_series(1, 12) i), NULL
      FROM e;
      """;

  private InsightBench() {}

  public static void main(String... arguments) throws Exception {
    Options options = new Options(arguments);
    long customers = options.number("customers", 100_000);
    long orders = customers * options.number("orders", 10);
    Path folder = Files.createTempDirectory("bench-insight");
    Map<String, Double> product = new LinkedHashMap<>();
    Map<String, Double> byHand = new LinkedHashMap<>();
    double change;
    double fit;
    long changed;
    long heap;
    try (Database database = Database.start(folder)) {
      try (Application application =
          Application.start(
              folder,
              database,
              Map.of("TRIBUTARY_JOBS_TICK", "off", "TRIBUTARY_IMPORTS_EVERY", "off"))) {
        database.run(PEOPLE.formatted(customers));
        database.run(
            "SELECT setseed(0.5);"
                + ORDERS.formatted(customers, 1, orders, "(1095 * (s + d * (1 - s) * l))"));
        database.run("UPDATE insight_setting SET timezone = 'UTC', currency = 'CNY'");
        database.run("VACUUM ANALYZE");
        product.put("retention", job(application, database, "refresh-retention"));
        database.run("VACUUM ANALYZE customer_purchase_day, customer_purchases, customer_origin");
        product.put("rfm", job(application, database, "refresh-rfm"));
        double whole = job(application, database, "fit-lifetime-value");
        product.put("value", scoring(database));
        fit = whole - product.get("value");
        database.run(COPIES);
        byHand.put("retention", statement(database, BY_HAND_DAYS));
        database.run("VACUUM ANALYZE b_day, b_purchases, b_origin");
        byHand.put("rfm", statement(database, BY_HAND_RFM));
        byHand.put("value", statement(database, BY_HAND_VALUE));
        check(database);
        changed = newOrders(database, customers, orders);
        change = untilQuiet(database);
        heap = application.peakHeapMiB();
      }
    }
    report(customers, orders, product, byHand, fit, changed, change, heap);
  }

  /** Runs a job for the first day after all orders and returns its seconds. */
  private static double job(Application application, Database database, String name)
      throws IOException, InterruptedException, SQLException {
    JsonNode run =
        application.ask(
            "mutation($n: String!) { runJob(input: {name: $n, asOf: \"2026-01-01T00:00:00Z\"}) { state } }",
            Map.of("n", name));
    String state = run.at("/runJob/state").asText();
    while (state.matches("QUEUED|RUNNING")) {
      Thread.sleep(100);
      state = database.column("SELECT state FROM job_run ORDER BY created_at DESC LIMIT 1").get(0);
    }
    if (!state.equals("COMPLETED")) {
      throw new IOException(name + " ended " + state);
    }
    return Double.parseDouble(
        database
            .column(
                "SELECT extract(epoch FROM finished_at - started_at) FROM job_run ORDER BY created_at DESC LIMIT 1")
            .get(0));
  }

  /** What came after the last fit. */
  private static double scoring(Database database) throws SQLException {
    return Double.parseDouble(
        database
            .column(
                """
                SELECT extract(epoch FROM finished_at - (SELECT max(fitted_at) FROM value_fit))
                FROM job_run ORDER BY created_at DESC LIMIT 1
                """)
            .get(0));
  }

  private static double statement(Database database, String sql) throws SQLException {
    long begin = System.nanoTime();
    database.run(sql);
    return (System.nanoTime() - begin) / 1e9;
  }

  /** Both sides have computed the same. */
  private static void check(Database database) throws SQLException, IOException {
    String differences =
        database
            .column(
                """
                SELECT (SELECT count(*) FROM customer_purchase_day FULL JOIN b_day USING (customer_id, day, currency, nets)
                        WHERE customer_purchase_day.first_at IS DISTINCT FROM b_day.first_at)
                  || ' days, ' || (SELECT count(*) FROM customer_rfm v FULL JOIN b_rfm w USING (customer_id)
                        WHERE (v.r, v.f, v.m) IS DISTINCT FROM (w.r, w.f, w.m))
                  || ' scores, ' || (SELECT count(*) FROM customer_value v FULL JOIN b_value w USING (customer_id)
                        WHERE v.value_minor IS NULL OR w.value_minor IS NULL OR abs(v.value_minor - w.value_minor) > 1)
                  || ' values'
                """)
            .get(0);
    System.out.println("differences: " + differences);
    if (!differences.startsWith("0 days") || !differences.endsWith(" 0 values")) {
      throw new IOException("the two sides differ: " + differences);
    }
  }

  /** 1 % new orders on the last day, noted as an import would. */
  private static long newOrders(Database database, long customers, long orders)
      throws SQLException {
    database.run(ORDERS.formatted(customers, orders + 1, orders + orders / 100, "(1094 + d)"));
    database.run(
        """
        INSERT INTO customer_change (customer_id, change_id, bucket, noted_at)
        SELECT DISTINCT ON (p.customer_id) p.customer_id, gen_random_uuid(), (random() * 63)::smallint, clock_timestamp()
        FROM customer_order o JOIN profile p ON p.profile_id = o.profile_id
        WHERE substr(o.external_id, 2)::bigint > %d
        """
            .formatted(orders));
    return Long.parseLong(database.column("SELECT count(*) FROM customer_change").get(0));
  }

  private static double untilQuiet(Database database) throws SQLException, InterruptedException {
    long begin = System.nanoTime();
    while (!database.column("SELECT 1 FROM customer_change LIMIT 1").isEmpty()) {
      Thread.sleep(50);
    }
    return (System.nanoTime() - begin) / 1e9;
  }

  private static void report(
      long customers,
      long orders,
      Map<String, Double> product,
      Map<String, Double> byHand,
      double fit,
      long changed,
      double change,
      long heap) {
    System.out.printf(Locale.ROOT, "%d customers, %d orders%n", customers, orders);
    product.forEach(
        (step, seconds) ->
            System.out.printf(
                Locale.ROOT,
                "  %-10s %8.2f s   by hand %8.2f s   ratio %.2f%n",
                step,
                seconds,
                byHand.get(step),
                seconds / byHand.get(step)));
    double full = product.values().stream().mapToDouble(s -> s).sum();
    double hand = byHand.values().stream().mapToDouble(s -> s).sum();
    System.out.printf(
        Locale.ROOT,
        "  all        %8.2f s   by hand %8.2f s   ratio %.2f (limit %.1f): %s%n",
        full,
        hand,
        full / hand,
        LIMIT,
        full / hand <= LIMIT ? "within" : "OVER");
    System.out.printf(
        Locale.ROOT,
        "  1 %% new orders: %d customers changed, %.2f s, %.3f of the full refresh (limit %.2f): %s%n",
        changed,
        change,
        change / full,
        CHANGE_LIMIT,
        change / full <= CHANGE_LIMIT ? "within" : "OVER");
    System.out.printf(
        Locale.ROOT,
        "  likelihood fit %.2f s; peak heap %d MiB (limit %d)%n",
        fit,
        heap,
        MOST_HEAP_MIB);
  }
}
