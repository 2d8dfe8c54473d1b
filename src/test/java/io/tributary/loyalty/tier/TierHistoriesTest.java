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
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Laws of tiers on the real database, over random histories. A failure prints its seed. */
@QuarkusTest
@QuarkusTestResource(TestDatabase.class)
class TierHistoriesTest {
  private static final Duration PATIENCE = Duration.ofSeconds(120);
  private static final int PEOPLE = 250;
  private static final Instant BEGIN = Instant.parse("2022-01-01T00:00:00Z");
  private static final int DAYS = 700;
  private static final Api ADMIN = Api.as("admin");

  @Inject RecalculateTiers job;
  @Inject Tx tx;

  private String programme;

  @BeforeEach
  void clear() {
    TestDatabase.clear();
    programme = Loyalty.programme("Club");
  }

  private record Context(Instant asOf, Tx tx) implements JobContext {
    @Override
    public <T> Uni<T> write(Function<SqlConnection, Uni<T>> step) {
      return tx.write(step);
    }

    @Override
    public Uni<Void> progress(long done, Long total) {
      return Uni.createFrom().voidItem();
    }
  }

  private void run(Instant asOf) {
    job.run(new Context(asOf, tx)).await().atMost(PATIENCE);
  }

  private static Instant day(int day) {
    return BEGIN.plus(Duration.ofDays(day));
  }

  private static List<Map<String, Object>> ladder() {
    return List.of(
        Map.of("name", "Member", "minimumSpend", "0"),
        anyOf("Silver", "800", "300", "2"),
        anyOf("Gold", "2000", "600", "3"),
        Map.of("name", "Black", "byInvitation", true));
  }

  /** So much spend on so many days, or so much growth value. */
  private static Map<String, Object> anyOf(String name, String spend, String growth, String days) {
    return Map.of(
        "name",
        name,
        "anyOf",
        List.of(
            Map.of(
                "allOf",
                List.of(
                    Map.of("measure", "NET_SPEND", "minimum", spend),
                    Map.of("measure", "PURCHASE_DAYS", "minimum", days))),
            Map.of("allOf", List.of(Map.of("measure", "QUALIFYING_POINTS", "minimum", growth)))));
  }

  private void points(String mutation, Given.Person of, String currency, int points, String more) {
    String input =
        "input: {customer: \"%s\", programme: \"%s\", currency: \"%s\", points: %d, idempotencyKey: \"%s\"%s}"
            .formatted(of.id(), programme, currency, points, UUID.randomUUID(), more);
    ADMIN.data("mutation { " + mutation + "(" + input + ") { entry { id } } }");
  }

