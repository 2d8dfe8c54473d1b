package io.tributary.loyalty.coupon;

import io.smallrye.mutiny.Uni;
import io.tributary.platform.Columns;
import io.tributary.platform.FactKeys;
import io.tributary.platform.Money;
import io.tributary.platform.Rows;
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

/** Writes and reads the orders that coupons were used on. */
@ApplicationScoped
class RedemptionStore {
  /** Locks codes that are used once, in the order of their hashes; not those that many share. */
  private static final String LOCK =
      """
      SELECT code_hash FROM coupon_code WHERE code_hash = ANY($1) AND NOT shared ORDER BY code_hash FOR UPDATE
      """;

  /**
   * Codes as they stand for a customer: whose they are, how often they and theirs used the coupon.
   */
  private static final String STANDINGS =
      """
      WITH RECURSIVE up (id, next) AS (
        SELECT customer_id, merged_into FROM customer WHERE customer_id = $2
        UNION ALL
        SELECT c.customer_id, c.merged_into FROM up u JOIN customer c ON c.customer_id = u.next),
      family (id) AS (
        SELECT id FROM up WHERE next IS NULL
        UNION ALL
        SELECT c.customer_id FROM family f JOIN customer c ON c.merged_into = f.id)
      SELECT k.code_hash, k.coupon_id, k.customer_id IS NULL OR k.customer_id IN (SELECT id FROM family),
             k.used_by IS NOT NULL, coalesce(n.used, 0),
             (SELECT count(*) FROM family f JOIN coupon_use u ON u.account_id = points_account_of($1, f.id)
              JOIN coupon_redemption d USING (account_id, redemption_id)
              WHERE u.coupon_id = k.coupon_id AND d.rolled_back_at IS NULL)
      FROM coupon_code k JOIN coupon c USING (coupon_id) LEFT JOIN coupon_count n USING (coupon_id)
      WHERE k.code_hash = ANY($3) AND c.currency_id = $1
      """;

  private static final String ADD =
      """
      INSERT INTO coupon_redemption (account_id, redemption_id, order_ref, goods_minor, shipping_minor, redeemed_at)
      VALUES ($1, $2, $3, $4, $5, $6)
      """;

  private static final String ADD_USES =
      """
      INSERT INTO coupon_use (account_id, redemption_id, code_hash, code, coupon_id, discount_minor, shipping_minor, gift)
      SELECT $1, $2, h, c, i, d, s, g
      FROM unnest($3::uuid[], $4::text[], $5::uuid[], $6::bigint[], $7::bigint[], $8::text[]) v(h, c, i, d, s, g)
      """;

  private static final String USE =
      """
      UPDATE coupon_code SET used_by = $2 WHERE code_hash = ANY($1) AND NOT shared AND used_by IS NULL
      """;

  /**
   * Counts uses of coupons that have a limit in all, in the order of their ids: the last thing that
   * a redemption waits for. A coupon whose limit would be passed is missing in the answer.
   */
  private static final String COUNT =
      """
      INSERT INTO coupon_count AS n (coupon_id, used)
      SELECT v.i, count(*) FROM unnest($1::uuid[]) v(i) JOIN coupon c ON c.coupon_id = v.i
      WHERE c.limit_in_all IS NOT NULL GROUP BY v.i ORDER BY v.i
      ON CONFLICT (coupon_id) DO UPDATE SET used = n.used + excluded.used
        WHERE n.used + excluded.used <= (SELECT limit_in_all FROM coupon c WHERE c.coupon_id = n.coupon_id)
      RETURNING coupon_id
      """;

  /** No row when it was rolled back before. */
  private static final String ROLL_BACK =
      """
      UPDATE coupon_redemption SET rolled_back_at = $3
      WHERE account_id = $1 AND redemption_id = $2 AND rolled_back_at IS NULL
      """;

  /** Gives back the codes that a redemption used, and counts them off. */
  private static final String GIVE_BACK =
      """
      WITH used AS (SELECT code_hash, coupon_id FROM coupon_use WHERE account_id = $1 AND redemption_id = $2),
      code AS (
        UPDATE coupon_code k SET used_by = NULL FROM used u WHERE k.code_hash = u.code_hash AND k.used_by = $2)
      UPDATE coupon_count n SET used = n.used - u.uses
      FROM (SELECT coupon_id, count(*) AS uses FROM used GROUP BY coupon_id) u WHERE n.coupon_id = u.coupon_id
      """;

  private static final String BY_IDS =
      """
      SELECT d.redemption_id, d.account_id, d.order_ref, d.redeemed_at, d.rolled_back_at, a.customer_id, a.currency_id
      FROM coupon_redemption d JOIN points_account a USING (account_id) WHERE d.redemption_id = ANY($1)
      """;

  private static final String USES =
      """
      SELECT u.redemption_id, u.coupon_id, u.code, u.discount_minor, u.shipping_minor, u.gift, g.currency
      FROM coupon_redemption d JOIN coupon_use u USING (account_id, redemption_id) JOIN coupon c USING (coupon_id)
      JOIN programme g USING (programme_id)
      WHERE d.redemption_id = ANY($1) ORDER BY u.redemption_id, u.code
      """;

