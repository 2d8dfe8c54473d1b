package io.tributary.loyalty.earning;

import io.smallrye.mutiny.Uni;
import io.tributary.platform.Columns;
import io.tributary.platform.FactKeys;
import io.tributary.platform.Rows;
import io.tributary.platform.TypeId;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.SqlConnection;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/** Reads sales as the earning rules see them, and keeps what each was found to earn. */
@ApplicationScoped
class EarningStore {
  /**
   * Orders of customers that are to be reckoned: those that have changed, those that the member's
   * paid order before, or the tier then, is another of than when they were reckoned, and, where
   * rules look back, all after the first such. Points go to the customer that the profile's own
   * evidence ties it to; what came before is the member's as merged by now. So all follows from the
   * facts as they are, not from when they came or who was merged when.
   */
  private static final String CHANGED =
      """
      WITH sale AS (
        SELECT p.customer_id, p.home_id, o.*, (o.ordered_at AT TIME ZONE $4)::date AS day,
               p.home_id IS NOT NULL AND o.ordered_at >= $5 AND o.currency = $6 AS counts,
               row_number() OVER by_time AS place,
               lag(o.order_id) OVER (PARTITION BY p.customer_id, o.status = 'PAID'
                 ORDER BY o.ordered_at, o.external_id COLLATE "C", o.order_id) AS after_order
        FROM profile p JOIN customer_order o USING (profile_id) WHERE p.customer_id = ANY($1)
        WINDOW by_time AS (PARTITION BY p.customer_id ORDER BY o.ordered_at, o.external_id COLLATE "C", o.order_id)),
      known AS (
        SELECT o.*, e.order_id AS known, e.policy_number, e.points, e.gave, e.applied, y.minor AS paid,
               CASE WHEN $8 THEN t.tier END AS tier,
               o.pared_at IS NULL AND ((e.changed_at, e.paid_minor) IS DISTINCT FROM (o.changed_at, y.minor)
                 OR $7 AND o.status = 'PAID' AND e.after_order IS DISTINCT FROM o.after_order
                 OR $8 AND o.status = 'PAID' AND e.tier IS DISTINCT FROM t.tier) AS is_new
        FROM sale o
        LEFT JOIN points_earned e ON e.account_id = points_account_of($3, o.home_id) AND e.order_id = o.order_id
        CROSS JOIN LATERAL (SELECT coalesce(sum(w.amount_minor), 0)::bigint FROM points_payment w
          WHERE w.source_id = o.source_id AND w.external_id = o.external_id
            AND (w.returned > 0 OR points_back(w.payment_id) < w.points)) y(minor)
        LEFT JOIN LATERAL (SELECT t.to_tier FROM tier_change t WHERE $8 AND t.customer_id = o.customer_id
          AND t.programme_id = $2 AND (t.changed_at < o.ordered_at OR $9 AND t.changed_at = o.ordered_at)
          ORDER BY t.changed_at DESC LIMIT 1) t(tier) ON true
        WHERE o.counts AND (o.status = 'PAID' OR e.order_id IS NOT NULL)),
      reckoned AS (
        SELECT k.*, pared_at IS NULL
          AND (is_new OR $7 AND bool_or(is_new) OVER (PARTITION BY customer_id ORDER BY place)) AS anew FROM known k),
      o AS (
        SELECT r.*, coalesce(sum(points) FILTER (WHERE NOT anew) OVER (PARTITION BY customer_id, day), 0)::bigint AS day_before
        FROM reckoned r)
      SELECT o.home_id, o.profile_id, o.ordered_at, o.order_id, o.external_id, o.channel, s.code, o.total_minor,
             CASE WHEN o.status = 'PAID' THEN GREATEST(0, o.total_minor
               - CASE WHEN r.include_tax THEN 0 ELSE o.tax_minor END
               - CASE WHEN r.include_shipping THEN 0 ELSE o.shipping_minor END
               - CASE WHEN r.include_points THEN 0 ELSE GREATEST(o.points_minor, o.paid) END) ELSE 0 END,
             o.refunded_minor, o.last_returned_at, o.changed_at, o.paid, o.policy_number, o.tier,
             CASE WHEN o.status = 'PAID' THEN o.after_order END, o.day_before, o.gave, o.applied, o.customer_id,
             o.status = 'PAID', coalesce(o.delivered_at, CASE WHEN c.kind = 'OFFLINE' THEN o.ordered_at END)
      FROM o JOIN source c USING (source_id) CROSS JOIN sales_rule r LEFT JOIN store s ON s.store_id = o.store_id
      WHERE o.anew ORDER BY o.ordered_at, o.external_id COLLATE "C", o.order_id
      """;

