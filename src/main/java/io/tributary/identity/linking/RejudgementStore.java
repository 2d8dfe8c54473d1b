package io.tributary.identity.linking;

import io.smallrye.mutiny.Uni;
import io.tributary.identity.linking.score.Traits;
import io.tributary.platform.FactKeys;
import io.tributary.platform.Ids;
import io.tributary.platform.Rows;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.RowSet;
import io.vertx.mutiny.sqlclient.SqlConnection;
import io.vertx.mutiny.sqlclient.Tuple;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/** Reads merges and reviews that rest on a score, and writes what a newer model says of them. */
final class RejudgementStore {
  /** The guard of a review that asks whether to undo a merge. */
  private static final String DOUBT = "MODEL_DOUBTS";

  /** Merges by score that stand and that a model has not judged yet. */
  private static final String MERGES =
      """
      SELECT merge_id FROM customer_merge
      WHERE rule = 'SCORE' AND unmerged_at IS NULL AND coalesce(judged_by, model_version) < $1 AND merge_id > $2
      ORDER BY merge_id LIMIT $3
      """;

  /**
   * What the profiles of both sides of merges say: each with those that had been merged into it
   * before, by where their own evidence ties them.
   */
  private static final String SIDES_OF_MERGES =
      """
      WITH RECURSIVE side (merge_id, survivor, absorbed, of_absorbed, id) AS (
        SELECT m.merge_id, m.customer_id, m.absorbed_id, s.of_absorbed, CASE WHEN s.of_absorbed THEN m.absorbed_id ELSE m.customer_id END
        FROM customer_merge m CROSS JOIN (VALUES (false), (true)) s(of_absorbed) WHERE m.merge_id = ANY($1)
        UNION ALL
        SELECT s.merge_id, s.survivor, s.absorbed, s.of_absorbed, k.absorbed_id
        FROM side s JOIN customer_merge k ON k.customer_id = s.id AND k.unmerged_at IS NULL AND k.merge_id < s.merge_id
      )
      SELECT s.merge_id, s.survivor, s.absorbed, s.of_absorbed, t.traits, true
      FROM side s JOIN profile p ON p.home_id = s.id JOIN linking_traits t USING (profile_id)
      ORDER BY s.merge_id, p.profile_id
      """;

  private static final String JUDGED =
      "UPDATE customer_merge SET judged_by = $2 WHERE merge_id = ANY($1)";

  /**
   * Asks staff whether to undo merges, unless they are asked already or have said that it holds.
   */
  private static final String ASK =
      """
      INSERT INTO match_review (review_id, customer_id, other_id, guard, evidence, state, opened_at, score, likelihood,
                                model_version, explanation, merge_id)
      SELECT r, c, o, $4, '[]', 'OPEN', $5, p, p, $6, e::jsonb, m
      FROM unnest($1::uuid[], $2::uuid[], $3::uuid[], $7::float8[], $8::text[], $9::uuid[]) n(r, c, o, p, e, m)
      WHERE NOT EXISTS (SELECT FROM match_review d WHERE d.merge_id = n.m AND d.guard = $4 AND d.state <> 'OBSOLETE')
      """;

  private static final String TRUST =
      """
      UPDATE match_review SET state = 'OBSOLETE', decided_at = $2, decided_by = 'rule', reason = $3
      WHERE merge_id = ANY($1) AND guard = $4 AND state = 'OPEN'
      """;

  /** Open reviews of two customers. */
  private static final String REVIEWS =
      """
      SELECT review_id FROM match_review
      WHERE state = 'OPEN' AND merge_id IS NULL AND review_id > $1
      ORDER BY review_id LIMIT $2
      """;

  /** The same, locked, so that nobody decides meanwhile. */
  private static final String LOCKED_REVIEWS = REVIEWS + "FOR UPDATE";

