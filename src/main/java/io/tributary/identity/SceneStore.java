package io.tributary.identity;

import io.smallrye.mutiny.Uni;
import io.tributary.platform.TypeId;
import io.tributary.platform.keys.Sealed;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.RowSet;
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

/** Reads all that the rules must know of customers who may become one. */
final class SceneStore {
  /** Locks the customers of profiles. */
  private static final String LOCK_CUSTOMERS =
      """
      SELECT customer_id FROM customer
      WHERE customer_id IN (SELECT customer_id FROM profile WHERE profile_id = ANY($1))
      ORDER BY customer_id FOR UPDATE
      """;

  private static final String CUSTOMERS =
      "SELECT customer_id, created_at, version, erasing_since IS NOT NULL FROM customer WHERE customer_id = ANY($1)";

  /** A profile whose customer is not among the locked ones. */
  private static final String STRAY =
      """
      SELECT 1 FROM profile
      WHERE profile_id = ANY($1) AND customer_id IS NOT NULL AND customer_id <> ALL($2) LIMIT 1
      """;

  /** Every profile of customers, with its key. */
  private static final String MEMBERS =
      """
      SELECT profile_id, coalesce(home_id, customer_id), customer_id, key_kind, source_id, key, wrapped
      FROM profile LEFT JOIN data_key USING (profile_id) WHERE customer_id = ANY($1)
      """;

  /** What customers have claimed, and what they carry of which one person has one. */
  private static final String VALUES =
      """
      SELECT p.customer_id, c.kind, c.scope, c.value_hash
      FROM profile p JOIN identifier_claim c ON c.profile_id = p.profile_id
      WHERE p.customer_id = ANY($1)
      UNION ALL
      SELECT p.customer_id, i.kind, i.scope, i.value_hash
      FROM profile p JOIN profile_identifier i ON i.profile_id = p.profile_id
      WHERE p.customer_id = ANY($1) AND i.kind = ANY($2) AND i.state IN ('VERIFIED', 'UNVERIFIED')
      """;

  /** By what customers are told apart. */
  private static final String TRAITS =
      """
      SELECT p.customer_id, p.profile_id, a.name, a.value #>> '{}', a.verified, s.kind
      FROM profile p JOIN profile_attribute a USING (profile_id) JOIN source s USING (source_id)
      WHERE p.customer_id = ANY($1) AND a.name = ANY($2)
      """;

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

  /** The customer that a profile counts for: the one that it is of, and what its own is. */
  private static final String CUSTOMER = "p.customer_id, ";

  private static final String HOME = "coalesce(p.home_id, p.customer_id), ";

  private SceneStore() {}

  /** The customers that the rule may change, and all their profiles. */
  record Scene(
      List<Resolution.Person> people,
      Map<UUID, Resolution.Place> places,
      Map<UUID, Long> versions) {
    Resolution.Person person(UUID id) {
      return people.stream().filter(person -> person.id().equals(id)).findFirst().orElseThrow();
    }
  }

  /**
   * Locks the customers of profiles and reads what the rule must know of them. A merge that commits
   * while this waits moves profiles to a customer that is not locked yet; then it is done again.
   */
  static Uni<Scene> scene(SqlConnection connection, Set<UUID> profiles, IdentifierPolicy policy) {
    if (profiles.isEmpty()) {
      return Uni.createFrom().item(new Scene(List.of(), Map.of(), Map.of()));
    }
    return connection
        .preparedQuery(LOCK_CUSTOMERS)
        .execute(Tuple.of(profiles.toArray(UUID[]::new)))
        .map(SceneStore::ids)
        .chain(
            locked ->
                connection
                    .preparedQuery(STRAY)
                    .execute(Tuple.of(profiles.toArray(UUID[]::new), locked.toArray(UUID[]::new)))
                    .chain(
                        strays ->
                            strays.size() == 0
                                ? read(connection, locked, policy)
                                : scene(connection, profiles, policy)));
  }

  /** Locks the customers of profiles; whoever calls this holds the profiles, so that they stay. */
  static Uni<Void> lock(SqlConnection connection, Collection<UUID> profiles) {
    return IdentityStore.run(connection, LOCK_CUSTOMERS, Tuple.of(IdentityStore.uuids(profiles)));
  }

  private static List<UUID> ids(RowSet<Row> rows) {
    List<UUID> ids = new ArrayList<>();
    rows.forEach(row -> ids.add(row.getUUID(0)));
    return ids;
  }

  /** Reads what the rule must know of customers; whoever is to write holds them. */
  static Uni<Scene> read(SqlClient client, Collection<UUID> customers, IdentifierPolicy policy) {
    UUID[] ids = customers.toArray(UUID[]::new);
    Set<String> told = new HashSet<>(Face.ATTRIBUTES);
    told.addAll(policy.onePerPerson());
    Found found = new Found();
    return rows(client, MEMBERS, Tuple.of(ids), found::members)
        .chain(() -> rows(client, CUSTOMERS, Tuple.of(ids), found::customers))
        .chain(() -> rows(client, VALUES, Tuple.of(ids, policy.onePerPersonKinds()), found::values))
        .chain(
            () ->
                rows(
                    client,
                    TRAITS,
                    Tuple.of(ids, told.toArray(String[]::new)),
                    rows -> found.traits(rows, policy)))
        .chain(() -> rows(client, VETOES, Tuple.of(ids), found::vetoes))
        .map(nothing -> found.scene());
  }

  /**
   * By what people are told apart.
   *
   * @param traits of customers that are profiles' own, each by what its own profiles say
   * @param faces by profile, of those who say a name or a birth date
   */
  record Looks(Map<UUID, Traits> traits, Map<UUID, Face> faces) {}