  /** The lines of orders. */
  private static final String LINES =
      """
      SELECT l.order_id, l.line_key, l.sku, coalesce(l.category, p.category), l.amount_minor
      FROM unnest($1::uuid[], $2::timestamptz[], $3::uuid[]) k(profile, at, id)
      JOIN order_line l ON l.profile_id = k.profile AND l.ordered_at = k.at AND l.order_id = k.id
      LEFT JOIN product p ON p.sku = l.sku
      ORDER BY l.order_id, l.line_key
      """;

  /** What of orders came back naming a product. */
  private static final String RETURNS =
      """
      SELECT r.order_id, r.sku, sum(r.amount_minor)::bigint
      FROM unnest($1::uuid[], $2::uuid[]) k(profile, id)
      JOIN order_return r ON r.profile_id = k.profile AND r.order_id = k.id
      WHERE r.sku IS NOT NULL GROUP BY r.order_id, r.sku
      """;

  private static final String KEEP =
      """
      INSERT INTO points_earned (account_id, order_id, programme_id, policy_number, ordered_at, changed_at, tier, first,
                                 day_before, points, applied, paid_minor, gave, after_order)
      SELECT points_account_of($1, c), o, $2::uuid, n, a, t, tier, f, d, p, j::jsonb, w, g::jsonb, b
      FROM unnest($3::uuid[], $4::uuid[], $5::bigint[], $6::timestamptz[], $7::timestamptz[], $8::text[], $9::boolean[],
                  $10::bigint[], $11::bigint[], $12::text[], $13::bigint[], $14::text[], $15::uuid[])
        v(c, o, n, a, t, tier, f, d, p, j, w, g, b)
      ON CONFLICT (account_id, order_id) DO UPDATE SET changed_at = excluded.changed_at, tier = excluded.tier,
        first = excluded.first, day_before = excluded.day_before, points = excluded.points, applied = excluded.applied,
        paid_minor = excluded.paid_minor, gave = excluded.gave, after_order = excluded.after_order
      """;

  private static final String EARNED =
      """
      SELECT e.order_id, c.code, e.policy_number, e.points, e.applied
      FROM points_earned e JOIN points_account a USING (account_id) JOIN points_currency c USING (currency_id)
      WHERE e.order_id = ANY($1) ORDER BY e.order_id, c.code
      """;

  /**
   * An order that is to be reckoned.
   *
   * @param home whose points they are
   * @param counts what it counts for, in minor units: less what points paid
   * @param paid what of it points of the ledger are known to have paid, in minor units
   * @param known the version of the rules it was reckoned by before; null when it is new
   * @param tier the member's tier then; null for none, or when no rule asks
   * @param after the member's paid order before it; null for none
   * @param first whether it is paid and the member had bought nothing before
   * @param dayBefore what the day's orders had earned that come before it and stay as they are
   * @param gave what rules gave when it was reckoned before, less what came back
   * @param applied what rules gave and caps took when it was reckoned before
   * @param customer who that is by now: limits are theirs
   * @param delivered when the customer had it: what a shop on site sells, at once; null while that
   *     is not known
   */
  record SoldOrder(
      UUID home,
      UUID profile,
      Instant at,
      UUID order,
      String externalId,
      String channel,
      String store,
      long total,
      long counts,
      long refunded,
      Instant returnedAt,
      Instant changedAt,
      long paid,
      Integer known,
      String tier,
      UUID after,
      boolean first,
      long dayBefore,
      Map<String, Long> gave,
      List<AppliedRule> applied,
      UUID customer,
      Instant delivered) {}

  /** Orders of customers that are to be reckoned, in order of time. */
  Uni<List<SoldOrder>> changed(
      SqlConnection connection, List<UUID> customers, Rules rules, Instant from) {
    return connection
        .preparedQuery(CHANGED)
        .execute(
            Tuple.tuple()
                .addArrayOfUUID(customers.toArray(UUID[]::new))
                .addUUID(rules.programme())
                .addUUID(rules.currency().uuid())
                .addString(rules.currency().zone().getId())
                .addOffsetDateTime(FactKeys.utc(from))
                .addString(rules.currency().money())
                .addBoolean(rules.looksBack())
                .addBoolean(rules.asksForTier())
                // growth value makes tiers: by the tier that a sale makes, it would depend on
                // itself
                .addBoolean(rules.currency().spendable()))
        .map(rows -> Rows.list(rows, row -> order(row)));
  }

