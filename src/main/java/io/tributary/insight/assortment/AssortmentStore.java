package io.tributary.insight.assortment;

import static io.tributary.platform.FactKeys.utc;

import io.smallrye.mutiny.Uni;
import io.tributary.insight.AnonymousSales;
import io.tributary.insight.AnonymousSalesStore;
import io.tributary.insight.ProductCostStore;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.RowSet;
import io.vertx.mutiny.sqlclient.SqlConnection;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;

/** What customers bought, counted by product and by store. */
@ApplicationScoped
class AssortmentStore {
  /**
   * What was sold of each product (or category or brand) from $1 until $2, and from $4 until $1;
   * money in currency $3 or the one in use, costs given in whole units of it. Taken apart are
   * purchases since $4, and of the products that are shown alone those of everybody who ever bought
   * them; of the others the first and the last one are looked at. Lines are added up by order and
   * buyer first; gaps are those between a buyer's days in their order, of which the first that is
   * longer than nothing makes a repeat buyer. Products that were never sold have rows without
   * figures. Totals of all rows stand beside each, so that some can be left out.
   */
  private static final String PRODUCTS =
      """
      WITH terms AS MATERIALIZED (
        SELECT coalesce($7::text, timezone) AS timezone, coalesce($3::text, currency) AS currency FROM insight_terms),
      article AS MATERIALIZED (
        SELECT sku, min(moments[1]) AS first_at,
               max(CASE WHEN moments[cardinality(moments)] < $2 THEN moments[cardinality(moments)]
                        ELSE (SELECT max(at) FROM unnest(moments) at WHERE at < $2) END) AS last_at
        FROM customer_product WHERE moments[1] < $2::timestamptz GROUP BY 1),
      thing AS MATERIALIZED (
        SELECT coalesce(c.sku, p.sku) AS sku, {key} AS key, {name} AS name, {cost} AS cost, c.first_at, c.last_at
        FROM article c FULL JOIN product p ON p.sku = c.sku CROSS JOIN terms s),
      bought AS MATERIALIZED (
        SELECT c.customer_id, t.key, u.at, u.quantity, u.net, c.currency = (SELECT currency FROM terms) AS counted, t.cost
        FROM thing t JOIN customer_product c ON c.sku = t.sku AND c.moments[cardinality(c.moments)] >= $4::timestamptz
        CROSS JOIN LATERAL unnest(c.moments, c.quantities, c.nets) u(at, quantity, net)
        WHERE c.moments[1] < $2 AND u.at >= $4 AND u.at < $2::timestamptz),
      sold AS (
        SELECT key, count(*) FILTER (WHERE orders > 0) AS customers, sum(orders)::bigint AS orders, sum(units) AS units,
               sum(net) AS net, sum(before) AS before, round(sum(cost)) AS cost, coalesce(bool_and(costed), true) AS costed
        FROM (
          SELECT key, customer_id, count(*) FILTER (WHERE at >= $1) AS orders, sum(quantity) FILTER (WHERE at >= $1) AS units,
                 sum(net) FILTER (WHERE at >= $1) AS net, sum(net) FILTER (WHERE at < $1) AS before,
                 sum(cost) FILTER (WHERE at >= $1) AS cost, bool_and(costed) FILTER (WHERE at >= $1) AS costed
          FROM (
            SELECT key, customer_id, at, sum(quantity) AS quantity, sum(net) FILTER (WHERE counted) AS net,
                   sum(quantity * cost) FILTER (WHERE counted) AS cost, bool_and(cost IS NOT NULL) FILTER (WHERE counted) AS costed
            FROM bought GROUP BY 1, 2, 3) o
          GROUP BY 1, 2) b
        GROUP BY 1),
      everybody AS (
        SELECT count(*) AS customers, sum(orders)::bigint AS orders
        FROM (
          SELECT customer_id, count(*) AS orders FROM (SELECT DISTINCT customer_id, at FROM bought WHERE at >= $1) o
          GROUP BY 1) e),
      shown AS MATERIALIZED (
        SELECT * FROM (
          SELECT row_number() OVER (ORDER BY {order}, l.key) AS place, l.*, (sum(l.net) OVER ())::bigint AS all_net,
                 (sum(l.margin) OVER ())::bigint AS all_margin
          FROM (
            SELECT l.key, l.name, s.customers, s.orders, s.units, coalesce(s.net, 0) AS net, coalesce(s.before, 0) AS before,
                   CASE WHEN s.costed THEN coalesce(s.net, 0) - coalesce(s.cost, 0) WHEN s.costed IS NULL THEN 0 END AS margin,
                   l.first_at, l.last_at
            FROM (SELECT key, min(name) AS name, min(first_at) AS first_at, max(last_at) AS last_at FROM thing GROUP BY 1) l
            LEFT JOIN sold s ON coalesce(s.key, '') = coalesce(l.key, '')) l) r
        WHERE place <= $6),
      {life}
      SELECT t.currency, r.*, ({anonymous}) AS anonymous FROM terms t LEFT JOIN (
        SELECT w.place, w.key, w.name, w.customers, w.orders, w.units::double precision, w.net::bigint, w.before::bigint,
               w.margin::bigint, w.first_at, w.last_at, f.buyers, f.repeaters, f.days, w.all_net, w.all_margin, e.customers, e.orders
        FROM shown w CROSS JOIN everybody e LEFT JOIN life f ON f.place = w.place) r ON true
      ORDER BY r.place
      """;

