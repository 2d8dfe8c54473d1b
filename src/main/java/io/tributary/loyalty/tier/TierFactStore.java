package io.tributary.loyalty.tier;

import io.smallrye.mutiny.Uni;
import io.tributary.loyalty.tier.Deed.Refund;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.SqlConnection;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.stream.Stream;

/**
 * Reads the facts that tiers follow from. Visits, growth value and locks are only read where a
 * policy asks for them or there are any, each in one more statement.
 */
@ApplicationScoped
class TierFactStore {
  /** Whose facts some customers' are, since when, and whose they are by themselves. */
  private static final String PROFILES =
      """
      SELECT customer_id, profile_id, first_seen_at, coalesce(home_id, customer_id) FROM profile
      WHERE customer_id = ANY((SELECT $1::uuid[])::uuid[])
      """;

  /**
   * Purchases. By an array of profiles rather than a join: an index scan goes through each month's
   * index once for all of them, where a join would search it anew for each profile.
   */
  private static final String PURCHASES =
      """
      SELECT profile_id, order_id, ordered_at, currency, value_minor, refunded_minor
      FROM qualifying_order WHERE profile_id = ANY((SELECT $1::uuid[])::uuid[])
      """;

  /** Returns, of those who gave something back. */
  private static final String RETURNS =
      """
      SELECT profile_id, order_id, returned_at, amount_minor FROM order_return
      WHERE profile_id = ANY((SELECT $1::uuid[])::uuid[])
      """;

  /** What their memberships stand at. */
  private static final String STORED =
      """
      SELECT customer_id, programme_id, computed_at FROM membership WHERE customer_id = ANY((SELECT $1::uuid[])::uuid[])
      """;

  /** Visits to stores. */
  private static final String VISITS =
      """
      SELECT profile_id, event_id, occurred_at FROM event WHERE profile_id = ANY((SELECT $1::uuid[])::uuid[]) AND kind = 'VISIT'
      """;

  /** Everyone who is one person with each of some customers. */
  private static final String FAMILY =
      """
      WITH RECURSIVE family (root, id) AS (
        SELECT c, c FROM unnest($1::uuid[]) c
        UNION ALL
        SELECT f.root, k.customer_id FROM family f JOIN customer k ON k.merged_into = f.id)
      """;

  /** Growth value given, by entry, and what was taken back from the lots of one. */
  private static final String POINTS =
      FAMILY
          + """
          , account AS (
            SELECT f.root, f.id, u.programme_id, points_account_of(u.currency_id, f.id) AS account_id
            FROM family f JOIN points_currency u ON u.code = 'GROWTH' AND u.programme_id = ANY($2))
          SELECT a.root, a.programme_id, false AS taken, e.entry_id, e.occurred_at, e.amount, a.id
          FROM account a JOIN points_entry e USING (account_id)
          WHERE e.kind IN ('EARN', 'ADJUST') AND e.amount > 0
          UNION ALL
          SELECT a.root, a.programme_id, true, l.entry_id, e.occurred_at, -m.delta, a.id
          FROM account a JOIN points_entry e USING (account_id)
          JOIN points_movement m ON m.account_id = e.account_id AND m.entry_id = e.entry_id AND m.delta < 0
          JOIN points_lot l ON l.account_id = m.account_id AND l.lot_id = m.lot_id
          WHERE e.kind IN ('CLAW_BACK', 'ADJUST')
          """;

  /** Locks. */
  private static final String LOCKS =
      FAMILY
          + """
          SELECT f.root, l.programme_id, l.lock_id, l.kind, l.tier, l.set_at, LEAST(l.ends_at, l.lifted_at), l.reason,
                 l.actor, f.id
          FROM family f JOIN tier_lock l ON l.customer_id = f.id
          """;

