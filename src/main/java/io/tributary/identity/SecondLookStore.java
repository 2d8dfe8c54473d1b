package io.tributary.identity;

import io.smallrye.mutiny.Uni;
import io.tributary.platform.Columns;
import io.tributary.platform.FactKeys;
import io.tributary.platform.Ids;
import io.tributary.platform.TypeId;
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

/** Reads all that ties profiles, directly or over others, and takes merges of rules back. */
final class SecondLookStore {
  /**
   * Profiles with all that something ties to them, directly or over others: one customer, a value,
   * a source's word. A value of which it is known that several have it leads on while they are so
   * few that a name put right may make it one person's.
   */
  private static final String REACH =
      """
      WITH RECURSIVE reach (profile_id) AS (
        SELECT unnest($1::uuid[])
        UNION
        SELECT n.profile_id FROM reach r CROSS JOIN LATERAL (
          SELECT q.profile_id FROM profile p JOIN profile q ON q.customer_id = p.customer_id WHERE p.profile_id = r.profile_id
          UNION ALL
          SELECT x.profile_id
          FROM profile_identifier i LEFT JOIN identifier_claim c USING (value_hash) CROSS JOIN LATERAL (
            SELECT few.profile_id, count(*) OVER () AS carriers
            FROM (SELECT o.profile_id FROM profile_identifier o WHERE o.value_hash = i.value_hash LIMIT 301) few) x
          WHERE i.profile_id = r.profile_id AND i.kind = ANY($2) AND (i.state IN ('VERIFIED', 'UNVERIFIED') OR i.held_state IS NOT NULL)
            AND (c.shared_at IS NULL OR c.shared_by = 'rule' AND x.carriers <= $3)
          UNION ALL
          SELECT l.other_id FROM profile_link l WHERE l.profile_id = r.profile_id
          UNION ALL
          SELECT l.profile_id FROM profile_link l WHERE l.other_id = r.profile_id) n
      )
      SELECT profile_id FROM reach LIMIT $4
      """;

  /** An erasure takes with it whoever is one with them when it was asked for: they are left out. */
  private static final String MEMBERS =
      """
      SELECT p.profile_id, coalesce(p.home_id, p.customer_id), p.customer_id, p.key_kind, p.source_id, p.key, p.first_seen_at, p.paid, d.wrapped
      FROM profile p JOIN customer c USING (customer_id) LEFT JOIN data_key d USING (profile_id) WHERE p.profile_id = ANY($1) AND c.erasing_since IS NULL
      """;

  private static final String TIES =
      """
      SELECT i.profile_id, i.kind, i.scope, i.value_hash, i.sealed, d.wrapped, coalesce(i.held_state, i.state), i.first_seen_at,
             i.held_state IS NOT NULL
      FROM profile_identifier i JOIN data_key d USING (profile_id)
      WHERE i.profile_id = ANY($1) AND i.kind = ANY($2) AND (i.state IN ('VERIFIED', 'UNVERIFIED') OR i.held_state IS NOT NULL)
      """;

  private static final String LINKS =
      "SELECT profile_id, other_id, seen_at FROM profile_link WHERE profile_id = ANY($1)";

  private static final String VALUES =
      """
      SELECT c.value_hash, c.profile_id, c.shared_at IS NOT NULL, c.shared_at IS NOT NULL AND c.shared_by <> 'rule',
             (SELECT count(*) FROM (
                SELECT FROM profile_identifier o JOIN profile q USING (profile_id)
                WHERE o.value_hash = c.value_hash AND q.key_kind <> 'ANONYMOUS_ID' AND q.customer_id IS NOT NULL
                  AND (o.state IN ('VERIFIED', 'UNVERIFIED') OR o.held_state IS NOT NULL)
                LIMIT $2 + 1) few) > $2,
             c.kept_by IS NOT NULL
      FROM identifier_claim c WHERE c.value_hash = ANY($1)
      """;

  /** The merges that made customers, with whether somebody made or confirmed them. */
  private static final String STANDING =
      """
      WITH RECURSIVE family (id) AS (
        SELECT unnest($1::uuid[])
        UNION
        SELECT k.customer_id FROM family f JOIN customer k ON k.merged_into = f.id
      )
      SELECT m.merge_id, m.customer_id, m.absorbed_id, m.rule,
             m.actor <> 'rule' OR EXISTS (
               SELECT FROM match_review r WHERE r.merge_id = m.merge_id AND r.state = 'SAME' AND r.decided_by <> 'rule'),
             m.merged_at >= (SELECT published_at FROM identifier_policy ORDER BY version DESC LIMIT 1)
               AND (m.rule <> 'LINK' OR m.links_kept IS TRUE),
             m.evidence::text, coalesce(m.probability, 0)
      FROM family f JOIN customer_merge m ON m.absorbed_id = f.id AND m.unmerged_at IS NULL
      WHERE f.id <> ALL($1)
      """;