  private static SoldOrder order(Row row) {
    return new SoldOrder(
        row.getUUID(0),
        row.getUUID(1),
        row.getOffsetDateTime(2).toInstant(),
        row.getUUID(3),
        row.getString(4),
        row.getString(5),
        row.getString(6),
        row.getLong(7),
        row.getLong(8),
        row.getLong(9),
        row.getOffsetDateTime(10) == null ? null : row.getOffsetDateTime(10).toInstant(),
        row.getOffsetDateTime(11).toInstant(),
        row.getLong(12),
        row.getInteger(13),
        row.getString(14),
        row.getUUID(15),
        row.getBoolean(20) && row.getUUID(15) == null,
        row.getLong(16),
        GaveJson.read(row.get(JsonObject.class, 17)),
        applied(row.get(JsonArray.class, 18)),
        row.getUUID(19),
        row.getOffsetDateTime(21) == null ? null : row.getOffsetDateTime(21).toInstant());
  }

  private static List<AppliedRule> applied(JsonArray json) {
    List<AppliedRule> applied = new ArrayList<>();
    if (json != null) {
      for (Object each : json) {
        JsonObject rule = (JsonObject) each;
        applied.add(new AppliedRule(rule.getString("rule"), rule.getLong("points")));
      }
    }
    return applied;
  }

  /** The lines of orders, by order. */
  Uni<Map<UUID, List<Sold.Line>>> lines(SqlConnection connection, List<SoldOrder> orders) {
    return connection
        .preparedQuery(LINES)
        .execute(
            Columns.of(orders)
                .uuids(SoldOrder::profile)
                .times(SoldOrder::at)
                .uuids(SoldOrder::order)
                .tuple())
        .map(
            rows ->
                Rows.grouped(
                    rows,
                    row -> row.getUUID(0),
                    row ->
                        new Sold.Line(
                            row.getString(1), row.getString(2), row.getString(3), row.getLong(4))));
  }

  /** What of orders came back naming a product: by order and product, in minor units. */
  Uni<Map<UUID, Map<String, Long>>> returns(SqlConnection connection, List<SoldOrder> orders) {
    List<SoldOrder> returned = orders.stream().filter(order -> order.refunded() > 0).toList();
    if (returned.isEmpty()) {
      return Uni.createFrom().item(Map.of());
    }
    return connection
        .preparedQuery(RETURNS)
        .execute(Columns.of(returned).uuids(SoldOrder::profile).uuids(SoldOrder::order).tuple())
        .map(
            rows -> {
              Map<UUID, Map<String, Long>> found = new HashMap<>();
              rows.forEach(
                  row ->
                      found
                          .computeIfAbsent(row.getUUID(0), o -> new HashMap<>())
                          .put(row.getString(1), row.getLong(2)));
              return found;
            });
  }

  /**
   * What an order was found to earn.
   *
   * @param order the order
   * @param policy the version of the rules
   * @param dayBefore what other orders of its day had earned before it
   * @param earned what it earns, and why
   * @param gave what rules gave, less what came back
   */
  record Kept(SoldOrder order, int policy, long dayBefore, Earned earned, Map<String, Long> gave) {}

  /** Keeps what orders were found to earn. */
  Uni<Void> keep(SqlConnection connection, Rules rules, List<Kept> kept) {
    return Columns.after(Tuple.of(rules.currency().uuid(), rules.programme()), kept)
        .uuids(one -> one.order().home())
        .uuids(one -> one.order().order())
        .longs(one -> (long) one.policy())
        .times(one -> one.order().at())
        .times(one -> one.order().changedAt())
        .texts(one -> one.order().tier())
        .flags(one -> one.order().first())
        .longs(Kept::dayBefore)
        .longs(one -> one.earned().points())
        .texts(one -> json(one.earned().applied()))
        .longs(one -> one.order().paid())
        .texts(one -> GaveJson.write(one.gave()))
        .uuids(one -> one.order().after())
        .execute(connection, KEEP);
  }

  private static String json(List<AppliedRule> applied) {
    JsonArray list = new JsonArray();
    applied.forEach(
        rule -> list.add(new JsonObject().put("rule", rule.rule()).put("points", rule.points())));
    return list.encode();
  }

  /** What orders have earned, by order. */
  Uni<Map<UUID, List<EarnedPoints>>> earned(SqlConnection connection, Collection<UUID> orders) {
    return connection
        .preparedQuery(EARNED)
        .execute(Tuple.of(orders.toArray(UUID[]::new)))
        .map(
            rows -> {
              Map<UUID, List<EarnedPoints>> found = new HashMap<>();
              for (Row row : rows) {
                found
                    .computeIfAbsent(row.getUUID(0), o -> new ArrayList<>())
                    .add(
                        new EarnedPoints(
                            row.getString(1),
                            row.getLong(3),
                            applied(row.get(JsonArray.class, 4)),
                            row.getInteger(2),
                            null,
                            null,
                            null));
              }
              return found;
            });
  }

  /** The name of an order in the ledger. */
  static String sale(UUID order) {
    return TypeId.ORDER.encode(order);
  }
}
