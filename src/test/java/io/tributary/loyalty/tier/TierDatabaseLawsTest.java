package io.tributary.loyalty.tier;

import static io.tributary.loyalty.tier.Loyalty.policy;
import static io.tributary.loyalty.tier.Loyalty.publish;
import static io.tributary.loyalty.tier.Loyalty.stored;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.smallrye.mutiny.Uni;
import io.tributary.Api;
import io.tributary.Given;
import io.tributary.Seed;
import io.tributary.TestDatabase;
import io.tributary.job.JobContext;
import io.tributary.platform.Tx;
import io.vertx.mutiny.sqlclient.SqlConnection;
import jakarta.inject.Inject;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.UUID;
import java.util.function.Function;
import org.junit.jupiter.api.Test;

/**
 * Every law of tiers on the real database, over a thousand random histories. Members come in pairs,
 * of whom the second did what the first did and more; some are locked, some gave things back. A
 * failure prints its seed.
 */
@QuarkusTest
@QuarkusTestResource(TestDatabase.class)
class TierDatabaseLawsTest {
  private static final Duration PATIENCE = Duration.ofSeconds(120);
  private static final int PEOPLE = 1000;
  private static final int FREE = 900;
  private static final int COLLECTORS = 20;
  private static final Instant BEGIN = Instant.parse("2022-01-01T00:00:00Z");
  private static final int DAYS = 700;
  private static final int STEP = 14;
  private static final int LOCKED_FROM = 140;
  private static final int LOCKED_TO = 371;
  private static final Api ADMIN = Api.as("admin");

  @Inject RecalculateTiers job;
  @Inject Tx tx;

  private final long seed = Seed.next();
  private final Random random = new Random(seed);
  private final String zone =
      List.of("Asia/Shanghai", "Europe/Berlin", "America/New_York").get(random.nextInt(3));
  private String programme;

  private record Context(Instant asOf, Tx tx) implements JobContext {
    @Override
    public <T> Uni<T> write(Function<SqlConnection, Uni<T>> step) {
      return tx.write(step);
    }

    @Override
    public <T> Uni<T> read(Function<SqlConnection, Uni<T>> step) {
      return tx.read(step);
    }

    @Override
    public Uni<Void> progress(long done, Long total) {
      return Uni.createFrom().voidItem();
    }
  }

  private void run(int day) {
    job.run(new Context(day(day), tx)).await().atMost(PATIENCE);
  }

  private static Instant day(int day) {
    return BEGIN.plus(Duration.ofDays(day));
  }

  @Test
  void T1_to_T9_hold_for_a_thousand_histories() {
    begin();
    List<Given.Person> collectors = collectors();
    buy();
    TestDatabase.run(
        "CREATE TABLE tier_seen (at timestamptz, customer_id uuid, tier text, valid_until timestamptz, PRIMARY KEY (customer_id, at))");
    try {
      for (int day = 0; day <= DAYS; day += STEP) {
        if (day == LOCKED_FROM) {
          lock();
        }
        run(day);
        TestDatabase.run(
            "INSERT INTO tier_seen SELECT '%s', customer_id, tier, valid_until FROM membership"
                .formatted(day(day)));
      }
      assertTrue(stored().stream().anyMatch(row -> row.contains("Gold")), "seed " + seed);
      lawsOfTime();
      lawsOfMembers();
    } finally {
      TestDatabase.run("DROP TABLE tier_seen");
    }
    lawsOfRuns(collectors);
  }

  // ---- what members do