  private static final String CREATED =
      "SELECT customer_id, created_at FROM customer WHERE customer_id = ANY($1)";

  private static final String LOCK_CLAIMS =
      "SELECT value_hash FROM identifier_claim WHERE profile_id = ANY($1) ORDER BY value_hash FOR UPDATE";

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

  private static final String MAKE_CLAIMS =
      """
      INSERT INTO identifier_claim (value_hash, kind, scope, profile_id, claimed_at)
      SELECT h, k, s, p, t FROM unnest($1::uuid[], $2::text[], $3::text[], $4::uuid[], $5::timestamptz[]) c(h, k, s, p, t)
      ORDER BY h
      ON CONFLICT (value_hash) DO UPDATE SET profile_id = excluded.profile_id
      """;

  private static final String UNMARK =
      """
      UPDATE identifier_claim SET shared_at = NULL, shared_by = NULL, shared_reason = NULL
      WHERE value_hash = ANY($1) AND shared_by = 'rule'
      """;

  private static final String HOLD =
      """
      UPDATE profile_identifier i SET state = 'BLOCKED', held_state = i.state, reason = $3
      FROM unnest($1::uuid[], $2::uuid[]) n(p, h)
      WHERE i.profile_id = n.p AND i.value_hash = n.h AND i.held_state IS NULL
      """;

  private static final String RELEASE =
      """
      UPDATE profile_identifier i SET state = i.held_state, held_state = NULL, reason = NULL
      FROM unnest($1::uuid[], $2::uuid[]) n(p, h)
      WHERE i.profile_id = n.p AND i.value_hash = n.h AND i.held_state IS NOT NULL
      """;

  /** Whom merges no longer hold together may be alike all the same. */
  private static final String COMPARE_AGAIN =
      """
      INSERT INTO linking_pending (profile_id, noted_at)
      SELECT profile_id, $2 FROM profile WHERE home_id = ANY($1) ORDER BY 1
      ON CONFLICT (profile_id) DO UPDATE SET noted_at = excluded.noted_at
      """;

  private SecondLookStore() {}

  /** Profiles with all that something ties to them; no more than so many. */
  static Uni<Set<UUID>> reach(
      SqlClient client, Collection<UUID> profiles, IdentifierPolicy policy, int most) {
    return client
        .preparedQuery(REACH)
        .execute(
            Tuple.of(
                IdentityStore.uuids(profiles), kinds(policy), policy.profilesPerCustomer(), most))
        .map(
            rows -> {
              Set<UUID> found = new HashSet<>();
              rows.forEach(row -> found.add(row.getUUID(0)));
              return found;
            });
  }

  private static String[] kinds(IdentifierPolicy policy) {
    return policy.kinds().entrySet().stream()
        .filter(kind -> kind.getValue().ties() != IdentifierPolicy.Ties.NEVER)
        .map(kind -> kind.getKey().name())
        .toArray(String[]::new);
  }

  /**
   * What is known of profiles and their customers.
   *
   * @param facts what ties them and tells them apart
   * @param customers whose they are, by profile
   * @param held the values that are over a limit so far
   * @param created when the customers that are their own began
   */
  record Found(
      Replay.Facts facts,
      Map<UUID, UUID> customers,
      Set<Replay.Surplus> held,
      Map<UUID, Instant> created) {}

  /**
   * Reads what is known of profiles, in a number of statements that does not depend on how many.
   */
  static Uni<Found> read(SqlClient client, Collection<UUID> profiles, IdentifierPolicy policy) {
    Reading reading = new Reading(policy);
    UUID[] all = IdentityStore.uuids(profiles);
    return rows(client, MEMBERS, Tuple.of(all), reading::member)
        .chain(() -> rows(client, TIES, Tuple.of(all, kinds(policy)), reading::tie))
        .chain(() -> rows(client, LINKS, Tuple.of(all), reading::link))
        .chain(
            () ->
                rows(
                    client,
                    VALUES,
                    Tuple.of(reading.hashes(), policy.profilesPerCustomer()),
                    reading::value))
        .chain(() -> rows(client, STANDING, Tuple.of(reading.roots()), reading::standing))
        .chain(() -> rows(client, CREATED, Tuple.of(reading.nodes()), reading::created))
        .chain(() -> SceneStore.vetoes(client, List.of(reading.roots())))
        .invoke(reading::vetoes)
        .chain(() -> SceneStore.looks(client, List.of(reading.roots()), policy))
        .map(reading::found);
  }

