package io.tributary.identity;

import io.smallrye.mutiny.Uni;
import io.tributary.platform.FactKeys;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.SqlConnection;
import io.vertx.mutiny.sqlclient.Tuple;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;

/**
 * What the deterministic rule reads. Locks are taken in one order by everyone: profile keys,
 * profiles, claims, customers, each sorted.
 */
final class ResolutionStore {
  /** Makes profile keys; waits for a transaction that is making the same one. */
  private static final String MAKE_KEYS =
      """
      INSERT INTO profile_key (key_hash, profile_id)
      SELECT h, p FROM unnest($1::uuid[], $2::uuid[]) k(h, p) ORDER BY h
      ON CONFLICT (key_hash) DO NOTHING
      """;

  private static final String FIND_KEYS =
      "SELECT key_hash, profile_id FROM profile_key WHERE key_hash = ANY($1)";

  /**
   * Locks profiles, so that facts of one profile come one after another and no merge moves it
   * meanwhile.
   */
  private static final String LOCK_PROFILES =
      """
      SELECT profile_id, home_id, customer_id, paid FROM profile
      WHERE profile_id = ANY($1) ORDER BY profile_id FOR NO KEY UPDATE
      """;

  /** Identifiers that a paid order makes trustworthy. */
  private static final String UNVERIFIED =
      """
      SELECT profile_id, kind, scope, value FROM profile_identifier
      WHERE profile_id = ANY($1) AND state = 'UNVERIFIED' ORDER BY profile_id, kind, scope, value
      """;

  /** Makes claims; waits for a transaction that is making the same one. */
  private static final String MAKE_CLAIMS =
      """
      INSERT INTO identifier_claim (value_hash, kind, scope, value, profile_id, claimed_at)
      SELECT h, k, s, v, p, t
      FROM unnest($1::uuid[], $2::text[], $3::text[], $4::text[], $5::uuid[], $6::timestamptz[]) c(h, k, s, v, p, t)
      ORDER BY h
      ON CONFLICT (value_hash) DO NOTHING
      RETURNING value_hash
      """;

  /**
   * Locks the claims that were there, so that two facts with one identifier decide one after
   * another.
   */
  private static final String LOCK_CLAIMS =
      """
      SELECT value_hash, profile_id FROM identifier_claim
      WHERE value_hash = ANY($1) ORDER BY value_hash FOR UPDATE
      """;

  /** Locks the customers of profiles. */
  private static final String LOCK_CUSTOMERS =
      """
      SELECT customer_id FROM customer
      WHERE customer_id IN (SELECT customer_id FROM profile WHERE profile_id = ANY($1))
      ORDER BY customer_id FOR UPDATE
      """;

  private static final String CUSTOMERS =
      "SELECT customer_id, created_at, version FROM customer WHERE customer_id = ANY($1)";

  /** A profile whose customer is not among the locked ones. */
  private static final String STRAY =
      """
      SELECT 1 FROM profile
      WHERE profile_id = ANY($1) AND customer_id IS NOT NULL AND customer_id <> ALL($2) LIMIT 1
      """;

  /** Every profile of customers, with its key. */
  private static final String MEMBERS =
      """
      SELECT profile_id, coalesce(home_id, customer_id), customer_id, key_kind, source_id, key
      FROM profile WHERE customer_id = ANY($1)
      """;

  /** What customers have claimed. */
  private static final String VALUES =
      """
      SELECT p.customer_id, c.kind, c.scope, c.value
      FROM profile p JOIN identifier_claim c ON c.profile_id = p.profile_id
      WHERE p.customer_id = ANY($1)
      """;

  /** Vetoes between customers, and between any that were merged into them. */
  static final String VETOES =
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

  private ResolutionStore() {}

  /** A profile as it stands. */
  record Standing(UUID profile, UUID home, UUID customer, boolean paid) {}

  /** A key and the profile id it gets if it is new. */
  record Key(UUID hash, UUID profile) {}

  /** A tying identifier and the profile that brought it. */
  record Claim(Identifier identifier, UUID profile, Instant at) {}

  /** The customers that the rule may change, and all their profiles. */
  record Scene(
      List<Resolution.Person> people,
      Map<UUID, Resolution.Place> places,
      Map<UUID, Long> versions) {
    Resolution.Person person(UUID id) {
      return people.stream().filter(person -> person.id().equals(id)).findFirst().orElseThrow();
    }
  }

