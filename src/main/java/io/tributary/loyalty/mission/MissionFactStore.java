package io.tributary.loyalty.mission;

import io.smallrye.mutiny.Uni;
import io.tributary.platform.Columns;
import io.tributary.platform.FactKeys;
import io.tributary.platform.Rows;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.SqlConnection;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;

/** Reads what members did, and keeps how far they are and what they were given. */
@ApplicationScoped
class MissionFactStore {
  private static final String STANDING =
      "SELECT customer_id FROM customer WHERE customer_id = ANY($1) AND merged_into IS NULL";

  private static final String FAMILY =
      """
      WITH RECURSIVE family (person, id) AS (
        SELECT customer_id, customer_id FROM customer WHERE customer_id = ANY($1) AND merged_into IS NULL
        UNION ALL
        SELECT f.person, c.customer_id FROM family f JOIN customer c ON c.merged_into = f.id)
      """;

  /**
   * Orders of customers that stand, with what was bought: of a product of which as much came back
   * as was bought, nothing.
   */
  private static final String ORDERS =
      """
      SELECT p.customer_id, p.home_id, o.order_id, o.ordered_at, o.currency, o.net_minor, s.code, o.channel, l.skus,
             l.categories
      FROM profile p JOIN valued_order o USING (profile_id) LEFT JOIN store s ON s.store_id = o.store_id
      LEFT JOIN LATERAL (
        SELECT array_agg(DISTINCT b.sku) FILTER (WHERE b.sku IS NOT NULL) AS skus,
               array_agg(DISTINCT b.category) FILTER (WHERE b.category IS NOT NULL) AS categories
        FROM (
          SELECT l.sku, coalesce(l.category, d.category) AS category, sum(l.amount_minor) AS minor
          FROM order_line l LEFT JOIN product d ON d.sku = l.sku
          WHERE l.profile_id = o.profile_id AND l.ordered_at = o.ordered_at AND l.order_id = o.order_id
          GROUP BY 1, 2) b
        WHERE o.refunded_minor = 0 OR b.sku IS NULL OR b.minor > (
          SELECT coalesce(sum(r.amount_minor), 0) FROM order_return r
          WHERE r.profile_id = o.profile_id AND r.order_id = o.order_id AND r.sku = b.sku
            AND r.returned_at BETWEEN o.first_returned_at AND o.last_returned_at)) l ON $4
      WHERE p.customer_id = ANY($1) AND p.home_id IS NOT NULL AND o.counts AND o.ordered_at >= $2
        AND (o.ordered_at < $3 OR $3 IS NULL)
      """;

  private static final String EVENTS =
      """
      SELECT p.customer_id, p.home_id, e.event_id, e.occurred_at, e.kind, lower(e.name)
      FROM profile p JOIN event e USING (profile_id)
      WHERE p.customer_id = ANY($1) AND p.home_id IS NOT NULL AND e.occurred_at >= $2
        AND (e.occurred_at < $3 OR $3 IS NULL) AND (e.kind = ANY($4) OR lower(e.name) = ANY($5))
      """;

  private static final String REFERRALS =
      FAMILY
          + """
          SELECT f.person, r.referrer_id, r.referral_id, r.qualified_at FROM family f JOIN referral r ON r.referrer_id = f.id
          WHERE r.state = 'REWARDED' AND r.qualified_at >= $2 AND (r.qualified_at < $3 OR $3 IS NULL)
          """;

  private static final String TIERS =
      """
      SELECT customer_id, programme_id, changed_at, to_tier FROM tier_change
      WHERE customer_id = ANY($1) AND programme_id = ANY($2) ORDER BY changed_at
      """;

