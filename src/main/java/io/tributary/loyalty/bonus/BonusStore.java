package io.tributary.loyalty.bonus;

import io.smallrye.mutiny.Uni;
import io.tributary.loyalty.earning.AppliedRule;
import io.tributary.platform.Columns;
import io.tributary.platform.FactKeys;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.SqlConnection;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/** Writes and reads bonuses, the facts that they are for, and what they gave. */
@ApplicationScoped
class BonusStore {
  private static final String COLUMNS =
      """
      SELECT b.bonus_id, b.programme_id, b.currency_id, b.name, b.occasion, b.event_names, b.attributes, b.points, b.per,
             b.times, b.cap_per_day, b.cap_per_member, b.budget, b.since, b.until
      FROM event_bonus b
      """;

  /** Every version of every bonus, as it is in force. */
  private static final String VERSIONS =
      """
      SELECT b.bonus_id, b.programme_id, b.currency_id, b.name, b.occasion, b.event_names, b.attributes, b.points, b.per,
             b.times, b.cap_per_day, b.cap_per_member, b.budget, b.since, b.until, b.number
      FROM event_bonus_in_force b
      """;

  /** Adds a bonus, or changes the one of its name; locks it until the commit. */
  private static final String SAVE =
      """
      INSERT INTO event_bonus AS b (bonus_id, programme_id, currency_id, name, occasion, event_names, attributes, points, per,
                                    times, cap_per_day, cap_per_member, budget, since, until, created_at, version)
      VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, 0)
      ON CONFLICT (programme_id, name) DO UPDATE SET occasion = excluded.occasion, event_names = excluded.event_names,
        attributes = excluded.attributes, points = excluded.points, per = excluded.per, times = excluded.times,
        cap_per_day = excluded.cap_per_day, cap_per_member = excluded.cap_per_member, budget = excluded.budget,
        since = excluded.since, until = excluded.until, version = b.version + 1
      RETURNING bonus_id
      """;

  /** Keeps a bonus as it was set as its next version. */
  private static final String ADD_VERSION =
      """
      INSERT INTO event_bonus_version (bonus_id, number, occasion, event_names, attributes, points, per, times, cap_per_day,
                                       cap_per_member, budget, since, until, set_at)
      SELECT b.bonus_id, 1 + (SELECT coalesce(max(v.number), 0) FROM event_bonus_version v WHERE v.bonus_id = b.bonus_id),
             occasion, event_names, attributes, points, per, times, cap_per_day, cap_per_member, budget, since, until, $2
      FROM event_bonus b WHERE b.bonus_id = $1
      """;

  private static final String BY_IDS = COLUMNS + "WHERE b.bonus_id = ANY($1)";
  private static final String OF_PROGRAMMES =
      COLUMNS
          + "WHERE $1::uuid[] IS NULL OR b.programme_id = ANY($1) ORDER BY b.created_at, b.bonus_id";

  /** Everybody who is one person with each of some customers that stand for themselves. */
  private static final String FAMILY =
      """
      WITH RECURSIVE family (person, id) AS (
        SELECT customer_id, customer_id FROM customer WHERE customer_id = ANY($1) AND merged_into IS NULL
        UNION ALL
        SELECT f.person, c.customer_id FROM family f JOIN customer c ON c.merged_into = f.id)
      """;

  /** What was given for referrals that no longer are rewarded, or taken back of those that are. */
  private static final String OTHERWISE =
      FAMILY
          + """
          SELECT b.bonus_id, r.referrer_id, f.person, r.referral_id, coalesce(r.qualified_at, g.occurred_at), g.number,
                 g.points, r.state = 'REWARDED'
          FROM event_bonus b JOIN referral r USING (programme_id) JOIN family f ON f.id = r.referrer_id
          JOIN points_bonus g ON g.account_id = points_account_of(b.currency_id, r.referrer_id)
            AND g.bonus_id = b.bonus_id AND g.fact_id = r.referral_id
          WHERE g.points > 0 AND g.taken_back = (r.state = 'REWARDED')
          """;

