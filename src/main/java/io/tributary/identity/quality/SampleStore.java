package io.tributary.identity.quality;

import io.smallrye.mutiny.Uni;
import io.tributary.identity.linking.KeptTraits;
import io.tributary.identity.linking.score.Score;
import io.tributary.identity.linking.score.Traits;
import io.tributary.identity.quality.SampleRule.Pair;
import io.tributary.platform.Columns;
import io.tributary.platform.FactKeys;
import io.vertx.core.json.JsonObject;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.SqlClient;
import io.vertx.mutiny.sqlclient.SqlConnection;
import io.vertx.mutiny.sqlclient.Tuple;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import java.util.function.BiFunction;

/** Draws pools of pairs, keeps samples and their labels. */
final class SampleStore {
  /** How many profiles a pool begins with. */
  private static final int PROFILES = 1_000;

  /**
   * The pairs of profiles picked by the hash of seed and id: with all others of their customer, and
   * with a few that share each of their blocking keys. The lower id first, each pair once.
   */
  private static final String POOL =
      """
      WITH picked AS (
        SELECT t.profile_id, t.keys FROM linking_traits t JOIN profile p USING (profile_id)
        WHERE p.customer_id IS NOT NULL AND cardinality(t.keys) > 0
        ORDER BY hashtextextended(t.profile_id::text, $1), t.profile_id LIMIT $2
      ), found AS (
        SELECT s.profile_id AS one, o.profile_id AS two
        FROM picked s CROSS JOIN unnest(s.keys) k CROSS JOIN LATERAL (
          SELECT l.profile_id FROM linking_key l WHERE l.key = k AND l.profile_id <> s.profile_id
          ORDER BY l.profile_id LIMIT 10) o
        UNION
        SELECT s.profile_id, q.profile_id
        FROM picked s JOIN profile p USING (profile_id)
        JOIN profile q ON q.customer_id = p.customer_id AND q.profile_id <> s.profile_id
      ), pair AS (SELECT DISTINCT least(one, two) AS one, greatest(one, two) AS two FROM found)
      SELECT pair.one, pair.two, a.customer_id = b.customer_id, ta.traits, tb.traits
      FROM pair
      JOIN profile a ON a.profile_id = pair.one JOIN linking_traits ta ON ta.profile_id = pair.one
      JOIN profile b ON b.profile_id = pair.two JOIN linking_traits tb ON tb.profile_id = pair.two
      WHERE a.customer_id IS NOT NULL AND b.customer_id IS NOT NULL
      """;

  private static final String INSERT =
      """
      INSERT INTO match_sample (sample_id, seed, populations, drawn_at, drawn_by)
      VALUES ($1, $2, $3::text::jsonb, $4, $5)
      """;

  private static final String INSERT_PAIRS =
      """
      INSERT INTO match_sample_pair (sample_id, number, profile_id, other_id, stratum, score, why)
      SELECT $1, n, p, o, t, s, w
      FROM unnest($2::bigint[], $3::uuid[], $4::uuid[], $5::text[], $6::numeric[], $7::text[]) x(n, p, o, t, s, w)
      """;

  private static final String SAMPLES =
      """
      SELECT s.sample_id, s.seed, s.populations::text, s.drawn_at, s.drawn_by, x.stratum, x.drawn, x.same, x.different, x.unsure
      FROM match_sample s LEFT JOIN LATERAL (
        SELECT stratum, count(*)::int AS drawn, (count(*) FILTER (WHERE label = 'SAME'))::int AS same,
               (count(*) FILTER (WHERE label = 'DIFFERENT'))::int AS different,
               (count(*) FILTER (WHERE label = 'UNSURE'))::int AS unsure
        FROM match_sample_pair p WHERE p.sample_id = s.sample_id GROUP BY stratum) x ON true
      """;

  private static final String BY_ID = SAMPLES + "WHERE s.sample_id = $1";

  private static final String PAGE =
      SAMPLES
          + """
          WHERE s.sample_id IN (
            SELECT sample_id FROM match_sample WHERE $1::uuid IS NULL OR sample_id < $1
            ORDER BY sample_id DESC LIMIT $2)
          """;

  private static final String COLUMNS =
      "p.sample_id, p.profile_id, p.other_id, p.number, p.stratum, p.score, p.why, p.label, p.reason, p.labelled_by, p.labelled_at";

  private static final String PAIRS =
      "WITH ranked AS (SELECT "
          + COLUMNS
          + """
          , row_number() OVER (PARTITION BY p.sample_id ORDER BY p.number) AS n FROM match_sample_pair p
          WHERE p.sample_id = ANY($1) AND p.number > $2 AND (NOT $3 OR p.label IS NULL)
          ) SELECT * FROM ranked WHERE n <= $4 ORDER BY sample_id, number
          """;

  private static final String LABEL =
      """
      UPDATE match_sample_pair p SET label = $3, reason = $4, labelled_by = $5, labelled_at = $6
      WHERE p.sample_id = $1 AND p.number = $2 RETURNING
      """
          + COLUMNS;