  private void begin() {
    TestDatabase.clear();
    programme =
        ADMIN
            .data(
                "mutation($z: String!) { createProgramme(input: {name: \"Club\", currency: \"CNY\", timezone: $z}) { programme { id } } }",
                "z",
                zone)
            .getString("createProgramme.programme.id");
    String window =
        List.of("ROLLING", "CALENDAR", "ANNIVERSARY", "SINCE_TIER_START").get(random.nextInt(4));
    publish(
        policy(
            programme,
            "tiers",
            List.of(
                Map.of("name", "Member", "minimumSpend", "0"),
                anyOf("Silver", "800", "300", "2"),
                anyOf("Gold", "2000", "600", "3")),
            "window",
            window,
            "grace",
            "P10D",
            "onReturn",
            "END_OF_DAY",
            "period",
            "P6M",
            "validity",
            "P5M"));
  }

  /** So much spend on so many days, or so much growth value. */
  private static Map<String, Object> anyOf(String name, String spend, String growth, String days) {
    List<Map<String, String>> bought =
        List.of(
            Map.of("measure", "NET_SPEND", "minimum", spend),
            Map.of("measure", "PURCHASE_DAYS", "minimum", days));
    List<Map<String, String>> grown =
        List.of(Map.of("measure", "QUALIFYING_POINTS", "minimum", growth));
    return Map.of("name", name, "anyOf", List.of(Map.of("allOf", bought), Map.of("allOf", grown)));
  }

  private List<Given.Person> collectors() {
    List<Given.Person> people = new ArrayList<>();
    for (int i = 0; i < COLLECTORS; i++) {
      Given.Person person = Given.customer("Collector " + i);
      person.boughtAt("till", "100.00", day(random.nextInt(400)).toString());
      String at = ", occurredAt: \"" + day(random.nextInt(400)) + "\"";
      points("earnPoints", person, "GROWTH", 200 + random.nextInt(600), at);
      points("earnPoints", person, "POINTS", 500, "");
      people.add(person);
    }
    return people;
  }

  private void points(String mutation, Given.Person of, String currency, int points, String more) {
    String input =
        "input: {customer: \"%s\", programme: \"%s\", currency: \"%s\", points: %d, idempotencyKey: \"%s\"%s}"
            .formatted(of.id(), programme, currency, points, UUID.randomUUID(), more);
    ADMIN.data("mutation { " + mutation + "(" + input + ") { entry { id } } }");
  }

  /** Purchases of pairs: what the second of each bought is what the first did, and more. */
  private void buy() {
    List<String> rows = new ArrayList<>();
    for (int i = 0; i < PEOPLE; i += 2) {
      boolean returns = random.nextInt(5) < 2;
      for (int j = random.nextInt(5); j > 0; j--) {
        Instant at = BEGIN.plus(Duration.ofMinutes(random.nextInt(500 * 24 * 60)));
        int amount = 10_000 + random.nextInt(150_000);
        int back = returns && random.nextBoolean() ? 1 + random.nextInt(amount) : 0;
        Instant backAt = at.plus(Duration.ofMinutes(1 + random.nextInt(60 * 24 * 60)));
        rows.add(row(i, j, at, amount, back, backAt));
        rows.add(row(i + 1, j, at, amount + random.nextInt(60_000), back, backAt));
      }
      for (int j = random.nextInt(3); j > 0; j--) {
        Instant at = BEGIN.plus(Duration.ofMinutes(random.nextInt(500 * 24 * 60)));
        rows.add(row(i + 1, 10 + j, at, 10_000 + random.nextInt(100_000), 0, at));
      }
    }
    TestDatabase.run(
        """
        SELECT add_month_partition(t, m::date) FROM (VALUES ('customer_order'), ('order_return')) v(t)
        CROSS JOIN generate_series('2022-01-01'::date, '2023-12-01', '1 month') m;
        INSERT INTO customer (customer_id, created_at, updated_at)
        SELECT md5('c' || i)::uuid, now(), now() FROM generate_series(0, %d) i;
        INSERT INTO profile (profile_id, source_id, key_kind, key, customer_id, first_seen_at, last_seen_at, created_at)
        SELECT md5('p' || i)::uuid, (SELECT source_id FROM source LIMIT 1), 'USER_ID', i::text, md5('c' || i)::uuid,
               '2021-12-31Z', now(), now()
        FROM generate_series(0, %d) i;
        CREATE TABLE tier_sale AS SELECT * FROM (VALUES %s) v(i, j, at, amount, back, back_at);
        INSERT INTO customer_order (profile_id, ordered_at, order_id, source_id, external_id, status, channel, currency,
                                    total_minor, refunded_minor, changed_at, recorded_at)
        SELECT md5('p' || i)::uuid, at, md5('o' || i || '-' || j)::uuid, (SELECT source_id FROM source LIMIT 1),
               i || '-' || j, 'PAID', 'till', 'CNY', amount, back, now(), now()
        FROM tier_sale;
        INSERT INTO order_return (profile_id, returned_at, return_id, source_id, external_id, order_id, ordered_at,
                                  currency, amount_minor, recorded_at)
        SELECT md5('p' || i)::uuid, back_at, md5('r' || i || '-' || j)::uuid, (SELECT source_id FROM source LIMIT 1),
               i || '-' || j, md5('o' || i || '-' || j)::uuid, at, 'CNY', back, now()
        FROM tier_sale WHERE back > 0;
        DROP TABLE tier_sale
        """
            .formatted(PEOPLE - 1, PEOPLE - 1, String.join(", ", rows)));
  }