  private static final String TURN =
      """
      UPDATE points_bonus g SET taken_back = v.t FROM unnest($2::uuid[], $3::uuid[], $4::uuid[], $5::boolean[]) v(h, b, f, t)
      WHERE g.account_id = points_account_of($1, v.h) AND g.bonus_id = v.b AND g.fact_id = v.f
      """;

  /**
   * Facts of customers that bonuses are for and that were not reckoned: events of their profiles,
   * profiles that are complete, since the last of what is asked for was first said, and rewarded
   * referrals. Points go to the customer that the profile's own evidence ties it to, so that they
   * stay theirs through merges.
   */
  private static final String FACTS =
      FAMILY
          + """
      SELECT b.bonus_id, p.home_id, p.customer_id, e.event_id, e.occurred_at, b.number
      FROM profile p JOIN event e USING (profile_id)
      JOIN event_bonus_in_force b ON e.occurred_at >= b.since AND (e.occurred_at < b.until OR b.until IS NULL)
        AND (cardinality(b.event_names) = 0 OR lower(e.name) = ANY(b.event_names))
        AND CASE b.occasion WHEN 'REVIEW' THEN e.kind = 'COMMENT' WHEN 'CHECK_IN' THEN e.kind = 'VISIT'
          WHEN 'FOLLOW' THEN e.kind = 'FOLLOW' AND e.name !~* '\\mun(followed|subscribed)\\M'
          ELSE b.occasion = 'EVENT' END
      WHERE p.customer_id = ANY($1) AND p.home_id IS NOT NULL AND e.occurred_at >= $2
        AND NOT EXISTS (SELECT FROM points_bonus g WHERE g.account_id = points_account_of(b.currency_id, p.home_id)
          AND g.bonus_id = b.bonus_id AND g.fact_id = e.event_id)
      UNION ALL
      SELECT b.bonus_id, a.customer_id, a.customer_id, b.bonus_id, max(a.since), b.number
      FROM event_bonus_in_force b CROSS JOIN LATERAL (
        SELECT a.customer_id, a.name, coalesce((
          SELECT min(coalesce(x.first_at, x.observed_at)) FROM profile p JOIN profile_attribute x USING (profile_id)
          WHERE p.customer_id = a.customer_id AND x.name = a.name), a.observed_at) AS since
        FROM customer_attribute a WHERE a.customer_id = ANY($1) AND a.name = ANY(b.attributes) AND a.position = 0) a
      WHERE b.occasion = 'PROFILE_COMPLETED'
        AND NOT EXISTS (SELECT FROM points_bonus g WHERE g.account_id = points_account_of(b.currency_id, a.customer_id)
          AND g.bonus_id = b.bonus_id)
      GROUP BY b.bonus_id, b.number, b.attributes, b.since, b.until, a.customer_id
      HAVING count(*) = cardinality(b.attributes)
        AND max(a.since) >= b.since AND (max(a.since) < b.until OR b.until IS NULL)
      UNION ALL
      SELECT b.bonus_id, r.referrer_id, f.person, r.referral_id, r.qualified_at, b.number
      FROM event_bonus_in_force b JOIN referral r USING (programme_id) JOIN family f ON f.id = r.referrer_id
      WHERE b.occasion = 'REFERRAL' AND r.state = 'REWARDED' AND r.qualified_at >= b.since
        AND (r.qualified_at < b.until OR b.until IS NULL)
        AND NOT EXISTS (SELECT FROM points_bonus g WHERE g.account_id = points_account_of(b.currency_id, r.referrer_id)
          AND g.bonus_id = b.bonus_id AND g.fact_id = r.referral_id)
      ORDER BY 5, 4, 1
      """;