  /**
   * The facts of customers that programmes ask for; one who has no profile (merged away) is
   * missing.
   */
  Uni<Map<UUID, CustomerFacts>> facts(
      SqlConnection connection, Collection<UUID> customers, List<ProgrammeRules> rules) {
    UUID[] ids = customers.toArray(UUID[]::new);
    List<ProgrammeRules> all =
        rules.stream().flatMap(of -> Stream.concat(Stream.of(of), of.others().stream())).toList();
    UUID[] growing =
        all.stream()
            .filter(of -> of.asks(TierMeasure.QUALIFYING_POINTS))
            .map(of -> of.programme().uuid())
            .distinct()
            .toArray(UUID[]::new);
    boolean visits = all.stream().anyMatch(of -> of.asks(TierMeasure.VISITS));
    boolean locks = all.stream().anyMatch(ProgrammeRules::locks);
    People people = new People();
    List<Uni<Void>> first = new ArrayList<>();
    first.add(read(connection, PROFILES, Tuple.of(ids), people::profile));
    first.add(read(connection, STORED, Tuple.of(ids), people::stored));
    if (growing.length > 0) {
      first.add(read(connection, POINTS, Tuple.of(ids, growing), people::points));
    }
    if (locks) {
      first.add(read(connection, LOCKS, Tuple.of(ids), people::lock));
    }
    return together(first)
        .chain(() -> together(deeds(connection, people, visits)))
        .chain(() -> people.returners.isEmpty() ? nothing() : returns(connection, people))
        .map(nothing -> facts(people.byCustomer));
  }

  private static List<Uni<Void>> deeds(SqlConnection connection, People people, boolean visits) {
    List<Uni<Void>> deeds = new ArrayList<>();
    deeds.add(read(connection, PURCHASES, people.parameters(), people::purchase));
    if (visits) {
      deeds.add(read(connection, VISITS, people.parameters(), people::visit));
    }
    return deeds;
  }

  /** Statements that need nothing of each other go out on each other's heels. */
  private static Uni<Void> together(List<Uni<Void>> reads) {
    return Uni.join().all(reads).andFailFast().replaceWithVoid();
  }

  private static Uni<Void> returns(SqlConnection connection, People people) {
    Tuple profiles = Tuple.of(people.returners.toArray(UUID[]::new));
    return read(connection, RETURNS, profiles, people::refund);
  }

  private static Uni<Void> nothing() {
    return Uni.createFrom().voidItem();
  }

  private static Uni<Void> read(
      SqlConnection connection, String sql, Tuple parameters, Consumer<Row> into) {
    return connection
        .preparedQuery(sql)
        .execute(parameters)
        .invoke(rows -> rows.forEach(into))
        .replaceWithVoid();
  }

  private static Map<UUID, CustomerFacts> facts(Map<UUID, Map<UUID, Person>> people) {
    Map<UUID, CustomerFacts> facts = new HashMap<>();
    people.forEach(
        (customer, parts) ->
            parts.values().stream()
                .map(Person::facts)
                .reduce(CustomerFacts::and)
                .filter(all -> !all.joined().isEmpty())
                .ifPresent(all -> facts.put(customer, all)));
    return facts;
  }

  /** The rows of customers, as they are sorted out. */
  private static final class People {
    /** By customer and by whose they are by themselves, in one order for any run. */
    private final Map<UUID, Map<UUID, Person>> byCustomer = new HashMap<>();

    private final Map<UUID, Person> byProfile = new HashMap<>();
    private final Set<UUID> returners = new HashSet<>();

    private Person of(UUID customer, UUID home) {
      return byCustomer
          .computeIfAbsent(customer, id -> new TreeMap<>())
          .computeIfAbsent(home, id -> new Person());
    }

    private Tuple parameters() {
      return Tuple.of(byProfile.keySet().stream().sorted().toArray(UUID[]::new));
    }

