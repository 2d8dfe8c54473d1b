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
import io.tributary.platform.TypeId;
import io.vertx.mutiny.sqlclient.SqlConnection;
import jakarta.inject.Inject;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.UUID;
import java.util.function.Function;
import org.junit.jupiter.api.Test;

/**
 * Every law of tiers on the real database, over more than a thousand random histories: those of
 * some people in programmes of which each draws its policy and time zone. People come in pairs, of
 * whom the second did what the first did and more; some are locked, some gave things back. A
 * failure prints its seed.
 */
@QuarkusTest
@QuarkusTestResource(TestDatabase.class)
class TierDatabaseLawsTest {
  private static final Duration PATIENCE = Duration.ofSeconds(120);
  private static final int PROGRAMMES = 15;
  private static final int PEOPLE = 80;
  private static final int COLLECTORS = 20;
  private static final Instant BEGIN = Instant.parse("2022-01-01T00:00:00Z");
  private static final int DAYS = 700;
  private static final int STEP = 14;
  private static final Api ADMIN = Api.as("admin");

  /** The tiers that can be earned, in each programme. */
  private static final List<String> LADDER = List.of("Member", "Silver", "Gold");

  /** Zones whose days all begin at midnight; changes of clocks elsewhere in the day, and none. */
  private static final List<String> ZONES =
      List.of(
          "Asia/Shanghai",
          "Europe/Berlin",
          "America/New_York",
          "Australia/Lord_Howe",
          "Asia/Kathmandu",
          "UTC");

  @Inject RecalculateTiers job;
  @Inject Tx tx;

  private final long seed = Seed.next();
  private final Random random = new Random(seed);
  private final List<Club> clubs = new ArrayList<>();

  /** A programme with the policy that it has drawn. */
  private record Club(String id, Map<String, Object> policy) {
    private String said(String field) {
      return policy.get(field).toString();
    }
  }

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
  void T1_to_T9_hold_for_a_thousand_histories_under_many_policies() {
    begin();
    List<Given.Person> collectors = collectors();
    buy();
    note();
    lock();
    try {
      for (int day = 0; day <= DAYS; day += STEP) {
        run(day);
        TestDatabase.run(
            "INSERT INTO tier_seen SELECT '%s', customer_id, programme_id, tier, valid_until FROM membership"
                .formatted(day(day)));
      }
      some("histories", "SELECT * FROM membership", 1000);
      lawsOfTime();
      lawsOfMembers();
    } finally {
      TestDatabase.run("DROP TABLE tier_seen, tier_club");
    }
    lawsOfRuns(collectors);
  }

  // ---- what members do

  /** Every window, floor and answer to a return comes up in every run; who has which is drawn. */
  private void begin() {
    TestDatabase.clear();
    List<TierWindow> windows = dealt(TierWindow.values());
    List<TierFloor> floors = dealt(TierFloor.values());
    List<OnReturn> answers = dealt(OnReturn.values());
    List<Integer> ladders = dealt(0, 1, 2);
    for (int i = 0; i < PROGRAMMES; i++) {
      String zone = any(ZONES);
      String programme =
          ADMIN
              .data(
                  "mutation($n: String!, $z: String!) { createProgramme(input: {name: $n, currency: \"CNY\", timezone: $z}) { programme { id } } }",
                  "n",
                  "Club " + i,
                  "z",
                  zone)
              .getString("createProgramme.programme.id");
      boolean invites = random.nextInt(3) == 0;
      Map<String, Object> policy =
          policy(
              programme,
              "tiers",
              ladder(ladders.get(i), invites),
              "window",
              windows.get(i).name(),
              "period",
              any(List.of("P3M", "P6M", "P1Y")),
              "validity",
              any(List.of("P1M", "P5M", "P12M", "P100D")),
              "grace",
              any(List.of("P0D", "P10D", "P25D")),
              "floor",
              floors.get(i).name(),
              "onReturn",
              answers.get(i).name());
      publish(policy);
      policy.put("zone", zone);
      clubs.add(new Club(programme, policy));
    }
  }

  /** So many that each programme has one, each as often as the others, in a drawn order. */
  @SafeVarargs
  private <T> List<T> dealt(T... values) {
    List<T> all = new ArrayList<>();
    for (int i = 0; i < PROGRAMMES; i++) {
      all.add(values[i % values.length]);
    }
    Collections.shuffle(all, random);
    return all;
  }

  private <T> T any(List<T> of) {
    return of.get(random.nextInt(of.size()));
  }

  /** Three kinds of ladders; perhaps one tier of it, which nobody is in, is by invitation. */
  private static List<Map<String, Object>> ladder(int kind, boolean invites) {
    List<Map<String, Object>> ladder = new ArrayList<>();
    ladder.add(Map.of("name", "Member", "minimumSpend", "0"));
    switch (kind) {
      case 0 -> {
        ladder.add(Map.of("name", "Silver", "minimumSpend", "800"));
        ladder.add(Map.of("name", "Gold", "minimumSpend", "1900"));
      }
      case 1 -> {
        ladder.add(Map.of("name", "Silver", "anyOf", anyOf("800", "2", "300")));
        ladder.add(Map.of("name", "Gold", "anyOf", anyOf("2000", "3", "600")));
      }
      default -> {
        ladder.add(Map.of("name", "Silver", "anyOf", anyOf("150", "2", "250")));
        ladder.add(Map.of("name", "Gold", "anyOf", anyOf("300", "4", "500")));
      }
    }
    if (invites) {
      ladder.add(2, Map.of("name", "Black", "byInvitation", true));
    }
    return ladder;
  }