  /**
   * Birthdays and anniversaries of customers on the last seven local days that were not reckoned.
   * Who was born on 29 February has it on the 28th in other years.
   */
  private static final String OCCASIONS =
      """
      SELECT b.bonus_id, o.customer_id, o.customer_id, md5(b.bonus_id::text || to_char(d.day, 'YYYY'))::uuid, d.begin, b.number
      FROM event_bonus_in_force b JOIN programme g USING (programme_id)
      CROSS JOIN LATERAL (
        SELECT a.customer_id, substring(a.value #>> '{}' FROM 6 FOR 5) AS md, NULL::date AS since FROM customer_attribute a
        WHERE b.occasion = 'BIRTHDAY' AND a.customer_id = ANY($1) AND a.name = 'birth_date' AND a.position = 0
        UNION ALL
        SELECT f.customer_id, to_char(f.day, 'MM-DD'), f.day
        FROM (SELECT p.customer_id, (min(p.first_seen_at) AT TIME ZONE g.timezone)::date AS day FROM profile p
              WHERE b.occasion = 'ANNIVERSARY' AND p.customer_id = ANY($1) GROUP BY p.customer_id) f) o
      JOIN LATERAL (
        SELECT x.day, x.day::timestamp AT TIME ZONE g.timezone AS begin
        FROM (SELECT ($2::timestamptz AT TIME ZONE g.timezone)::date - n AS day FROM generate_series(0, 6) n) x) d
        ON o.md IN (to_char(d.day, 'MM-DD'), CASE WHEN to_char(d.day + 1, 'MM-DD') = '03-01' THEN '02-29' END)
      WHERE (o.since < d.day OR o.since IS NULL) AND d.begin >= b.since AND (d.begin < b.until OR b.until IS NULL)
        AND NOT EXISTS (SELECT FROM points_bonus k WHERE k.account_id = points_account_of(b.currency_id, o.customer_id)
          AND k.bonus_id = b.bonus_id AND k.fact_id = md5(b.bonus_id::text || to_char(d.day, 'YYYY'))::uuid)
      ORDER BY 5, 4, 2
      """;

  /** Customers after one who stand for themselves, by id. */
  private static final String CUSTOMERS =
      """
      SELECT customer_id FROM customer WHERE merged_into IS NULL AND customer_id > $1 ORDER BY customer_id LIMIT $2
      """;

  /**
   * New facts, and those known ones that are to be reckoned anew: that another fact comes before
   * than when they were reckoned, by a late fact, a merge or its unmerge, and all after the first
   * such. All homes of a customer are one.
   */
  private static final String PLACED =
      """
      WITH home AS (
        SELECT customer_id, home_id FROM profile WHERE customer_id = ANY($1) AND home_id IS NOT NULL
        UNION SELECT customer_id, customer_id FROM customer WHERE customer_id = ANY($1) AND merged_into IS NULL),
      fact AS (
        SELECT h.customer_id, h.home_id, g.bonus_id, g.fact_id, g.occurred_at, g.number, g.points AS had, g.after_fact,
               true AS known
        FROM home h CROSS JOIN event_bonus b
        JOIN points_bonus g ON g.account_id = points_account_of(b.currency_id, h.home_id) AND g.bonus_id = b.bonus_id
        WHERE NOT g.taken_back
        UNION ALL
        SELECT c, h, b, f, a, n, 0, NULL, false
        FROM unnest($2::uuid[], $3::uuid[], $4::uuid[], $5::uuid[], $6::timestamptz[], $7::bigint[]) v(c, h, b, f, a, n)),
      placed AS (
        SELECT f.*, lag(fact_id) OVER w AS before_it, row_number() OVER w AS place FROM fact f
        WINDOW w AS (PARTITION BY customer_id, bonus_id ORDER BY occurred_at, fact_id, home_id)),
      reckoned AS (
        SELECT p.*, bool_or(NOT known OR before_it IS DISTINCT FROM after_fact)
          OVER (PARTITION BY customer_id, bonus_id ORDER BY place) AS anew
        FROM placed p)
      SELECT bonus_id, home_id, customer_id, fact_id, occurred_at, number, had, before_it, known FROM reckoned WHERE anew
      ORDER BY occurred_at, fact_id, bonus_id, home_id
      """;