  /** Of those who no longer stand for themselves nothing is left. */
  private static final String KEEP =
      """
      WITH now AS (
        SELECT * FROM unnest($2::uuid[], $3::uuid[], $4::text[], $5::integer[], $6::integer[], $7::text[]) v(c, m, d, n, t, h)),
      gone AS (
        DELETE FROM mission_progress p WHERE p.customer_id = ANY($1)
          AND NOT EXISTS (SELECT FROM now WHERE c = p.customer_id AND m = p.mission_id))
      INSERT INTO mission_progress AS p (customer_id, mission_id, window_day, number, completed, have, computed_at)
      SELECT c, m, d::date, n, t, h::bigint[], $8::timestamptz FROM now
      ON CONFLICT (customer_id, mission_id) DO UPDATE SET window_day = excluded.window_day, number = excluded.number,
        completed = excluded.completed, have = excluded.have, computed_at = excluded.computed_at
      WHERE (p.window_day, p.number, p.completed, p.have)
        IS DISTINCT FROM (excluded.window_day, excluded.number, excluded.completed, excluded.have)
      """;

  private static final String REWARDS =
      FAMILY
          + """
          SELECT w.customer_id, w.mission_id, w.window_day, w.round, w.number, w.completed_at, w.given, w.coupon_hash, w.claim_id,
                 w.owed_reward
          FROM family f JOIN mission_reward w ON w.customer_id = f.id
          """;

  /**
   * Who stands for those to whom rewards are owed of which there are some: as many as there are of
   * each, whoever completed the mission first.
   */
  private static final String OWED =
      """
      WITH RECURSIVE due AS (
        SELECT w.customer_id, w.completed_at FROM (
          SELECT w.customer_id, w.completed_at, r.stock - coalesce(s.taken, 0) AS left_over, r.stock,
                 row_number() OVER (PARTITION BY w.owed_reward ORDER BY w.completed_at, w.customer_id) AS place
          FROM mission_reward w JOIN reward r ON r.reward_id = w.owed_reward LEFT JOIN reward_stock s USING (reward_id)
          WHERE w.owed_reward IS NOT NULL AND w.given AND (r.stock IS NULL OR r.stock > coalesce(s.taken, 0))) w
        WHERE w.stock IS NULL OR w.place <= w.left_over
        ORDER BY w.completed_at, w.customer_id LIMIT $1),
      up (id, next) AS (
        SELECT c.customer_id, c.merged_into FROM due JOIN customer c USING (customer_id)
        UNION
        SELECT c.customer_id, c.merged_into FROM up u JOIN customer c ON c.customer_id = u.next)
      SELECT id FROM up WHERE next IS NULL ORDER BY id
      """;

  private static final String KEEP_REWARDS =
      """
      INSERT INTO mission_reward (customer_id, mission_id, window_day, round, number, completed_at, given, coupon_hash, claim_id,
                                  owed_reward)
      SELECT c, m, d::date, r, n, a, g, k, l, o
      FROM unnest($1::uuid[], $2::uuid[], $3::text[], $4::bigint[], $5::bigint[], $6::timestamptz[], $7::boolean[], $8::uuid[],
                  $9::uuid[], $10::uuid[]) v(c, m, d, r, n, a, g, k, l, o)
      ON CONFLICT (customer_id, mission_id, window_day, round) DO UPDATE SET number = excluded.number,
        completed_at = excluded.completed_at, given = excluded.given, coupon_hash = excluded.coupon_hash,
        claim_id = excluded.claim_id, owed_reward = excluded.owed_reward
      """;

  /**
   * What missions ask for.
   *
   * @param since the earliest
   * @param until the latest, exclusive; null for no end
   * @param orders whether any counts orders
   * @param lines whether any asks what was bought
   * @param kinds of events that any counts whatever their name
   * @param names of events that any counts, in lower case
   * @param referrals whether any counts them
   */
  record Wanted(
      Instant since,
      Instant until,
      boolean orders,
      boolean lines,
      Set<String> kinds,
      Set<String> names,
      boolean referrals) {}

  /** Which of some customers stand for themselves. */
  Uni<List<UUID>> standing(SqlConnection connection, Collection<UUID> customers) {
    return connection
        .preparedQuery(STANDING)
        .execute(Tuple.of((Object) customers.toArray(UUID[]::new)))
        .map(rows -> Rows.list(rows, row -> row.getUUID(0)));
  }

