package io.tributary.identity;

import io.smallrye.mutiny.Uni;
import io.tributary.platform.FactKeys;
import io.tributary.platform.keys.Sealed;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.SqlClient;
import io.vertx.mutiny.sqlclient.SqlConnection;
import io.vertx.mutiny.sqlclient.Tuple;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;

/** Reads what customers were made of, and takes merges of rules back. */
final class SecondLookStore {
  /** Those of profiles whose customers stand for somebody else, too. */
  private static final String JOINED =
      """
      SELECT p.profile_id FROM profile p
      WHERE p.profile_id = ANY($1) AND EXISTS (SELECT FROM customer k WHERE k.merged_into = p.customer_id)
      """;

  /** The merges that made customers, with whether somebody made or confirmed them. */
  private static final String STANDING =
      """
      WITH RECURSIVE family (root, id) AS (
        SELECT c, c FROM unnest($1::uuid[]) c
        UNION ALL
        SELECT f.root, k.customer_id FROM family f JOIN customer k ON k.merged_into = f.id
      )
      SELECT f.root, m.merge_id, m.customer_id, m.absorbed_id,
             m.actor <> 'rule' OR EXISTS (
               SELECT FROM match_review r WHERE r.merge_id = m.merge_id AND r.state = 'SAME' AND r.decided_by <> 'rule'),
             m.evidence::text
      FROM family f JOIN customer_merge m ON m.absorbed_id = f.id AND m.unmerged_at IS NULL
      WHERE f.id <> f.root ORDER BY m.merge_id
      """;

  /** What the profiles of customers carry, by the customer that is their own. */
  private static final String CARRIED =
      """
      SELECT p.customer_id, coalesce(p.home_id, p.customer_id), p.paid, i.kind, i.scope, p.profile_id, i.value_hash, i.sealed,
             d.wrapped, i.state, c.shared_at IS NOT NULL, c.kept_by IS NOT NULL
      FROM profile p JOIN profile_identifier i USING (profile_id) JOIN data_key d USING (profile_id) LEFT JOIN identifier_claim c USING (value_hash)
      WHERE p.customer_id = ANY($1) AND i.state IN ('VERIFIED', 'UNVERIFIED')
      """;

  private static final String CUT =
      """
      UPDATE customer c SET merged_into = NULL, version = c.version + 1, updated_at = $3
      FROM unnest($1::uuid[], $2::uuid[]) n(a, s) WHERE c.customer_id = n.a AND c.merged_into = n.s
      """;

  /** Points profiles to where following the merges from their own customer ends now. */
  private static final String POINT =
      """
      WITH RECURSIVE up (home, id, next) AS (
        SELECT customer_id, customer_id, merged_into FROM customer
        WHERE customer_id IN (SELECT home_id FROM profile WHERE customer_id = ANY($1))
        UNION ALL
        SELECT u.home, c.customer_id, c.merged_into FROM up u JOIN customer c ON c.customer_id = u.next
      )
      UPDATE profile p SET customer_id = u.id FROM up u
      WHERE p.customer_id = ANY($1) AND p.home_id = u.home AND u.next IS NULL AND p.customer_id <> u.id
      """;

  private static final String MARK =
      "UPDATE customer_merge SET unmerged_at = $2, unmerged_by = 'rule' WHERE merge_id = ANY($1) AND unmerged_at IS NULL";

  private static final String CLOSE =
      """
      UPDATE match_review SET state = 'OBSOLETE', decided_at = $2, decided_by = 'rule', reason = 'the merge was taken back'
      WHERE merge_id = ANY($1) AND (state = 'OPEN' OR state = 'SAME' AND decided_by = 'rule')
      """;

  private SecondLookStore() {}

  static Uni<Set<UUID>> joined(SqlClient client, Collection<UUID> profiles) {
    return client
        .preparedQuery(JOINED)
        .execute(Tuple.of(IdentityStore.uuids(profiles)))
        .map(
            rows -> {
              Set<UUID> found = new HashSet<>();
              rows.forEach(row -> found.add(row.getUUID(0)));
              return found;
            });
  }

  /** The merges that made customers, by customer. */
  static Uni<Map<UUID, List<SecondOpinion.Standing>>> standing(
      SqlConnection connection, Collection<UUID> roots, IdentifierPolicy policy) {
    return connection
        .preparedQuery(STANDING)
        .execute(Tuple.of(IdentityStore.uuids(roots)))
        .map(
            rows -> {
              Map<UUID, List<SecondOpinion.Standing>> found = new HashMap<>();
              for (Row row : rows) {
                List<IdentifierKind> kinds = Evidence.kinds(row.getString(5));
                found
                    .computeIfAbsent(row.getUUID(0), r -> new ArrayList<>())
                    .add(
                        new SecondOpinion.Standing(
                            row.getUUID(1),
                            row.getUUID(2),
                            row.getUUID(3),
                            row.getBoolean(4),
                            Evidence.hashes(row.getString(5)),
                            !kinds.isEmpty()
                                && kinds.stream()
                                    .allMatch(k -> policy.kinds().get(k).ofHousehold())));
              }
              return found;
            });
  }

  /** The values that tie, by customer. */
  static Uni<Map<UUID, List<SecondOpinion.Carried>>> carried(
      SqlConnection connection, Collection<UUID> roots, IdentifierPolicy policy) {
    return connection
        .preparedQuery(CARRIED)
        .execute(Tuple.of(IdentityStore.uuids(roots)))
        .map(
            rows -> {
              Map<UUID, Map<UUID, SecondOpinion.Carried>> found = new HashMap<>();
              for (Row row : rows) {
                Identifier identifier =
                    new Identifier(
                        IdentifierKind.valueOf(row.getString(3)),
                        row.getString(4),
                        Sealed.identifier(row, 5, 6),
                        Identifier.State.valueOf(row.getString(9)),
                        null);
                if (policy.ties(identifier, row.getBoolean(2))) {
                  found
                      .computeIfAbsent(row.getUUID(0), r -> new HashMap<>())
                      .computeIfAbsent(
                          identifier.hash(),
                          h ->
                              new SecondOpinion.Carried(
                                  identifier,
                                  row.getBoolean(10),
                                  row.getBoolean(11),
                                  new HashSet<>()))
                      .homes()
                      .add(row.getUUID(1));
                }
              }
              Map<UUID, List<SecondOpinion.Carried>> lists = new HashMap<>();
              found.forEach((root, values) -> lists.put(root, List.copyOf(values.values())));
              return lists;
            });
  }

  /** Takes merges back: each customer has again the profiles that are its own. */
  static Uni<Void> cut(
      SqlConnection connection,
      Collection<UUID> roots,
      List<SecondOpinion.Standing> merges,
      Instant now) {
    UUID[] ids = IdentityStore.uuids(merges.stream().map(SecondOpinion.Standing::merge).toList());
    UUID[] absorbed =
        IdentityStore.uuids(merges.stream().map(SecondOpinion.Standing::absorbed).toList());
    UUID[] survivors =
        IdentityStore.uuids(merges.stream().map(SecondOpinion.Standing::survivor).toList());
    return IdentityStore.run(connection, CUT, Tuple.of(absorbed, survivors, FactKeys.utc(now)))
        .chain(() -> IdentityStore.run(connection, POINT, Tuple.of(IdentityStore.uuids(roots))))
        .chain(() -> IdentityStore.run(connection, MARK, Tuple.of(ids, FactKeys.utc(now))))
        .chain(() -> IdentityStore.run(connection, CLOSE, Tuple.of(ids, FactKeys.utc(now))));
  }
}
