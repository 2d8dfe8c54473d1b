package io.tributary.loyalty.earning;

import io.smallrye.mutiny.Uni;
import io.tributary.platform.Columns;
import io.tributary.platform.FactKeys;
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
   * Orders of customers that have changed since they were last reckoned, with what was kept of the
   * member then. Points go to the customer that the profile's own evidence ties it to, so that they
   * stay theirs through merges.
   */
  private static final String CHANGED =
      """
      SELECT p.home_id, o.profile_id, o.ordered_at, o.order_id, o.external_id, o.status, o.channel, s.code, o.total_minor,
             CASE WHEN o.status = 'PAID' THEN GREATEST(0, o.total_minor
               - CASE WHEN r.include_tax THEN 0 ELSE o.tax_minor END
               - CASE WHEN r.include_shipping THEN 0 ELSE o.shipping_minor END
               - CASE WHEN r.include_points THEN 0 ELSE GREATEST(o.points_minor, y.minor) END) ELSE 0 END,
             o.refunded_minor, o.last_returned_at, o.changed_at, e.policy_number, e.tier, e.first, e.day_before,
             (SELECT t.to_tier FROM tier_change t WHERE t.customer_id = p.customer_id AND t.programme_id = $2
              AND t.changed_at <= o.ordered_at ORDER BY t.changed_at DESC LIMIT 1),
             NOT EXISTS (SELECT FROM profile q JOIN customer_order x USING (profile_id) WHERE q.customer_id = p.customer_id
               AND x.status = 'PAID' AND (x.ordered_at, x.order_id) < (o.ordered_at, o.order_id))
             AND NOT EXISTS (SELECT FROM profile q JOIN points_earned d ON d.account_id = points_account_of($3, q.home_id)
               WHERE q.customer_id = p.customer_id AND d.first AND d.points > 0),
             (SELECT coalesce(sum(d.points), 0)::bigint
              FROM (SELECT DISTINCT q.home_id FROM profile q WHERE q.customer_id = p.customer_id) h
              JOIN points_earned d ON d.account_id = points_account_of($3, h.home_id)
              WHERE d.order_id <> o.order_id AND (d.ordered_at AT TIME ZONE $4)::date = (o.ordered_at AT TIME ZONE $4)::date
                AND d.ordered_at BETWEEN o.ordered_at - interval '26 hours' AND o.ordered_at + interval '26 hours'),
             y.minor, e.gave, e.rules_left, p.customer_id
      FROM profile p JOIN customer_order o USING (profile_id) CROSS JOIN sales_rule r
      LEFT JOIN store s ON s.store_id = o.store_id
      LEFT JOIN points_earned e ON e.account_id = points_account_of($3, p.home_id) AND e.order_id = o.order_id
      CROSS JOIN LATERAL (SELECT coalesce(sum(w.amount_minor), 0)::bigint FROM points_payment w
        WHERE w.source_id = o.source_id AND w.external_id = o.external_id
          AND (w.returned > 0 OR points_back(w.payment_id) < w.points)) y(minor)
      WHERE p.customer_id = ANY($1) AND p.home_id IS NOT NULL AND o.ordered_at >= $5 AND o.currency = $6
        AND (e.changed_at, e.paid_minor) IS DISTINCT FROM (o.changed_at, y.minor) AND (o.status = 'PAID' OR e.order_id IS NOT NULL)
      ORDER BY o.ordered_at, o.order_id
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
                                 day_before, points, applied, paid_minor, rules_left, gave)
      SELECT points_account_of($1, c), o, $2::uuid, n, a, t, tier, f, d, p, j::jsonb, w, l::jsonb, g::jsonb
      FROM unnest($3::uuid[], $4::uuid[], $5::bigint[], $6::timestamptz[], $7::timestamptz[], $8::text[], $9::boolean[],
                  $10::bigint[], $11::bigint[], $12::text[], $13::bigint[], $14::text[],
                  $15::text[])
        v(c, o, n, a, t, tier, f, d, p, j, w, l, g)
      ON CONFLICT (account_id, order_id) DO UPDATE SET changed_at = excluded.changed_at, points = excluded.points,
        applied = excluded.applied, paid_minor = excluded.paid_minor, gave = excluded.gave
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
   * @param gave what rules gave when it was reckoned before, less what came back
   * @param left what limited rules could still give when it was first reckoned
   * @param customer who that is by now: limits are theirs
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
      boolean first,
      long dayBefore,
      Map<String, Long> gave,
      Map<String, RuleLeft> left,
      UUID customer) {}

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
                .addString(rules.currency().money()))
        .map(
            rows -> {
              List<SoldOrder> found = new ArrayList<>();
              rows.forEach(row -> found.add(order(row)));
              return found;
            });
  }

  private static SoldOrder order(Row row) {
    boolean known = row.getInteger(13) != null;
    return new SoldOrder(
        row.getUUID(0),
        row.getUUID(1),
        row.getOffsetDateTime(2).toInstant(),
        row.getUUID(3),
        row.getString(4),
        row.getString(6),
        row.getString(7),
        row.getLong(8),
        row.getLong(9),
        row.getLong(10),
        row.getOffsetDateTime(11) == null ? null : row.getOffsetDateTime(11).toInstant(),
        row.getOffsetDateTime(12).toInstant(),
        row.getLong(20),
        row.getInteger(13),
        known ? row.getString(14) : row.getString(17),
        known ? row.getBoolean(15) : row.getBoolean(18),
        known ? row.getLong(16) : row.getLong(19),
        RulesLeftJson.readGave(row.get(JsonObject.class, 21)),
        RulesLeftJson.read(row.get(JsonObject.class, 22)),
        row.getUUID(23));
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
            rows -> {
              Map<UUID, List<Sold.Line>> found = new HashMap<>();
              rows.forEach(
                  row ->
                      found
                          .computeIfAbsent(row.getUUID(0), o -> new ArrayList<>())
                          .add(
                              new Sold.Line(
                                  row.getString(1),
                                  row.getString(2),
                                  row.getString(3),
                                  row.getLong(4))));
              return found;
            });
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
   * @param left what limited rules could still give
   * @param gave what rules gave, less what came back
   */
  record Kept(
      SoldOrder order,
      int policy,
      long dayBefore,
      Earned earned,
      Map<String, RuleLeft> left,
      Map<String, Long> gave) {}

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
        .texts(one -> one.left().isEmpty() ? null : RulesLeftJson.write(one.left()))
        .texts(one -> RulesLeftJson.writeGave(one.gave()))
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
                List<AppliedRule> applied = new ArrayList<>();
                for (Object each : row.get(JsonArray.class, 4)) {
                  JsonObject rule = (JsonObject) each;
                  applied.add(new AppliedRule(rule.getString("rule"), rule.getLong("points")));
                }
                found
                    .computeIfAbsent(row.getUUID(0), o -> new ArrayList<>())
                    .add(
                        new EarnedPoints(
                            row.getString(1),
                            row.getLong(3),
                            applied,
                            row.getInteger(2),
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
