package io.tributary.loyalty.tier;

import io.smallrye.mutiny.Uni;
import io.tributary.platform.FactKeys;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.RowSet;
import io.vertx.mutiny.sqlclient.SqlConnection;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.StreamSupport;

/** Reads the facts that tiers follow from; writes and reads memberships and tier changes. */
@ApplicationScoped
class TierStore {
  /**
   * Makes the memberships of some customers what they should be. Rows that are right are left out
   * before: ON CONFLICT would lock them, which is a write. NOT IN is hashed whatever the planner
   * expects of the arrays; an anti join may go through all of one for each row of the other.
   */
  private static final String WRITE_MEMBERSHIPS =
      """
      WITH derived AS (
        SELECT * FROM unnest($2::uuid[], $3::uuid[], $4::text[], $5::timestamptz[], $6::timestamptz[], $7::bigint[],
                             $8::integer[], $9::timestamptz[], $10::timestamptz[])
          d(customer_id, programme_id, tier, since, valid_until, qualifying, policy_number, due_at, computed_at)),
      gone AS (
        DELETE FROM membership m WHERE m.customer_id = ANY((SELECT $1::uuid[])::uuid[]) AND m.programme_id = ANY($11)
          AND (m.customer_id, m.programme_id) NOT IN (SELECT d.customer_id, d.programme_id FROM derived d))
      INSERT INTO membership AS m
        (customer_id, programme_id, tier, since, valid_until, qualifying, policy_number, due_at, computed_at)
      SELECT customer_id, programme_id, tier, since, valid_until, qualifying, policy_number, due_at, computed_at
      FROM derived d
      WHERE NOT EXISTS (
        SELECT FROM membership m WHERE m.customer_id = d.customer_id AND m.programme_id = d.programme_id
          AND (m.tier, m.since, m.valid_until, m.qualifying, m.policy_number, m.due_at) IS NOT DISTINCT FROM
            (d.tier, d.since, d.valid_until, d.qualifying, d.policy_number, d.due_at))
      ORDER BY customer_id, programme_id
      ON CONFLICT (customer_id, programme_id) DO UPDATE SET
        tier = excluded.tier, since = excluded.since, valid_until = excluded.valid_until,
        qualifying = excluded.qualifying, policy_number = excluded.policy_number, due_at = excluded.due_at,
        computed_at = excluded.computed_at
      """;

  /** Makes the tier history of some customers what it should be; rows that are right stay. */
  private static final String WRITE_CHANGES =
      """
      WITH derived AS (
        SELECT * FROM unnest($2::uuid[], $3::uuid[], $4::timestamptz[], $5::text[], $6::text[], $7::text[], $8::integer[])
          d(customer_id, programme_id, changed_at, from_tier, to_tier, reason, policy_number)),
      gone AS (
        DELETE FROM tier_change t WHERE t.customer_id = ANY((SELECT $1::uuid[])::uuid[]) AND t.programme_id = ANY($9)
          AND (t.customer_id, t.programme_id, t.changed_at) NOT IN (
            SELECT d.customer_id, d.programme_id, d.changed_at FROM derived d))
      INSERT INTO tier_change AS t
        (customer_id, programme_id, changed_at, from_tier, to_tier, reason, policy_number, recorded_at)
      SELECT customer_id, programme_id, changed_at, from_tier, to_tier, reason, policy_number, clock_timestamp()
      FROM (
        SELECT * FROM derived
        EXCEPT ALL
        SELECT customer_id, programme_id, changed_at, from_tier, to_tier, reason, policy_number
        FROM tier_change WHERE customer_id = ANY((SELECT $1::uuid[])::uuid[])) d
      ORDER BY customer_id, programme_id, changed_at
      ON CONFLICT (customer_id, programme_id, changed_at) DO UPDATE SET
        from_tier = excluded.from_tier, to_tier = excluded.to_tier, reason = excluded.reason,
        policy_number = excluded.policy_number, recorded_at = excluded.recorded_at
      """;

