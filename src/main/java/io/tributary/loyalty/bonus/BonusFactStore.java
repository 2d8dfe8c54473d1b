package io.tributary.loyalty.bonus;

import io.smallrye.mutiny.Uni;
import io.tributary.platform.Columns;
import io.tributary.platform.FactKeys;
import io.tributary.platform.Rows;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.SqlConnection;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

/** Reads the facts that bonuses are for, in the order in which they are reckoned. */
@ApplicationScoped
class BonusFactStore {
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
        .map(rows -> Rows.list(rows, row -> row.getUUID(0)));
  }

  private static Uni<List<BonusFact>> facts(
      SqlConnection connection, String sql, List<UUID> customers, Instant at) {
    return connection
        .preparedQuery(sql)
        .execute(Tuple.of(customers.toArray(UUID[]::new), FactKeys.utc(at)))
        .map(rows -> Rows.list(rows, row -> fact(row)));
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
            rows ->
                Rows.list(rows, row -> new Turned(fact(row), row.getLong(6), row.getBoolean(7))));
  }
}