  /** What bonuses gave to members so far, all homes of a customer together. */
  private static final String BEFORE =
      """
      SELECT k.customer, k.bonus, g.day, count(*) FILTER (WHERE g.points > 0), sum(g.points)::bigint
      FROM (SELECT DISTINCT c AS customer, b AS bonus FROM unnest($1::uuid[], $2::uuid[]) v(c, b)) k
      JOIN event_bonus b ON b.bonus_id = k.bonus
      CROSS JOIN LATERAL (
        SELECT k.customer AS home UNION SELECT q.home_id FROM profile q WHERE q.customer_id = k.customer) h
      JOIN points_bonus g ON g.account_id = points_account_of(b.currency_id, h.home) AND g.bonus_id = k.bonus
      WHERE NOT g.taken_back GROUP BY k.customer, k.bonus, g.day
      """;

  /** Locks the budgets of bonuses in the order of their ids, making those that are missing. */
  private static final String BUDGETS =
      """
      INSERT INTO event_bonus_budget AS g (bonus_id, given) SELECT b, 0 FROM unnest($1::uuid[]) b ORDER BY b
      ON CONFLICT (bonus_id) DO UPDATE SET given = g.given RETURNING bonus_id, given
      """;

  private static final String SPEND =
      """
      UPDATE event_bonus_budget g SET given = g.given + v.p FROM unnest($1::uuid[], $2::bigint[]) v(b, p)
      WHERE g.bonus_id = v.b
      """;

  private static final String KEEP =
      """
      INSERT INTO points_bonus (account_id, bonus_id, fact_id, occurred_at, day, window_day, points, applied, number,
                                after_fact)
      SELECT points_account_of($1, h), b, f, a, d::date, w::date, p, j::jsonb, n, k
      FROM unnest($2::uuid[], $3::uuid[], $4::uuid[], $5::timestamptz[], $6::text[], $7::text[], $8::bigint[], $9::text[],
                  $10::bigint[], $11::uuid[])
        v(h, b, f, a, d, w, p, j, n, k)
      ON CONFLICT (account_id, bonus_id, fact_id) DO UPDATE SET points = excluded.points, applied = excluded.applied,
        after_fact = excluded.after_fact
      """;

  /** What bonuses gave to customers, and to who is one with them, the latest first. */
  private static final String OF_CUSTOMERS =
      """
      WITH RECURSIVE up (asked, id, next) AS (
        SELECT customer_id, customer_id, merged_into FROM customer WHERE customer_id = ANY($1)
        UNION ALL
        SELECT u.asked, c.customer_id, c.merged_into FROM up u JOIN customer c ON c.customer_id = u.next),
      family (asked, id) AS (
        SELECT asked, id FROM up WHERE next IS NULL
        UNION ALL
        SELECT f.asked, c.customer_id FROM family f JOIN customer c ON c.merged_into = f.id)
      SELECT k.asked, s.* FROM (SELECT DISTINCT asked FROM family) k CROSS JOIN LATERAL (
        SELECT g.bonus_id, g.fact_id, g.occurred_at, CASE WHEN g.taken_back THEN 0 ELSE g.points END, g.applied
        FROM family f JOIN points_account a ON a.customer_id = f.id JOIN points_bonus g USING (account_id)
        WHERE f.asked = k.asked AND ($2::timestamptz IS NULL OR (g.occurred_at, g.fact_id, g.bonus_id) < ($2, $3, $4))
        ORDER BY g.occurred_at DESC, g.fact_id DESC, g.bonus_id DESC LIMIT $5) s
      """;