  /** Reads by what those who were merged into customers, and these, are told apart. */
  static Uni<Looks> looks(SqlClient client, Collection<UUID> customers, IdentifierPolicy policy) {
    Set<String> told = new HashSet<>(Face.ATTRIBUTES);
    told.addAll(policy.onePerPerson());
    Found found = new Found();
    return rows(
            client,
            TRAITS.replace(CUSTOMER, HOME),
            Tuple.of(IdentityStore.uuids(customers), told.toArray(String[]::new)),
            rows -> found.traits(rows, policy))
        .map(nothing -> new Looks(found.traits, found.faces));
  }

  /** Pairs of customers of whom somebody said that they, or any merged into them, are two. */
  static Uni<List<UUID[]>> vetoes(SqlClient client, Collection<UUID> customers) {
    return client
        .preparedQuery(VETOES)
        .execute(Tuple.of(IdentityStore.uuids(customers)))
        .map(
            rows -> {
              List<UUID[]> pairs = new ArrayList<>();
              rows.forEach(row -> pairs.add(new UUID[] {row.getUUID(0), row.getUUID(1)}));
              return pairs;
            });
  }

  private static Uni<Void> rows(
      SqlClient client, String sql, Tuple values, java.util.function.Consumer<RowSet<Row>> reader) {
    return client.preparedQuery(sql).execute(values).invoke(reader).replaceWithVoid();
  }

  /** What the statements found, on its way to a scene. */
  private static final class Found {
    private final Map<UUID, Instant> births = new HashMap<>();
    private final Map<UUID, Long> versions = new HashMap<>();
    private final Set<UUID> erasing = new HashSet<>();
    private final Map<UUID, Map<Resolution.Space, Set<UUID>>> values = new HashMap<>();
    private final Map<UUID, Integer> counts = new HashMap<>();
    private final Map<UUID, Set<UUID>> vetoes = new HashMap<>();
    private final Map<UUID, Traits> traits = new HashMap<>();
    private final Map<UUID, Face> faces = new HashMap<>();
    private final Map<UUID, Resolution.Place> places = new HashMap<>();

    private void members(RowSet<Row> rows) {
      for (Row row : rows) {
        places.put(row.getUUID(0), new Resolution.Place(row.getUUID(1), row.getUUID(2)));
        member(row, row.getUUID(2));
      }
    }

    private void member(Row row, UUID customer) {
      boolean visitor = row.getString(3).equals(IdentifierKind.ANONYMOUS_ID.name());
      counts.merge(customer, visitor ? 0 : 1, Integer::sum);
      String scope = TypeId.SOURCE.encode(row.getUUID(4));
      IdentifierKind kind = IdentifierKind.valueOf(row.getString(3));
      add(customer, kind, scope, Identifier.hash(kind, scope, Sealed.key(row, 0, 5, 6)));
    }

    private void customers(RowSet<Row> rows) {
      for (Row row : rows) {
        births.put(row.getUUID(0), row.getOffsetDateTime(1).toInstant());
        versions.put(row.getUUID(0), row.getLong(2));
        if (row.getBoolean(3)) {
          erasing.add(row.getUUID(0));
        }
      }
    }

    private void values(RowSet<Row> rows) {
      rows.forEach(
          row ->
              add(
                  row.getUUID(0),
                  IdentifierKind.valueOf(row.getString(1)),
                  row.getString(2),
                  row.getUUID(3)));
    }

    private void add(UUID customer, IdentifierKind kind, String scope, UUID value) {
      values
          .computeIfAbsent(customer, c -> new HashMap<>())
          .computeIfAbsent(new Resolution.Space(kind, scope), s -> new HashSet<>())
          .add(value);
    }

    private void traits(RowSet<Row> rows, IdentifierPolicy policy) {
      Map<UUID, Map<String, Object>> attributes = new HashMap<>();
      Map<UUID, UUID> customers = new HashMap<>();
      Map<UUID, SourceKind> kinds = new HashMap<>();
      for (Row row : rows) {
        customers.put(row.getUUID(1), row.getUUID(0));
        kinds.put(row.getUUID(1), SourceKind.valueOf(row.getString(5)));
        if (row.getString(3) != null) {
          attributes
              .computeIfAbsent(row.getUUID(1), p -> new HashMap<>())
              .put(row.getString(2), row.getString(3));
        }
        of(row.getUUID(0)).see(policy, row.getString(2), row.getString(3), row.getBoolean(4));
      }
      attributes.forEach(
          (profile, of) -> {
            faces.put(profile, Face.of(of));
            of(customers.get(profile)).see(faces.get(profile));
            of(customers.get(profile)).name(kinds.get(profile), of);
          });
    }

    private Traits of(UUID customer) {
      return traits.computeIfAbsent(customer, c -> Traits.none());
    }

    private void vetoes(RowSet<Row> rows) {
      for (Row row : rows) {
        vetoes.computeIfAbsent(row.getUUID(0), c -> new HashSet<>()).add(row.getUUID(1));
        vetoes.computeIfAbsent(row.getUUID(1), c -> new HashSet<>()).add(row.getUUID(0));
      }
    }

    private Scene scene() {
      List<Resolution.Person> people = new ArrayList<>();
      births.forEach(
          (id, createdAt) ->
              people.add(
                  new Resolution.Person(
                      id,
                      createdAt,
                      values.computeIfAbsent(id, c -> new HashMap<>()),
                      counts.getOrDefault(id, 0),
                      vetoes.computeIfAbsent(id, c -> new HashSet<>()),
                      of(id),
                      erasing.contains(id))));
      return new Scene(people, places, versions);
    }
  }
}