  private SampleStore() {}

  /** Reads a pool of pairs and scores them. */
  static Uni<List<Pair>> pool(
      SqlConnection connection, int seed, BiFunction<Traits, Traits, Score> scorer) {
    return connection
        .preparedQuery(POOL)
        .execute(Tuple.of((long) seed, PROFILES))
        .map(
            rows -> {
              List<Pair> pool = new ArrayList<>();
              for (Row row : rows) {
                Score score =
                    scorer.apply(
                        KeptTraits.read(row.getString(3)), KeptTraits.read(row.getString(4)));
                pool.add(
                    new Pair(
                        row.getUUID(0),
                        row.getUUID(1),
                        row.getBoolean(2),
                        score.probability(),
                        score.toString()));
              }
              return pool;
            });
  }

  static Uni<Void> insert(
      SqlConnection connection,
      PairSample sample,
      Map<String, Long> populations,
      List<Pair> drawn) {
    JsonObject json = new JsonObject();
    populations.forEach(json::put);
    List<Integer> numbers = new ArrayList<>();
    drawn.forEach(pair -> numbers.add(numbers.size() + 1));
    Tuple pairs =
        Columns.after(
                Tuple.of(sample.uuid(), numbers.stream().map(n -> (long) n).toArray(Long[]::new)),
                drawn)
            .uuids(Pair::profile)
            .uuids(Pair::other)
            .texts(Pair::stratum)
            .numbers(pair -> java.math.BigDecimal.valueOf(pair.score()))
            .texts(Pair::explanation)
            .tuple();
    return connection
        .preparedQuery(INSERT)
        .execute(
            Tuple.of(
                sample.uuid(), sample.seed(), json.encode(), sample.drawnAt(), sample.drawnBy()))
        .chain(() -> connection.preparedQuery(INSERT_PAIRS).execute(pairs))
        .replaceWithVoid();
  }

  static Uni<PairSample> byId(SqlClient client, UUID id) {
    return client
        .preparedQuery(BY_ID)
        .execute(Tuple.of(id))
        .map(rows -> samples(rows).stream().findFirst().orElse(null));
  }

  /** Samples below an id, the newest first. */
  static Uni<List<PairSample>> page(SqlClient client, UUID before, int limit) {
    return client.preparedQuery(PAGE).execute(Tuple.of(before, limit)).map(SampleStore::samples);
  }

  private static List<PairSample> samples(Iterable<Row> rows) {
    Map<UUID, PairSample> found =
        new TreeMap<>(java.util.Comparator.comparing(UUID::toString).reversed());
    for (Row row : rows) {
      JsonObject populations = new JsonObject(row.getString(2));
      PairSample sample =
          found.computeIfAbsent(
              row.getUUID(0),
              id ->
                  new PairSample(
                      id,
                      row.getInteger(1),
                      row.getOffsetDateTime(3),
                      row.getString(4),
                      new ArrayList<>()));
      if (row.getString(5) != null) {
        sample
            .known()
            .add(
                new PairSample.Known(
                    row.getString(5),
                    populations.getLong(row.getString(5)),
                    row.getInteger(6),
                    row.getInteger(7),
                    row.getInteger(8),
                    row.getInteger(9)));
      }
    }
    found
        .values()
        .forEach(s -> s.known().sort(java.util.Comparator.comparing(PairSample.Known::name)));
    return List.copyOf(found.values());
  }

  static Uni<Map<UUID, List<SampledPair>>> pairs(
      SqlClient client, Collection<UUID> samples, int after, boolean onlyUnlabelled, int limit) {
    return client
        .preparedQuery(PAIRS)
        .execute(Tuple.of(samples.toArray(UUID[]::new), after, onlyUnlabelled, limit))
        .map(
            rows -> {
              Map<UUID, List<SampledPair>> found = new HashMap<>();
              for (Row row : rows) {
                found.computeIfAbsent(row.getUUID(0), s -> new ArrayList<>()).add(pair(row));
              }
              return found;
            });
  }

  /** Labels a pair; null when there is none of that number. */
  static Uni<SampledPair> label(
      SqlClient client,
      UUID sample,
      int number,
      SampledPair.Label label,
      String reason,
      String by,
      Instant now) {
    return client
        .preparedQuery(LABEL)
        .execute(Tuple.of(sample, number, label.name(), reason, by, FactKeys.utc(now)))
        .map(rows -> rows.size() == 0 ? null : pair(rows.iterator().next()));
  }

  private static SampledPair pair(Row row) {
    String label = row.getString(7);
    return new SampledPair(
        row.getUUID(0),
        row.getUUID(1),
        row.getUUID(2),
        row.getInteger(3),
        row.getString(4),
        row.getDouble(5),
        row.getString(6),
        label == null ? null : SampledPair.Label.valueOf(label),
        row.getString(8),
        row.getString(9),
        row.getOffsetDateTime(10));
  }
}
