package io.tributary.identity;

import io.smallrye.mutiny.Uni;
import io.tributary.platform.FactKeys;
import io.tributary.platform.Rows;
import io.tributary.platform.TypeId;
import io.tributary.platform.keys.Sealed;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.RowSet;
import io.vertx.mutiny.sqlclient.SqlClient;
import io.vertx.mutiny.sqlclient.SqlConnection;
import io.vertx.mutiny.sqlclient.Tuple;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/** Reads merges and undoes them. */
final class MergeStore {
  /** Where following the merges from customers ends. */
  private static final String ROOTS =
      """
      WITH RECURSIVE up (asked, id, next) AS (
        SELECT customer_id, customer_id, merged_into FROM customer WHERE customer_id = ANY($1)
        UNION ALL
        SELECT u.asked, c.customer_id, c.merged_into FROM up u JOIN customer c ON c.customer_id = u.next
      )
      SELECT asked, id FROM up WHERE next IS NULL
      """;

  /** Locks customers, lower id first, as every other writer does. */
  private static final String LOCK =
      "SELECT customer_id FROM customer WHERE customer_id = ANY($1) ORDER BY customer_id FOR UPDATE";

  private static final String ERASED =
      "SELECT FROM customer WHERE customer_id = ANY($1) AND erased_at IS NOT NULL LIMIT 1";

  /**
   * Locks the profiles of customers, before the customers as facts do: one that came first would
   * wait for the profile of a fact that waits for the customer.
   */
  private static final String LOCK_PROFILES =
      "SELECT profile_id FROM profile WHERE customer_id = ANY($1) ORDER BY profile_id FOR NO KEY UPDATE";

  /** The same for the customers whose some of the profiles are. */
  private static final String LOCK_PROFILES_BESIDE =
      """
      SELECT profile_id FROM profile WHERE customer_id IN (SELECT customer_id FROM profile WHERE profile_id = ANY($1))
      ORDER BY profile_id FOR NO KEY UPDATE
      """;

  private static final String COLUMNS =
      """
      m.merge_id, m.customer_id, m.absorbed_id, m.rule, m.actor, m.reason, m.evidence::text, m.merged_at, m.unmerged_at,
      m.unmerged_by, (SELECT count(*)::int FROM customer_merge_profile p WHERE p.customer_id = m.customer_id AND p.merge_id = m.merge_id)
      """;

  private static final String BY_IDS =
      "SELECT " + COLUMNS + " FROM customer_merge m WHERE m.merge_id = ANY($1)";

  /**
   * The merges of customers and of all that were merged into them, newest first, so many of each.
   */
  private static final String HISTORY =
      """
      WITH RECURSIVE family (root, id) AS (
        SELECT c, c FROM unnest($1::uuid[]) c
        UNION ALL
        SELECT f.root, k.customer_id FROM family f JOIN customer k ON k.merged_into = f.id
      ), found AS (
        SELECT f.root, m.merge_id FROM family f JOIN customer_merge m ON m.customer_id = f.id
        UNION
        SELECT f.root, m.merge_id FROM family f JOIN customer_merge m ON m.absorbed_id = f.id
      ), ranked AS (
        SELECT root, merge_id, row_number() OVER (PARTITION BY root ORDER BY merge_id DESC) AS n
        FROM found WHERE $2::uuid IS NULL OR merge_id < $2
      )
      SELECT r.root,
      """
          + COLUMNS
          + " FROM ranked r JOIN customer_merge m USING (merge_id) WHERE r.n <= $3 ORDER BY r.root, m.merge_id DESC";

  private static final String CUT =
      "UPDATE customer SET merged_into = NULL, version = version + 1, updated_at = $2 WHERE customer_id = $1 AND merged_into = $3";

  /**
   * Gives back the profiles whose own evidence ties them to a customer or to one merged into it.
   */
  private static final String GIVE_BACK =
      """
      WITH RECURSIVE family (id) AS (
        SELECT $1::uuid
        UNION ALL
        SELECT k.customer_id FROM family f JOIN customer k ON k.merged_into = f.id
      )
      UPDATE profile SET customer_id = $1 WHERE customer_id = $2 AND home_id IN (SELECT id FROM family)
      """;

  private static final String MARK =
      "UPDATE customer_merge SET unmerged_at = $2, unmerged_by = $3 WHERE merge_id = $1 AND unmerged_at IS NULL";

  private static final String VETO =
      """
      INSERT INTO customer_veto (customer_id, other_id, merge_id, actor, reason, created_at)
      SELECT DISTINCT ON (least(a, b), greatest(a, b)) least(a, b), greatest(a, b), $3::uuid, $4, $5, $6
      FROM unnest($1::uuid[], $2::uuid[]) n(a, b)
      ON CONFLICT (customer_id, other_id) DO UPDATE
      SET merge_id = excluded.merge_id, actor = excluded.actor, reason = excluded.reason,
          created_at = excluded.created_at, lifted_at = NULL, lifted_by = NULL, lift_reason = NULL
      """;

