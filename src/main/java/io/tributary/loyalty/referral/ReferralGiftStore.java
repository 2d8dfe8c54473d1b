package io.tributary.loyalty.referral;

import io.smallrye.mutiny.Uni;
import io.tributary.loyalty.referral.ReferralFactStore.Kept;
import io.tributary.platform.Columns;
import io.tributary.platform.Rows;
import io.vertx.mutiny.sqlclient.SqlConnection;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/** Writes and reads what referrals gave to both sides, and what is left of their budgets. */
@ApplicationScoped
class ReferralGiftStore {
  /** Local days of referrers' rewarded referrals, with how many. */
  private static final String GIVEN =
      ReferralFactStore.FAMILY
          + """
          SELECT f.person, r.programme_id, r.day, count(*)::integer
          FROM family f JOIN referral r ON r.referrer_id = f.id
          WHERE r.allotted AND r.state = 'REWARDED' GROUP BY f.person, r.programme_id, r.day
          """;

  /** Locks the budgets of versions in the order of their ids, making those that are missing. */
  private static final String BUDGETS =
      """
      INSERT INTO referral_budget AS g (policy_id, given) SELECT b, 0 FROM unnest($1::uuid[]) b ORDER BY b
      ON CONFLICT (policy_id) DO UPDATE SET given = g.given RETURNING policy_id, given
      """;

  private static final String SPEND =
      """
      UPDATE referral_budget g SET given = greatest(0, g.given + v.p) FROM unnest($1::uuid[], $2::bigint[]) v(b, p)
      WHERE g.policy_id = v.b
      """;

  /** What customers are still to be given or to give back, of both sides. */
  private static final String OWED =
      ReferralFactStore.FAMILY
          + "SELECT "
          + ReferralFactStore.COLUMNS
          + """
          , true FROM family f JOIN referral r ON r.referrer_id = f.id
          WHERE (r.changed OR r.referrer_given <> (r.state = 'REWARDED')) AND r.referrer_given <> (r.state = 'REWARDED')
          UNION ALL SELECT
          """
          + ReferralFactStore.COLUMNS
          + """
          , false FROM family f JOIN referral r ON r.customer_id = f.id
          WHERE r.referred_given <> (r.state = 'REWARDED')
          """;

  private static final String SETTLED =
      """
      UPDATE referral r SET referrer_given = CASE WHEN $1 THEN v.g ELSE r.referrer_given END,
        referrer_coupon = CASE WHEN $1 THEN v.k ELSE r.referrer_coupon END,
        referred_given = CASE WHEN $1 THEN r.referred_given ELSE v.g END,
        referred_coupon = CASE WHEN $1 THEN r.referred_coupon ELSE v.k END
      FROM unnest($2::uuid[], $3::uuid[], $4::boolean[], $5::uuid[]) v(c, i, g, k)
      WHERE r.customer_id = v.c AND r.referral_id = v.i
      """;

  /** Local days of referrers' rewarded referrals with how many, by referrer and programme. */
  Uni<Map<List<UUID>, Map<LocalDate, Integer>>> given(
      SqlConnection connection, Collection<UUID> referrers) {
    return connection
        .preparedQuery(GIVEN)
        .execute(Tuple.of(referrers.toArray(UUID[]::new)))
        .map(
            rows -> {
              Map<List<UUID>, Map<LocalDate, Integer>> found = new HashMap<>();
              rows.forEach(
                  row ->
                      found
                          .computeIfAbsent(
                              List.of(row.getUUID(0), row.getUUID(1)), k -> new HashMap<>())
                          .put(row.getLocalDate(2), row.getInteger(3)));
              return found;
            });
  }

  /** Locks budgets; answers what was given of each. */
  Uni<Map<UUID, Long>> budgets(SqlConnection connection, Collection<UUID> policies) {
    if (policies.isEmpty()) {
      return Uni.createFrom().item(new HashMap<>());
    }
    return connection
        .preparedQuery(BUDGETS)
        .execute(Tuple.of(policies.toArray(UUID[]::new)))
        .map(Rows::numbers);
  }

  /** Takes points out of budgets, or puts them back where there are fewer than none. */
  Uni<Void> spend(SqlConnection connection, Map<UUID, Long> points) {
    return Columns.of(List.copyOf(points.entrySet()))
        .uuids(Map.Entry::getKey)
        .longs(Map.Entry::getValue)
        .execute(connection, SPEND);
  }

  /** A side that is to be given something, or to give it back. */
  record Owed(Kept kept, boolean referrer) {
    UUID customer() {
      return referrer ? kept.referrer() : kept.referred();
    }

    UUID coupon() {
      return referrer ? kept.referrerCoupon() : kept.referredCoupon();
    }

    boolean isDue() {
      return kept.state() == ReferralState.REWARDED;
    }
  }

  /** What customers are still to be given or to give back, of both sides. */
  Uni<List<Owed>> owed(SqlConnection connection, Collection<UUID> customers) {
    return connection
        .preparedQuery(OWED)
        .execute(Tuple.of(customers.toArray(UUID[]::new)))
        .map(
            rows -> {
              List<Owed> found = new ArrayList<>();
              rows.forEach(
                  row ->
                      found.add(
                          new Owed(
                              ReferralFactStore.kept(row),
                              row.getBoolean(ReferralFactStore.AFTER))));
              return found;
            });
  }

  /** Notes that sides have what is theirs, with the coupon that each has by now. */
  Uni<Void> settled(SqlConnection connection, Map<Owed, UUID> coupons) {
    return settled(connection, coupons, true).chain(() -> settled(connection, coupons, false));
  }

  /** One side at a time: an UPDATE takes a row once. */
  private static Uni<Void> settled(
      SqlConnection connection, Map<Owed, UUID> coupons, boolean referrer) {
    List<Owed> side =
        coupons.keySet().stream().filter(owed -> owed.referrer() == referrer).toList();
    return Columns.after(Tuple.of(referrer), side)
        .uuids(one -> one.kept().referred())
        .uuids(one -> one.kept().id())
        .flags(Owed::isDue)
        .uuids(coupons::get)
        .execute(connection, SETTLED);
  }
}
