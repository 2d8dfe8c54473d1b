package io.tributary.identity.review;

import io.smallrye.mutiny.Uni;
import io.tributary.identity.Evidence;
import io.tributary.platform.FactKeys;
import io.tributary.platform.Rows;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.RowSet;
import io.vertx.mutiny.sqlclient.SqlClient;
import io.vertx.mutiny.sqlclient.SqlConnection;
import io.vertx.mutiny.sqlclient.Tuple;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/** Reads and decides reviews. */
final class ReviewStore {
  private static final String COLUMNS =
      """
      SELECT review_id, customer_id, other_id, merge_id, guard, evidence::text, state, opened_at, decided_at, decided_by, reason,
             score, model_version, explanation::text, likelihood, stake, priority
      FROM match_review
      """;

  /** Which reviews; what is null takes all. */
  private static final String FILTER =
      """
        AND ($1::text IS NULL OR guard = $1) AND ($2::float8 IS NULL OR score >= $2) AND ($3::float8 IS NULL OR score < $3)
        AND ($4::timestamptz IS NULL OR opened_at < $4)
        AND ($5::uuid IS NULL OR EXISTS (
              WITH RECURSIVE up (id, next) AS (
                SELECT customer_id, merged_into FROM customer WHERE customer_id = $5
                UNION ALL
                SELECT c.customer_id, c.merged_into FROM up u JOIN customer c ON c.customer_id = u.next
              ), family (id) AS (
                SELECT id FROM up WHERE next IS NULL
                UNION ALL
                SELECT k.customer_id FROM family f JOIN customer k ON k.merged_into = f.id)
              SELECT FROM family f WHERE f.id IN (match_review.customer_id, match_review.other_id)))
      """;

  private static final String PAGE =
      """
        AND ($6::float8 IS NULL OR priority < $6 OR priority = $6 AND review_id > $7)
      ORDER BY priority DESC, review_id LIMIT $8
      """;

  /** The open ones, the highest priority first. */
  private static final String OPEN = COLUMNS + "WHERE state = 'OPEN'" + FILTER + PAGE;

  /**
   * The open ones that a rule decides, likewise: one that names a score alone means what a score
   * opened, not what a guard holds apart however alike they are.
   */
  private static final String BY_RULE =
      COLUMNS
          + "WHERE state = 'OPEN' AND (by_score OR $1::text IS NOT NULL OR $5::uuid IS NOT NULL)"
          + FILTER
          + PAGE;

  /** Those that were decided in some way, likewise. */
  private static final String DECIDED = COLUMNS + "WHERE state = $9" + FILTER + PAGE;

  private static final String BY_IDS = COLUMNS + "WHERE review_id = ANY($1)";

  /** Locks reviews, in the order of their ids. */
  private static final String LOCK =
      COLUMNS + "WHERE review_id = ANY($1) ORDER BY review_id FOR UPDATE";

  private static final String DECIDE =
      """
      UPDATE match_review SET state = $2, decided_at = $3, decided_by = $4, reason = $5, merge_id = coalesce($6, merge_id)
      WHERE review_id = ANY($1)
      """;

  /** Stewards' decisions by tenths of the score, and what is open. */
  private static final String STATISTICS =
      """
      SELECT CASE WHEN score = 1 THEN 9 ELSE floor(score * 10) END::int AS band,
             count(*) FILTER (WHERE state = 'OPEN')::int,
             count(*) FILTER (WHERE state = 'SAME')::int,
             count(*) FILTER (WHERE state = 'DIFFERENT')::int,
             count(*) FILTER (WHERE state = 'UNDECIDED')::int
      FROM match_review WHERE decided_by IS DISTINCT FROM 'rule'
      GROUP BY 1 ORDER BY 1
      """;

