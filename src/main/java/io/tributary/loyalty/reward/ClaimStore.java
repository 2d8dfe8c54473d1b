package io.tributary.loyalty.reward;

import io.smallrye.mutiny.Uni;
import io.tributary.platform.Columns;
import io.tributary.platform.FactKeys;
import io.tributary.platform.Rows;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.SqlConnection;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/** Writes and reads claims of rewards. */
@ApplicationScoped
class ClaimStore {
  /**
   * Takes one out of the stock; no row when none is left. The reward's row of the stock stays
   * locked until the commit, and is the last thing that a claim waits for.
   */
  private static final String TAKE =
      """
      INSERT INTO reward_stock AS s (reward_id, taken) VALUES ($1, 1)
      ON CONFLICT (reward_id) DO UPDATE SET taken = s.taken + 1
        WHERE s.taken < (SELECT coalesce(r.stock, 9223372036854775807) FROM reward r WHERE r.reward_id = $1)
      RETURNING taken
      """;

  private static final String PUT_BACK =
      "UPDATE reward_stock SET taken = taken - 1 WHERE reward_id = $1";

  private static final String ADD =
      """
      INSERT INTO reward_claim (account_id, claim_id, reward_id, entry_id, price, claimed_at) VALUES ($1, $2, $3, $4, $5, $6)
      """;

  /** Locks stocks in the order of their ids, making those that are missing. */
  private static final String LOCK_STOCK =
      """
      INSERT INTO reward_stock AS s (reward_id, taken) SELECT r, 0 FROM unnest($1::uuid[]) r ORDER BY r
      ON CONFLICT (reward_id) DO UPDATE SET taken = s.taken RETURNING reward_id, taken
      """;

  private static final String TAKE_MANY =
      """
      UPDATE reward_stock s SET taken = s.taken + v.n FROM unnest($1::uuid[], $2::bigint[]) v(r, n) WHERE s.reward_id = v.r
      """;

  private static final String ADD_GIVEN =
      """
      INSERT INTO reward_claim (account_id, claim_id, reward_id, entry_id, price, claimed_at)
      SELECT points_account_of(u, c), i, r, NULL, 0, $1::timestamptz
      FROM unnest($2::uuid[], $3::uuid[], $4::uuid[], $5::uuid[]) v(u, c, i, r)
      """;

  private static final String CANCEL_GIVEN =
      """
      WITH gone AS (
        UPDATE reward_claim SET cancelled_at = $2 WHERE claim_id = ANY($1) AND cancelled_at IS NULL RETURNING reward_id),
      counted AS (SELECT reward_id, count(*) AS n FROM gone GROUP BY reward_id)
      UPDATE reward_stock s SET taken = greatest(0, s.taken - c.n) FROM counted c WHERE s.reward_id = c.reward_id
      """;

  /** No row when it was cancelled before. */
  private static final String CANCEL =
      """
      UPDATE reward_claim SET cancelled_at = $3 WHERE account_id = $1 AND claim_id = $2 AND cancelled_at IS NULL
      """;

  private static final String CLAIM =
      "c.claim_id, c.account_id, c.reward_id, c.entry_id, c.price, c.claimed_at, c.cancelled_at";

  private static final String BY_IDS =
      "SELECT a.customer_id, a.currency_id, "
          + CLAIM
          + " FROM reward_claim c JOIN points_account a USING (account_id) WHERE c.claim_id = ANY($1)";