  /** Memberships that time has changed by an instant, or a policy has. */
  private static final String CHANGED =
      """
      FROM membership m JOIN unnest($2::uuid[], $3::integer[]) p(programme_id, number) ON p.programme_id = m.programme_id
      WHERE m.customer_id > $1 AND (m.due_at <= $4 OR m.policy_number < p.number)
      """;

  /**
   * Customers without a membership, and memberships that are left over from a merge. Both sides are
   * bounded, so that a batch reads both indexes from where the one before ended.
   */
  private static final String MISPLACED =
      """
      FROM customer c CROSS JOIN unnest($2::uuid[]) p(programme_id)
      LEFT JOIN membership m ON m.customer_id = c.customer_id AND m.programme_id = p.programme_id AND m.customer_id > $1
      WHERE c.customer_id > $1 AND (m.customer_id IS NULL) = (c.merged_into IS NULL)
      """;

  private static final String NEXT_CHANGED =
      "SELECT m.customer_id " + CHANGED + "ORDER BY m.customer_id LIMIT $5";

  private static final String NEXT_MISPLACED =
      "SELECT c.customer_id " + MISPLACED + "ORDER BY c.customer_id LIMIT $3";

  private static final String COUNT_DUE =
      "SELECT (SELECT count(*) " + CHANGED + ") + (SELECT count(*) " + MISPLACED + ")";

  /** A batch of the customers who stand for themselves, in the order of their ids. */
  private static final String CUSTOMERS =
      """
      SELECT customer_id FROM customer WHERE merged_into IS NULL AND customer_id > $1 ORDER BY customer_id LIMIT $2
      """;

  /** Members by the tier they had at an instant; null stands for the latest state. */
  private static final String DISTRIBUTION =
      """
      SELECT to_tier, count(*) FROM (
        SELECT DISTINCT ON (customer_id) customer_id, to_tier FROM tier_change
        WHERE programme_id = $1 AND ($2::timestamptz IS NULL OR changed_at <= $2)
        ORDER BY customer_id, changed_at DESC) latest
      GROUP BY to_tier ORDER BY to_tier
      """;

  /**
   * Makes memberships and histories of customers, in some programmes, what was derived; nothing
   * derived means none.
   */
  Uni<Void> write(
      SqlConnection connection,
      Collection<UUID> customers,
      Collection<UUID> programmes,
      List<Derived> derived) {
    UUID[] all = customers.toArray(UUID[]::new);
    UUID[] in = programmes.toArray(UUID[]::new);
    return connection
        .preparedQuery(WRITE_MEMBERSHIPS)
        .execute(memberships(all, derived).addArrayOfUUID(in))
        .chain(
            () ->
                connection
                    .preparedQuery(WRITE_CHANGES)
                    .execute(changes(all, derived).addArrayOfUUID(in)))
        .replaceWithVoid();
  }

  /**
   * Customers whose membership time or a policy has changed by an instant, in the order of their
   * ids, each once for each programme.
   *
   * @param after only ids after this one
   */
  Uni<List<UUID>> changed(
      SqlConnection connection, UUID after, List<ProgrammeRules> rules, Instant asOf, int limit) {
    return connection
        .preparedQuery(NEXT_CHANGED)
        .execute(dueAt(after, rules, asOf).addInteger(limit))
        .map(TierStore::ids);
  }

  /** Customers who lack a membership or have one too many, as {@link #changed}. */
  Uni<List<UUID>> misplaced(
      SqlConnection connection, UUID after, List<ProgrammeRules> rules, int limit) {
    return connection
        .preparedQuery(NEXT_MISPLACED)
        .execute(Tuple.of(after, programmes(rules), limit))
        .map(TierStore::ids);
  }

  /** How many customers' memberships either of them would find. */
  Uni<Long> countDue(
      SqlConnection connection, UUID after, List<ProgrammeRules> rules, Instant asOf) {
    return connection
        .preparedQuery(COUNT_DUE)
        .execute(dueAt(after, rules, asOf))
        .map(rows -> rows.iterator().next().getLong(0));
  }

