package io.tributary.identity.linking;

import io.smallrye.mutiny.Uni;
import io.tributary.identity.linking.score.BlockingRule;
import io.tributary.identity.linking.score.Field;
import io.tributary.identity.linking.score.Terms;
import io.tributary.identity.linking.score.Trait;
import io.tributary.identity.linking.score.Traits;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.RowSet;
import io.vertx.mutiny.sqlclient.SqlClient;
import io.vertx.mutiny.sqlclient.Tuple;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/** Reads what a model is trained on. */
final class TrainingStore {
  private static final String COUNT = "SELECT count(*) FROM linking_traits";

  /** Drawn at random, the same ones for the same seed. */
  private static final String DRAWN =
      """
      SELECT profile_id, traits FROM linking_traits
      ORDER BY hashtextextended(profile_id::text, $1), profile_id LIMIT $2
      """;

  /** Whoever shares a key with one of these, and is not one of them. */
  private static final String PARTNERS =
      """
      SELECT t.profile_id, t.traits FROM (
        SELECT DISTINCT found.profile_id
        FROM (SELECT DISTINCT k.key FROM linking_traits t, unnest(t.keys) k(key) WHERE t.profile_id = ANY($1)) k
        CROSS JOIN LATERAL (
          SELECT few.profile_id, count(*) OVER () AS sharers
          FROM (SELECT l.profile_id FROM linking_key l WHERE l.key = k.key LIMIT ($2::int[])[(k.key & $3) + 1] + 1) few
        ) found
        WHERE found.sharers <= ($2::int[])[(k.key & $3) + 1]
      ) p JOIN linking_traits t USING (profile_id)
      WHERE p.profile_id <> ALL($1) ORDER BY t.profile_id
      """;

  /** How many have each usual value, and how many have any. */
  private static final String TERMS =
      """
      WITH counts AS (
        SELECT f.n, split_part(t.traits, E'\\t', f.n) AS value, count(*) AS c
        FROM linking_traits t CROSS JOIN unnest($1::int[]) f(n) GROUP BY 1, 2
      ), ranked AS (
        SELECT n, value, c, sum(c) OVER (PARTITION BY n)::bigint AS known,
               row_number() OVER (PARTITION BY n ORDER BY c DESC, value) AS rank
        FROM counts WHERE value <> ''
      )
      SELECT n, value, c, known FROM ranked WHERE rank <= $2
      """;

  /**
   * The profiles of two customers of whom staff said that they are two people, newest first; those
   * of who stands for them now.
   */
  private static final String APART =
      """
      WITH RECURSIVE said AS (
        SELECT v.customer_id, v.other_id FROM customer_veto v WHERE v.lifted_at IS NULL
        ORDER BY v.created_at DESC LIMIT $1
      ), up (asked, id, next) AS (
        SELECT customer_id, customer_id, merged_into FROM customer
        WHERE customer_id IN (SELECT customer_id FROM said UNION SELECT other_id FROM said)
        UNION ALL
        SELECT u.asked, c.customer_id, c.merged_into FROM up u JOIN customer c ON c.customer_id = u.next
      )
      SELECT s.customer_id::text || s.other_id, t.traits, u.traits FROM said s
      JOIN up a ON a.asked = s.customer_id AND a.next IS NULL JOIN up b ON b.asked = s.other_id AND b.next IS NULL
      JOIN profile p ON p.customer_id = a.id JOIN linking_traits t ON t.profile_id = p.profile_id
      JOIN profile q ON q.customer_id = b.id JOIN linking_traits u ON u.profile_id = q.profile_id
      WHERE a.id <> b.id
      """;

  /**
   * The profiles of two customers of whom staff said in a review that they are one, newest first.
   */
  private static final String TOGETHER =
      """
      WITH said AS (
        SELECT r.review_id, m.customer_id, m.merge_id FROM match_review r JOIN customer_merge m USING (merge_id)
        WHERE r.state = 'SAME' AND r.decided_by <> 'rule' AND m.unmerged_at IS NULL ORDER BY r.decided_at DESC LIMIT $1
      )
      SELECT s.review_id::text, t.traits, u.traits FROM said s
      JOIN customer_merge_profile p ON p.customer_id = s.customer_id AND p.merge_id = s.merge_id
      JOIN linking_traits t ON t.profile_id = p.profile_id
      JOIN profile moved ON moved.profile_id = p.profile_id
      JOIN profile q ON q.customer_id = moved.customer_id
        AND NOT EXISTS (SELECT FROM customer_merge_profile o WHERE o.customer_id = s.customer_id AND o.merge_id = s.merge_id AND o.profile_id = q.profile_id)
      JOIN linking_traits u ON u.profile_id = q.profile_id
      """;