  /** The open reviews, opened by guards, of customers and of all that were merged into them. */
  private static final String OF_GUARDS =
      """
      WITH RECURSIVE family (id) AS (
        SELECT unnest($1::uuid[])
        UNION
        SELECT k.customer_id FROM family f JOIN customer k ON k.merged_into = f.id
      )
      SELECT r.review_id FROM family f JOIN match_review r ON r.customer_id = f.id
      WHERE r.state = 'OPEN' AND r.merge_id IS NULL AND NOT r.by_score
      UNION
      SELECT r.review_id FROM family f JOIN match_review r ON r.other_id = f.id
      WHERE r.state = 'OPEN' AND r.merge_id IS NULL AND NOT r.by_score
      ORDER BY 1 LIMIT 1000
      """;

  private static final String SIDES_OF_REVIEWS =
      """
      WITH RECURSIVE up (review_id, one, other, is_other, id, next) AS (
        SELECT r.review_id, r.customer_id, r.other_id, c.customer_id = r.other_id, c.customer_id, c.merged_into
        FROM match_review r JOIN customer c ON c.customer_id IN (r.customer_id, r.other_id) WHERE r.review_id = ANY($1)
        UNION ALL
        SELECT u.review_id, u.one, u.other, u.is_other, c.customer_id, c.merged_into
        FROM up u JOIN customer c ON c.customer_id = u.next
      )
      SELECT u.review_id, u.one, u.other, u.is_other, t.traits, r.by_score
      FROM up u JOIN match_review r USING (review_id) JOIN profile p ON p.customer_id = u.id JOIN linking_traits t USING (profile_id)
      WHERE u.next IS NULL ORDER BY u.review_id, p.profile_id
      """;

  private static final String CLOSE =
      """
      UPDATE match_review r SET state = 'OBSOLETE', decided_at = $2, decided_by = 'rule', reason = n.t
      FROM unnest($1::uuid[], $3::text[]) n(r, t) WHERE r.review_id = n.r AND r.by_score
      """;

  private static final String SCORE =
      """
      UPDATE match_review r SET score = n.p, likelihood = CASE WHEN r.by_score THEN n.p ELSE r.likelihood END,
                                model_version = $2, explanation = n.e::jsonb
      FROM unnest($1::uuid[], $3::float8[], $4::text[]) n(r, p, e)
      WHERE r.review_id = n.r AND (r.score, r.model_version) IS DISTINCT FROM (n.p, $2)
      """;

  private RejudgementStore() {}

  /**
   * What the profiles of the two customers of a merge or a review say.
   *
   * @param byScore whether a score made or opened it
   */
  record Sides(
      UUID id,
      UUID customer,
      UUID otherCustomer,
      boolean byScore,
      List<Traits> one,
      List<Traits> other) {}

  /** What a model says of a merge or a review. */
  record Judged(UUID id, UUID customer, UUID otherCustomer, boolean byScore, Opinion opinion) {}

  /** The open reviews of customers that guards opened. */
  static Uni<List<UUID>> reviewsOfGuards(SqlConnection connection, List<UUID> customers) {
    return ids(connection, OF_GUARDS, Tuple.of(customers.toArray(UUID[]::new)));
  }

  static Uni<List<UUID>> merges(SqlConnection connection, int version, UUID after, int limit) {
    return ids(connection, MERGES, Tuple.of(version, after, limit));
  }

  static Uni<List<UUID>> reviews(SqlConnection connection, UUID after, int limit, boolean locks) {
    return ids(connection, locks ? LOCKED_REVIEWS : REVIEWS, Tuple.of(after, limit));
  }

  private static Uni<List<UUID>> ids(SqlConnection connection, String sql, Tuple values) {
    return connection
        .preparedQuery(sql)
        .execute(values)
        .map(rows -> Rows.list(rows, row -> row.getUUID(0)));
  }

  static Uni<List<Sides>> sidesOfMerges(SqlConnection connection, List<UUID> merges) {
    return sides(connection, SIDES_OF_MERGES, merges);
  }

  static Uni<List<Sides>> sidesOfReviews(SqlConnection connection, List<UUID> reviews) {
    return sides(connection, SIDES_OF_REVIEWS, reviews);
  }

  private static Uni<List<Sides>> sides(SqlConnection connection, String sql, List<UUID> ids) {
    return ids.isEmpty()
        ? Uni.createFrom().item(List.of())
        : connection
            .preparedQuery(sql)
            .execute(Tuple.of(ids.toArray(UUID[]::new)))
            .map(RejudgementStore::sides);
  }