  /** A batch of customers after an id, in the order of their ids. */
  Uni<List<UUID>> customers(SqlConnection connection, UUID after, int limit) {
    return connection.preparedQuery(CUSTOMERS).execute(Tuple.of(after, limit)).map(TierStore::ids);
  }

  /** Members by tier at an instant; null for the latest state. */
  Uni<Map<String, Integer>> distribution(SqlConnection connection, UUID programme, Instant asOf) {
    return connection
        .preparedQuery(DISTRIBUTION)
        .execute(Tuple.of(programme, FactKeys.utc(asOf)))
        .map(
            rows -> {
              Map<String, Integer> counts = new LinkedHashMap<>();
              rows.forEach(row -> counts.put(row.getString(0), row.getLong(1).intValue()));
              return counts;
            });
  }

  private static UUID[] programmes(List<ProgrammeRules> rules) {
    return rules.stream().map(of -> of.programme().uuid()).toArray(UUID[]::new);
  }

  private static Tuple dueAt(UUID after, List<ProgrammeRules> rules, Instant asOf) {
    return Tuple.tuple()
        .addUUID(after)
        .addArrayOfUUID(programmes(rules))
        .addArrayOfInteger(rules.stream().map(r -> r.at(asOf).number()).toArray(Integer[]::new))
        .addOffsetDateTime(FactKeys.utc(asOf));
  }

  private static Tuple memberships(UUID[] all, List<Derived> derived) {
    return Tuple.tuple()
        .addArrayOfUUID(all)
        .addArrayOfUUID(column(derived, Derived::customer).toArray(UUID[]::new))
        .addArrayOfUUID(column(derived, Derived::programme).toArray(UUID[]::new))
        .addArrayOfString(column(derived, d -> d.replay().tier()).toArray(String[]::new))
        .addArrayOfOffsetDateTime(times(derived, d -> d.replay().began()))
        .addArrayOfOffsetDateTime(times(derived, d -> d.replay().validUntil()))
        .addArrayOfLong(column(derived, d -> d.replay().qualifying()).toArray(Long[]::new))
        .addArrayOfInteger(
            column(derived, d -> d.replay().policy().number()).toArray(Integer[]::new))
        .addArrayOfOffsetDateTime(times(derived, d -> d.replay().due()))
        .addArrayOfOffsetDateTime(times(derived, Derived::asOf));
  }

  private record ChangeRow(Derived of, TierChange change) {}

  private static Tuple changes(UUID[] all, List<Derived> derived) {
    List<ChangeRow> rows = new ArrayList<>();
    derived.forEach(d -> d.replay().history().forEach(c -> rows.add(new ChangeRow(d, c))));
    return Tuple.tuple()
        .addArrayOfUUID(all)
        .addArrayOfUUID(column(rows, r -> r.of().customer()).toArray(UUID[]::new))
        .addArrayOfUUID(column(rows, r -> r.of().programme()).toArray(UUID[]::new))
        .addArrayOfOffsetDateTime(times(rows, r -> r.change().at()))
        .addArrayOfString(column(rows, r -> r.change().from()).toArray(String[]::new))
        .addArrayOfString(column(rows, r -> r.change().to()).toArray(String[]::new))
        .addArrayOfString(column(rows, r -> r.change().reason().name()).toArray(String[]::new))
        .addArrayOfInteger(column(rows, r -> r.change().policyNumber()).toArray(Integer[]::new));
  }

  private static <R, V> List<V> column(List<R> rows, Function<R, V> value) {
    List<V> column = new ArrayList<>(rows.size());
    rows.forEach(row -> column.add(value.apply(row)));
    return column;
  }

  private static <R> OffsetDateTime[] times(List<R> rows, Function<R, Instant> value) {
    return column(rows, row -> FactKeys.utc(value.apply(row))).toArray(OffsetDateTime[]::new);
  }

  private static List<UUID> ids(RowSet<Row> rows) {
    return StreamSupport.stream(rows.spliterator(), false)
        .map(row -> row.getUUID(0))
        .distinct()
        .toList();
  }
}