  /**
   * Who ever bought what is shown, and after how many days again. A row that is all its customer
   * has of what is shown needs no ordering, for its purchases are in their order; {several} says
   * which rows are not. The median is the mean of the two in the middle of the counted gaps.
   */
  private static final String LIFE =
      """
      mixed AS MATERIALIZED (
        SELECT customer_id, sku FROM customer_product WHERE currency <> (SELECT currency FROM terms) GROUP BY 1, 2),
      gap AS (
        SELECT place, days, sum(n) AS n, sum(buyers) AS buyers, sum(repeaters) AS repeaters
        FROM (
          SELECT place, day - before AS days, count(*) AS n, count(*) FILTER (WHERE before IS NULL) AS buyers,
                 count(*) FILTER (WHERE before = began AND day > before) AS repeaters
          FROM (
            SELECT place, day, lag(day) OVER same AS before, first_value(day) OVER same AS began
            FROM (
              SELECT w.place, c.customer_id, (u.at AT TIME ZONE (SELECT timezone FROM terms))::date AS day
              FROM {past} CROSS JOIN LATERAL unnest(c.moments) u(at)
              WHERE c.moments[1] < $2 AND u.at < $2 AND {several}) d
            WINDOW same AS (PARTITION BY place, customer_id ORDER BY day)) s
          GROUP BY 1, 2
          UNION ALL
          SELECT place, day - before, count(*), count(*) FILTER (WHERE i = 1), count(*) FILTER (WHERE before = began AND day > before)
          FROM (
            SELECT w.place, coalesce(g.i, 1) AS i, (c.moments[1] AT TIME ZONE z.one)::date AS began,
                   (g.before AT TIME ZONE z.one)::date AS before, (g.at AT TIME ZONE z.one)::date AS day
            FROM {past} CROSS JOIN (SELECT timezone AS one FROM terms) z
            LEFT JOIN LATERAL unnest(c.moments[2:], c.moments[:cardinality(c.moments) - 1]) WITH ORDINALITY g(at, before, i)
              ON g.at < $2
            WHERE c.moments[1] < $2 AND NOT {several}) a
          GROUP BY 1, 2) g
        GROUP BY 1, 2),
      life AS (
        SELECT place, sum(buyers)::bigint AS buyers, sum(repeaters)::bigint AS repeaters,
               (sum(days * (CASE WHEN upto - n < (every + 1) / 2 AND (every + 1) / 2 <= upto THEN 1 ELSE 0 END
                            + CASE WHEN upto - n < every / 2 + 1 AND every / 2 + 1 <= upto THEN 1 ELSE 0 END))
                  FILTER (WHERE days > 0))::float8 / 2 AS days
        FROM (
          SELECT *, (sum(n) FILTER (WHERE days > 0) OVER (PARTITION BY place ORDER BY days))::bigint AS upto,
                 (sum(n) FILTER (WHERE days > 0) OVER (PARTITION BY place))::bigint AS every
          FROM gap) g
        GROUP BY 1)
      """;

  private static final String PAST =
      "shown w JOIN thing t ON coalesce(t.key, '') = coalesce(w.key, '') JOIN customer_product c ON c.sku = t.sku";