  private static Uni<Void> rows(
      SqlClient client, String sql, Tuple values, java.util.function.Consumer<Row> reader) {
    return client
        .preparedQuery(sql)
        .execute(values)
        .invoke(rows -> rows.forEach(reader))
        .replaceWithVoid();
  }

  /** What the statements found, on its way. */
  private static final class Reading {
    private final IdentifierPolicy policy;
    private final List<Replay.Member> members = new ArrayList<>();
    private final Set<UUID> names = new HashSet<>();
    private final Map<UUID, UUID> customers = new HashMap<>();
    private final Set<UUID> paid = new HashSet<>();
    private final List<Replay.Tie> ties = new ArrayList<>();
    private final Set<Replay.Surplus> held = new HashSet<>();
    private final List<Replay.Link> links = new ArrayList<>();
    private final Map<UUID, Replay.Value> values = new HashMap<>();
    private final List<Replay.Standing> standing = new ArrayList<>();
    private final Map<UUID, Instant> created = new HashMap<>();
    private final Map<UUID, Set<UUID>> vetoes = new HashMap<>();

    Reading(IdentifierPolicy policy) {
      this.policy = policy;
    }

    private void member(Row row) {
      UUID profile = row.getUUID(0);
      Instant since = row.getOffsetDateTime(6).toInstant();
      String source = TypeId.SOURCE.encode(row.getUUID(4));
      String told = Sealed.key(row, 0, 5, 8);
      Identifier key =
          new Identifier(
              IdentifierKind.valueOf(row.getString(3)),
              source,
              told,
              Identifier.State.VERIFIED,
              null);
      UUID name = Ids.hash("told", source, row.getString(3), told, since.toString());
      members.add(
          new Replay.Member(
              profile,
              row.getUUID(1),
              names.add(name) ? name : Ids.hash("told", name.toString(), profile.toString()),
              key,
              since));
      customers.put(profile, row.getUUID(2));
      if (row.getBoolean(7)) {
        paid.add(profile);
      }
    }

    private void tie(Row row) {
      UUID profile = row.getUUID(0);
      Identifier identifier =
          new Identifier(
              IdentifierKind.valueOf(row.getString(1)),
              row.getString(2),
              Sealed.identifier(row, 0, 3),
              Identifier.State.valueOf(row.getString(6)),
              null);
      if (customers.containsKey(profile) && policy.ties(identifier, paid.contains(profile))) {
        ties.add(new Replay.Tie(profile, identifier, row.getOffsetDateTime(7).toInstant()));
        if (row.getBoolean(8)) {
          held.add(new Replay.Surplus(profile, identifier.hash()));
        }
      }
    }

    private void link(Row row) {
      links.add(
          new Replay.Link(row.getUUID(0), row.getUUID(1), row.getOffsetDateTime(2).toInstant()));
    }

    private UUID[] hashes() {
      return ties.stream().map(tie -> tie.identifier().hash()).distinct().toArray(UUID[]::new);
    }

    private void value(Row row) {
      values.put(
          row.getUUID(0),
          new Replay.Value(
              row.getUUID(1),
              row.getBoolean(2),
              row.getBoolean(3),
              row.getBoolean(4),
              row.getBoolean(5)));
    }

    private UUID[] roots() {
      return customers.values().stream().distinct().toArray(UUID[]::new);
    }

    private void standing(Row row) {
      List<IdentifierKind> kinds = Evidence.kinds(row.getString(6));
      standing.add(
          new Replay.Standing(
              row.getUUID(0),
              row.getUUID(1),
              row.getUUID(2),
              row.getString(3),
              row.getBoolean(4),
              row.getBoolean(5),
              Evidence.hashes(row.getString(6)),
              !kinds.isEmpty()
                  && kinds.stream().allMatch(kind -> policy.kinds().get(kind).ofHousehold()),
              row.getDouble(7)));
    }

    /** All customers that profiles stand at, and those in between. */
    private UUID[] nodes() {
      Set<UUID> nodes = new HashSet<>(customers.values());
      standing.forEach(merge -> nodes.addAll(List.of(merge.survivor(), merge.absorbed())));
      return IdentityStore.uuids(nodes);
    }

    private void created(Row row) {
      created.put(row.getUUID(0), row.getOffsetDateTime(1).toInstant());
    }