  /** So much spend on so many days, or so much growth value. */
  private static List<Map<String, Object>> anyOf(String spend, String days, String growth) {
    List<Map<String, String>> bought =
        List.of(
            Map.of("measure", "NET_SPEND", "minimum", spend),
            Map.of("measure", "PURCHASE_DAYS", "minimum", days));
    List<Map<String, String>> grown =
        List.of(Map.of("measure", "QUALIFYING_POINTS", "minimum", growth));
    return List.of(Map.of("allOf", bought), Map.of("allOf", grown));
  }

  /** Members who earn growth value as well, each in one programme. */
  private List<Given.Person> collectors() {
    List<Given.Person> people = new ArrayList<>();
    for (int i = 0; i < COLLECTORS; i++) {
      Given.Person person = Given.customer("Collector " + i);
      person.boughtAt("till", "100.00", day(random.nextInt(400)).toString());
      String at = ", occurredAt: \"" + day(random.nextInt(400)) + "\"";
      Club club = clubs.get(i % PROGRAMMES);
      points("earnPoints", person, club, "GROWTH", 200 + random.nextInt(600), at);
      points("earnPoints", person, club, "POINTS", 500, "");
      people.add(person);
    }
    return people;
  }

  private static void points(
      String mutation, Given.Person of, Club in, String currency, int points, String more) {
    String input =
        "input: {customer: \"%s\", programme: \"%s\", currency: \"%s\", points: %d, idempotencyKey: \"%s\"%s}"
            .formatted(of.id(), in.id(), currency, points, UUID.randomUUID(), more);
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

  /** Notes each programme's policy where the laws can be read off, and a place for what is seen. */
  private void note() {
    List<String> rows = new ArrayList<>();
    for (Club club : clubs) {
      rows.add(
          "('%s'::uuid, '%s', interval '%s', interval '%s', '%s', ARRAY['%s'])"
              .formatted(
                  TypeId.PROGRAMME.decode(club.id()).orElseThrow(),
                  club.said("zone"),
                  club.said("grace"),
                  club.said("validity"),
                  club.said("floor"),
                  String.join("', '", LADDER)));
    }
    TestDatabase.run(
        """
        CREATE TABLE tier_club AS SELECT * FROM (VALUES %s) v(programme_id, zone, grace, validity, floor, ladder);
        CREATE TABLE tier_seen (at timestamptz, customer_id uuid, programme_id uuid, tier text, valid_until timestamptz,
          PRIMARY KEY (customer_id, programme_id, at))
        """
            .formatted(String.join(", ", rows)));
  }

  /**
   * Holds one in eight to some tier in some programme for some time: exactly, at least or at most.
   */
  private void lock() {
    List<String> rows = new ArrayList<>();
    for (int person = 0; person < PEOPLE; person++) {
      for (int club = 0; club < PROGRAMMES; club++) {
        if (random.nextInt(8) == 0) {
          int from = 1 + random.nextInt(500 * 24);
          Instant since = BEGIN.plus(Duration.ofHours(from));
          String until = "'" + since.plus(Duration.ofHours(1 + random.nextInt(400 * 24))) + "'";
          rows.add(
              "(%d, %d, '%s', '%s', '%s'::timestamptz, %s::timestamptz)"
                  .formatted(
                      person,
                      club,
                      any(List.of("PIN", "FLOOR", "CEILING")),
                      any(LADDER),
                      since,
                      random.nextInt(5) == 0 ? "NULL" : until));
        }
      }
    }
    TestDatabase.run(
        """
        INSERT INTO tier_lock (customer_id, lock_id, programme_id, kind, tier, reason, actor, request_hash, set_at, ends_at)
        SELECT md5('c' || i)::uuid, md5('l' || i || '-' || k)::uuid, programme_id, kind, tier, 'law', 'service',
               md5('l')::uuid, set_at, ends_at
        FROM (VALUES %s) v(i, k, kind, tier, set_at, ends_at)
        JOIN (SELECT programme_id, row_number() OVER (ORDER BY programme_id) - 1 AS k FROM programme) p USING (k)
        """
            .formatted(String.join(", ", rows)));
  }

  // ---- the laws

  private void none(String law, String query) {
    assertEquals(List.of(), TestDatabase.rows(query), law + ", seed " + seed);
  }

  private void some(String what, String rows, int least) {
    String count = TestDatabase.rows("SELECT count(*) FROM (" + rows + ") r").get(0);
    assertTrue(Integer.parseInt(count) > least, count + " " + what + ", seed " + seed);
  }

  /** An instant so much later, by the days of a programme {@code k}. */
  private static String later(String instant, String period) {
    return "((" + instant + " AT TIME ZONE k.zone + k." + period + ") AT TIME ZONE k.zone)";
  }

  private void lawsOfTime() {
    String expired =
        """
        FROM tier_change c JOIN tier_club k USING (programme_id) WHERE c.reason = 'EXPIRED'
          AND NOT EXISTS (SELECT FROM tier_lock l WHERE l.customer_id = c.customer_id AND l.programme_id = c.programme_id)
          AND NOT EXISTS (SELECT FROM profile p JOIN order_return r USING (profile_id) WHERE p.customer_id = c.customer_id)
        """;
    some("ends of tiers", "SELECT c.* " + expired, 50);
    none(
        "T5",
        "SELECT e.*, s.valid_until FROM (SELECT c.* "
            + expired
            + """
              ) e JOIN tier_club k USING (programme_id) CROSS JOIN LATERAL (
                SELECT tier, valid_until FROM tier_seen s
                WHERE s.customer_id = e.customer_id AND s.programme_id = e.programme_id AND s.at < e.changed_at
                ORDER BY s.at DESC LIMIT 1) s
              WHERE s.tier = e.from_tier AND e.changed_at <\s"""
            + later("s.valid_until", "grace"));
    String falls =
        "SELECT c.*, k.zone, k.validity, array_position(k.ladder, c.from_tier) - array_position(k.ladder, c.to_tier) AS by,"
            + " lag(c.changed_at) OVER (PARTITION BY c.customer_id, c.programme_id ORDER BY c.changed_at) AS before "
            + expired
            + " AND k.floor = 'ONE_DOWN'";
    some("ends of tiers with a floor below", falls, 10);
    none("T6 one down", "SELECT * FROM (" + falls + ") f WHERE by <> 1");
    none(
        "T6 once a cycle",
        "SELECT * FROM (" + falls + ") k WHERE changed_at < " + later("before", "validity"));
    none(
        "T9",
        """
        SELECT c.* FROM tier_change c JOIN tier_club k USING (programme_id)
        WHERE c.reason = 'EXPIRED' AND (c.changed_at AT TIME ZONE k.zone)::time <> '00:00'
        """);
  }

  private void lawsOfMembers() {
    none(
        "T1",
        """
        SELECT i, k.programme_id, less.at, less.tier, more.tier FROM generate_series(0, %d, 2) i CROSS JOIN tier_club k
        JOIN tier_seen less ON less.customer_id = md5('c' || i)::uuid AND less.programme_id = k.programme_id
        JOIN tier_seen more ON more.customer_id = md5('c' || i + 1)::uuid AND more.programme_id = k.programme_id
          AND more.at = less.at
        WHERE array_position(k.ladder, less.tier) > array_position(k.ladder, more.tier) AND NOT EXISTS (
          SELECT FROM tier_lock l WHERE l.programme_id = k.programme_id
            AND l.customer_id IN (less.customer_id, more.customer_id))
        """
            .formatted(PEOPLE - 2));
    String locked =
        """
        SELECT l.kind, l.tier AS held, s.at, s.tier, array_position(k.ladder, l.tier) AS place,
               array_position(k.ladder, s.tier) AS has
        FROM tier_lock l JOIN tier_club k USING (programme_id) JOIN tier_seen s USING (customer_id, programme_id)
        WHERE s.at >= l.set_at AND (s.at < l.ends_at OR l.ends_at IS NULL)
        """;
    some("looks at locked members", locked, 100);
    none(
        "T7",
        "SELECT * FROM ("
            + locked
            + """
              ) l WHERE CASE kind WHEN 'PIN' THEN has <> place WHEN 'FLOOR' THEN has < place ELSE has > place END
              """);
    none(
        "T7 lapses at its end",
        """
        SELECT c.*, l.set_at, l.ends_at FROM tier_lock l JOIN tier_change c USING (customer_id, programme_id)
        WHERE c.reason = 'LOCKED' AND c.changed_at <> l.set_at
          OR c.reason = 'UNLOCKED' AND c.changed_at IS DISTINCT FROM l.ends_at
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
    String said = "seed " + seed;
    run(DAYS);
    assertEquals(daily, stored(), "T3, " + said);
    for (int i = 0; i < COLLECTORS; i++) {
      Club club = clubs.get(i % PROGRAMMES);
      points("redeemPoints", collectors.get(i), club, "POINTS", 100 + random.nextInt(400), "");
    }
    TestDatabase.run(
        """
        UPDATE points_lot SET active_at = '2023-01-01Z', expires_at = '2024-01-01Z';
        UPDATE points_account SET due_at = '2024-01-01Z'
        """);
    ADMIN.data("mutation { runJob(input: {name: \"expire-points\"}) { state } }");
    some("ends of points", "SELECT FROM points_entry WHERE kind = 'EXPIRE'", COLLECTORS);
    TestDatabase.run("UPDATE membership SET due_at = '2000-01-01Z'");
    run(DAYS);
    assertEquals(daily, stored(), "T2, " + said);
    TestDatabase.run("TRUNCATE membership, tier_change");
    run(random.nextInt(DAYS));
    run(DAYS);
    assertEquals(daily, stored(), "T4, " + said);
  }
}