  /** Of one product a customer has several rows only where they paid in several currencies. */
  private static final String SEVERAL =
      "EXISTS (SELECT FROM mixed m WHERE m.customer_id = c.customer_id AND m.sku = c.sku)";

  /** Where nobody asks for it; the whole past of what is shown need not be read then. */
  private static final String NO_LIFE =
      """
      life AS (SELECT 0::bigint AS place, 0::bigint AS buyers, 0::bigint AS repeaters, 0::float8 AS days WHERE false)
      """;

  /**
   * What was sold in stores from $1 until $2, money in currency $3 or the one in use; totals as
   * with products.
   */
  private static final String STORES =
      """
      WITH terms AS MATERIALIZED (SELECT coalesce($3::text, currency) AS currency FROM insight_terms),
      bought AS (
        SELECT c.customer_id, c.store_id, u.at, u.net, c.currency = (SELECT currency FROM terms) AS counted
        FROM customer_store c CROSS JOIN LATERAL unnest(c.moments, c.nets) u(at, net)
        WHERE c.moments[1] < $2 AND c.moments[cardinality(c.moments)] >= $1 AND u.at >= $1 AND u.at < $2),
      described AS (
        SELECT e.store_id, {key} AS key, {name} AS name,
               CASE WHEN e.attributes ->> 'square_metres' ~ '^[0-9]{1,9}([.][0-9]{1,6})?$'
                    THEN nullif((e.attributes ->> 'square_metres')::numeric, 0) END AS area
        FROM store e),
      area AS (
        SELECT key, min(name) AS name, count(*) AS stores, CASE WHEN bool_and(area IS NOT NULL) THEN sum(area) END AS area
        FROM described WHERE store_id IN (SELECT store_id FROM bought) GROUP BY 1),
      sold AS (
        SELECT d.key, count(DISTINCT b.customer_id) AS customers, count(*) AS orders,
               count(*) FILTER (WHERE b.counted) AS counted, coalesce(sum(b.net) FILTER (WHERE b.counted), 0) AS net
        FROM bought b JOIN described d USING (store_id) GROUP BY 1),
      gained AS (
        SELECT d.key, count(*) AS customers
        FROM customer_purchases t JOIN customer_origin g USING (customer_id) JOIN described d ON d.store_id = g.store_id
        WHERE t.first_purchase_at >= $1 AND t.first_purchase_at < $2 GROUP BY 1)
      SELECT t.currency, r.*, ({anonymous}) AS anonymous FROM terms t LEFT JOIN (
        SELECT row_number() OVER (ORDER BY s.net DESC, s.key) AS place, s.key, a.name, a.stores, s.customers,
               coalesce(g.customers, 0), s.orders, s.net::bigint, round(s.net / greatest(1, s.counted))::bigint,
               a.area::double precision, (sum(s.net) OVER ())::bigint, (SELECT count(DISTINCT customer_id) FROM bought),
               (sum(s.orders) OVER ())::bigint
        FROM sold s JOIN area a ON coalesce(a.key, '') = coalesce(s.key, '')
        LEFT JOIN gained g ON coalesce(g.key, '') = coalesce(s.key, '')) r ON r.place <= $4
      ORDER BY r.place
      """;

  /** A row of products with the totals of all rows. */
  record Article(
      String key,
      String name,
      int customers,
      int orders,
      double units,
      long minor,
      long minorBefore,
      Long margin,
      Instant firstSold,
      Instant lastSold,
      int buyers,
      int repeatBuyers,
      Double days,
      long allMinor,
      long allMargin,
      int allCustomers,
      int allOrders) {}

  /** A row of stores with the totals of all rows. */
  record Place(
      String key,
      String name,
      int stores,
      int customers,
      int newCustomers,
      int orders,
      long minor,
      long mean,
      Double area,
      long allMinor,
      int allCustomers,
      int allOrders) {}

  /** Rows, the currency of their money, and what nobody known bought. */
  record Rows<T>(String currency, List<T> all, List<AnonymousSales> anonymous) {}

  private static List<AnonymousSales> anonymous(Row row) {
    return AnonymousSalesStore.read(row.getString("anonymous"), row.getString(0));
  }