  /** Attributes of the two customers of reviews, side by side. */
  private static final String SIDE_BY_SIDE =
      """
      WITH RECURSIVE asked AS (
        SELECT review_id, customer_id AS one, other_id AS other FROM match_review WHERE review_id = ANY($1)
      ), up (asked, id, next) AS (
        SELECT customer_id, customer_id, merged_into FROM customer
        WHERE customer_id IN (SELECT one FROM asked UNION SELECT other FROM asked)
        UNION ALL
        SELECT u.asked, c.customer_id, c.merged_into FROM up u JOIN customer c ON c.customer_id = u.next
      ), said AS (
        SELECT a.review_id, t.name, 1 AS side, t.value #>> '{}' AS value
        FROM asked a JOIN up u ON u.asked = a.one AND u.next IS NULL JOIN customer_attribute t ON t.customer_id = u.id AND t.position = 0
        UNION ALL
        SELECT a.review_id, t.name, 2, t.value #>> '{}'
        FROM asked a JOIN up u ON u.asked = a.other AND u.next IS NULL JOIN customer_attribute t ON t.customer_id = u.id AND t.position = 0
      )
      SELECT review_id, name, max(value) FILTER (WHERE side = 1), max(value) FILTER (WHERE side = 2)
      FROM said GROUP BY review_id, name ORDER BY review_id, name
      """;

  /**
   * The open reviews of customers and of all that were merged into them, with who stands for the
   * two.
   */
  private static final String OF_CUSTOMERS =
      """
      WITH RECURSIVE family (id) AS (
        SELECT unnest($1::uuid[])
        UNION
        SELECT k.customer_id FROM family f JOIN customer k ON k.merged_into = f.id
      ), found AS (
        SELECT r.review_id, r.customer_id AS one, r.other_id AS other
        FROM family f JOIN match_review r ON r.customer_id = f.id AND r.state = 'OPEN'
        UNION
        SELECT r.review_id, r.customer_id, r.other_id
        FROM family f JOIN match_review r ON r.other_id = f.id AND r.state = 'OPEN'
        LIMIT 10000
      ), up (asked, id, next) AS (
        SELECT customer_id, customer_id, merged_into FROM customer
        WHERE customer_id IN (SELECT one FROM found UNION SELECT other FROM found)
        UNION ALL
        SELECT u.asked, c.customer_id, c.merged_into FROM up u JOIN customer c ON c.customer_id = u.next
      )
      SELECT f.review_id, a.id, b.id
      FROM found f JOIN up a ON a.asked = f.one AND a.next IS NULL JOIN up b ON b.asked = f.other AND b.next IS NULL
      """;

  private static final String SET_STAKES =
      """
      UPDATE match_review r SET stake = n.s FROM unnest($1::uuid[], $2::bigint[]) n(r, s)
      WHERE r.review_id = n.r AND r.stake <> n.s
      """;

  private ReviewStore() {}

  /** Which reviews to list; null takes all. */
  record Filter(
      MatchReview.State state,
      String guard,
      Double scoreFrom,
      Double scoreBelow,
      Instant openedBefore,
      UUID customer) {}

  /** Where a page goes on. */
  record After(double priority, UUID id) {}

  /** An open review and who stands for its two customers. */
  record Pair(UUID review, UUID one, UUID other) {}

  /** Open reviews that a rule for many takes, the highest priority first. */
  static Uni<List<MatchReview>> byRule(SqlClient client, Filter filter, int limit) {
    return client
        .preparedQuery(BY_RULE)
        .execute(values(filter, null, limit))
        .map(ReviewStore::read);
  }

  private static Tuple values(Filter filter, After after, int limit) {
    return Tuple.tuple()
        .addString(filter.guard())
        .addDouble(filter.scoreFrom())
        .addDouble(filter.scoreBelow())
        .addOffsetDateTime(FactKeys.utc(filter.openedBefore()))
        .addUUID(filter.customer())
        .addDouble(after == null ? null : after.priority())
        .addUUID(after == null ? null : after.id())
        .addInteger(limit);
  }

  static Uni<List<MatchReview>> page(SqlClient client, Filter filter, After after, int limit) {
    Tuple values = values(filter, after, limit);
    boolean open = filter.state() == MatchReview.State.OPEN;
    if (!open) {
      values.addString(filter.state().name());
    }
    return client.preparedQuery(open ? OPEN : DECIDED).execute(values).map(ReviewStore::read);
  }

  static Uni<List<MatchReview>> byIds(SqlClient client, Collection<UUID> ids) {
    return client
        .preparedQuery(BY_IDS)
        .execute(Tuple.of(ids.toArray(UUID[]::new)))
        .map(ReviewStore::read);
  }

