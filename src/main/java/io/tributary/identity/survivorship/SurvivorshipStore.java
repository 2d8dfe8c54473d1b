package io.tributary.identity.survivorship;

import io.smallrye.mutiny.Uni;
import io.tributary.identity.survivorship.Survivorship.Candidate;
import io.tributary.identity.survivorship.Survivorship.Chosen;
import io.tributary.identity.survivorship.Survivorship.Pin;
import io.tributary.platform.Columns;
import io.tributary.platform.Rows;
import io.vertx.core.json.Json;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.RowSet;
import io.vertx.mutiny.sqlclient.SqlConnection;
import io.vertx.mutiny.sqlclient.Tuple;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;

/** Reads what profiles said and stewards pinned, and writes what survived. */
public final class SurvivorshipStore {
  /**
   * Locks customers, lower id first. Without it two facts of two profiles of one customer, each
   * blind to the other, would leave what the slower one had read; and a fact that was chosen for by
   * rules that have just been replaced would stand.
   */
  private static final String LOCK =
      "SELECT FROM customer WHERE customer_id = ANY($1) ORDER BY customer_id FOR NO KEY UPDATE";

  private static final String CANDIDATES =
      """
      SELECT p.customer_id, p.profile_id, p.source_id, s.trust_rank, a.name, a.value::text, a.verified, a.observed_at
      FROM profile p JOIN profile_attribute a USING (profile_id) JOIN source s USING (source_id)
      WHERE p.customer_id = ANY($1)
      """;

  /**
   * The pins that hold for customers: typed ones of theirs and of those merged into them, and
   * chosen ones of their profiles.
   */
  private static final String PINS =
      """
      WITH RECURSIVE family (root, id) AS (
        SELECT customer_id, customer_id FROM customer WHERE customer_id = ANY($1) AND merged_into IS NULL
        UNION ALL
        SELECT f.root, k.customer_id FROM family f JOIN customer k ON k.merged_into = f.id
      )
      SELECT f.root, i.pin_id, NULL, NULL, i.name, i.value::text, i.pinned_at
      FROM family f JOIN attribute_pin i ON i.customer_id = f.id
      WHERE i.profile_id IS NULL AND i.lifted_at IS NULL
      UNION ALL
      SELECT p.customer_id, i.pin_id, p.profile_id, p.source_id, i.name, i.value::text, i.pinned_at
      FROM profile p JOIN attribute_pin i ON i.profile_id = p.profile_id
      WHERE p.customer_id = ANY($1) AND i.lifted_at IS NULL
      """;

  /** The next customers that stand for themselves. */
  private static final String CUSTOMERS_AFTER =
      "SELECT customer_id FROM customer WHERE customer_id > $1 AND merged_into IS NULL ORDER BY customer_id LIMIT $2";

  private static final String COUNT_CUSTOMERS =
      "SELECT count(*) FROM customer WHERE merged_into IS NULL";

  private static final String REMOVE_REST =
      """
      DELETE FROM customer_attribute a
      WHERE a.customer_id = ANY($1) AND NOT EXISTS (
        SELECT FROM unnest($2::uuid[], $3::text[], $4::bigint[]) n(c, n, i)
        WHERE n.c = a.customer_id AND n.n = a.name AND n.i = a.position)
      RETURNING a.customer_id
      """;

  private static final String KEEP =
      """
      INSERT INTO customer_attribute AS a
        (customer_id, name, position, value, profile_id, source_id, observed_at, rule)
      SELECT c, n, i, v::jsonb, p, s, t, r
      FROM unnest($1::uuid[], $2::text[], $3::bigint[], $4::text[], $5::uuid[], $6::uuid[], $7::timestamptz[], $8::text[])
        x(c, n, i, v, p, s, t, r)
      ORDER BY c, n, i
      ON CONFLICT (customer_id, name, position) DO UPDATE
      SET value = excluded.value, profile_id = excluded.profile_id, source_id = excluded.source_id,
          observed_at = excluded.observed_at, rule = excluded.rule
      WHERE (a.value, a.profile_id, a.observed_at, a.rule)
        IS DISTINCT FROM (excluded.value, excluded.profile_id, excluded.observed_at, excluded.rule)
      RETURNING a.customer_id
      """;

  private static final String SHOW_NAMES =
      """
      UPDATE customer c SET display_name = n.n FROM unnest($1::uuid[], $2::text[]) n(c, n)
      WHERE c.customer_id = n.c AND c.display_name IS DISTINCT FROM n.n
      """;

  private SurvivorshipStore() {}

  /** What there is to choose from. */
  record Situation(
      SurvivorshipPolicy policy, Collection<Candidate> candidates, Collection<Pin> pins) {
    List<Chosen> chosen() {
      return Survivorship.choose(policy, candidates, pins);
    }
  }