  /** Adds a bonus or changes the one of its name, by one more version; answers its id. */
  Uni<UUID> save(SqlConnection connection, EventBonus bonus, Instant now) {
    Tuple values =
        Tuple.tuple()
            .addUUID(bonus.uuid())
            .addUUID(bonus.programmeId())
            .addUUID(bonus.currencyId())
            .addString(bonus.name())
            .addString(bonus.occasion().name())
            .addArrayOfString(bonus.eventNames().toArray(String[]::new))
            .addArrayOfString(bonus.attributes().toArray(String[]::new))
            .addLong(bonus.points())
            .addString(bonus.per().name())
            .addInteger(bonus.times())
            .addLong(bonus.capPerDay())
            .addLong(bonus.capPerMember())
            .addLong(bonus.budget())
            .addOffsetDateTime(bonus.since())
            .addOffsetDateTime(bonus.until())
            .addOffsetDateTime(FactKeys.utc(now));
    return connection
        .preparedQuery(SAVE)
        .execute(values)
        .map(rows -> rows.iterator().next().getUUID(0))
        .call(id -> connection.preparedQuery(ADD_VERSION).execute(Tuple.of(id, FactKeys.utc(now))));
  }

  /** Bonuses by id. */
  Uni<Map<UUID, EventBonus>> byIds(SqlConnection connection, Collection<UUID> bonuses) {
    return connection
        .preparedQuery(BY_IDS)
        .execute(Tuple.of(bonuses.toArray(UUID[]::new)))
        .map(
            rows -> {
              Map<UUID, EventBonus> found = new HashMap<>();
              rows.forEach(row -> found.put(row.getUUID(0), bonus(row)));
              return found;
            });
  }

  /** The bonuses of programmes, or all of them when null; there are few. */
  Uni<List<EventBonus>> ofProgrammes(SqlConnection connection, Collection<UUID> programmes) {
    UUID[] of = programmes == null ? null : programmes.toArray(UUID[]::new);
    return connection
        .preparedQuery(OF_PROGRAMMES)
        .execute(Tuple.tuple().addArrayOfUUID(of))
        .map(
            rows -> {
              List<EventBonus> found = new ArrayList<>();
              rows.forEach(row -> found.add(bonus(row)));
              return found;
            });
  }

  /** The versions of bonuses: what each said while it was in force, by bonus and number. */
  Uni<Map<UUID, Map<Integer, EventBonus>>> versions(SqlConnection connection) {
    return connection
        .preparedQuery(VERSIONS)
        .execute()
        .map(
            rows -> {
              Map<UUID, Map<Integer, EventBonus>> found = new HashMap<>();
              rows.forEach(
                  row ->
                      found
                          .computeIfAbsent(row.getUUID(0), b -> new HashMap<>())
                          .put(row.getInteger(15), bonus(row)));
              return found;
            });
  }

  private static EventBonus bonus(Row row) {
    return new EventBonus(
        row.getUUID(0),
        row.getUUID(1),
        row.getUUID(2),
        row.getString(3),
        BonusOccasion.valueOf(row.getString(4)),
        List.of(row.getArrayOfStrings(5)),
        List.of(row.getArrayOfStrings(6)),
        row.getLong(7),
        BonusWindow.valueOf(row.getString(8)),
        row.getInteger(9),
        row.getLong(10),
        row.getLong(11),
        row.getLong(12),
        row.getOffsetDateTime(13),
        row.getOffsetDateTime(14));
  }

  /**
   * Something that a bonus is for.
   *
   * @param home whose points they are
   * @param customer who that is by now: windows and caps are theirs
   * @param id the event; for a completed profile the bonus
   * @param number the version of the bonus that was in force then
   */
  record BonusFact(UUID bonus, UUID home, UUID customer, UUID id, Instant at, int number) {}

  /**
   * A fact that is to be reckoned.
   *
   * @param had what it got when it was reckoned before; 0 when it is new
   * @param after the member's fact before it, of the same bonus; null for the first
   * @param known whether it was reckoned before
   */
  record PlacedFact(BonusFact fact, long had, UUID after, boolean known) {}