  private static List<Sides> sides(RowSet<Row> rows) {
    Map<UUID, Sides> found = new LinkedHashMap<>();
    for (Row row : rows) {
      Sides sides =
          found.computeIfAbsent(
              row.getUUID(0),
              id ->
                  new Sides(
                      id,
                      row.getUUID(1),
                      row.getUUID(2),
                      row.getBoolean(5),
                      new ArrayList<>(),
                      new ArrayList<>()));
      (row.getBoolean(3) ? sides.other() : sides.one()).add(KeptTraits.read(row.getString(4)));
    }
    return List.copyOf(found.values());
  }

  /** Asks staff whether to undo merges. */
  static Uni<Void> doubt(
      SqlConnection connection, MatchModel model, List<Judged> merges, Instant now) {
    return merges.isEmpty()
        ? Uni.createFrom().voidItem()
        : connection
            .preparedQuery(ASK)
            .execute(
                Tuple.tuple()
                    .addArrayOfUUID(merges.stream().map(m -> Ids.next()).toArray(UUID[]::new))
                    .addArrayOfUUID(merges.stream().map(Judged::customer).toArray(UUID[]::new))
                    .addArrayOfUUID(merges.stream().map(Judged::otherCustomer).toArray(UUID[]::new))
                    .addString(DOUBT)
                    .addOffsetDateTime(FactKeys.utc(now))
                    .addInteger(model.version())
                    .addArrayOfDouble(probabilities(merges))
                    .addArrayOfString(explanations(merges))
                    .addArrayOfUUID(merges.stream().map(Judged::id).toArray(UUID[]::new)))
            .replaceWithVoid();
  }

  /** What staff were asked about merges is settled: a newer model supports them. */
  static Uni<Void> trust(
      SqlConnection connection, MatchModel model, List<UUID> merges, Instant now) {
    return connection
        .preparedQuery(TRUST)
        .execute(
            Tuple.of(
                merges.toArray(UUID[]::new),
                FactKeys.utc(now),
                "Model " + model.version() + " supports the merge.",
                DOUBT))
        .replaceWithVoid();
  }

  static Uni<Void> judged(SqlConnection connection, List<UUID> merges, int version) {
    return connection
        .preparedQuery(JUDGED)
        .execute(Tuple.of(merges.toArray(UUID[]::new), version))
        .replaceWithVoid();
  }

  /** Closes reviews that a model would not open. */
  static Uni<Void> close(
      SqlConnection connection, MatchModel model, List<Judged> reviews, Instant now) {
    return reviews.isEmpty()
        ? Uni.createFrom().voidItem()
        : connection
            .preparedQuery(CLOSE)
            .execute(
                Tuple.of(
                    ids(reviews),
                    FactKeys.utc(now),
                    reviews.stream()
                        .map(
                            review ->
                                "Model %d gives %.1f bits, and asks from %.1f on."
                                    .formatted(
                                        model.version(),
                                        review.opinion().score().weight(),
                                        model.thresholds().review()))
                        .toArray(String[]::new)))
            .replaceWithVoid();
  }

  /** Brings the scores of reviews up to date. */
  static Uni<Void> score(SqlConnection connection, MatchModel model, List<Judged> reviews) {
    return reviews.isEmpty()
        ? Uni.createFrom().voidItem()
        : connection
            .preparedQuery(SCORE)
            .execute(
                Tuple.of(
                    ids(reviews), model.version(), probabilities(reviews), explanations(reviews)))
            .replaceWithVoid();
  }

  private static UUID[] ids(List<Judged> judged) {
    return judged.stream().map(Judged::id).toArray(UUID[]::new);
  }

  private static Double[] probabilities(List<Judged> judged) {
    return judged.stream().map(j -> j.opinion().score().probability()).toArray(Double[]::new);
  }

  private static String[] explanations(List<Judged> judged) {
    return judged.stream()
        .map(j -> Linker.explanation(j.opinion().score()).encode())
        .toArray(String[]::new);
  }
}