  /** Pairs of drawn samples that somebody has labelled, newest first. */
  private static final String LABELLED =
      """
      SELECT t.traits, u.traits, s.label = 'SAME',
             greatest((d.populations ->> s.stratum)::float8, 1)
               / (SELECT count(*) FROM match_sample_pair x WHERE x.sample_id = s.sample_id AND x.stratum = s.stratum AND x.label IN ('SAME', 'DIFFERENT'))
      FROM (
        SELECT sample_id, profile_id, other_id, stratum, label FROM match_sample_pair WHERE label IN ('SAME', 'DIFFERENT')
        ORDER BY labelled_at DESC LIMIT $1
      ) s JOIN match_sample d USING (sample_id)
      JOIN linking_traits t ON t.profile_id = s.profile_id JOIN linking_traits u ON u.profile_id = s.other_id
      """;

  private static final Integer[] MOST =
      Arrays.stream(BlockingRule.mostByCode()).boxed().toArray(Integer[]::new);

  private TrainingStore() {}

  /** Two profiles of a decision that staff made. */
  record Decided(String decision, Traits one, Traits other) {}

  static Uni<Long> count(SqlClient client) {
    return client.query(COUNT).execute().map(rows -> rows.iterator().next().getLong(0));
  }

  static Uni<Map<UUID, Traits>> drawn(SqlClient client, long seed, int most) {
    return client.preparedQuery(DRAWN).execute(Tuple.of(seed, most)).map(TrainingStore::traits);
  }

  static Uni<Map<UUID, Traits>> partners(SqlClient client, List<UUID> profiles) {
    return client
        .preparedQuery(PARTNERS)
        .execute(Tuple.of(profiles.toArray(UUID[]::new), MOST, MOST.length - 1L))
        .map(TrainingStore::traits);
  }

  private static Map<UUID, Traits> traits(RowSet<Row> rows) {
    Map<UUID, Traits> found = new java.util.LinkedHashMap<>();
    rows.forEach(row -> found.put(row.getUUID(0), KeptTraits.read(row.getString(1))));
    return found;
  }

  static Uni<Terms> terms(SqlClient client) {
    Map<Field, Trait> counted = Terms.counted();
    Integer[] columns =
        counted.values().stream().map(trait -> trait.ordinal() + 1).toArray(Integer[]::new);
    return client
        .preparedQuery(TERMS)
        .execute(Tuple.tuple().addArrayOfInteger(columns).addInteger(Terms.most()))
        .map(
            rows -> {
              Map<Field, Map<String, Long>> usual = new EnumMap<>(Field.class);
              Map<Field, Long> known = new EnumMap<>(Field.class);
              for (Row row : rows) {
                Trait trait = Trait.values()[row.getInteger(0) - 1];
                counted.forEach(
                    (field, its) -> {
                      if (its == trait) {
                        known.put(field, row.getLong(3));
                        Map<String, Long> counts =
                            usual.computeIfAbsent(field, f -> new HashMap<>());
                        if (row.getLong(2) > 1) {
                          counts.put(row.getString(1), row.getLong(2));
                        }
                      }
                    });
              }
              return Terms.of(usual, known);
            });
  }

  /**
   * Two profiles of a drawn sample that somebody has labelled.
   *
   * @param counts how many pairs like it there were to draw from
   */
  record Labelled(Traits one, Traits other, boolean same, double counts) {}

  static Uni<List<Labelled>> labelled(SqlClient client, int most) {
    return client
        .preparedQuery(LABELLED)
        .execute(Tuple.of(most))
        .map(
            rows -> {
              List<Labelled> found = new ArrayList<>();
              rows.forEach(
                  row ->
                      found.add(
                          new Labelled(
                              KeptTraits.read(row.getString(0)),
                              KeptTraits.read(row.getString(1)),
                              row.getBoolean(2),
                              row.getDouble(3))));
              return found;
            });
  }

  static Uni<List<Decided>> apart(SqlClient client, int most) {
    return decided(client, APART, most);
  }

  static Uni<List<Decided>> together(SqlClient client, int most) {
    return decided(client, TOGETHER, most);
  }

  private static Uni<List<Decided>> decided(SqlClient client, String sql, int most) {
    return client
        .preparedQuery(sql)
        .execute(Tuple.of(most))
        .map(
            rows -> {
              List<Decided> found = new ArrayList<>();
              rows.forEach(
                  row ->
                      found.add(
                          new Decided(
                              row.getString(0),
                              KeptTraits.read(row.getString(1)),
                              KeptTraits.read(row.getString(2)))));
              return found;
            });
  }
}