  /** Customers' claims before one, the latest first: so many of each, whoever is one with them. */
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
      SELECT k.asked, NULL::uuid, s.* FROM (SELECT DISTINCT asked FROM family) k CROSS JOIN LATERAL (
        SELECT %s FROM family f JOIN points_account a ON a.customer_id = f.id JOIN reward_claim c USING (account_id)
        WHERE f.asked = k.asked AND ($2::timestamptz IS NULL OR (c.claimed_at, c.claim_id) < ($2, $3))
        ORDER BY c.claimed_at DESC, c.claim_id DESC LIMIT $4) s
      """
          .formatted(CLAIM);

  /** Takes one of a reward; false when none is left. */
  Uni<Boolean> take(SqlConnection connection, UUID reward) {
    return connection.preparedQuery(TAKE).execute(Tuple.of(reward)).map(rows -> rows.size() == 1);
  }

  /** Puts one of a reward back. */
  Uni<Void> putBack(SqlConnection connection, UUID reward) {
    return connection.preparedQuery(PUT_BACK).execute(Tuple.of(reward)).replaceWithVoid();
  }

  /** Adds a claim. */
  Uni<Void> add(
      SqlConnection connection,
      UUID account,
      UUID claim,
      UUID reward,
      UUID entry,
      long price,
      Instant at) {
    return connection
        .preparedQuery(ADD)
        .execute(Tuple.of(account, claim, reward, entry, price, FactKeys.utc(at)))
        .replaceWithVoid();
  }

  /**
   * A claim that cost nothing.
   *
   * @param currency of the reward
   * @param customer on whose account
   */
  record Given(UUID currency, UUID customer, UUID claim, UUID reward) {}

  /** Locks stocks; how many of each are taken. */
  Uni<Map<UUID, Long>> lockStock(SqlConnection connection, List<UUID> rewards) {
    return connection
        .preparedQuery(LOCK_STOCK)
        .execute(Tuple.of((Object) rewards.toArray(UUID[]::new)))
        .map(Rows::numbers);
  }

  /** Takes so many of each out of stocks that are locked. */
  Uni<Void> takeMany(SqlConnection connection, Map<UUID, Long> rewards) {
    return Columns.of(List.copyOf(rewards.entrySet()))
        .uuids(Map.Entry::getKey)
        .longs(Map.Entry::getValue)
        .execute(connection, TAKE_MANY);
  }

  /** Adds claims that cost nothing, on accounts that are there. */
  Uni<Void> addGiven(SqlConnection connection, List<Given> given, Instant at) {
    return Columns.after(Tuple.of(FactKeys.utc(at)), given)
        .uuids(Given::currency)
        .uuids(Given::customer)
        .uuids(Given::claim)
        .uuids(Given::reward)
        .execute(connection, ADD_GIVEN);
  }

  /** Cancels claims that cost nothing, and puts the rewards back. */
  Uni<Void> cancelGiven(SqlConnection connection, Collection<UUID> claims, Instant at) {
    return connection
        .preparedQuery(CANCEL_GIVEN)
        .execute(Tuple.of(claims.toArray(UUID[]::new), FactKeys.utc(at)))
        .replaceWithVoid();
  }

  /** Notes that a claim is cancelled; false when it was before. */
  Uni<Boolean> cancel(SqlConnection connection, RewardClaim claim, Instant at) {
    return connection
        .preparedQuery(CANCEL)
        .execute(Tuple.of(claim.account(), claim.uuid(), FactKeys.utc(at)))
        .map(rows -> rows.rowCount() == 1);
  }

  /**
   * A claim with what it is on.
   *
   * @param customer for whom it was made
   * @param currency of what it was paid
   * @param claim the claim
   */
  record Owned(UUID customer, UUID currency, RewardClaim claim) {}

  /** Claims by id. */
  Uni<Map<UUID, Owned>> byIds(SqlConnection connection, Collection<UUID> claims) {
    return connection
        .preparedQuery(BY_IDS)
        .execute(Tuple.of(claims.toArray(UUID[]::new)))
        .map(
            rows ->
                Rows.map(
                    rows,
                    row -> row.getUUID(2),
                    row -> new Owned(row.getUUID(0), row.getUUID(1), claim(row))));
  }

  /** Customers' claims before one, the latest first, by customer. */
  Uni<Map<UUID, List<RewardClaim>>> ofCustomers(
      SqlConnection connection,
      Collection<UUID> customers,
      Instant beforeTime,
      UUID beforeId,
      int limit) {
    return connection
        .preparedQuery(OF_CUSTOMERS)
        .execute(
            Tuple.of(customers.toArray(UUID[]::new), FactKeys.utc(beforeTime), beforeId, limit))
        .map(rows -> Rows.grouped(rows, row -> row.getUUID(0), row -> claim(row)));
  }

  private static RewardClaim claim(Row row) {
    return new RewardClaim(
        row.getUUID(2),
        row.getUUID(3),
        row.getUUID(4),
        row.getUUID(5),
        row.getLong(6),
        row.getOffsetDateTime(7),
        row.getOffsetDateTime(8));
  }
}