  /** New facts, and known ones that are to be reckoned anew because of them, in order of time. */
  Uni<List<PlacedFact>> placed(
      SqlConnection connection, List<UUID> customers, List<BonusFact> facts) {
    return connection
        .preparedQuery(PLACED)
        .execute(
            Columns.after(Tuple.tuple().addArrayOfUUID(customers.toArray(UUID[]::new)), facts)
                .uuids(BonusFact::customer)
                .uuids(BonusFact::home)
                .uuids(BonusFact::bonus)
                .uuids(BonusFact::id)
                .times(BonusFact::at)
                .longs(fact -> (long) fact.number())
                .tuple())
        .map(
            rows -> {
              List<PlacedFact> found = new ArrayList<>();
              rows.forEach(
                  row ->
                      found.add(
                          new PlacedFact(
                              fact(row), row.getLong(6), row.getUUID(7), row.getBoolean(8))));
              return found;
            });
  }

  /** Facts of customers that were not reckoned, from an instant on, in order of time. */
  Uni<List<BonusFact>> facts(SqlConnection connection, List<UUID> customers, Instant from) {
    return facts(connection, FACTS, customers, from);
  }

  /** Birthdays and anniversaries of customers up to an instant that were not reckoned. */
  Uni<List<BonusFact>> occasions(SqlConnection connection, List<UUID> customers, Instant asOf) {
    return facts(connection, OCCASIONS, customers, asOf);
  }

  /** Customers after one who stand for themselves, by id. */
  Uni<List<UUID>> customers(SqlConnection connection, UUID after, int limit) {
    return connection
        .preparedQuery(CUSTOMERS)
        .execute(Tuple.of(after, limit))
        .map(
            rows -> {
              List<UUID> found = new ArrayList<>();
              rows.forEach(row -> found.add(row.getUUID(0)));
              return found;
            });
  }

  private static Uni<List<BonusFact>> facts(
      SqlConnection connection, String sql, List<UUID> customers, Instant at) {
    return connection
        .preparedQuery(sql)
        .execute(Tuple.of(customers.toArray(UUID[]::new), FactKeys.utc(at)))
        .map(
            rows -> {
              List<BonusFact> found = new ArrayList<>();
              rows.forEach(row -> found.add(fact(row)));
              return found;
            });
  }

  private static BonusFact fact(Row row) {
    return new BonusFact(
        row.getUUID(0),
        row.getUUID(1),
        row.getUUID(2),
        row.getUUID(3),
        row.getOffsetDateTime(4).toInstant(),
        row.getInteger(5));
  }

  /**
   * What was given for a referral that is otherwise by now.
   *
   * @param due whether it is rewarded again; otherwise it no longer is
   */
  record Turned(BonusFact fact, long points, boolean due) {}

  /** What was given for referrals that are otherwise by now. */
  Uni<List<Turned>> turned(SqlConnection connection, List<UUID> customers) {
    return connection
        .preparedQuery(OTHERWISE)
        .execute(Tuple.of((Object) customers.toArray(UUID[]::new)))
        .map(
            rows -> {
              List<Turned> found = new ArrayList<>();
              rows.forEach(
                  row -> found.add(new Turned(fact(row), row.getLong(6), row.getBoolean(7))));
              return found;
            });
  }

  /** Notes that gifts of one currency are taken back, or given again. */
  Uni<Void> turn(SqlConnection connection, UUID currency, List<Turned> turned) {
    return Columns.after(Tuple.of(currency), turned)
        .uuids(one -> one.fact().home())
        .uuids(one -> one.fact().bonus())
        .uuids(one -> one.fact().id())
        .flags(one -> !one.due())
        .execute(connection, TURN);
  }

  /** What a bonus gave to a customer on one local day. */
  record DayGiven(UUID customer, UUID bonus, LocalDate day, int times, long points) {}