  /**
   * What sells; currency and zone null for those in use.
   *
   * @param life whether buyers, repeat buyers and the days between purchases are wanted
   */
  Uni<Rows<Article>> products(
      SqlConnection connection,
      ProductStageRule rule,
      ProductGrouping by,
      String currency,
      boolean slowest,
      int most,
      ZoneId zone,
      boolean life) {
    String key =
        switch (by) {
          case PRODUCT -> "coalesce(c.sku, p.sku)";
          case CATEGORY -> "p.category";
          case BRAND -> "p.brand";
        };
    String sql =
        PRODUCTS
            .replace("{life}", life ? LIFE : NO_LIFE)
            .replace("{past}", PAST)
            .replace("{several}", by == ProductGrouping.PRODUCT ? SEVERAL : "true")
            .replace("{cost}", ProductCostStore.minor("p", "s.currency", "$5"))
            .replace("{key}", key)
            .replace("{name}", by == ProductGrouping.PRODUCT ? "p.name" : "NULL::text")
            .replace(
                "{anonymous}",
                AnonymousSalesStore.lines(
                    switch (by) {
                      case PRODUCT -> "l.sku";
                      case CATEGORY -> "coalesce(l.category, r.category)";
                      case BRAND -> "r.brand";
                    }))
            .replace("{order}", slowest ? "l.last_at NULLS FIRST" : "l.net DESC");
    return connection
        .preparedQuery(sql)
        .execute(
            Tuple.of(
                    utc(rule.from()),
                    utc(rule.asOf()),
                    currency,
                    utc(rule.before()),
                    ProductCostStore.digits(),
                    most)
                .addString(zone == null ? null : zone.getId()))
        .map(AssortmentStore::articles);
  }

  private static Rows<Article> articles(RowSet<Row> rows) {
    Row any = rows.iterator().next();
    List<Article> articles = new ArrayList<>(rows.size());
    for (Row row : rows) {
      if (row.getLong(1) != null) {
        articles.add(article(row));
      }
    }
    return new Rows<>(any.getString(0), articles, anonymous(any));
  }

  private static Article article(Row row) {
    return new Article(
        row.getString(2),
        row.getString(3),
        count(row, 4),
        count(row, 5),
        row.getDouble(6) == null ? 0 : row.getDouble(6),
        row.getLong(7),
        row.getLong(8),
        row.getLong(9),
        instant(row.getOffsetDateTime(10)),
        instant(row.getOffsetDateTime(11)),
        count(row, 12),
        count(row, 13),
        row.getDouble(14),
        row.getLong(15),
        row.getLong(16) == null ? 0 : row.getLong(16),
        count(row, 17),
        count(row, 18));
  }

  /** What stores sell; currency null for the one in use. */
  Uni<Rows<Place>> stores(
      SqlConnection connection,
      Instant from,
      Instant asOf,
      StoreGrouping by,
      String currency,
      int most) {
    String key =
        switch (by) {
          case STORE -> "e.code";
          case CITY -> "e.city";
          case REGION -> "e.region";
        };
    String sql =
        STORES
            .replace(
                "{anonymous}",
                AnonymousSalesStore.orders(key, "JOIN store e ON e.store_id = o.store_id"))
            .replace("{key}", key)
            .replace("{name}", by == StoreGrouping.STORE ? "e.name" : "NULL::text");
    return connection
        .preparedQuery(sql)
        .execute(Tuple.of(utc(from), utc(asOf), currency, most))
        .map(
            rows -> {
              Row any = rows.iterator().next();
              List<Place> places = new ArrayList<>(rows.size());
              for (Row row : rows) {
                if (row.getLong(1) != null) {
                  places.add(place(row));
                }
              }
              return new Rows<>(any.getString(0), places, anonymous(any));
            });
  }

  private static Place place(Row row) {
    return new Place(
        row.getString(2),
        row.getString(3),
        count(row, 4),
        count(row, 5),
        count(row, 6),
        count(row, 7),
        row.getLong(8),
        row.getLong(9),
        row.getDouble(10),
        row.getLong(11),
        count(row, 12),
        count(row, 13));
  }

  private static int count(Row row, int at) {
    return row.getLong(at) == null ? 0 : row.getLong(at).intValue();
  }

  private static Instant instant(OffsetDateTime time) {
    return time == null ? null : time.toInstant();
  }
}