  private static String row(int i, int j, Instant at, int amount, int back, Instant backAt) {
    return "(%d, %d, '%s'::timestamptz, %d, %d, '%s'::timestamptz)"
        .formatted(i, j, at, amount, back, backAt);
  }

  /** Locks the last members in the second tier: exactly, at least or at most. */
  private void lock() {
    TestDatabase.run(
        """
        INSERT INTO tier_lock (customer_id, lock_id, programme_id, kind, tier, reason, actor, request_hash, set_at, ends_at)
        SELECT md5('c' || i)::uuid, md5('l' || i)::uuid, programme_id, (ARRAY['PIN', 'FLOOR', 'CEILING'])[1 + i %% 3],
               'Silver', 'law', 'service', md5('l')::uuid, '%s', '%s'
        FROM programme CROSS JOIN generate_series(%d, %d) i;
        UPDATE membership SET due_at = '-infinity' WHERE customer_id IN (SELECT customer_id FROM tier_lock)
        """
            .formatted(day(LOCKED_FROM), day(LOCKED_TO), FREE, PEOPLE - 1));
  }

  // ---- the laws

  private void none(String law, String query) {
    assertEquals(List.of(), TestDatabase.rows(query), law + ", zone " + zone + ", seed " + seed);
  }

  private void some(String what, String rows) {
    String count = TestDatabase.rows("SELECT count(*) FROM (" + rows + ") r").get(0);
    assertTrue(Integer.parseInt(count) > 20, "only " + count + " " + what + ", seed " + seed);
  }

  private void lawsOfTime() {
    String expired =
        """
        FROM tier_change c WHERE c.reason = 'EXPIRED'
          AND c.customer_id NOT IN (SELECT customer_id FROM tier_lock)
          AND NOT EXISTS (SELECT FROM profile p JOIN order_return r USING (profile_id) WHERE p.customer_id = c.customer_id)
        """;
    some("ends of tiers", "SELECT c.* " + expired);
    String later = "(%s AT TIME ZONE '" + zone + "' + interval '%s') AT TIME ZONE '" + zone + "'";
    none(
        "T5",
        "SELECT e.*, s.valid_until FROM (SELECT c.* "
            + expired
            + """
              ) e CROSS JOIN LATERAL (
                SELECT tier, valid_until FROM tier_seen s WHERE s.customer_id = e.customer_id AND s.at < e.changed_at
                ORDER BY s.at DESC LIMIT 1) s
              WHERE s.tier = e.from_tier AND e.changed_at <\s"""
            + later.formatted("s.valid_until", "10 days"));
    none(
        "T6 one down",
        "SELECT c.* "
            + expired
            + " AND (c.from_tier, c.to_tier) NOT IN (('Gold', 'Silver'), ('Silver', 'Member'))");
    none(
        "T6 once a cycle",
        "SELECT * FROM (SELECT c.*, lag(c.changed_at) OVER (PARTITION BY c.customer_id ORDER BY c.changed_at) AS before "
            + expired
            + ") f WHERE f.changed_at < "
            + later.formatted("f.before", "5 months"));
    none(
        "T9",
        "SELECT * FROM tier_change WHERE reason = 'EXPIRED' AND (changed_at AT TIME ZONE '"
            + zone
            + "')::time <> '00:00'");
  }

