package io.tributary.identity.linking;

import io.smallrye.mutiny.Uni;
import io.tributary.identity.ScoredMerges;
import io.tributary.identity.linking.score.BlockingRule;
import io.tributary.platform.FactKeys;
import io.tributary.platform.Ids;
import io.tributary.platform.Rows;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.RowSet;
import io.vertx.mutiny.sqlclient.SqlClient;
import io.vertx.mutiny.sqlclient.SqlConnection;
import io.vertx.mutiny.sqlclient.Tuple;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.UUID;

/** Blocks of profiles worth comparing, links between those that are alike, and who waits. */
final class LinkStore {
  /**
   * About a table's rows, as the last ANALYZE counted them; the keys of a small one are counted.
   */
  private static final String COUNT_KEYS =
      """
      SELECT CASE WHEN c.reltuples > 100000 THEN c.reltuples::bigint ELSE (SELECT count(*) FROM linking_key) END
      FROM pg_class c WHERE c.oid = 'linking_key'::regclass
      """;

  /** The blocks of a range of keys: read off the primary key in order. */
  private static final String BLOCKS =
      """
      SELECT array_agg(profile_id) FROM linking_key WHERE key >= $1 AND key <= $2
      GROUP BY key HAVING count(*) BETWEEN 2 AND ($3::int[])[(key & $4) + 1]
      """;

  /** The blocks of profiles' own keys, however many share one. */
  private static final String BLOCKS_OF =
      """
      SELECT found.profiles FROM (
        SELECT DISTINCT k.key FROM linking_traits t, unnest(t.keys) k(key) WHERE t.profile_id = ANY($1)
      ) k CROSS JOIN LATERAL (
        SELECT array_agg(few.profile_id) AS profiles
        FROM (SELECT l.profile_id FROM linking_key l WHERE l.key = k.key LIMIT ($2::int[])[(k.key & $3) + 1] + 1) few
      ) found
      WHERE cardinality(found.profiles) BETWEEN 2 AND ($2::int[])[(k.key & $3) + 1]
      """;

  private static final String KEEP =
      """
      INSERT INTO linking_link (profile_id, other_id, weight)
      SELECT DISTINCT least(p, o), greatest(p, o), w FROM unnest($1::uuid[], $2::uuid[], $3::float8[]) n(p, o, w) ORDER BY 1, 2
      ON CONFLICT (profile_id, other_id) DO NOTHING
      """;

  private static final String BEST =
      """
      SELECT profile_id, other_id, weight FROM linking_link
      WHERE weight < $1 OR weight = $1 AND (profile_id, other_id) > ($2, $3)
      ORDER BY weight DESC, profile_id, other_id LIMIT $4
      """;

  private static final String DROP =
      "DELETE FROM linking_link l USING unnest($1::uuid[], $2::uuid[]) n(p, o) WHERE l.profile_id = n.p AND l.other_id = n.o";

  private static final String DROP_ALL = "TRUNCATE linking_link";

  private static final String COUNT = "SELECT count(*) FROM linking_link";

  private static final String PENDING =
      "SELECT profile_id, noted_at FROM linking_pending ORDER BY noted_at, profile_id LIMIT $1";

  private static final String CUSTOMERS_OF =
      "SELECT DISTINCT customer_id FROM profile WHERE profile_id = ANY($1) AND customer_id IS NOT NULL";

  private static final String PENDING_AFTER =
      "SELECT profile_id FROM linking_pending WHERE profile_id > $1 ORDER BY profile_id LIMIT $2";

  private static final String COUNT_PENDING = "SELECT count(*) FROM linking_pending";

  /** A profile that was noted again meanwhile goes on waiting. */
  private static final String SERVED =
      "DELETE FROM linking_pending l USING unnest($1::uuid[], $2::timestamptz[]) n(p, t) WHERE l.profile_id = n.p AND l.noted_at = n.t";

  private static final String SERVED_UNTIL = "DELETE FROM linking_pending WHERE noted_at <= $1";