  /**
   * A code as it stands for a customer.
   *
   * @param coupon which it stands for
   * @param theirs whether it is free, or was given to them
   * @param used whether it is used
   * @param allUses how often its coupon is used in all
   * @param memberUses how often by them
   */
  record Standing(UUID coupon, boolean theirs, boolean used, long allUses, long memberUses) {}

  /** Locks codes that are used once. */
  Uni<Void> lock(SqlConnection connection, List<UUID> hashes) {
    return connection
        .preparedQuery(LOCK)
        .execute(Tuple.of(hashes.toArray(UUID[]::new)))
        .replaceWithVoid();
  }

  /** Codes as they stand for a customer, by hash; one of another programme is missing. */
  Uni<Map<UUID, Standing>> standings(
      SqlConnection connection, UUID currency, UUID customer, List<UUID> hashes) {
    return connection
        .preparedQuery(STANDINGS)
        .execute(Tuple.of(currency, customer, hashes.toArray(UUID[]::new)))
        .map(
            rows ->
                Rows.map(
                    rows,
                    row -> row.getUUID(0),
                    row ->
                        new Standing(
                            row.getUUID(1),
                            row.getBoolean(2),
                            row.getBoolean(3),
                            row.getLong(4),
                            row.getLong(5))));
  }

  /**
   * A code that is used.
   *
   * @param hash the code
   * @param coupon which it stands for
   * @param given what it gave
   */
  record Use(UUID hash, UUID coupon, CouponRule.Given given) {}

  /** Adds a redemption with its codes, and marks these as used. */
  Uni<Void> add(
      SqlConnection connection,
      UUID account,
      UUID redemption,
      String order,
      long goods,
      long shipping,
      Instant at,
      List<Use> uses) {
    UUID[] hashes = uses.stream().map(Use::hash).toArray(UUID[]::new);
    return connection
        .preparedQuery(ADD)
        .execute(Tuple.of(account, redemption, order, goods, shipping, FactKeys.utc(at)))
        .chain(
            () ->
                Columns.after(Tuple.of(account, redemption), uses)
                    .uuids(Use::hash)
                    .texts(use -> use.given().code())
                    .uuids(Use::coupon)
                    .longs(use -> use.given().goods())
                    .longs(use -> use.given().shipping())
                    .texts(use -> use.given().gift())
                    .execute(connection, ADD_USES))
        .chain(() -> connection.preparedQuery(USE).execute(Tuple.of(hashes, redemption)))
        .replaceWithVoid();
  }

  /** Counts uses of coupons that have a limit; answers those whose limit is not passed. */
  Uni<List<UUID>> count(SqlConnection connection, List<UUID> coupons) {
    return connection
        .preparedQuery(COUNT)
        .execute(Tuple.of(coupons.toArray(UUID[]::new)))
        .map(rows -> Rows.list(rows, row -> row.getUUID(0)));
  }

  /** Rolls a redemption back; false when it was before. */
  Uni<Boolean> rollBack(SqlConnection connection, CouponRedemption redemption, Instant at) {
    Tuple key = Tuple.of(redemption.account(), redemption.uuid());
    return connection
        .preparedQuery(ROLL_BACK)
        .execute(Tuple.of(redemption.account(), redemption.uuid(), FactKeys.utc(at)))
        .call(() -> connection.preparedQuery(GIVE_BACK).execute(key))
        .map(rows -> rows.rowCount() == 1);
  }

  /**
   * A redemption with what it is on.
   *
   * @param customer for whom
   * @param currency whose accounts it hangs on
   */
  record Owned(UUID customer, UUID currency, CouponRedemption redemption) {}

  /** Redemptions by id. */
  Uni<Map<UUID, Owned>> byIds(SqlConnection connection, Collection<UUID> redemptions) {
    return connection
        .preparedQuery(BY_IDS)
        .execute(Tuple.of(redemptions.toArray(UUID[]::new)))
        .map(
            rows ->
                Rows.map(
                    rows,
                    row -> row.getUUID(0),
                    row ->
                        new Owned(
                            row.getUUID(5),
                            row.getUUID(6),
                            new CouponRedemption(
                                row.getUUID(0),
                                row.getUUID(1),
                                row.getString(2),
                                row.getOffsetDateTime(3),
                                row.getOffsetDateTime(4)))));
  }

  /** What codes gave, by redemption. */
  Uni<Map<UUID, List<CouponUse>>> uses(SqlConnection connection, Collection<UUID> redemptions) {
    return connection
        .preparedQuery(USES)
        .execute(Tuple.of(redemptions.toArray(UUID[]::new)))
        .map(
            rows -> {
              Map<UUID, List<CouponUse>> found = new HashMap<>();
              for (Row row : rows) {
                String money = row.getString(6);
                found
                    .computeIfAbsent(row.getUUID(0), r -> new ArrayList<>())
                    .add(
                        new CouponUse(
                            row.getUUID(1),
                            row.getString(2),
                            new Money(row.getLong(3), money),
                            new Money(row.getLong(4), money),
                            row.getString(5)));
              }
              return found;
            });
  }
}