  /** What customers did that missions ask for, by customer; up to three statements. */
  Uni<Map<UUID, List<MissionFact>>> facts(
      SqlConnection connection, Collection<UUID> customers, Wanted wanted) {
    Map<UUID, List<MissionFact>> found = new HashMap<>();
    UUID[] ids = customers.toArray(UUID[]::new);
    OffsetDateTime since = FactKeys.utc(wanted.since());
    OffsetDateTime until = FactKeys.utc(wanted.until());
    boolean events = !wanted.kinds().isEmpty() || !wanted.names().isEmpty();
    return read(
            connection,
            wanted.orders(),
            ORDERS,
            Tuple.of(ids, since, until, wanted.lines()),
            row -> add(found, row, order(row)))
        .chain(
            () ->
                read(
                    connection,
                    events,
                    EVENTS,
                    Tuple.of(
                        ids,
                        since,
                        until,
                        wanted.kinds().toArray(String[]::new),
                        wanted.names().toArray(String[]::new)),
                    row -> add(found, row, event(row))))
        .chain(
            () ->
                read(
                    connection,
                    wanted.referrals(),
                    REFERRALS,
                    Tuple.of(ids, since, until),
                    row -> add(found, row, fact(row, MissionStepKind.REFERRAL, null))))
        .replaceWith(found);
  }

  private static Uni<Void> read(
      SqlConnection connection,
      boolean wanted,
      String sql,
      Tuple values,
      java.util.function.Consumer<Row> reader) {
    return wanted
        ? connection
            .preparedQuery(sql)
            .execute(values)
            .invoke(rows -> rows.forEach(reader))
            .replaceWithVoid()
        : Uni.createFrom().voidItem();
  }

  private static void add(Map<UUID, List<MissionFact>> found, Row row, MissionFact fact) {
    found.computeIfAbsent(row.getUUID(0), c -> new ArrayList<>()).add(fact);
  }

  private static MissionFact order(Row row) {
    return new MissionFact(
        row.getUUID(2),
        row.getUUID(1),
        row.getOffsetDateTime(3).toInstant(),
        MissionStepKind.ORDERS,
        row.getString(4),
        row.getLong(5),
        row.getString(6),
        row.getString(7),
        texts(row.getArrayOfStrings(8)),
        texts(row.getArrayOfStrings(9)),
        null);
  }

  private static Set<String> texts(String[] texts) {
    return texts == null ? Set.of() : Set.of(texts);
  }

  private static MissionFact event(Row row) {
    MissionStepKind kind =
        switch (row.getString(4)) {
          case "VISIT" -> MissionStepKind.CHECK_IN;
          case "COMMENT" -> MissionStepKind.REVIEW;
          default -> MissionStepKind.EVENT;
        };
    return fact(row, kind, row.getString(5));
  }

  private static MissionFact fact(Row row, MissionStepKind kind, String name) {
    return new MissionFact(
        row.getUUID(2),
        row.getUUID(1),
        row.getOffsetDateTime(3).toInstant(),
        kind,
        null,
        0,
        null,
        null,
        Set.of(),
        Set.of(),
        name);
  }

  /** The tiers of customers since when, by customer and programme. */
  Uni<Map<List<UUID>, TreeMap<Instant, String>>> tiers(
      SqlConnection connection, Collection<UUID> customers, Collection<UUID> programmes) {
    Map<List<UUID>, TreeMap<Instant, String>> found = new HashMap<>();
    return read(
            connection,
            !programmes.isEmpty(),
            TIERS,
            Tuple.of(customers.toArray(UUID[]::new), programmes.toArray(UUID[]::new)),
            row ->
                found
                    .computeIfAbsent(
                        List.of(row.getUUID(0), row.getUUID(1)), key -> new TreeMap<>())
                    .put(row.getOffsetDateTime(2).toInstant(), row.getString(3)))
        .replaceWith(found);
  }