  /** What a merge had answered, or a doubt of it, is answered the other way when it is undone. */
  private static final String ANSWER_REVIEWS =
      """
      UPDATE match_review SET state = 'DIFFERENT', decided_at = $2, decided_by = $3, reason = $4
      WHERE merge_id = $1 AND state IN ('SAME', 'OPEN')
      """;

  /**
   * Lifts the vetoes between two customers and those merged into them: staff have decided
   * otherwise.
   */
  private static final String LIFT =
      """
      WITH RECURSIVE family (root, id) AS (
        SELECT c, c FROM unnest($1::uuid[]) c
        UNION ALL
        SELECT f.root, k.customer_id FROM family f JOIN customer k ON k.merged_into = f.id
      )
      UPDATE customer_veto v SET lifted_at = $2, lifted_by = $3, lift_reason = $4
      WHERE v.lifted_at IS NULL AND EXISTS (
        SELECT FROM family a, family b WHERE a.id = v.customer_id AND b.id = v.other_id AND a.root <> b.root)
      """;

  /** The attributes that survived. */
  private static final String SURVIVED =
      """
      SELECT customer_id, name, value::text, rule FROM customer_attribute
      WHERE customer_id = ANY($1) AND position = 0 ORDER BY customer_id, name
      """;

  /** What profiles of customers carry that another of these customers has claimed. */
  private static final String CARRIED =
      """
      SELECT p.profile_id, p.key_kind, p.source_id, p.key, p.paid, i.kind, i.scope, i.value_hash, i.sealed, d.wrapped, i.state, c.profile_id
      FROM profile p JOIN profile_identifier i USING (profile_id) JOIN data_key d USING (profile_id)
      JOIN identifier_claim c ON c.value_hash = i.value_hash
      JOIN profile o ON o.profile_id = c.profile_id
      WHERE p.customer_id = ANY($1) AND o.customer_id = ANY($1) AND o.customer_id <> p.customer_id
        AND c.shared_at IS NULL AND i.state IN ('VERIFIED', 'UNVERIFIED')
      ORDER BY p.created_at, p.profile_id, i.kind, i.scope, i.value_hash
      """;

  private MergeStore() {}

  /** An attribute's value that survived, as JSON text, and by which rule. */
  record Survived(UUID customer, String name, String value, String rule) {}

  /**
   * A value that a profile carries and somebody else has claimed.
   *
   * @param profile who carries it
   * @param key what the profile is known by
   * @param paid whether the profile has a paid order
   * @param value what it carries
   * @param claimedBy the profile that claimed it
   */
  record Carried(UUID profile, Identifier key, boolean paid, Identifier value, UUID claimedBy) {}

  /** The attributes of customers that survived, the first value of each. */
  static Uni<List<Survived>> survived(SqlConnection connection, Collection<UUID> customers) {
    return connection
        .preparedQuery(SURVIVED)
        .execute(Tuple.of(customers.toArray(UUID[]::new)))
        .map(
            rows -> {
              List<Survived> found = new ArrayList<>();
              rows.forEach(
                  row ->
                      found.add(
                          new Survived(
                              row.getUUID(0),
                              row.getString(1),
                              row.getString(2),
                              row.getString(3))));
              return found;
            });
  }

  /** What profiles of customers carry that another of these customers has claimed. */
  static Uni<List<Carried>> carried(SqlConnection connection, Collection<UUID> customers) {
    return connection
        .preparedQuery(CARRIED)
        .execute(Tuple.of(customers.toArray(UUID[]::new)))
        .map(rows -> Rows.list(rows, row -> carried(row)));
  }

  private static Carried carried(Row row) {
    return new Carried(
        row.getUUID(0),
        new Identifier(
            IdentifierKind.valueOf(row.getString(1)),
            TypeId.SOURCE.encode(row.getUUID(2)),
            Sealed.key(row, 0, 3, 9),
            Identifier.State.VERIFIED,
            null),
        row.getBoolean(4),
        new Identifier(
            IdentifierKind.valueOf(row.getString(5)),
            row.getString(6),
            Sealed.identifier(row, 0, 7),
            Identifier.State.valueOf(row.getString(10)),
            null),
        row.getUUID(11));
  }

  static Uni<Map<UUID, UUID>> roots(SqlClient client, Collection<UUID> customers) {
    return client
        .preparedQuery(ROOTS)
        .execute(Tuple.of(customers.toArray(UUID[]::new)))
        .map(rows -> Rows.map(rows, row -> row.getUUID(0), row -> row.getUUID(1)));
  }

