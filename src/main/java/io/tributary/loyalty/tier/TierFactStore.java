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
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.BiConsumer;
import java.util.stream.Stream;

/**
 * Reads the facts that tiers follow from. Visits, growth value and locks are only read where a
 * policy asks for them or there are any, each in one more statement.
 */
@ApplicationScoped
class TierFactStore {
  /** Purchases and returns of some customers, and what their memberships stand at. */
  private static final String SALES =
      """
      WITH member AS (SELECT customer_id, profile_id, first_seen_at FROM profile WHERE customer_id = ANY($1))
      SELECT customer_id, 0 AS kind, NULL::uuid AS id, min(first_seen_at) AS at, NULL::text AS currency,
             0::bigint AS minor, 0::bigint AS refunded_minor
      FROM member GROUP BY customer_id
      UNION ALL
      SELECT m.customer_id, 1, q.order_id, q.ordered_at, q.currency, q.value_minor, q.refunded_minor
      FROM member m JOIN qualifying_order q ON q.profile_id = m.profile_id
      UNION ALL
      SELECT m.customer_id, 2, r.order_id, r.returned_at, r.currency, r.amount_minor, 0
      FROM member m JOIN order_return r ON r.profile_id = m.profile_id
      UNION ALL
      SELECT customer_id, 3, programme_id, computed_at, NULL, 0, 0
      FROM membership WHERE customer_id = ANY($1)
      """;

  /** Visits to stores. */
  private static final String VISITS =
      """
      SELECT p.customer_id, e.event_id, e.occurred_at
      FROM profile p JOIN event e ON e.profile_id = p.profile_id
      WHERE p.customer_id = ANY($1) AND e.kind = 'VISIT'
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
            SELECT f.root, u.programme_id, points_account_of(u.currency_id, f.id) AS account_id
            FROM family f JOIN points_currency u ON u.code = 'GROWTH' AND u.programme_id = ANY($2))
          SELECT a.root, a.programme_id, false AS taken, e.entry_id, e.occurred_at, e.amount
          FROM account a JOIN points_entry e USING (account_id)
          WHERE e.kind IN ('EARN', 'ADJUST') AND e.amount > 0
          UNION ALL
          SELECT a.root, a.programme_id, true, l.entry_id, e.occurred_at, -m.delta
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
                 l.actor
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
    Map<UUID, Person> people = new HashMap<>();
    Uni<Void> read = read(connection, SALES, Tuple.of(ids), people, Person::sale);
    if (all.stream().anyMatch(of -> of.asks(TierMeasure.VISITS))) {
      read = read.chain(() -> read(connection, VISITS, Tuple.of(ids), people, Person::visit));
    }
    if (growing.length > 0) {
      read =
          read.chain(
              () -> read(connection, POINTS, Tuple.of(ids, growing), people, Person::points));
    }
    if (all.stream().anyMatch(ProgrammeRules::locks)) {
      read = read.chain(() -> read(connection, LOCKS, Tuple.of(ids), people, Person::lock));
    }
    return read.map(nothing -> facts(people));
  }

  private static Uni<Void> read(
      SqlConnection connection,
      String sql,
      Tuple parameters,
      Map<UUID, Person> people,
      BiConsumer<Person, Row> into) {
    return connection
        .preparedQuery(sql)
        .execute(parameters)
        .invoke(
            rows ->
                rows.forEach(
                    row ->
                        into.accept(
                            people.computeIfAbsent(row.getUUID(0), id -> new Person()), row)))
        .replaceWithVoid();
  }

  private static Map<UUID, CustomerFacts> facts(Map<UUID, Person> people) {
    Map<UUID, CustomerFacts> facts = new HashMap<>();
    people.forEach(
        (customer, of) -> {
          if (of.firstSeen != null) {
            facts.put(customer, of.facts());
          }
        });
    return facts;
  }

  /** One customer's rows, as they are sorted out. */
  private static final class Person {
    private Instant firstSeen;
    private final List<Row> purchases = new ArrayList<>();
    private final Map<UUID, List<Refund>> refunds = new HashMap<>();
    private final List<Deed> visits = new ArrayList<>();
    private final Map<UUID, List<Row>> points = new HashMap<>();
    private final Map<UUID, List<Refund>> taken = new HashMap<>();
    private final Map<UUID, List<TierLock>> locks = new HashMap<>();
    private final Map<UUID, Instant> computedAt = new HashMap<>();

    private void sale(Row row) {
      switch (row.getInteger(1)) {
        case 0 -> firstSeen = time(row, 3);
        case 1 -> purchases.add(row);
        case 2 -> add(refunds, row.getUUID(2), new Refund(time(row, 3), row.getLong(5)));
        default -> computedAt.put(row.getUUID(2), time(row, 3));
      }
    }

    private void visit(Row row) {
      visits.add(new Deed(TierMeasure.VISITS, time(row, 2), row.getUUID(1), 1, List.of()));
    }

    private void points(Row row) {
      if (row.getBoolean(2)) {
        add(taken, row.getUUID(3), new Refund(time(row, 4), row.getLong(5)));
      } else {
        add(points, row.getUUID(1), row);
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
      add(locks, row.getUUID(1), lock);
    }

    private CustomerFacts facts() {
      Map<String, List<Deed>> byCurrency = new HashMap<>();
      purchases.forEach(row -> add(byCurrency, row.getString(4), purchase(row)));
      Map<UUID, List<Deed>> growth = new HashMap<>();
      points.forEach((programme, rows) -> rows.forEach(row -> add(growth, programme, growth(row))));
      return new CustomerFacts(firstSeen, byCurrency, visits, growth, locks, computedAt);
    }

    private Deed purchase(Row row) {
      Instant at = time(row, 3);
      List<Refund> given = refunds.getOrDefault(row.getUUID(2), List.of());
      // what counts as given back without a return that says when never counted
      long untimed = row.getLong(6) - given.stream().mapToLong(Refund::amount).sum();
      if (untimed > 0) {
        given = new ArrayList<>(given);
        given.add(new Refund(at, untimed));
      }
      return Deed.purchase(at, row.getUUID(2), row.getLong(5), given);
    }

    private Deed growth(Row row) {
      List<Refund> back = taken.getOrDefault(row.getUUID(3), List.of());
      return new Deed(
          TierMeasure.QUALIFYING_POINTS, time(row, 4), row.getUUID(3), row.getLong(5), back);
    }

    private static Instant time(Row row, int column) {
      return row.getOffsetDateTime(column).toInstant();
    }

    private static <K, V> void add(Map<K, List<V>> lists, K key, V value) {
      lists.computeIfAbsent(key, k -> new ArrayList<>()).add(value);
    }
  }
}
