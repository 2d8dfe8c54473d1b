package io.tributary.insight;

import io.tributary.platform.Money;
import io.vertx.core.json.JsonArray;
import java.util.List;

/** Orders of nobody known, to be counted within the statement of a report. */
public final class AnonymousSalesStore {
  /**
   * Parts with their orders and net value from $1 until $2, as a list in JSON, within a statement
   * that has the currency in {@code terms}. Only profiles that ever ordered without a customer are
   * looked at, and of these the ones that have none yet.
   */
  private static final String PARTS =
      """
      SELECT coalesce(json_agg(json_build_array(a.key, a.orders, a.net) ORDER BY a.net DESC, a.key), '[]')::text
      FROM (
        SELECT %s AS key, count(DISTINCT (o.profile_id, o.order_id)) AS orders,
               coalesce(sum(%s) FILTER (WHERE o.currency = (SELECT currency FROM terms)), 0) AS net
        FROM anonymous_buyer b JOIN profile f ON f.profile_id = b.profile_id AND f.customer_id IS NULL
        JOIN valued_order o ON o.profile_id = b.profile_id AND o.counts AND o.ordered_at >= $1 AND o.ordered_at < $2
        JOIN source w ON w.source_id = o.source_id %s
        GROUP BY 1 ORDER BY 3 DESC, 1 LIMIT 1000) a
      """;

  private AnonymousSalesStore() {}

  /**
   * Orders by a part.
   *
   * @param key the part, of the order o, its source w and what else is joined
   * @param joined what else
   */
  public static String orders(String key, String joined) {
    return PARTS.formatted(key, "o.net_minor", joined);
  }

  /**
   * Lines by a part; a line's part of what does not count of its order is that in proportion.
   *
   * @param key the part, of the line l and its product r
   */
  public static String lines(String key) {
    return PARTS.formatted(
        key,
        """
        l.amount_minor - coalesce(round(l.amount_minor * greatest(0, o.total_minor - o.net_minor
          - CASE WHEN u.include_shipping THEN 0 ELSE o.shipping_minor END) / nullif(o.total_minor, 0)::numeric), 0)
        """,
        """
        JOIN order_line l ON l.profile_id = o.profile_id AND l.ordered_at = o.ordered_at AND l.order_id = o.order_id
          AND l.sku IS NOT NULL
        LEFT JOIN product r ON r.sku = l.sku CROSS JOIN sales_rule u
        """);
  }

  /** The parts of such a list. */
  public static List<AnonymousSales> read(String json, String currency) {
    return new JsonArray(json)
        .stream()
            .map(JsonArray.class::cast)
            .map(
                part ->
                    new AnonymousSales(
                        part.getString(0),
                        part.getInteger(1),
                        new Money(part.getLong(2), currency)))
            .toList();
  }
}