  /** Finds or makes keys; the profile of each, by hash. */
  static Uni<Map<UUID, UUID>> keys(SqlConnection connection, Collection<Key> keys) {
    UUID[] hashes = keys.stream().map(Key::hash).toArray(UUID[]::new);
    UUID[] profiles = keys.stream().map(Key::profile).toArray(UUID[]::new);
    return connection
        .preparedQuery(MAKE_KEYS)
        .execute(Tuple.tuple().addArrayOfUUID(hashes).addArrayOfUUID(profiles))
        .chain(() -> profiles(connection, List.of(hashes)));
  }

  /** The profiles of the keys that are there, by hash. */
  static Uni<Map<UUID, UUID>> profiles(SqlConnection connection, Collection<UUID> hashes) {
    if (hashes.isEmpty()) {
      return Uni.createFrom().item(Map.of());
    }
    return connection
        .preparedQuery(FIND_KEYS)
        .execute(Tuple.of(hashes.toArray(UUID[]::new)))
        .map(
            rows -> {
              Map<UUID, UUID> found = new HashMap<>();
              rows.forEach(row -> found.put(row.getUUID(0), row.getUUID(1)));
              return found;
            });
  }

  static Uni<Map<UUID, Standing>> lockProfiles(
      SqlConnection connection, Collection<UUID> profiles) {
    if (profiles.isEmpty()) {
      return Uni.createFrom().item(Map.of());
    }
    return connection
        .preparedQuery(LOCK_PROFILES)
        .execute(Tuple.of(profiles.toArray(UUID[]::new)))
        .map(
            rows -> {
              Map<UUID, Standing> found = new HashMap<>();
              rows.forEach(
                  row ->
                      found.put(
                          row.getUUID(0),
                          new Standing(
                              row.getUUID(0), row.getUUID(1), row.getUUID(2), row.getBoolean(3))));
              return found;
            });
  }

  static Uni<Map<UUID, List<Identifier>>> unverified(
      SqlConnection connection, Collection<UUID> profiles) {
    if (profiles.isEmpty()) {
      return Uni.createFrom().item(Map.of());
    }
    return connection
        .preparedQuery(UNVERIFIED)
        .execute(Tuple.of(profiles.toArray(UUID[]::new)))
        .map(
            rows -> {
              Map<UUID, List<Identifier>> found = new HashMap<>();
              for (Row row : rows) {
                found
                    .computeIfAbsent(row.getUUID(0), p -> new ArrayList<>())
                    .add(
                        new Identifier(
                            IdentifierKind.valueOf(row.getString(1)),
                            row.getString(2),
                            row.getString(3),
                            Identifier.State.UNVERIFIED,
                            null));
              }
              return found;
            });
  }

  /** Claims identifiers; the profile of each that was claimed before, by hash. */
  static Uni<Map<UUID, UUID>> claim(SqlConnection connection, Collection<Claim> claims) {
    if (claims.isEmpty()) {
      return Uni.createFrom().item(Map.of());
    }
    Tuple values =
        Tuple.tuple()
            .addArrayOfUUID(claims.stream().map(c -> c.identifier().hash()).toArray(UUID[]::new))
            .addArrayOfString(
                claims.stream().map(c -> c.identifier().kind().name()).toArray(String[]::new))
            .addArrayOfString(
                claims.stream().map(c -> c.identifier().scope()).toArray(String[]::new))
            .addArrayOfString(
                claims.stream().map(c -> c.identifier().value()).toArray(String[]::new))
            .addArrayOfUUID(claims.stream().map(Claim::profile).toArray(UUID[]::new))
            .addArrayOfOffsetDateTime(
                claims.stream().map(c -> FactKeys.utc(c.at())).toArray(OffsetDateTime[]::new));
    return connection
        .preparedQuery(MAKE_CLAIMS)
        .execute(values)
        .chain(
            made -> {
              Set<UUID> old = new HashSet<>();
              claims.forEach(c -> old.add(c.identifier().hash()));
              made.forEach(row -> old.remove(row.getUUID(0)));
              return old.isEmpty()
                  ? Uni.createFrom().item(Map.<UUID, UUID>of())
                  : connection
                      .preparedQuery(LOCK_CLAIMS)
                      .execute(Tuple.of(old.toArray(UUID[]::new)))
                      .map(ResolutionStore::pairs);
            });
  }

