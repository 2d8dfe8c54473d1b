package io.tributary.identity.linking;

import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.RowSet;
import io.vertx.mutiny.sqlclient.SqlClient;
import io.vertx.mutiny.sqlclient.Tuple;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;

/** Reads what staff have said of pairs, and what merges rest on. */
final class TrialStore {
  /** Vetoes between customers, and between any that were merged into them. */
  private static final String VETOES =
      """
      WITH RECURSIVE family (root, id) AS (
        SELECT c, c FROM unnest($1::uuid[]) c
        UNION ALL
        SELECT f.root, k.customer_id FROM family f JOIN customer k ON k.merged_into = f.id
      )
      SELECT a.root, b.root FROM customer_veto v
      JOIN family a ON a.id = v.customer_id
      JOIN family b ON b.id = v.other_id
      WHERE v.lifted_at IS NULL AND a.root <> b.root
      """;

  private static final String REVIEWED =
      "SELECT customer_id, other_id FROM match_review WHERE state IN ('OPEN', 'UNDECIDED')";

  private static final String SCORES =
      """
      SELECT merge_id, probability, model_version, explanation::text FROM customer_merge
      WHERE merge_id = ANY($1) AND probability IS NOT NULL
      """;

  private TrialStore() {}

  static Uni<Set<Set<UUID>>> vetoes(SqlClient client, Collection<UUID> customers) {
    return client
        .preparedQuery(VETOES)
        .execute(Tuple.of(customers.toArray(UUID[]::new)))
        .map(TrialStore::pairs);
  }

  /** Pairs of customers that staff are asked about, or have left open on purpose. */
  static Uni<Set<Set<UUID>>> reviewed(SqlClient client) {
    return client.query(REVIEWED).execute().map(TrialStore::pairs);
  }

  private static Set<Set<UUID>> pairs(RowSet<Row> rows) {
    Set<Set<UUID>> pairs = new HashSet<>();
    for (Row row : rows) {
      if (!row.getUUID(0).equals(row.getUUID(1))) {
        pairs.add(Set.of(row.getUUID(0), row.getUUID(1)));
      }
    }
    return pairs;
  }

  /** The scores that merges rest on, by merge; one that rests on none is missing. */
  static Uni<Map<UUID, MatchScore>> scores(SqlClient client, List<UUID> merges) {
    return client
        .preparedQuery(SCORES)
        .execute(Tuple.of(merges.toArray(UUID[]::new)))
        .map(
            rows -> {
              Map<UUID, MatchScore> found = new HashMap<>();
              rows.forEach(
                  row ->
                      found.put(
                          row.getUUID(0),
                          MatchScore.of(row.getDouble(1), row.getInteger(2), row.getString(3))));
              return found;
            });
  }
}