  private void lawsOfMembers() {
    String place = "array_position(ARRAY['Member', 'Silver', 'Gold'], %s.tier)";
    none(
        "T1",
        """
        SELECT k, less.at, less.tier, more.tier FROM generate_series(0, %d, 2) k
        JOIN tier_seen less ON less.customer_id = md5('c' || k)::uuid
        JOIN tier_seen more ON more.customer_id = md5('c' || k + 1)::uuid AND more.at = less.at
        WHERE %s > %s
        """
            .formatted(FREE - 2, place.formatted("less"), place.formatted("more")));
    some(
        "locked members",
        "SELECT DISTINCT customer_id FROM tier_lock l JOIN tier_seen s USING (customer_id) WHERE s.at >= l.set_at AND s.at < l.ends_at");
    none(
        "T7",
        """
        SELECT l.kind, s.at, s.tier FROM tier_lock l JOIN tier_seen s USING (customer_id)
        WHERE s.at >= l.set_at AND s.at < l.ends_at AND CASE l.kind WHEN 'PIN' THEN s.tier <> l.tier
          WHEN 'FLOOR' THEN %1$s < 2 ELSE %1$s > 2 END
        """
            .formatted(place.formatted("s")));
    none(
        "T7 lapses at its end",
        """
        SELECT c.* FROM tier_lock l JOIN tier_change c USING (customer_id)
        WHERE c.reason = 'LOCKED' AND c.changed_at <> l.set_at OR c.reason = 'UNLOCKED' AND c.changed_at <> l.ends_at
        """);
    none(
        "T8",
        """
        SELECT customer_id, changed_at, from_tier, before FROM (
          SELECT customer_id, changed_at, from_tier, to_tier,
                 lag(to_tier) OVER (PARTITION BY customer_id, programme_id ORDER BY changed_at) AS before
          FROM tier_change) c
        WHERE from_tier IS DISTINCT FROM before OR from_tier = to_tier
        """);
    none(
        "T8 the last period is the present one",
        """
        SELECT customer_id, tier, since FROM membership m WHERE NOT EXISTS (
          SELECT FROM tier_change c WHERE c.customer_id = m.customer_id AND c.programme_id = m.programme_id
            AND c.changed_at = m.since AND c.to_tier = m.tier
            AND NOT EXISTS (SELECT FROM tier_change l WHERE l.customer_id = c.customer_id
              AND l.programme_id = c.programme_id AND l.changed_at > c.changed_at))
        """);
  }

  private void lawsOfRuns(List<Given.Person> collectors) {
    List<String> daily = stored();
    String said = "zone " + zone + ", seed " + seed;
    run(DAYS);
    assertEquals(daily, stored(), "T3, " + said);
    for (Given.Person person : collectors) {
      points("redeemPoints", person, "POINTS", 100 + random.nextInt(400), "");
    }
    ADMIN.data("mutation { runJob(input: {name: \"expire-points\"}) { state } }");
    TestDatabase.run("UPDATE membership SET due_at = '2000-01-01Z'");
    run(DAYS);
    assertEquals(daily, stored(), "T2, " + said);
    TestDatabase.run("TRUNCATE membership, tier_change");
    run(random.nextInt(DAYS));
    run(DAYS);
    assertEquals(daily, stored(), "T4, " + said);
  }
}