  /**
   * Two customers have one review at a time; one that staff left open on purpose stays as it is.
   */
  private static final String OPEN_REVIEWS =
      """
      INSERT INTO match_review (review_id, customer_id, other_id, guard, evidence, state, opened_at, score, likelihood,
                                model_version, explanation, by_score)
      SELECT r, c, o, g, '[]', 'OPEN', $5, p, p, v, e::jsonb, true
      FROM unnest($1::uuid[], $2::uuid[], $3::uuid[], $4::text[], $6::float8[], $7::int[], $8::text[]) n(r, c, o, g, p, v, e)
      WHERE NOT EXISTS (
          SELECT FROM match_review m WHERE m.customer_id = n.c AND m.other_id = n.o AND m.state IN ('OPEN', 'UNDECIDED'))
        AND NOT EXISTS (
          SELECT FROM match_review m WHERE m.customer_id = n.o AND m.other_id = n.c AND m.state IN ('OPEN', 'UNDECIDED'))
      RETURNING customer_id, other_id
      """;

  private static final int[] MOST = BlockingRule.mostByCode();
  private static final Integer[] MOST_BY_CODE = Arrays.stream(MOST).boxed().toArray(Integer[]::new);
  private static final long CODE = MOST.length - 1L;

  private LinkStore() {}

  /** Profiles of two customers that are alike. */
  record Link(UUID profile, UUID other, double weight) {
    /** Before every link. */
    static final Link FIRST = new Link(new UUID(0, 0), new UUID(0, 0), Double.POSITIVE_INFINITY);
  }

  /** A profile that waits. */
  record Waiting(UUID profile, Instant since) {}

  static Uni<Long> countKeys(SqlClient client) {
    return number(client, COUNT_KEYS);
  }

  static Uni<Long> countLinks(SqlClient client) {
    return number(client, COUNT);
  }

  static Uni<Long> countPending(SqlClient client) {
    return number(client, COUNT_PENDING);
  }

  private static Uni<Long> number(SqlClient client, String sql) {
    return client.query(sql).execute().map(rows -> rows.iterator().next().getLong(0));
  }

  /** The blocks whose keys are within a range, both ends included. */
  static Uni<List<UUID[]>> blocks(SqlClient client, long from, long to) {
    return client
        .preparedQuery(BLOCKS)
        .execute(Tuple.of(from, to, MOST_BY_CODE, CODE))
        .map(LinkStore::blocks);
  }

  /** The blocks that profiles are in. */
  static Uni<List<UUID[]>> blocksOf(SqlClient client, Collection<UUID> profiles) {
    return client
        .preparedQuery(BLOCKS_OF)
        .execute(Tuple.of(profiles.toArray(UUID[]::new), MOST_BY_CODE, CODE))
        .map(LinkStore::blocks);
  }

  private static List<UUID[]> blocks(RowSet<Row> rows) {
    List<UUID[]> blocks = new ArrayList<>(rows.size());
    rows.forEach(row -> blocks.add(row.getArrayOfUUIDs(0)));
    return blocks;
  }

  static Uni<Void> keep(SqlConnection connection, List<Link> links) {
    return links.isEmpty()
        ? Uni.createFrom().voidItem()
        : connection
            .preparedQuery(KEEP)
            .execute(
                Tuple.tuple()
                    .addArrayOfUUID(links.stream().map(Link::profile).toArray(UUID[]::new))
                    .addArrayOfUUID(links.stream().map(Link::other).toArray(UUID[]::new))
                    .addArrayOfDouble(links.stream().map(Link::weight).toArray(Double[]::new)))
            .replaceWithVoid();
  }

  /** The best links below one, best first. */
  static Uni<List<Link>> best(SqlClient client, Link below, int limit) {
    return client
        .preparedQuery(BEST)
        .execute(Tuple.of(below.weight(), below.profile(), below.other(), limit))
        .map(
            rows ->
                Rows.list(rows, row -> new Link(row.getUUID(0), row.getUUID(1), row.getDouble(2))));
  }