  /** What bonuses gave to the customers of facts so far. */
  Uni<List<DayGiven>> before(SqlConnection connection, List<BonusFact> facts) {
    return connection
        .preparedQuery(BEFORE)
        .execute(Columns.of(facts).uuids(BonusFact::customer).uuids(BonusFact::bonus).tuple())
        .map(
            rows -> {
              List<DayGiven> found = new ArrayList<>();
              rows.forEach(
                  row ->
                      found.add(
                          new DayGiven(
                              row.getUUID(0),
                              row.getUUID(1),
                              row.getLocalDate(2),
                              row.getLong(3).intValue(),
                              row.getLong(4))));
              return found;
            });
  }

  /** Locks budgets; answers what was given of each. */
  Uni<Map<UUID, Long>> budgets(SqlConnection connection, Collection<UUID> bonuses) {
    if (bonuses.isEmpty()) {
      return Uni.createFrom().item(Map.of());
    }
    return connection
        .preparedQuery(BUDGETS)
        .execute(Tuple.of(bonuses.toArray(UUID[]::new)))
        .map(
            rows -> {
              Map<UUID, Long> found = new HashMap<>();
              rows.forEach(row -> found.put(row.getUUID(0), row.getLong(1)));
              return found;
            });
  }

  /** Takes points out of budgets; below 0 gives back. */
  Uni<Void> spend(SqlConnection connection, Map<UUID, Long> points) {
    return Columns.of(List.copyOf(points.entrySet()))
        .uuids(Map.Entry::getKey)
        .longs(Map.Entry::getValue)
        .execute(connection, SPEND);
  }

  /** What a fact was found to get. */
  record Kept(PlacedFact placed, LocalDate day, LocalDate window, BonusRule.Decided decided) {
    BonusFact fact() {
      return placed.fact();
    }
  }

  /** Keeps what facts were found to get, all of one currency. */
  Uni<Void> keep(SqlConnection connection, UUID currency, List<Kept> kept) {
    return Columns.after(Tuple.of(currency), kept)
        .uuids(one -> one.fact().home())
        .uuids(one -> one.fact().bonus())
        .uuids(one -> one.fact().id())
        .times(one -> one.fact().at())
        .texts(one -> one.day().toString())
        .texts(one -> one.window().toString())
        .longs(one -> one.decided().points())
        .texts(one -> json(one.decided().applied()))
        .longs(one -> (long) one.fact().number())
        .uuids(one -> one.placed().after())
        .execute(connection, KEEP);
  }

  private static String json(List<AppliedRule> applied) {
    JsonArray list = new JsonArray();
    applied.forEach(
        rule -> list.add(new JsonObject().put("rule", rule.rule()).put("points", rule.points())));
    return list.encode();
  }

  /** What bonuses gave to customers before one, the latest first, by customer. */
  Uni<Map<UUID, List<GivenBonus>>> ofCustomers(
      SqlConnection connection,
      Collection<UUID> customers,
      Instant beforeTime,
      UUID beforeFact,
      UUID beforeBonus,
      int limit) {
    return connection
        .preparedQuery(OF_CUSTOMERS)
        .execute(
            Tuple.of(
                customers.toArray(UUID[]::new),
                FactKeys.utc(beforeTime),
                beforeFact,
                beforeBonus,
                limit))
        .map(
            rows -> {
              Map<UUID, List<GivenBonus>> found = new HashMap<>();
              for (Row row : rows) {
                List<AppliedRule> applied = new ArrayList<>();
                for (Object each : row.get(JsonArray.class, 5)) {
                  JsonObject rule = (JsonObject) each;
                  applied.add(new AppliedRule(rule.getString("rule"), rule.getLong("points")));
                }
                found
                    .computeIfAbsent(row.getUUID(0), c -> new ArrayList<>())
                    .add(
                        new GivenBonus(
                            row.getUUID(1),
                            row.getUUID(2),
                            row.getOffsetDateTime(3),
                            row.getLong(4),
                            applied));
              }
              return found;
            });
  }
}