  /** How far a member is in the latest window in which they did anything. */
  record Kept(
      UUID customer, UUID mission, LocalDate window, int number, int completed, List<Long> have) {}

  /** Keeps how far customers are, and nothing else of them. */
  Uni<Void> keep(
      SqlConnection connection, Collection<UUID> customers, List<Kept> kept, Instant asOf) {
    Tuple values =
        Columns.after(Tuple.of((Object) customers.toArray(UUID[]::new)), kept)
            .uuids(Kept::customer)
            .uuids(Kept::mission)
            .texts(one -> one.window().toString())
            .tuple();
    values.addArrayOfInteger(kept.stream().map(Kept::number).toArray(Integer[]::new));
    values.addArrayOfInteger(kept.stream().map(Kept::completed).toArray(Integer[]::new));
    values.addArrayOfString(
        kept.stream()
            .map(one -> one.have().toString().replace('[', '{').replace(']', '}'))
            .toArray(String[]::new));
    values.addOffsetDateTime(FactKeys.utc(asOf));
    return connection.preparedQuery(KEEP).execute(values).replaceWithVoid();
  }

  /**
   * A completion with what was given for it.
   *
   * @param customer whose it is
   * @param number the version whose reward it is
   * @param given whether it stands
   * @param coupon what finds the code that was given; null for none
   * @param claim of a reward; null for none
   * @param owed the reward that was not there to be given; null for none
   */
  record Rewarded(
      UUID customer,
      UUID mission,
      LocalDate window,
      int round,
      int number,
      Instant completedAt,
      boolean given,
      UUID coupon,
      UUID claim,
      UUID owed) {
    /** What tells it from others. */
    List<Object> key() {
      return List.of(customer, mission, window, round);
    }

    Rewarded standing(boolean stands) {
      return new Rewarded(
          customer, mission, window, round, number, completedAt, stands, coupon, claim, owed);
    }

    Rewarded with(UUID code, UUID claimed, UUID reward) {
      return new Rewarded(
          customer, mission, window, round, number, completedAt, given, code, claimed, reward);
    }
  }

  /** What customers, and who is one person with them, were given. */
  Uni<List<Rewarded>> rewards(SqlConnection connection, Collection<UUID> customers) {
    return connection
        .preparedQuery(REWARDS)
        .execute(Tuple.of((Object) customers.toArray(UUID[]::new)))
        .map(
            rows -> {
              List<Rewarded> found = new ArrayList<>();
              rows.forEach(
                  row ->
                      found.add(
                          new Rewarded(
                              row.getUUID(0),
                              row.getUUID(1),
                              row.getLocalDate(2),
                              row.getInteger(3),
                              row.getInteger(4),
                              row.getOffsetDateTime(5).toInstant(),
                              row.getBoolean(6),
                              row.getUUID(7),
                              row.getUUID(8),
                              row.getUUID(9))));
              return found;
            });
  }

  /** So many of those to whom rewards are owed that are there by now. */
  Uni<List<UUID>> owed(SqlConnection connection, int limit) {
    return connection
        .preparedQuery(OWED)
        .execute(Tuple.of(limit))
        .map(rows -> Rows.list(rows, row -> row.getUUID(0)));
  }

  /** Keeps what customers were given. */
  Uni<Void> keepRewards(SqlConnection connection, List<Rewarded> rewards) {
    return Columns.of(rewards)
        .uuids(Rewarded::customer)
        .uuids(Rewarded::mission)
        .texts(one -> one.window().toString())
        .longs(one -> (long) one.round())
        .longs(one -> (long) one.number())
        .times(Rewarded::completedAt)
        .flags(Rewarded::given)
        .uuids(Rewarded::coupon)
        .uuids(Rewarded::claim)
        .uuids(Rewarded::owed)
        .execute(connection, KEEP_REWARDS);
  }
}
