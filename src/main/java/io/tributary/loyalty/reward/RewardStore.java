package io.tributary.loyalty.reward;

import io.quarkus.hibernate.reactive.panache.Panache;
import io.smallrye.mutiny.Uni;
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
import java.util.function.Consumer;

/** Writes and reads rewards, and what decides who can have them. */
@ApplicationScoped
class RewardStore {
  private static final String COLUMNS =
      """
      SELECT r.reward_id, r.programme_id, r.currency_id, r.name, r.description, r.price, r.stock, r.limit_per_member,
             r.tiers, r.begins_at, r.ends_at, r.state, r.created_at
      FROM reward r
      """;

  private static final String BY_IDS = COLUMNS + "WHERE r.reward_id = ANY($1)";

  /** A programme's rewards, the oldest first; those that members see, or all. */
  private static final String PAGE =
      COLUMNS
          + """
          WHERE r.programme_id = $1 AND ($2 OR r.state = 'PUBLISHED' AND (r.ends_at IS NULL OR r.ends_at > $3))
            AND ($4::timestamptz IS NULL OR (r.created_at, r.reward_id) > ($4, $5))
          ORDER BY r.created_at, r.reward_id LIMIT $6
          """;

  /** How many of rewards are claimed, and how many a person has, with the person's tier. */
  private static final String VIEWS =
      """
      WITH RECURSIVE up (id, next) AS (
        SELECT customer_id, merged_into FROM customer WHERE customer_id = $1
        UNION ALL
        SELECT c.customer_id, c.merged_into FROM up u JOIN customer c ON c.customer_id = u.next),
      family (id) AS (
        SELECT id FROM up WHERE next IS NULL
        UNION ALL
        SELECT c.customer_id FROM family f JOIN customer c ON c.merged_into = f.id)
      SELECT r.reward_id, coalesce(s.taken, 0),
             (SELECT count(*) FROM family f JOIN reward_claim c ON c.account_id = points_account_of(r.currency_id, f.id)
              WHERE c.reward_id = r.reward_id AND c.cancelled_at IS NULL),
             (SELECT m.tier FROM membership m
              WHERE m.customer_id = (SELECT id FROM up WHERE next IS NULL) AND m.programme_id = r.programme_id)
      FROM reward r LEFT JOIN reward_stock s USING (reward_id) WHERE r.reward_id = ANY($2)
      """;

  private static final String TAKEN =
      "SELECT reward_id, taken FROM reward_stock WHERE reward_id = ANY($1)";

  /** Adds a reward; fails with a unique violation when its name is taken. */
  Uni<Void> insert(UUID id, UUID programme, UUID currency, RewardDraft draft, Instant now) {
    return Panache.withTransaction(
        () -> {
          RewardDefinition row = new RewardDefinition();
          row.id = id;
          row.programmeId = programme;
          row.currencyId = currency;
          row.state = RewardState.DRAFT.name();
          row.createdAt = now;
          fill(row, draft);
          return row.persistAndFlush().replaceWithVoid();
        });
  }

  /** Changes a reward; false when there is none. */
  Uni<Boolean> change(UUID id, RewardDraft draft) {
    return change(id, row -> fill(row, draft));
  }

  /** Publishes or retires a reward; false when there is none. */
  Uni<Boolean> move(UUID id, RewardState state) {
    return change(id, row -> row.state = state.name());
  }

  private static Uni<Boolean> change(UUID id, Consumer<RewardDefinition> change) {
    return Panache.withTransaction(
        () ->
            RewardDefinition.<RewardDefinition>findById(id)
                .chain(
                    row -> {
                      if (row == null) {
                        return Uni.createFrom().item(false);
                      }
                      change.accept(row);
                      return row.persistAndFlush().replaceWith(true);
                    }));
  }

  private static void fill(RewardDefinition row, RewardDraft draft) {
    row.name = draft.name();
    row.description = draft.description();
    row.price = draft.price();
    row.stock = draft.stock();
    row.limitPerMember = draft.limitPerMember();
    row.tiers = draft.tiers().toArray(String[]::new);
    row.beginsAt = draft.beginsAt();
    row.endsAt = draft.endsAt();
  }

  /** Rewards by id. */
  Uni<Map<UUID, Reward>> byIds(SqlConnection connection, Collection<UUID> rewards) {
    return connection
        .preparedQuery(BY_IDS)
        .execute(Tuple.of(rewards.toArray(UUID[]::new)))
        .map(rows -> Rows.map(rows, row -> row.getUUID(0), row -> reward(row)));
  }

  /** A page of a programme's rewards after one, the oldest first; null for the first page. */
  Uni<List<Reward>> page(
      SqlConnection connection,
      UUID programme,
      boolean all,
      Instant now,
      Instant afterTime,
      UUID afterId,
      int limit) {
    return connection
        .preparedQuery(PAGE)
        .execute(
            Tuple.of(programme, all, FactKeys.utc(now), FactKeys.utc(afterTime), afterId, limit))
        .map(rows -> Rows.list(rows, row -> reward(row)));
  }

  /**
   * What decides, but for the points that they have.
   *
   * @param taken how many are claimed in all
   * @param claims how many the person has
   * @param tier the person's; null for none
   */
  record Standing(long taken, long claims, String tier) {}

  /** What decides whether a customer can have rewards, by reward. */
  Uni<Map<UUID, Standing>> standings(
      SqlConnection connection, UUID customer, Collection<UUID> rewards) {
    return connection
        .preparedQuery(VIEWS)
        .execute(Tuple.of(customer, rewards.toArray(UUID[]::new)))
        .map(
            rows ->
                Rows.map(
                    rows,
                    row -> row.getUUID(0),
                    row -> new Standing(row.getLong(1), row.getLong(2), row.getString(3))));
  }

  /** How many of rewards are claimed; one that nobody claimed is missing. */
  Uni<Map<UUID, Long>> taken(SqlConnection connection, Collection<UUID> rewards) {
    return connection
        .preparedQuery(TAKEN)
        .execute(Tuple.of(rewards.toArray(UUID[]::new)))
        .map(Rows::numbers);
  }

  private static Reward reward(Row row) {
    return new Reward(
        row.getUUID(0),
        row.getUUID(1),
        row.getUUID(2),
        row.getString(3),
        row.getString(4),
        row.getLong(5),
        row.getLong(6),
        row.getInteger(7),
        List.of(row.getArrayOfStrings(8)),
        row.getOffsetDateTime(9),
        row.getOffsetDateTime(10),
        RewardState.valueOf(row.getString(11)),
        row.getOffsetDateTime(12));
  }
}