  /**
   * Chooses again, among all their profiles, what survives of the attributes of customers. Locks
   * the customers.
   *
   * @return those for whom anything is different now
   */
  public static Uni<Set<UUID>> refresh(SqlConnection connection, Collection<UUID> customers) {
    if (customers.isEmpty()) {
      return Uni.createFrom().item(Set.of());
    }
    UUID[] ids = customers.stream().distinct().sorted().toArray(UUID[]::new);
    return connection
        .preparedQuery(LOCK)
        .execute(Tuple.of(ids))
        .chain(() -> situation(connection, ids))
        .chain(situation -> write(connection, ids, situation.chosen()));
  }

  /** How many customers stand for themselves. */
  static Uni<Long> countCustomers(SqlConnection connection) {
    return connection
        .query(COUNT_CUSTOMERS)
        .execute()
        .map(rows -> rows.iterator().next().getLong(0));
  }

  /** The next customers that stand for themselves, by id. */
  static Uni<List<UUID>> customersAfter(SqlConnection connection, UUID after, int limit) {
    return connection
        .preparedQuery(CUSTOMERS_AFTER)
        .execute(Tuple.of(after, limit))
        .map(rows -> Rows.list(rows, row -> row.getUUID(0)));
  }

  /** What there is to choose from, for customers. */
  static Uni<Situation> situation(SqlConnection connection, UUID[] customers) {
    List<Candidate> candidates = new ArrayList<>();
    List<Pin> pins = new ArrayList<>();
    return connection
        .preparedQuery(CANDIDATES)
        .execute(Tuple.of(customers))
        .invoke(rows -> rows.forEach(row -> candidates.add(candidate(row))))
        .chain(() -> connection.preparedQuery(PINS).execute(Tuple.of(customers)))
        .invoke(rows -> rows.forEach(row -> pins.add(pin(row))))
        .chain(() -> SurvivorshipPolicyStore.inForce(connection))
        .map(published -> new Situation(published.policy(), candidates, pins));
  }

  private static Candidate candidate(Row row) {
    return new Candidate(
        row.getUUID(0),
        row.getUUID(1),
        row.getUUID(2),
        row.getInteger(3),
        row.getString(4),
        row.getString(5),
        row.getBoolean(6),
        row.getOffsetDateTime(7).toInstant());
  }

  private static Pin pin(Row row) {
    return new Pin(
        row.getUUID(0),
        row.getUUID(1),
        row.getUUID(2),
        row.getUUID(3),
        row.getString(4),
        row.getString(5),
        row.getOffsetDateTime(6).toInstant());
  }

  private static Uni<Set<UUID>> write(SqlConnection connection, UUID[] ids, List<Chosen> chosen) {
    Set<UUID> changed = new HashSet<>();
    Tuple rest =
        Columns.after(Tuple.tuple().addArrayOfUUID(ids), chosen)
            .uuids(Chosen::customer)
            .texts(Chosen::name)
            .longs(one -> (long) one.position())
            .tuple();
    Tuple kept =
        Columns.of(chosen)
            .uuids(Chosen::customer)
            .texts(Chosen::name)
            .longs(one -> (long) one.position())
            .texts(Chosen::value)
            .uuids(Chosen::profile)
            .uuids(Chosen::source)
            .times(Chosen::observedAt)
            .texts(Chosen::rule)
            .tuple();
    Tuple names = Tuple.tuple().addArrayOfUUID(ids).addArrayOfString(shown(ids, chosen));
    return connection
        .preparedQuery(REMOVE_REST)
        .execute(rest)
        .invoke(rows -> addTo(changed, rows))
        .chain(() -> connection.preparedQuery(KEEP).execute(kept))
        .invoke(rows -> addTo(changed, rows))
        .chain(() -> connection.preparedQuery(SHOW_NAMES).execute(names))
        .replaceWith(changed);
  }

  private static void addTo(Set<UUID> customers, RowSet<Row> rows) {
    rows.forEach(row -> customers.add(row.getUUID(0)));
  }

  private static String[] shown(UUID[] ids, List<Chosen> chosen) {
    Map<UUID, Map<String, String>> texts = new HashMap<>();
    for (Chosen one : chosen) {
      if (one.position() == 0 && Json.decodeValue(one.value()) instanceof String text) {
        texts.computeIfAbsent(one.customer(), c -> new HashMap<>()).put(one.name(), text);
      }
    }
    String[] shown = new String[ids.length];
    for (int i = 0; i < ids.length; i++) {
      shown[i] = Survivorship.displayName(texts.getOrDefault(ids[i], Map.of()));
    }
    return shown;
  }
}