    private void profile(Row row) {
      Person person = of(row.getUUID(0), row.getUUID(3));
      Instant seen = time(row, 2);
      person.firstSeen =
          person.firstSeen == null || seen.isBefore(person.firstSeen) ? seen : person.firstSeen;
      byProfile.put(row.getUUID(1), person);
    }

    private void purchase(Row row) {
      byProfile.get(row.getUUID(0)).purchases.add(row);
      if (row.getLong(5) > 0) {
        returners.add(row.getUUID(0));
      }
    }

    private void refund(Row row) {
      Refund refund = new Refund(time(row, 2), row.getLong(3));
      add(byProfile.get(row.getUUID(0)).refunds, row.getUUID(1), refund);
    }

    private void stored(Row row) {
      of(row.getUUID(0), row.getUUID(0)).computedAt.put(row.getUUID(1), time(row, 2));
    }

    private void visit(Row row) {
      byProfile
          .get(row.getUUID(0))
          .visits
          .add(new Deed(TierMeasure.VISITS, time(row, 2), row.getUUID(1), 1, List.of()));
    }

    private void points(Row row) {
      Person person = of(row.getUUID(0), row.getUUID(6));
      if (row.getBoolean(2)) {
        add(person.taken, row.getUUID(3), new Refund(time(row, 4), row.getLong(5)));
      } else {
        add(person.points, row.getUUID(1), row);
      }
    }

    private void lock(Row row) {
      TierLock lock =
          new TierLock(
              row.getUUID(2),
              TierLock.Kind.valueOf(row.getString(3)),
              row.getString(4),
              time(row, 5),
              row.getOffsetDateTime(6) == null ? null : time(row, 6),
              row.getString(7),
              row.getString(8));
      add(of(row.getUUID(0), row.getUUID(9)).locks, row.getUUID(1), lock);
    }
  }

  private static Instant time(Row row, int column) {
    return row.getOffsetDateTime(column).toInstant();
  }

  private static <K, V> void add(Map<K, List<V>> lists, K key, V value) {
    lists.computeIfAbsent(key, k -> new ArrayList<>()).add(value);
  }

  /** The rows of one customer as they were before merges. */
  private static final class Person {
    private Instant firstSeen;
    private final List<Row> purchases = new ArrayList<>();
    private final Map<UUID, List<Refund>> refunds = new HashMap<>();
    private final List<Deed> visits = new ArrayList<>();
    private final Map<UUID, List<Row>> points = new HashMap<>();
    private final Map<UUID, List<Refund>> taken = new HashMap<>();
    private final Map<UUID, List<TierLock>> locks = new HashMap<>();
    private final Map<UUID, Instant> computedAt = new HashMap<>();

    private CustomerFacts facts() {
      Map<String, List<Deed>> byCurrency = new HashMap<>();
      purchases.forEach(row -> add(byCurrency, row.getString(3), purchase(row)));
      Map<UUID, List<Deed>> growth = new HashMap<>();
      points.forEach((programme, rows) -> rows.forEach(row -> add(growth, programme, growth(row))));
      List<Instant> joined = firstSeen == null ? List.of() : List.of(firstSeen);
      return new CustomerFacts(joined, byCurrency, visits, growth, locks, computedAt, List.of());
    }

    private Deed purchase(Row row) {
      Instant at = time(row, 2);
      List<Refund> given = refunds.getOrDefault(row.getUUID(1), List.of());
      // what counts as given back without a return that says when never counted
      long untimed = row.getLong(5) - given.stream().mapToLong(Refund::amount).sum();
      if (untimed > 0) {
        given = new ArrayList<>(given);
        given.add(new Refund(at, untimed));
      }
      return Deed.purchase(at, row.getUUID(1), row.getLong(4), given);
    }

    private Deed growth(Row row) {
      List<Refund> back = taken.getOrDefault(row.getUUID(3), List.of());
      return new Deed(
          TierMeasure.QUALIFYING_POINTS, time(row, 4), row.getUUID(3), row.getLong(5), back);
    }
  }
}