  @Test
  void T2_T3_T4_and_T8_hold_whatever_members_do() {
    long seed = new Random().nextLong();
    Random random = new Random(seed);
    String said = "seed " + seed;
    String window =
        List.of("ROLLING", "CALENDAR", "ANNIVERSARY", "SINCE_TIER_START").get(random.nextInt(4));
    publish(
        policy(
            programme,
            "tiers",
            ladder(),
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
    List<Given.Person> people = new ArrayList<>();
    for (int i = 0; i < PEOPLE; i++) {
      Given.Person person = Given.customer("Person " + i);
      people.add(person);
      for (int j = random.nextInt(5); j > 0; j--) {
        Instant at = BEGIN.plus(Duration.ofMinutes(random.nextInt(500 * 24 * 60)));
        int amount = 100 + random.nextInt(1500);
        Given.Sale sale = person.boughtAt("till", amount + ".00", at.toString());
        if (random.nextInt(3) == 0) {
          Instant back = at.plus(Duration.ofHours(random.nextInt(24 * 60)));
          sale.returned(random.nextInt(amount) + ".50", back.toString());
        }
      }
    }
    for (Given.Person person : people.subList(0, 25)) {
      String at = ", occurredAt: \"" + day(random.nextInt(400)) + "\"";
      points("earnPoints", person, "GROWTH", 200 + random.nextInt(600), at);
      points("earnPoints", person, "POINTS", 500, "");
    }
    for (int day = 0; day <= DAYS; day += 10) {
      run(day(day));
    }
    List<String> daily = stored();
    assertTrue(daily.stream().anyMatch(row -> row.contains("Gold")), said);

    run(day(DAYS));
    assertEquals(daily, stored(), "T3, " + said);

    for (Given.Person person : people.subList(0, 25)) {
      points("redeemPoints", person, "POINTS", 100 + random.nextInt(400), "");
    }
    ADMIN.data("mutation { runJob(input: {name: \"expire-points\"}) { state } }");
    TestDatabase.run("UPDATE membership SET due_at = '2000-01-01Z'");
    run(day(DAYS));
    assertEquals(daily, stored(), "T2, " + said);

    TestDatabase.run("TRUNCATE membership, tier_change");
    run(day(random.nextInt(DAYS)));
    run(day(DAYS));
    assertEquals(daily, stored(), "T4, " + said);

    assertEquals(
        List.of(),
        TestDatabase.rows(
            """
            SELECT customer_id, changed_at, from_tier, before FROM (
              SELECT customer_id, changed_at, from_tier, to_tier,
                     lag(to_tier) OVER (PARTITION BY customer_id, programme_id ORDER BY changed_at) AS before
              FROM tier_change) c
            WHERE from_tier IS DISTINCT FROM before OR from_tier = to_tier
            """),
        "T8, " + said);
    assertEquals(
        List.of(),
        TestDatabase.rows(
            """
            SELECT customer_id, tier, since FROM membership m WHERE NOT EXISTS (
              SELECT FROM tier_change c WHERE c.customer_id = m.customer_id AND c.programme_id = m.programme_id
                AND c.changed_at = m.since AND c.to_tier = m.tier
                AND NOT EXISTS (SELECT FROM tier_change l WHERE l.customer_id = c.customer_id
                  AND l.programme_id = c.programme_id AND l.changed_at > c.changed_at))
            """),
        "T8, " + said);
  }

  @Test
  void growth_that_is_taken_back_takes_its_tier_back() {
    publish(policy(programme, "tiers", ladder()));
    Given.Person wei = Given.customer("Wei");
    wei.profileAt("till");
    points("earnPoints", wei, "GROWTH", 400, "");
    assertEquals("Silver", tier(wei));
    String adjust =
        "mutation { adjustPoints(input: {customer: \"%s\", programme: \"%s\", currency: \"GROWTH\", points: -150, reason: \"a mistake\", idempotencyKey: \"a\"}) { entry { id } } }";
    ADMIN.data(adjust.formatted(wei.id(), programme));
    assertEquals("Member", tier(wei));
  }

  @Test
  void staff_invite_to_a_tier_and_lifting_the_lock_leaves_what_was_earned() {
    publish(policy(programme, "tiers", ladder()));
    Given.Person wei = Given.customer("Wei");
    wei.profileAt("till");
    String set =
        """
        mutation($input: SetTierLockInput!) { setTierLock(input: $input) {
          lock { id kind tier since until reason actor } customer { membership { tier earnedTier validUntil reasons locks { id } } } } }
        """;
    Map<String, Object> input =
        Map.of(
            "customer",
            wei.id(),
            "programme",
            programme,
            "kind",
            "FLOOR",
            "tier",
            "Black",
            "reason",
            "invited",
            "idempotencyKey",
            "k1");
    var first = ADMIN.data(set, "input", input);
    assertEquals("Black", first.getString("setTierLock.customer.membership.tier"));
    assertEquals("Member", first.getString("setTierLock.customer.membership.earnedTier"));
    String lock = first.getString("setTierLock.lock.id");
    assertEquals(
        List.of("Black|LOCKED"),
        TestDatabase.rows("SELECT to_tier, reason FROM tier_change WHERE from_tier IS NOT NULL"));
    assertEquals(lock, ADMIN.data(set, "input", input).getString("setTierLock.lock.id"));
    assertEquals(List.of("1"), TestDatabase.rows("SELECT count(*) FROM tier_lock"));
    Map<String, Object> other = new java.util.HashMap<>(input);
    other.put("tier", "Gold");
    assertEquals("IDEMPOTENCY_KEY_REUSED", ADMIN.error(set, "input", other));
    other.put("tier", "Nothing");
    assertEquals("INVALID_INPUT", ADMIN.error(set, "input", other));
    assertEquals("FORBIDDEN", Api.as("marketer").error(set, "input", input));
    assertEquals(
        "Black",
        ADMIN
            .data("query($id: ID!) { node(id: $id) { ... on TierLock { tier } } }", "id", lock)
            .getString("node.tier"));

    String lift =
        "mutation($id: ID!) { liftTierLock(input: {lock: $id, reason: \"moved away\"}) { lock { until } customer { membership { tier locks { id } } } } }";
    var lifted = ADMIN.data(lift, "id", lock);
    assertEquals("Member", lifted.getString("liftTierLock.customer.membership.tier"));
    assertEquals(List.of(), lifted.getList("liftTierLock.customer.membership.locks"));
    String until = lifted.getString("liftTierLock.lock.until");
    assertEquals(until, ADMIN.data(lift, "id", lock).getString("liftTierLock.lock.until"));
    assertEquals(
        List.of("Black|LOCKED", "Member|UNLOCKED"),
        TestDatabase.rows(
            "SELECT to_tier, reason FROM tier_change WHERE from_tier IS NOT NULL ORDER BY changed_at"));
  }

  @Test
  void gold_elsewhere_starts_as_silver_here() {
    publish(policy(programme));
    Given.Person wei = Given.customer("Wei");
    wei.boughtAt("till", "6000.00", Instant.now().minus(Duration.ofDays(20)).toString());
    String circle = Loyalty.programme("Circle");
    List<Map<String, Object>> tiers =
        List.of(
            Loyalty.tier("Guest", "0"),
            Loyalty.tier("Friend", "100000"),
            Loyalty.tier("Best", "200000"));
    var recognises = List.of(Map.of("programme", programme, "tier", "Gold", "as", "Friend"));
    publish(policy(circle, "tiers", tiers, "recognises", recognises));
    assertEquals(
        List.of("Friend|RECOGNISED", "Guest|ENROLLED"),
        TestDatabase.rows("SELECT to_tier, reason FROM tier_change ORDER BY 1"));
    Given.Person lan = Given.customer("Lan");
    lan.profileAt("till");
    assertEquals("Guest", tier(lan, circle), "who is not gold there is a guest here");
    // a version of the first programme without that tier: nobody new is recognised, who was stays
    publish(policy(programme, "tiers", List.of(Loyalty.tier("Member", "0"))));
    assertEquals("Friend", tier(wei, circle));
  }

  private String tier(Given.Person of) {
    return tier(of, programme);
  }

  private static String tier(Given.Person of, String programme) {
    return ADMIN
        .data(
            "query($id: ID!, $p: ID!) { customer(id: $id) { membership(programme: $p) { tier } } }",
            "id",
            of.id(),
            "p",
            programme)
        .getString("customer.membership.tier");
  }
}
