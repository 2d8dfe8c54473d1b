package io.tributary.loyalty.bonus;

import io.smallrye.mutiny.Uni;
import io.tributary.loyalty.bonus.BonusFactStore.BonusFact;
import io.tributary.loyalty.bonus.BonusFactStore.PlacedFact;
import io.tributary.loyalty.bonus.BonusFactStore.Turned;
import io.tributary.loyalty.earning.AppliedRule;
import io.tributary.platform.Columns;
import io.tributary.platform.FactKeys;
import io.tributary.platform.Rows;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.SqlConnection;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/** Writes and reads what bonuses gave, and what is left of their budgets. */
@ApplicationScoped
class BonusGiftStore {
  private static final String TURN =
      """
      UPDATE points_bonus g SET taken_back = v.t FROM unnest($2::uuid[], $3::uuid[], $4::uuid[], $5::boolean[]) v(h, b, f, t)
      WHERE g.account_id = points_account_of($1, v.h) AND g.bonus_id = v.b AND g.fact_id = v.f
      """;

  /** What bonuses gave to members so far, all homes of a customer together. */
  private static final String BEFORE =
      """
      SELECT k.customer, k.bonus, g.day, count(*) FILTER (WHERE g.points > 0), sum(g.points)::bigint
      FROM (SELECT DISTINCT c AS customer, b AS bonus FROM unnest($1::uuid[], $2::uuid[]) v(c, b)) k
      JOIN event_bonus b ON b.bonus_id = k.bonus
      CROSS JOIN LATERAL (
        SELECT k.customer AS home UNION SELECT q.home_id FROM profile q WHERE q.customer_id = k.customer) h
      JOIN points_bonus g ON g.account_id = points_account_of(b.currency_id, h.home) AND g.bonus_id = k.bonus
      WHERE NOT g.taken_back GROUP BY k.customer, k.bonus, g.day
      """;

  /** Locks the budgets of bonuses in the order of their ids, making those that are missing. */
  private static final String BUDGETS =
      """
      INSERT INTO event_bonus_budget AS g (bonus_id, given) SELECT b, 0 FROM unnest($1::uuid[]) b ORDER BY b
      ON CONFLICT (bonus_id) DO UPDATE SET given = g.given RETURNING bonus_id, given
      """;

  private static final String SPEND =
      """
      UPDATE event_bonus_budget g SET given = g.given + v.p FROM unnest($1::uuid[], $2::bigint[]) v(b, p)
      WHERE g.bonus_id = v.b
      """;

  private static final String KEEP =
      """
      INSERT INTO points_bonus (account_id, bonus_id, fact_id, occurred_at, day, window_day, points, applied, number,
                                after_fact)
      SELECT points_account_of($1, h), b, f, a, d::date, w::date, p, j::jsonb, n, k
      FROM unnest($2::uuid[], $3::uuid[], $4::uuid[], $5::timestamptz[], $6::text[], $7::text[], $8::bigint[], $9::text[],
                  $10::bigint[], $11::uuid[])
        v(h, b, f, a, d, w, p, j, n, k)
      ON CONFLICT (account_id, bonus_id, fact_id) DO UPDATE SET points = excluded.points, applied = excluded.applied,
        after_fact = excluded.after_fact
      """;

  /** What bonuses gave to customers, and to who is one with them, the latest first. */
  private static final String OF_CUSTOMERS =
      """
      WITH RECURSIVE up (asked, id, next) AS (
        SELECT customer_id, customer_id, merged_into FROM customer WHERE customer_id = ANY($1)
        UNION ALL
        SELECT u.asked, c.customer_id, c.merged_into FROM up u JOIN customer c ON c.customer_id = u.next),
      family (asked, id) AS (
        SELECT asked, id FROM up WHERE next IS NULL
        UNION ALL
        SELECT f.asked, c.customer_id FROM family f JOIN customer c ON c.merged_into = f.id)
      SELECT k.asked, s.* FROM (SELECT DISTINCT asked FROM family) k CROSS JOIN LATERAL (
        SELECT g.bonus_id, g.fact_id, g.occurred_at, CASE WHEN g.taken_back THEN 0 ELSE g.points END, g.applied
        FROM family f JOIN points_account a ON a.customer_id = f.id JOIN points_bonus g USING (account_id)
        WHERE f.asked = k.asked AND ($2::timestamptz IS NULL OR (g.occurred_at, g.fact_id, g.bonus_id) < ($2, $3, $4))
        ORDER BY g.occurred_at DESC, g.fact_id DESC, g.bonus_id DESC LIMIT $5) s
      """;