  private static Map<UUID, UUID> pairs(Iterable<Row> rows) {
    Map<UUID, UUID> pairs = new HashMap<>();
    rows.forEach(row -> pairs.put(row.getUUID(0), row.getUUID(1)));
    return pairs;
  }

  /**
   * Locks the customers of profiles and reads what the rule must know of them. A merge that commits
   * while this waits moves profiles to a customer that is not locked yet; then it is done again.
   */
  static Uni<Scene> scene(SqlConnection connection, Set<UUID> profiles) {
    if (profiles.isEmpty()) {
      return Uni.createFrom().item(new Scene(List.of(), Map.of(), Map.of()));
    }
    return connection
        .preparedQuery(LOCK_CUSTOMERS)
        .execute(Tuple.of(profiles.toArray(UUID[]::new)))
        .chain(
            rows -> {
              List<UUID> locked = new ArrayList<>();
              rows.forEach(row -> locked.add(row.getUUID(0)));
              return read(connection, locked);
            })
        .chain(
            scene ->
                connection
                    .preparedQuery(STRAY)
                    .execute(
                        Tuple.of(
                            profiles.toArray(UUID[]::new),
                            scene.people().stream()
                                .map(Resolution.Person::id)
                                .toArray(UUID[]::new)))
                    .chain(
                        strays ->
                            strays.size() == 0
                                ? Uni.createFrom().item(scene)
                                : scene(connection, profiles)));
  }

  /** Reads what the rule must know of customers that are locked. */
  static Uni<Scene> read(SqlConnection connection, Collection<UUID> customers) {
    Tuple ids = Tuple.of(customers.toArray(UUID[]::new));
    Map<UUID, Instant> births = new HashMap<>();
    Map<UUID, Long> versions = new HashMap<>();
    Map<UUID, Map<Resolution.Space, Set<String>>> values = new HashMap<>();
    Map<UUID, Integer> counts = new HashMap<>();
    Map<UUID, Set<UUID>> vetoes = new HashMap<>();
    Map<UUID, Resolution.Place> places = new HashMap<>();
    return connection
        .preparedQuery(MEMBERS)
        .execute(ids)
        .invoke(
            rows -> {
              for (Row row : rows) {
                places.put(row.getUUID(0), new Resolution.Place(row.getUUID(1), row.getUUID(2)));
                counts.merge(row.getUUID(2), 1, Integer::sum);
                String scope = io.tributary.platform.TypeId.SOURCE.encode(row.getUUID(4));
                add(values, row.getUUID(2), row.getString(3), scope, row.getString(5));
              }
            })
        .chain(() -> connection.preparedQuery(CUSTOMERS).execute(ids))
        .invoke(
            rows ->
                rows.forEach(
                    row -> {
                      births.put(row.getUUID(0), row.getOffsetDateTime(1).toInstant());
                      versions.put(row.getUUID(0), row.getLong(2));
                    }))
        .chain(() -> connection.preparedQuery(VALUES).execute(ids))
        .invoke(
            rows ->
                rows.forEach(
                    row ->
                        add(
                            values,
                            row.getUUID(0),
                            row.getString(1),
                            row.getString(2),
                            row.getString(3))))
        .chain(() -> connection.preparedQuery(VETOES).execute(ids))
        .map(
            rows -> {
              rows.forEach(
                  row -> {
                    vetoes
                        .computeIfAbsent(row.getUUID(0), c -> new HashSet<>())
                        .add(row.getUUID(1));
                    vetoes
                        .computeIfAbsent(row.getUUID(1), c -> new HashSet<>())
                        .add(row.getUUID(0));
                  });
              List<Resolution.Person> people = new ArrayList<>();
              births.forEach(
                  (id, createdAt) ->
                      people.add(
                          new Resolution.Person(
                              id,
                              createdAt,
                              values.computeIfAbsent(id, c -> new HashMap<>()),
                              counts.getOrDefault(id, 0),
                              vetoes.computeIfAbsent(id, c -> new HashSet<>()))));
              return new Scene(people, places, versions);
            });
  }

  private static void add(
      Map<UUID, Map<Resolution.Space, Set<String>>> values,
      UUID customer,
      String kind,
      String scope,
      String value) {
    values
        .computeIfAbsent(customer, c -> new HashMap<>())
        .computeIfAbsent(
            new Resolution.Space(IdentifierKind.valueOf(kind), scope), s -> new HashSet<>())
        .add(value);
  }
}
