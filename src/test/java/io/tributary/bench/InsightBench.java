package io.tributary.bench;

import java.io.IOException;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * What it costs to compute every customer's figures: the jobs refresh-retention, refresh-rfm and
 * fit-lifetime-value from empty tables (the likelihood fit apart) ÷ hand-written SQL that fills
 * copies of the same tables on the same server (stages of life apart, which only the product
 * computes), limit 2.5; and after 1 % new orders the change queue's work ÷ the full refresh, limit
 * 0.05. At most 1 GiB of heap. Then it asks what analysts ask. Both sides have to agree, after the
 * change too. Run it for two numbers of customers to see how it grows; with {@code --statements 20}
 * it prints what the change cost in the database, and with {@code --folder F} the database stays
 * there, so that a run that was broken off begins behind what was filled and made by hand. A second
 * change is timed when there are levels of churn to follow.
 */
final class InsightBench {
  private static final double LIMIT = 2.5;
  private static final double CHANGE_LIMIT = 0.05;
  private static final int MOST_HEAP_MIB = 1_024;

  /** Customers, each with their own rate of buying and chance to leave after a purchase. */
  private static final String PEOPLE =
      """
      INSERT INTO source (source_id, name, kind, trust_rank, region, currency, timezone, asserts_identifiers, write_key_hash,
                          created_at, version)
      VALUES ('00000000-0000-7000-8000-000000000001', 'bench', 'ONLINE', 50, 'CN', 'CNY', 'UTC', false, '\\x00', now(), 0);
      SELECT add_month_partition(facts, month::date)
      FROM generate_series(date '2023-01-01', date '2025-12-01', interval '1 month') month
      CROSS JOIN unnest(ARRAY['customer_order', 'order_line', 'event']) facts;
      INSERT INTO store (store_id, code, created_at) SELECT md5('s' || n)::uuid, 's' || n, now() FROM generate_series(0, 19) n;
      INSERT INTO product (product_id, sku, category, created_at)
      SELECT md5('sku' || n)::uuid, 'sku' || n, 'c' || n %% 7, now() FROM generate_series(0, 499) n;
      SELECT setseed(0.5);
      CREATE TABLE b_person AS
      SELECT c, md5('c' || c)::uuid AS customer_id, md5('p' || c)::uuid AS profile_id, 1000 * random() AS first,
             -ln(1 - random()) / 45 AS rate, greatest(0.002, power(1 - power(1 - random(), 1 / 12.0), 1.25)) AS leaves,
             0.2 + 2 * random() AS spends
      FROM generate_series(1, %1$d) c;
      INSERT INTO customer (customer_id, created_at, updated_at) SELECT customer_id, now(), now() FROM b_person;
      INSERT INTO profile (profile_id, source_id, key_kind, key, customer_id, first_seen_at, last_seen_at, created_at)
      SELECT profile_id, '00000000-0000-7000-8000-000000000001', 'USER_ID', 'p' || c, customer_id, now(), now(), now()
      FROM b_person;
      """;

  /**
   * The first %1$d purchases of three years, by customer: gaps are exponential, and after each
   * purchase some leave, so that there is something to fit.
   */
  private static final String HISTORY =
      """
      CREATE TABLE b_order AS
      SELECT row_number() OVER () AS i, o.* FROM (
        SELECT c, profile_id, spends, first + sum(gap) OVER (PARTITION BY c ORDER BY n) AS day
        FROM b_person CROSS JOIN LATERAL (
          SELECT n, CASE WHEN n = 0 THEN 0 ELSE -ln(1 - random()) / rate END AS gap
          FROM generate_series(0, floor(least(150, ln(1 - random()) / ln(1 - leaves)))::integer) n) g) o
      WHERE day < 1094 LIMIT %1$d
      """;

  /**
   * Orders from the rows of %1$s, on day %2$s of the three years: three in ten in a store, each
   * with one to three lines.
   */
  private static final String ORDERS =
      """
      WITH sold AS (
        INSERT INTO customer_order (profile_id, ordered_at, order_id, source_id, external_id, status, store_id, currency,
                                    total_minor, changed_at, recorded_at)
        SELECT profile_id, timestamptz '2023-01-01 00:00:00Z' + make_interval(secs => (%2$s) * 86400),
               md5('o%2$s' || i)::uuid, '00000000-0000-7000-8000-000000000001', 'o%2$s' || i, 'PAID',
               CASE WHEN i %% 10 < 3 THEN md5('s' || i %% 20)::uuid END, 'CNY',
               500 + floor(random() * 40000 * spends)::bigint, now(), now()
        FROM %1$s
        RETURNING profile_id, ordered_at, order_id, total_minor, get_byte(uuid_send(order_id), 15) AS h)
      INSERT INTO order_line (profile_id, ordered_at, order_id, line_id, line_key, sku, quantity, amount_minor)
      SELECT profile_id, ordered_at, order_id, md5(order_id::text || n)::uuid, n, 'sku' || (h * 37 + n * 101) %% 500, n,
             total_minor / (1 + h %% 3)
      FROM sold CROSS JOIN LATERAL generate_series(1, 1 + h %% 3) n
      """;