  /** Notes that gifts of one currency are taken back, or given again. */
  Uni<Void> turn(SqlConnection connection, UUID currency, List<Turned> turned) {
    return Columns.after(Tuple.of(currency), turned)
        .uuids(one -> one.fact().home())
        .uuids(one -> one.fact().bonus())
        .uuids(one -> one.fact().id())
        .flags(one -> !one.due())
        .execute(connection, TURN);
  }

  /** What a bonus gave to a customer on one local day. */
  record DayGiven(UUID customer, UUID bonus, LocalDate day, int times, long points) {}

  /** What bonuses gave to the customers of facts so far. */
  Uni<List<DayGiven>> before(SqlConnection connection, List<BonusFact> facts) {
    return connection
        .preparedQuery(BEFORE)
        .execute(Columns.of(facts).uuids(BonusFact::customer).uuids(BonusFact::bonus).tuple())
        .map(
            rows -> {
              List<DayGiven> found = new ArrayList<>();
              rows.forEach(
                  row ->
                      found.add(
                          new DayGiven(
                              row.getUUID(0),
                              row.getUUID(1),
                              row.getLocalDate(2),
                              row.getLong(3).intValue(),
                              row.getLong(4))));
              return found;
            });
  }

  /** Locks budgets; answers what was given of each. */
  Uni<Map<UUID, Long>> budgets(SqlConnection connection, Collection<UUID> bonuses) {
    if (bonuses.isEmpty()) {
      return Uni.createFrom().item(Map.of());
    }
    return connection
        .preparedQuery(BUDGETS)
        .execute(Tuple.of(bonuses.toArray(UUID[]::new)))
        .map(Rows::numbers);
  }

  /** Takes points out of budgets; below 0 gives back. */
  Uni<Void> spend(SqlConnection connection, Map<UUID, Long> points) {
    return Columns.of(List.copyOf(points.entrySet()))
        .uuids(Map.Entry::getKey)
        .longs(Map.Entry::getValue)
        .execute(connection, SPEND);
  }

  /** What a fact was found to get. */
  record Kept(PlacedFact placed, LocalDate day, LocalDate window, BonusRule.Decided decided) {
    BonusFact fact() {
      return placed.fact();
    }
  }

  /** Keeps what facts were found to get, all of one currency. */
  Uni<Void> keep(SqlConnection connection, UUID currency, List<Kept> kept) {
    return Columns.after(Tuple.of(currency), kept)
        .uuids(one -> one.fact().home())
        .uuids(one -> one.fact().bonus())
        .uuids(one -> one.fact().id())
        .times(one -> one.fact().at())
        .texts(one -> one.day().toString())
        .texts(one -> one.window().toString())
        .longs(one -> one.decided().points())
        .texts(one -> json(one.decided().applied()))
        .longs(one -> (long) one.fact().number())
        .uuids(one -> one.placed().after())
        .execute(connection, KEEP);
  }

  private static String json(List<AppliedRule> applied) {
    JsonArray list = new JsonArray();
    applied.forEach(
        rule -> list.add(new JsonObject().put("rule", rule.rule()).put("points", rule.points())));
    return list.encode();
  }

  /** What bonuses gave to customers before one, the latest first, by customer. */
  Uni<Map<UUID, List<GivenBonus>>> ofCustomers(
      SqlConnection connection,
      Collection<UUID> customers,
      Instant beforeTime,
      UUID beforeFact,
      UUID beforeBonus,
      int limit) {
    return connection
        .preparedQuery(OF_CUSTOMERS)
        .execute(
            Tuple.of(
                customers.toArray(UUID[]::new),
                FactKeys.utc(beforeTime),
                beforeFact,
                beforeBonus,
                limit))
        .map(
            rows -> {
              Map<UUID, List<GivenBonus>> found = new HashMap<>();
              for (Row row : rows) {
                List<AppliedRule> applied = new ArrayList<>();
                for (Object each : row.get(JsonArray.class, 5)) {
                  JsonObject rule = (JsonObject) each;
                  applied.add(new AppliedRule(rule.getString("rule"), rule.getLong("points")));
                }
                found
                    .computeIfAbsent(row.getUUID(0), c -> new ArrayList<>())
                    .add(
                        new GivenBonus(
                            row.getUUID(1),
                            row.getUUID(2),
                            row.getOffsetDateTime(3),
                            row.getLong(4),
                            applied));
              }
              return found;
            });
  }
}