    /** What was said of two customers was said of all that is theirs. */
    private void vetoes(List<UUID[]> pairs) {
      Map<UUID, Set<UUID>> homes = new HashMap<>();
      members.forEach(
          member ->
              homes
                  .computeIfAbsent(customers.get(member.profile()), c -> new HashSet<>())
                  .add(member.home()));
      for (UUID[] pair : pairs) {
        Set<UUID> one = homes.getOrDefault(pair[0], Set.of());
        Set<UUID> other = homes.getOrDefault(pair[1], Set.of());
        one.forEach(home -> vetoes.computeIfAbsent(home, h -> new HashSet<>()).addAll(other));
        other.forEach(home -> vetoes.computeIfAbsent(home, h -> new HashSet<>()).addAll(one));
      }
    }

    private Found found(SceneStore.Looks looks) {
      return new Found(
          new Replay.Facts(
              members, looks.traits(), looks.faces(), ties, links, values, standing, vetoes),
          customers,
          held,
          created);
    }
  }

  /**
   * Locks what facts lock, in their order: profiles are held, then their claims, then customers.
   */
  static Uni<Void> lockClaims(SqlConnection connection, Collection<UUID> profiles) {
    return IdentityStore.run(connection, LOCK_CLAIMS, Tuple.of(IdentityStore.uuids(profiles)));
  }

  /** Takes merges back: each customer has again the profiles that are its own. */
  static Uni<Void> cut(
      SqlConnection connection, Collection<UUID> roots, List<Replay.Standing> merges, Instant now) {
    if (merges.isEmpty()) {
      return Uni.createFrom().voidItem();
    }
    UUID[] ids = IdentityStore.uuids(merges.stream().map(Replay.Standing::merge).toList());
    UUID[] absorbed = IdentityStore.uuids(merges.stream().map(Replay.Standing::absorbed).toList());
    UUID[] survivors = IdentityStore.uuids(merges.stream().map(Replay.Standing::survivor).toList());
    return IdentityStore.run(connection, CUT, Tuple.of(absorbed, survivors, FactKeys.utc(now)))
        .chain(() -> IdentityStore.run(connection, POINT, Tuple.of(IdentityStore.uuids(roots))))
        .chain(() -> IdentityStore.run(connection, MARK, Tuple.of(ids, FactKeys.utc(now))))
        .chain(() -> IdentityStore.run(connection, CLOSE, Tuple.of(ids, FactKeys.utc(now))));
  }

  /** Notes the profiles of customers, to be compared with all. */
  static Uni<Void> compareAgain(SqlConnection connection, Collection<UUID> homes, Instant now) {
    return homes.isEmpty()
        ? Uni.createFrom().voidItem()
        : IdentityStore.run(
            connection, COMPARE_AGAIN, Tuple.of(IdentityStore.uuids(homes), FactKeys.utc(now)));
  }

  /** Gives values to the profiles that they belong to; those that nobody had are claimed. */
  static Uni<Void> claim(SqlConnection connection, List<ResolutionStore.Claim> claims) {
    return Columns.of(claims)
        .uuids(claim -> claim.identifier().hash())
        .texts(claim -> claim.identifier().kind().name())
        .texts(claim -> claim.identifier().scope())
        .uuids(ResolutionStore.Claim::profile)
        .times(ResolutionStore.Claim::at)
        .execute(connection, MAKE_CLAIMS);
  }

  /** Values tie again that a rule took for several people's. */
  static Uni<Void> unmark(SqlConnection connection, Collection<UUID> hashes) {
    return hashes.isEmpty()
        ? Uni.createFrom().voidItem()
        : IdentityStore.run(connection, UNMARK, Tuple.of(IdentityStore.uuids(hashes)));
  }

  /** Values that are over a limit now, and those that are no longer. */
  static Uni<Void> hold(
      SqlConnection connection, List<Replay.Surplus> over, List<Replay.Surplus> under) {
    return held(connection, HOLD, over, Said.OVER_LIMIT)
        .chain(() -> held(connection, RELEASE, under, null));
  }

  private static Uni<Void> held(
      SqlConnection connection, String sql, List<Replay.Surplus> values, String reason) {
    if (values.isEmpty()) {
      return Uni.createFrom().voidItem();
    }
    Tuple tuple =
        Tuple.of(
            IdentityStore.uuids(values.stream().map(Replay.Surplus::profile).toList()),
            IdentityStore.uuids(values.stream().map(Replay.Surplus::hash).toList()));
    return IdentityStore.run(connection, sql, reason == null ? tuple : tuple.addString(reason));
  }
}