  /**
   * Ten views of each customer c with c % 2 %1$s over the three years, half of them within 30
   * minutes of another.
   */
  private static final String EVENTS =
      """
      INSERT INTO event (profile_id, occurred_at, event_id, source_id, kind, name, properties, recorded_at)
      SELECT profile_id, timestamptz '2023-01-01 00:00:00Z' + make_interval(secs => at + n %% 2 * 600),
             md5('e' || c || '-' || n)::uuid, '00000000-0000-7000-8000-000000000001', 'VIEW', 'page_viewed',
             CASE WHEN c %% 3 = 0 THEN '{"context": {"campaign": {"source": "ads", "name": "autumn"}}}'::jsonb ELSE '{}' END, now()
      FROM (SELECT c, profile_id, m, random() * 1090 * 86400 AS at FROM b_person CROSS JOIN generate_series(0, 4) m
            WHERE c %% 2 %1$s) v
      CROSS JOIN LATERAL generate_series(2 * m, 2 * m + 1) n
      """;

  private static final String COPIES =
      """
      CREATE TABLE b_day (LIKE customer_purchase_day INCLUDING ALL);
      CREATE TABLE b_purchases (LIKE customer_purchases INCLUDING ALL);
      CREATE TABLE b_channel (LIKE customer_channel INCLUDING ALL);
      CREATE TABLE b_origin (LIKE customer_origin INCLUDING ALL);
      CREATE TABLE b_product (LIKE customer_product INCLUDING ALL);
      CREATE TABLE b_store (LIKE customer_store INCLUDING ALL);
      CREATE TABLE b_touch (LIKE customer_touch INCLUDING ALL);
      CREATE TABLE b_rfm (LIKE customer_rfm INCLUDING ALL);
      CREATE TABLE b_value (LIKE customer_value INCLUDING ALL);
      ALTER TABLE b_day ADD FOREIGN KEY (customer_id) REFERENCES customer;
      ALTER TABLE b_channel ADD FOREIGN KEY (customer_id) REFERENCES customer;
      ALTER TABLE b_purchases ADD FOREIGN KEY (customer_id) REFERENCES customer;
      ALTER TABLE b_origin ADD FOREIGN KEY (customer_id) REFERENCES customer;
      ALTER TABLE b_product ADD FOREIGN KEY (customer_id) REFERENCES customer;
      ALTER TABLE b_store ADD FOREIGN KEY (customer_id) REFERENCES customer;
      ALTER TABLE b_touch ADD FOREIGN KEY (customer_id) REFERENCES customer;
      ALTER TABLE b_rfm ADD FOREIGN KEY (customer_id) REFERENCES customer;
      ALTER TABLE b_value ADD FOREIGN KEY (customer_id) REFERENCES customer;
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

  /** Takes away what a run has computed that was broken off behind the filling. */
  private static final String AS_FILLED =
      """
      TRUNCATE customer_purchase_day, customer_purchases, customer_channel, customer_origin, customer_product, customer_store,
               customer_touch, customer_stage, customer_rfm, customer_value, value_fit, job_run CASCADE;
      TRUNCATE b_rfm, b_value;
      UPDATE job SET owner = NULL, lease_until = '-infinity';
      """;

  private static final String BY_HAND_DAYS =
      """
      INSERT INTO b_day (customer_id, day, currency, first_at, orders, net_minor, moments, nets)
      SELECT p.customer_id, (o.ordered_at AT TIME ZONE 'UTC')::date, o.currency, min(o.ordered_at), count(*), sum(o.net_minor),
             array_agg(o.ordered_at ORDER BY o.ordered_at), array_agg(o.net_minor ORDER BY o.ordered_at)
      FROM profile p JOIN counted_order o ON o.profile_id = p.profile_id GROUP BY 1, 2, 3;
      INSERT INTO b_channel (customer_id, channel, kind, currency, moments, nets)
      SELECT p.customer_id, coalesce(o.channel, s.name), s.kind, o.currency, array_agg(o.ordered_at ORDER BY o.ordered_at),
             array_agg(o.net_minor ORDER BY o.ordered_at)
      FROM profile p JOIN counted_order o ON o.profile_id = p.profile_id JOIN source s ON s.source_id = o.source_id
      GROUP BY 1, 2, 3, 4;
      INSERT INTO b_purchases (customer_id, orders, purchase_days, first_purchase_at, last_purchase_at, currency, net_minor,
                               computed_at)
      SELECT customer_id, sum(orders), count(*), min(first_at), max(moments[cardinality(moments)]), min(currency),
             sum(net_minor), now()
      FROM b_day GROUP BY 1;
      INSERT INTO b_origin (customer_id, channel, source_id, store_id, category)
      SELECT DISTINCT ON (t.customer_id) t.customer_id, s.name, o.source_id, o.store_id, r.category
      FROM b_purchases t JOIN profile p ON p.customer_id = t.customer_id
      JOIN counted_order o ON o.profile_id = p.profile_id AND o.ordered_at = t.first_purchase_at
      JOIN source s ON s.source_id = o.source_id
      JOIN order_line l ON l.profile_id = o.profile_id AND l.ordered_at = o.ordered_at AND l.order_id = o.order_id
      JOIN product r ON r.sku = l.sku
      ORDER BY t.customer_id, l.amount_minor DESC, l.sku;
      INSERT INTO b_store (customer_id, store_id, currency, moments, nets)
      SELECT p.customer_id, o.store_id, o.currency, array_agg(o.ordered_at ORDER BY o.ordered_at),
             array_agg(o.net_minor ORDER BY o.ordered_at)
      FROM profile p JOIN counted_order o ON o.profile_id = p.profile_id WHERE o.store_id IS NOT NULL GROUP BY 1, 2, 3;
      INSERT INTO b_product (customer_id, sku, currency, moments, quantities, nets)
      SELECT customer_id, sku, currency, array_agg(at ORDER BY at), array_agg(quantity ORDER BY at), array_agg(net ORDER BY at)
      FROM (
        SELECT p.customer_id, l.sku, o.currency, o.ordered_at AS at, sum(l.quantity) AS quantity, sum(l.amount_minor)::bigint AS net
        FROM profile p JOIN counted_order o ON o.profile_id = p.profile_id
        JOIN order_line l ON l.profile_id = o.profile_id AND l.ordered_at = o.ordered_at AND l.order_id = o.order_id
        GROUP BY 1, 2, 3, 4, o.order_id) s
      GROUP BY 1, 2, 3;
      INSERT INTO b_touch (customer_id, touched_at, channel, campaign)
      SELECT customer_id, at, channel, min(campaign) FROM (
        SELECT customer_id, at, channel, campaign, at - lag(at) OVER w < interval '30 minutes'
                 AND (at AT TIME ZONE 'UTC')::date = (lag(at) OVER w AT TIME ZONE 'UTC')::date AS goes_on
        FROM (SELECT p.customer_id, e.occurred_at AS at, coalesce(e.properties #>> '{context,campaign,source}', s.name) AS channel,
                     e.properties #>> '{context,campaign,name}' AS campaign
              FROM profile p JOIN event e USING (profile_id) JOIN source s ON s.source_id = e.source_id) e
        WINDOW w AS (PARTITION BY customer_id, channel ORDER BY at)) s
      WHERE goes_on IS NOT TRUE GROUP BY 1, 2, 3;
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
               (%3$s - min(d.day)) / 7.0::float8 AS age,
               (sum(d.net_minor) - (array_agg(d.net_minor ORDER BY d.day))[1])::float8 / 100 AS spent
        FROM b_purchases t JOIN b_day d ON d.customer_id = t.customer_id %1$s GROUP BY 1),
      k AS (
        SELECT b.fit_id, b.parameters[1] AS r, b.parameters[2] AS alpha, b.parameters[3] AS a, b.parameters[4] AS b,
               g.parameters[1] AS p, g.parameters[2] AS q, g.parameters[3] AS gamma
        FROM value_fit b CROSS JOIN value_fit g WHERE b.model = 'BG_NBD' AND g.model = 'GAMMA_GAMMA' LIMIT 1),
      s AS (
        SELECT h.*, k.*, CASE WHEN x = 0 THEN 1 ELSE 1 / (1 + exp(least(700, ln(a / (b + x - 1)) + (r + x) * ln((alpha + age) / (alpha + l))))) END AS alive,
               100 * p * (gamma + spent) / (p * x + q - 1) AS mean
        FROM h CROSS JOIN k),
      e AS (
        SELECT s.*, (
          SELECT array_agg((a + b + x - 1) / (a - 1) * (1 - power(1 - z, a - 1) * b_series(a + b - 1 - r, a - 1, a + b + x - 1, z)) * alive ORDER BY i)
          FROM (SELECT i, i * 4.345 / (alpha + age + i * 4.345) AS z FROM generate_series(1, 12) i) m) AS y
        FROM s)
      SELECT customer_id, '2026-01-01Z', now(), fit_id, x, alive, y[12], 12, 'CNY', mean,
             mean * (SELECT sum((y[i] - coalesce(y[i - 1], 0)) / power(1.01, i)) FROM generate_series(1, 12) i), NULL
      FROM e %2$s;
      """;

  private static final String OF_CHANGED =
      "WHERE t.customer_id IN (SELECT customer_id FROM b_changed)";

  /** The same work after new orders, for who made them: nothing is read that they do not touch. */
  private static final String BY_HAND_CHANGE =
      """
      WITH n AS MATERIALIZED (
        SELECT c.customer_id, o.ordered_at AS at, o.currency, o.net_minor AS net, coalesce(o.channel, s.name) AS channel, s.kind
        FROM b_changed c JOIN counted_order o USING (profile_id) JOIN source s USING (source_id)
        WHERE o.ordered_at >= '2025-12-30Z'),
      place AS (
        INSERT INTO b_store AS b (customer_id, store_id, currency, moments, nets)
        SELECT c.customer_id, o.store_id, o.currency, array_agg(o.ordered_at ORDER BY o.ordered_at),
               array_agg(o.net_minor ORDER BY o.ordered_at)
        FROM b_changed c JOIN counted_order o USING (profile_id)
        WHERE o.ordered_at >= '2025-12-30Z' AND o.store_id IS NOT NULL GROUP BY 1, 2, 3
        ON CONFLICT (customer_id, store_id, currency) DO UPDATE
        SET moments = b.moments || excluded.moments, nets = b.nets || excluded.nets),
      article AS (
        INSERT INTO b_product AS b (customer_id, sku, currency, moments, quantities, nets)
        SELECT customer_id, sku, currency, array_agg(at ORDER BY at), array_agg(quantity ORDER BY at), array_agg(net ORDER BY at)
        FROM (
          SELECT c.customer_id, l.sku, o.currency, o.ordered_at AS at, sum(l.quantity) AS quantity,
                 sum(l.amount_minor)::bigint AS net
          FROM b_changed c JOIN counted_order o USING (profile_id)
          JOIN order_line l ON l.profile_id = o.profile_id AND l.ordered_at = o.ordered_at AND l.order_id = o.order_id
          WHERE o.ordered_at >= '2025-12-30Z' AND l.ordered_at >= '2025-12-30Z'
          GROUP BY 1, 2, 3, 4, o.order_id) s
        GROUP BY 1, 2, 3
        ON CONFLICT (customer_id, sku, currency) DO UPDATE SET moments = b.moments || excluded.moments,
          quantities = b.quantities || excluded.quantities, nets = b.nets || excluded.nets),
      day AS (
        INSERT INTO b_day (customer_id, day, currency, first_at, orders, net_minor, moments, nets)
        SELECT customer_id, (at AT TIME ZONE 'UTC')::date, currency, min(at), count(*), sum(net), array_agg(at ORDER BY at),
               array_agg(net ORDER BY at)
        FROM n GROUP BY 1, 2, 3),
      channel AS (
        INSERT INTO b_channel AS b (customer_id, channel, kind, currency, moments, nets)
        SELECT customer_id, channel, kind, currency, array_agg(at ORDER BY at), array_agg(net ORDER BY at)
        FROM n GROUP BY 1, 2, 3, 4
        ON CONFLICT (customer_id, channel, kind, currency) DO UPDATE
        SET moments = b.moments || excluded.moments, nets = b.nets || excluded.nets)
      UPDATE b_purchases b SET orders = b.orders + n.orders, purchase_days = b.purchase_days + n.days,
        last_purchase_at = n.last_at, net_minor = b.net_minor + n.net, computed_at = now()
      FROM (SELECT customer_id, count(*) AS orders, count(DISTINCT (at AT TIME ZONE 'UTC')::date) AS days, max(at) AS last_at,
                   sum(net) AS net
            FROM n GROUP BY 1) n
      WHERE n.customer_id = b.customer_id;
      UPDATE b_rfm b SET recency = x.recency, frequency = x.frequency, monetary_minor = x.monetary, computed_at = now(),
        r = 5 - width_bucket(x.recency::numeric, x.rs), f = 1 + width_bucket(x.frequency::numeric, x.fs),
        m = 1 + width_bucket(x.monetary, x.ms)
      FROM (
        SELECT t.customer_id, k.today - max(day) AS recency, count(*) FILTER (WHERE day >= k.since) AS frequency,
               coalesce(sum(net_minor) FILTER (WHERE day >= k.since), 0) AS monetary, k.recency AS rs, k.frequency AS fs,
               k.monetary AS ms
        FROM b_day t CROSS JOIN (
          SELECT *, (now() AT TIME ZONE 'UTC')::date AS today, ((now() AT TIME ZONE 'UTC')::date - interval '24 months')::date AS since
          FROM rfm_run LIMIT 1) k
        WHERE t.customer_id IN (SELECT customer_id FROM b_changed) GROUP BY 1, 5, 6, 7, k.today) x
      WHERE x.customer_id = b.customer_id;
      """;

  /** The product scores who changed as of now. */
  private static final String TODAY = "(now() AT TIME ZONE 'UTC')::date";

  private static final String OVER =
      """
      ON CONFLICT (customer_id) DO UPDATE SET as_of = excluded.as_of, computed_at = excluded.computed_at,
        repeats = excluded.repeats, alive = excluded.alive, expected = excluded.expected, mean_minor = excluded.mean_minor,
        value_minor = excluded.value_minor
      """;

  private static final String LAST_QUARTER =
      "from: \"2025-10-01T00:00:00Z\", asOf: \"2026-01-01T00:00:00Z\"";
  private static final String THREE_YEARS =
      "grain: MONTH, clock: CALENDAR, from: \"2023-01-01\", to: \"2025-12-31\", asOf: \"2026-01-01T00:00:00Z\"";

  /** What an analyst asks. */
  private static final List<String> QUESTIONS =
      List.of(
          "rfm { customers segments { customers } }",
          "rfm(input: {asOf: \"2025-12-31T00:00:00Z\"}) { customers segments { customers } }",
          "rfmMigration(input: {%s}) { moves { customers } }".formatted(LAST_QUARTER),
          "retention(input: {measure: BOUNDED, %s}) { overall { rate } }".formatted(THREE_YEARS),
          "retention(input: {measure: UNBOUNDED, segmentBy: FIRST_CHANNEL, %s}) { overall { rate } }"
              .formatted(THREE_YEARS),
          "bracketRetention(input: {bounds: [1, 4, 7], %s}) { overall { rate } }"
              .formatted(THREE_YEARS),
          "repurchase(input: {days: [30, 90, 365], %s}) { windows { rate } }"
              .formatted(LAST_QUARTER),
          "activity(input: {%s, activeDays: 90}) { churnRate }".formatted(LAST_QUARTER),
          "lifecycleStages(%s) { stages { customers } flows { customers } }"
              .formatted(LAST_QUARTER),
          "attribution(input: {%s}) { models { channels { conversions } } }"
              .formatted(LAST_QUARTER),
          "channels(input: {%s}) { channels { sales } }".formatted(LAST_QUARTER),
          "channelCustomers(asOf: \"2026-01-01T00:00:00Z\") { byFirst { customers } moves { share } }",
          "channelPaths(input: {%s}) { paths { times } }".formatted(LAST_QUARTER),
          "funnel(input: {%s, steps: [{kind: EVENT, event: \"page_viewed\"}, {kind: PURCHASE}]}) { steps { people } }"
              .formatted(LAST_QUARTER),
          "funnel(input: {%s, steps: [{kind: REGISTRATION}, {kind: ENQUIRY}]}) { steps { people } }"
              .formatted(LAST_QUARTER),
          "productSales(input: {%s}) { products { stage medianDaysBetween } }"
              .formatted(LAST_QUARTER),
          "productSales(input: {%s, by: CATEGORY}) { products { stage } }".formatted(LAST_QUARTER),
          "storeSales(input: {%s}) { stores { orders } }".formatted(LAST_QUARTER),
          "lifetimeValueCalibration(input: {model: BG_NBD, calibratedTo: \"2026-01-01T00:00:00Z\"}) { error }");

  private InsightBench() {}

  public static void main(String... arguments) throws Exception {
    Options options = new Options(arguments);
    Result result = new Result("insight");
    for (int customers : options.numbers("customers", "100000")) {
      long orders = (long) customers * options.number("orders", 10);
      Map<String, Object> measured = measure(customers, orders, options, result);
      result.put("customers" + customers, measured);
      result.write();
    }
    result.end();
  }

  private static Map<String, Object> measure(
      long customers, long wanted, Options options, Result result) throws Exception {
    String stays = options.text("folder", "");
    Path folder =
        stays.isEmpty()
            ? Files.createTempDirectory("bench-insight")
            : Files.createDirectories(Path.of(stays, Long.toString(customers)));
    Map<String, Double> byHand = new LinkedHashMap<>();
    Map<String, Double> product = new LinkedHashMap<>();
    try (Database database = Database.start(folder, !stays.isEmpty())) {
      try (Application application =
          Application.start(
              folder,
              database,
              Map.of(
                  "TRIBUTARY_JOBS_TICK",
                  "off",
                  "TRIBUTARY_DATABASE_STATEMENT_LIMIT",
                  "10m",
                  "TRIBUTARY_GRAPHQL_DEADLINE_OVERVIEW",
                  "10m",
                  "TRIBUTARY_GRAPHQL_DEADLINE_QUERY",
                  "10m"))) {
        if (database.column("SELECT 1 WHERE to_regclass('b_told') IS NOT NULL").isEmpty()) {
          fill(database, customers, wanted);
        } else {
          database.run(AS_FILLED);
        }
        long orders = number(database, "SELECT count(*) FROM customer_order");
        System.out.printf(Locale.ROOT, "%d customers, %d orders%n", customers, orders);
        byHand.put(
            "retention", told("retention by hand", real(database, "SELECT seconds FROM b_told")));
        product.put("retention", job(application, database, "refresh-retention"));
        database.run(
            "VACUUM ANALYZE customer_purchase_day, customer_purchases, customer_channel, customer_origin, customer_product,"
                + " customer_store, customer_touch, customer_stage, b_day, b_purchases, b_origin");
        byHand.put("rfm", told("rfm by hand", seconds(database, BY_HAND_RFM)));
        product.put("rfm", job(application, database, "refresh-rfm"));
        double whole = job(application, database, "fit-lifetime-value");
        product.put("value", scoring(database));
        told("likelihood fit", whole - product.get("value"));
        byHand.put(
            "value",
            told(
                "value by hand",
                seconds(database, BY_HAND_VALUE.formatted("", "", "date '2025-12-31'"))));
        check(database);
        List<Map<String, Object>> questions = ask(application);
        String writeKey = application.createSource(Map.of("name", "catalogue", "kind", "ONLINE"));
        long changed = newOrders(database, orders / 100, "b_new", "1094 + random() / 2");
        database.countStatements();
        double change =
            told("change queue after 1 % new orders", untilQuiet(application, database, writeKey));
        database
            .costliest(options.number("statements", 0))
            .forEach(line -> System.out.println("    " + line));
        database.run(
            "CREATE TABLE b_changed AS SELECT DISTINCT customer_id, b_person.profile_id FROM b_new JOIN b_person USING (c)");
        database.run("ANALYZE b_changed, b_day, b_purchases, b_rfm, b_value");
        double purchasesByHand = seconds(database, BY_HAND_CHANGE);
        double valuesByHand = seconds(database, BY_HAND_VALUE.formatted(OF_CHANGED, OVER, TODAY));
        check(database);
        double churn = job(application, database, "refresh-churn");
        newOrders(database, orders / 100, "b_more", "1094.6 + random() / 4");
        double changeWithChurn = untilQuiet(application, database, writeKey);
        double again = job(application, database, "refresh-retention");
        Map<String, Object> measured =
            report(
                customers,
                orders,
                product,
                byHand,
                Map.of(
                    "fitSeconds",
                    whole - product.get("value"),
                    "changedCustomers",
                    (double) changed,
                    "changeSeconds",
                    change,
                    "changeByHandSeconds",
                    purchasesByHand + valuesByHand,
                    "changedValuesByHandSeconds",
                    valuesByHand,
                    "retentionAgainSeconds",
                    again,
                    "churnSeconds",
                    churn,
                    "changeWithChurnSeconds",
                    changeWithChurn,
                    "peakHeapMiB",
                    (double) application.peakHeapMiB()),
                result);
        measured.put("questions", questions);
        return measured;
      }
    }
  }

  /** What there is to compute from, and what is computed of it by hand. */
  private static void fill(Database database, long customers, long orders) throws SQLException {
    database.run(PEOPLE.formatted(customers));
    database.run(HISTORY.formatted(orders));
    database.fill(
        ORDERS.formatted("(SELECT * FROM b_order WHERE i % 2 = 0) h", "day"),
        ORDERS.formatted("(SELECT * FROM b_order WHERE i % 2 = 1) h", "day"));
    database.fill(EVENTS.formatted("= 0"), EVENTS.formatted("<> 0"));
    database.run("UPDATE insight_setting SET timezone = 'UTC', currency = 'CNY'");
    database.run("VACUUM ANALYZE");
    database.run("CHECKPOINT");
    database.run(COPIES);
    double seconds = seconds(database, BY_HAND_DAYS);
    database.run("CREATE TABLE b_told AS SELECT " + seconds + " AS seconds");
  }

  /** Runs a job for the first day after all orders and returns its seconds. */
  private static double job(Application application, Database database, String name)
      throws IOException, InterruptedException, SQLException {
    application.ask(
        "mutation($n: String!) { runJob(input: {name: $n, asOf: \"2026-01-01T00:00:00Z\"}) { state } }",
        Map.of("n", name));
    String last = " FROM job_run ORDER BY created_at DESC LIMIT 1";
    while (database.column("SELECT state" + last).get(0).matches("QUEUED|RUNNING")) {
      Thread.sleep(100);
    }
    String state = database.column("SELECT state" + last).get(0);
    if (!state.equals("COMPLETED")) {
      throw new IOException(name + " ended " + state);
    }
    return told(name, real(database, "SELECT extract(epoch FROM finished_at - started_at)" + last));
  }

  /** Asks each question up to three times, within some seconds, and keeps the shortest time. */
  private static List<Map<String, Object>> ask(Application application)
      throws IOException, InterruptedException {
    List<Map<String, Object>> answered = new ArrayList<>();
    for (String question : QUESTIONS) {
      long begin = System.nanoTime();
      double shortest = Double.MAX_VALUE;
      for (int i = 0; i < 3 && System.nanoTime() - begin < 5_000_000_000L; i++) {
        long asked = System.nanoTime();
        application.ask("{ " + question + " }", Map.of());
        shortest = Math.min(shortest, (System.nanoTime() - asked) / 1e9);
      }
      answered.add(Map.of("question", question, "seconds", told("asked " + question, shortest)));
    }
    return answered;
  }

  /** Says what a step took when it has ended: a run that is broken off has said something. */
  private static double told(String step, double seconds) {
    System.out.printf(Locale.ROOT, "    %s: %.2f s%n", step, seconds);
    return seconds;
  }

  /** What came after the last fit. */
  private static double scoring(Database database) throws SQLException {
    return real(
        database,
        """
        SELECT extract(epoch FROM finished_at - (SELECT max(fitted_at) FROM value_fit))
        FROM job_run ORDER BY created_at DESC LIMIT 1
        """);
  }

  private static double real(Database database, String sql) throws SQLException {
    return Double.parseDouble(database.column(sql).get(0));
  }

  private static long number(Database database, String sql) throws SQLException {
    return Long.parseLong(database.column(sql).get(0));
  }

  private static double seconds(Database database, String sql) throws SQLException {
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
                  || ' days, ' || (SELECT count(*) FROM customer_purchases v FULL JOIN b_purchases w USING (customer_id)
                        WHERE (v.orders, v.purchase_days, v.first_purchase_at, v.last_purchase_at, v.net_minor)
                          IS DISTINCT FROM (w.orders, w.purchase_days, w.first_purchase_at, w.last_purchase_at, w.net_minor))
                  || ' purchases, ' || (SELECT count(*) FROM customer_channel v FULL JOIN b_channel w
                        USING (customer_id, channel, kind, currency) WHERE v.moments IS DISTINCT FROM w.moments)
                  || ' channels, ' || (SELECT count(*) FROM customer_origin v FULL JOIN b_origin w USING (customer_id)
                        WHERE (v.channel, v.store_id, v.category) IS DISTINCT FROM (w.channel, w.store_id, w.category))
                  || ' origins, ' || (SELECT count(*) FROM customer_product v FULL JOIN b_product w USING (customer_id, sku, currency)
                        WHERE (v.moments, v.quantities, v.nets) IS DISTINCT FROM (w.moments, w.quantities, w.nets))
                  || ' products, ' || (SELECT count(*) FROM customer_store v FULL JOIN b_store w USING (customer_id, store_id, currency)
                        WHERE (v.moments, v.nets) IS DISTINCT FROM (w.moments, w.nets))
                  || ' stores, ' || (SELECT count(*) FROM customer_touch v FULL JOIN b_touch w USING (customer_id, touched_at, channel)
                        WHERE (v.customer_id IS NULL OR w.customer_id IS NULL OR v.campaign IS DISTINCT FROM w.campaign))
                  || ' touches, ' || (SELECT count(*) FROM customer_rfm v FULL JOIN b_rfm w USING (customer_id)
                        WHERE (v.r, v.f, v.m) IS DISTINCT FROM (w.r, w.f, w.m))
                  || ' scores, ' || (SELECT count(*) FROM customer_value v FULL JOIN b_value w USING (customer_id)
                        WHERE v.value_minor IS NULL OR w.value_minor IS NULL OR abs(v.value_minor - w.value_minor) > 1)
                  || ' values'
                """)
            .get(0);
    if (!differences.equals(
        "0 days, 0 purchases, 0 channels, 0 origins, 0 products, 0 stores, 0 touches, 0 scores, 0 values")) {
      throw new IOException("the two sides differ: " + differences);
    }
  }

  /**
   * New orders on the last day, of who bought in the year before, noted as an import would.
   *
   * @param table keeps whose they are
   * @param day when, in days of the three years; as a text it tells these orders from others
   * @return of how many customers
   */
  private static long newOrders(Database database, long orders, String table, String day)
      throws SQLException {
    database.run(
        "CREATE TABLE %s AS SELECT * FROM b_order WHERE day >= 730 ORDER BY random() LIMIT %d"
            .formatted(table, orders));
    database.run(ORDERS.formatted(table, day));
    database.run(
        """
        INSERT INTO customer_change (customer_id, change_id, bucket, noted_at, kinds, since)
        SELECT customer_id, gen_random_uuid(), (get_byte(b, 3) # get_byte(b, 7) # get_byte(b, 11) # get_byte(b, 15)) & 63,
               clock_timestamp(), 1, at
        FROM (SELECT customer_id, uuid_send(customer_id) AS b, min(ordered_at) AS at
              FROM %s JOIN b_person USING (c) JOIN customer_order o ON o.profile_id = b_person.profile_id
              WHERE ordered_at >= '2025-12-30' AND starts_with(o.external_id, 'o%s') GROUP BY 1) n
        """
            .formatted(table, day));
    return number(database, "SELECT count(DISTINCT c) FROM " + table);
  }

  /**
   * Seconds until nothing waits in the change queue. An import's end has the queue looked at, as it
   * would be after an import of the orders, and not with the next poll, up to a second later.
   */
  private static double untilQuiet(Application application, Database database, String writeKey)
      throws IOException, SQLException, InterruptedException {
    long begin = System.nanoTime();
    application.importFile("products", writeKey, BodyPublishers.ofString("sku\nnew\n"));
    try (Connection connection = database.connect();
        Statement statement = connection.createStatement()) {
      while (true) {
        try (ResultSet left = statement.executeQuery("SELECT 1 FROM customer_change LIMIT 1")) {
          if (!left.next()) {
            break;
          }
        }
        Thread.sleep(20);
      }
    }
    return (System.nanoTime() - begin) / 1e9;
  }

  private static Map<String, Object> report(
      long customers,
      long orders,
      Map<String, Double> product,
      Map<String, Double> byHand,
      Map<String, Double> other,
      Result result) {
    product.put("all", product.values().stream().mapToDouble(s -> s).sum());
    byHand.put("all", byHand.values().stream().mapToDouble(s -> s).sum());
    Map<String, Object> measured = new LinkedHashMap<>(other);
    measured.put("customers", customers);
    measured.put("orders", orders);
    Map<String, Double> ratios = new LinkedHashMap<>();
    product.forEach(
        (step, seconds) -> {
          double hand = byHand.get(step);
          double ratio = seconds / hand;
          ratios.put(step, ratio);
          measured.put(step, Map.of("seconds", seconds, "byHandSeconds", hand, "ratio", ratio));
          System.out.printf(
              Locale.ROOT,
              "  %-10s %8.2f s   by hand %8.2f s   ratio %.2f%n",
              step,
              seconds,
              hand,
              ratio);
        });
    double full = product.get("all");
    double change = other.get("changeSeconds");
    double changeByHand = other.get("changeByHandSeconds");
    double ofFull = change / full;
    double ofFullWithChurn =
        other.get("changeWithChurnSeconds") / (full + other.get("churnSeconds"));
    double ofByHand = change / changeByHand;
    measured.put("changeOfFull", ofFull);
    measured.put("changeOfFullWithChurn", ofFullWithChurn);
    measured.put("changeOfByHand", ofByHand);
    System.out.printf(Locale.ROOT, "  retention alone / by hand: %.3f%n", ratios.get("retention"));
    judge(result, customers, "full refresh / by hand", ratios.get("all"), LIMIT);
    judge(result, customers, "after 1 % new orders / full", ofFull, CHANGE_LIMIT);
    judge(
        result,
        customers,
        "after 1 % new orders / full, both with churn",
        ofFullWithChurn,
        CHANGE_LIMIT);
    System.out.printf(
        Locale.ROOT,
        "  after 1 %% new orders / by hand: %.2f (by hand %.2f s, of which lifetime value %.2f s)%n",
        ofByHand,
        changeByHand,
        other.get("changedValuesByHandSeconds"));
    judge(result, customers, "peak heap MiB", other.get("peakHeapMiB"), MOST_HEAP_MIB);
    System.out.printf(Locale.ROOT, "  refresh-churn: %.2f s%n", other.get("churnSeconds"));
    System.out.printf(
        Locale.ROOT,
        "  %.0f customers changed: %.2f s; retention again, nothing to do: %.2f s; likelihood fit: %.2f s%n",
        other.get("changedCustomers"),
        change,
        other.get("retentionAgainSeconds"),
        other.get("fitSeconds"));
    return measured;
  }

  private static void judge(
      Result result, long customers, String name, double value, double limit) {
    boolean isKept = value <= limit;
    System.out.printf(
        Locale.ROOT, "  %s: %.3f (limit %s): %s%n", name, value, limit, isKept ? "within" : "OVER");
    result.hold(isKept, "among %,d customers, %s: %.3f, limit %s", customers, name, value, limit);
  }
}