  static Uni<List<MatchReview>> lock(SqlConnection connection, Collection<UUID> ids) {
    return connection
        .preparedQuery(LOCK)
        .execute(Tuple.of(ids.toArray(UUID[]::new)))
        .map(ReviewStore::read);
  }

  static Uni<Void> decide(
      SqlConnection connection,
      Collection<UUID> ids,
      MatchReview.State state,
      String actor,
      String reason,
      UUID merge,
      Instant now) {
    return connection
        .preparedQuery(DECIDE)
        .execute(
            Tuple.tuple()
                .addArrayOfUUID(ids.toArray(UUID[]::new))
                .addString(state.name())
                .addOffsetDateTime(FactKeys.utc(now))
                .addString(actor)
                .addString(reason)
                .addUUID(merge))
        .replaceWithVoid();
  }

  /** Bands of the score; the one of reviews without a score has no beginning. */
  static Uni<List<ReviewBand>> statistics(SqlClient client) {
    return client
        .query(STATISTICS)
        .execute()
        .map(
            rows -> {
              List<ReviewBand> bands = new ArrayList<>();
              for (Row row : rows) {
                bands.add(
                    ReviewBand.of(
                        row.getInteger(0),
                        row.getInteger(1),
                        row.getInteger(2),
                        row.getInteger(3),
                        row.getInteger(4)));
              }
              return bands;
            });
  }

  static Uni<Map<UUID, List<ReviewedAttribute>>> sideBySide(
      SqlClient client, Collection<UUID> reviews) {
    return client
        .preparedQuery(SIDE_BY_SIDE)
        .execute(Tuple.of(reviews.toArray(UUID[]::new)))
        .map(
            rows -> {
              Map<UUID, List<ReviewedAttribute>> found = new HashMap<>();
              for (Row row : rows) {
                found
                    .computeIfAbsent(row.getUUID(0), r -> new ArrayList<>())
                    .add(
                        new ReviewedAttribute(
                            row.getString(1), row.getString(2), row.getString(3)));
              }
              return found;
            });
  }

  /** The open reviews of customers. */
  static Uni<List<Pair>> ofCustomers(SqlClient client, Collection<UUID> customers) {
    return client
        .preparedQuery(OF_CUSTOMERS)
        .execute(Tuple.of(customers.toArray(UUID[]::new)))
        .map(
            rows ->
                Rows.list(rows, row -> new Pair(row.getUUID(0), row.getUUID(1), row.getUUID(2))));
  }

  static Uni<Void> setStakes(SqlConnection connection, Map<UUID, Long> stakes) {
    return connection
        .preparedQuery(SET_STAKES)
        .execute(
            Tuple.tuple()
                .addArrayOfUUID(stakes.keySet().toArray(UUID[]::new))
                .addArrayOfLong(stakes.values().toArray(Long[]::new)))
        .replaceWithVoid();
  }

  private static List<MatchReview> read(RowSet<Row> rows) {
    List<MatchReview> found = new ArrayList<>();
    for (Row row : rows) {
      found.add(
          new MatchReview(
              row.getUUID(0),
              row.getUUID(1),
              row.getUUID(2),
              row.getUUID(3),
              row.getString(4),
              Evidence.kinds(row.getString(5)),
              MatchReview.State.valueOf(row.getString(6)),
              row.getOffsetDateTime(7),
              row.getOffsetDateTime(8),
              row.getString(9),
              row.getString(10),
              row.getDouble(11),
              row.getInteger(12),
              fields(row.getString(13)),
              row.getDouble(14),
              Math.toIntExact(row.getLong(15)),
              row.getDouble(16)));
    }
    return found;
  }

  private static List<MatchReview.ScoredField> fields(String explanation) {
    return explanation == null
        ? List.of()
        : new JsonArray(explanation)
            .stream()
                .map(JsonObject.class::cast)
                .map(
                    part ->
                        new MatchReview.ScoredField(
                            part.getString("field"),
                            part.getString("level"),
                            part.getDouble("weight")))
                .toList();
  }
}