  /**
   * Locks the customers that stand for the given ones; looks again after waiting, since a merge may
   * have gone first. GONE when one of them was erased.
   *
   * @return who stands for whom; a customer that does not exist is missing
   */
  static Uni<Map<UUID, UUID>> lockRoots(SqlConnection connection, Collection<UUID> customers) {
    return roots(connection, customers)
        .chain(
            roots -> {
              Tuple standing = Tuple.of(roots.values().stream().distinct().toArray(UUID[]::new));
              return connection
                  .preparedQuery(LOCK_PROFILES)
                  .execute(standing)
                  .chain(() -> connection.preparedQuery(LOCK).execute(standing))
                  .chain(() -> roots(connection, customers))
                  .chain(
                      again ->
                          again.equals(roots)
                              ? checkThere(connection, standing).replaceWith(roots)
                              : lockRoots(connection, customers));
            });
  }

  /**
   * Locks profiles and all others of their customers. Whoever then locks the customers has locked
   * in the order in which facts do, and waits for none that waits for it.
   */
  static Uni<Void> lockProfilesBeside(SqlConnection connection, Collection<UUID> profiles) {
    return IdentityStore.run(
        connection, LOCK_PROFILES_BESIDE, Tuple.of(profiles.toArray(UUID[]::new)));
  }

  private static Uni<Void> checkThere(SqlConnection connection, Tuple customers) {
    return connection
        .preparedQuery(ERASED)
        .execute(customers)
        .invoke(
            rows -> {
              if (rows.size() > 0) {
                throw FamilyStore.gone();
              }
            })
        .replaceWithVoid();
  }

  static Uni<Void> lock(SqlConnection connection, Collection<UUID> customers) {
    return IdentityStore.run(connection, LOCK, Tuple.of(customers.toArray(UUID[]::new)));
  }

  static Uni<List<Merge>> byIds(SqlClient client, Collection<UUID> ids) {
    return client
        .preparedQuery(BY_IDS)
        .execute(Tuple.of(ids.toArray(UUID[]::new)))
        .map(rows -> Rows.list(rows, row -> read(row, 0)));
  }

  static Uni<Map<UUID, List<Merge>>> history(
      SqlClient client, Collection<UUID> customers, UUID before, int limit) {
    return client
        .preparedQuery(HISTORY)
        .execute(Tuple.of(customers.toArray(UUID[]::new), before, limit))
        .map(MergeStore::byRoot);
  }

  private static Map<UUID, List<Merge>> byRoot(RowSet<Row> rows) {
    Map<UUID, List<Merge>> found = new HashMap<>();
    for (Row row : rows) {
      found.computeIfAbsent(row.getUUID(0), c -> new ArrayList<>()).add(read(row, 1));
    }
    return found;
  }

  private static Merge read(Row row, int at) {
    return new Merge(
        row.getUUID(at),
        row.getUUID(at + 1),
        row.getUUID(at + 2),
        row.getString(at + 3),
        row.getString(at + 4),
        row.getString(at + 5),
        Evidence.kinds(row.getString(at + 6)),
        row.getOffsetDateTime(at + 7),
        row.getOffsetDateTime(at + 8),
        row.getString(at + 9),
        row.getInteger(at + 10));
  }

  /** Cuts a merge: the absorbed customer stands for itself again, with all that is its own. */
  static Uni<Void> cut(
      SqlConnection connection, Merge merge, UUID root, String actor, String reason, Instant now) {
    OffsetDateTime at = FactKeys.utc(now);
    return IdentityStore.run(connection, CUT, Tuple.of(merge.absorbedId(), at, merge.survivorId()))
        .chain(() -> IdentityStore.run(connection, GIVE_BACK, Tuple.of(merge.absorbedId(), root)))
        .chain(() -> IdentityStore.run(connection, MARK, Tuple.of(merge.uuid(), at, actor)))
        .chain(
            () ->
                IdentityStore.run(
                    connection, ANSWER_REVIEWS, Tuple.of(merge.uuid(), at, actor, reason)))
        .chain(
            () -> {
              UUID[] two = {merge.survivorId(), merge.absorbedId()};
              return vetoes(
                  connection, Collections.singletonList(two), merge.uuid(), actor, reason, now);
            });
  }

  /** Keeps rules from merging pairs of customers; the merge whose undoing leaves it may be null. */
  static Uni<Void> vetoes(
      SqlConnection connection,
      List<UUID[]> pairs,
      UUID merge,
      String actor,
      String reason,
      Instant now) {
    return IdentityStore.run(
        connection,
        VETO,
        Tuple.tuple()
            .addArrayOfUUID(pairs.stream().map(pair -> pair[0]).toArray(UUID[]::new))
            .addArrayOfUUID(pairs.stream().map(pair -> pair[1]).toArray(UUID[]::new))
            .addUUID(merge)
            .addString(actor)
            .addString(reason)
            .addOffsetDateTime(FactKeys.utc(now)));
  }

  /** Lifts the vetoes between two customers; answers how many there were. */
  static Uni<Integer> liftVetoes(
      SqlConnection connection, UUID one, UUID other, String actor, String reason, Instant now) {
    return connection
        .preparedQuery(LIFT)
        .execute(Tuple.of(new UUID[] {one, other}, FactKeys.utc(now), actor, reason))
        .map(RowSet::rowCount);
  }
}