  static Uni<Void> drop(SqlConnection connection, List<Link> links) {
    return connection
        .preparedQuery(DROP)
        .execute(
            Tuple.tuple()
                .addArrayOfUUID(links.stream().map(Link::profile).toArray(UUID[]::new))
                .addArrayOfUUID(links.stream().map(Link::other).toArray(UUID[]::new)))
        .replaceWithVoid();
  }

  static Uni<Void> dropAll(SqlConnection connection) {
    return connection.query(DROP_ALL).execute().replaceWithVoid();
  }

  /** The profiles that have waited longest. */
  static Uni<List<Waiting>> waiting(SqlClient client, int limit) {
    return client
        .preparedQuery(PENDING)
        .execute(Tuple.of(limit))
        .map(
            rows -> {
              List<Waiting> found = new ArrayList<>();
              rows.forEach(
                  row ->
                      found.add(new Waiting(row.getUUID(0), row.getOffsetDateTime(1).toInstant())));
              return found;
            });
  }

  /** The customers of profiles. */
  static Uni<List<UUID>> customersOf(SqlClient client, Collection<UUID> profiles) {
    return client
        .preparedQuery(CUSTOMERS_OF)
        .execute(Tuple.of(profiles.toArray(UUID[]::new)))
        .map(rows -> Rows.list(rows, row -> row.getUUID(0)));
  }

  /** The next profiles that wait, by id. */
  static Uni<List<UUID>> pendingAfter(SqlClient client, UUID after, int limit) {
    return client
        .preparedQuery(PENDING_AFTER)
        .execute(Tuple.of(after, limit))
        .map(rows -> Rows.list(rows, row -> row.getUUID(0)));
  }

  static Uni<Void> served(SqlConnection connection, List<Waiting> waiting) {
    return connection
        .preparedQuery(SERVED)
        .execute(
            Tuple.tuple()
                .addArrayOfUUID(waiting.stream().map(Waiting::profile).toArray(UUID[]::new))
                .addArrayOfOffsetDateTime(
                    waiting.stream()
                        .map(one -> FactKeys.utc(one.since()))
                        .toArray(OffsetDateTime[]::new)))
        .replaceWithVoid();
  }

  static Uni<Void> servedUntil(SqlConnection connection, Instant until) {
    return connection
        .preparedQuery(SERVED_UNTIL)
        .execute(Tuple.of(FactKeys.utc(until)))
        .replaceWithVoid();
  }

  /**
   * Shows staff what was not merged; links that a steward has decided are not among them.
   *
   * @return the customers whom nobody was asked about before
   */
  static Uni<List<UUID>> openReviews(
      SqlConnection connection, List<ScoredMerges.Verdict> verdicts, Instant now) {
    if (verdicts.isEmpty()) {
      return Uni.createFrom().item(List.of());
    }
    List<ScoredMerges.Link> links = verdicts.stream().map(ScoredMerges.Verdict::link).toList();
    Tuple values =
        Tuple.tuple()
            .addArrayOfUUID(verdicts.stream().map(v -> Ids.next()).toArray(UUID[]::new))
            .addArrayOfUUID(
                verdicts.stream().map(ScoredMerges.Verdict::customer).toArray(UUID[]::new))
            .addArrayOfUUID(verdicts.stream().map(ScoredMerges.Verdict::other).toArray(UUID[]::new))
            .addArrayOfString(
                verdicts.stream().map(ScoredMerges.Verdict::objection).toArray(String[]::new))
            .addOffsetDateTime(FactKeys.utc(now))
            .addArrayOfDouble(
                links.stream().map(ScoredMerges.Link::probability).toArray(Double[]::new))
            .addArrayOfInteger(
                links.stream().map(ScoredMerges.Link::modelVersion).toArray(Integer[]::new))
            .addArrayOfString(
                links.stream().map(ScoredMerges.Link::explanation).toArray(String[]::new));
    return connection
        .preparedQuery(OPEN_REVIEWS)
        .execute(values)
        .map(
            rows -> {
              List<UUID> customers = new ArrayList<>();
              rows.forEach(row -> customers.addAll(List.of(row.getUUID(0), row.getUUID(1))));
              return customers;
            });
  }
}
