package io.tributary.loyalty.tier;

import static io.tributary.loyalty.tier.Loyalty.policy;
import static io.tributary.loyalty.tier.Loyalty.publish;
import static io.tributary.loyalty.tier.Loyalty.tier;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.path.json.JsonPath;
import io.tributary.Api;
import io.tributary.Given;
import io.tributary.Socket;
import io.tributary.TestDatabase;
import java.math.BigInteger;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What tiers would become: what-ifs, warnings, dry runs of many; and being told of a change. */
@QuarkusTest
@QuarkusTestResource(TestDatabase.class)
class TierFutureTest {
  private static final Api ADMIN = Api.as("admin");
  private static final String MEMBERSHIP = "customer.membership.";

  private String programme;

  @BeforeEach
  void clear() {
    TestDatabase.clear();
    programme = Loyalty.programme("Club");
  }

  private static String days(int days) {
    return Instant.now().plus(days, ChronoUnit.DAYS).toString();
  }

  // ---- what if

  @Test
  void a_member_asks_what_a_purchase_would_bring_and_what_none_would_leave() {
    publish(policy(programme));
    Given.Person wei = Given.customer("Wei");
    wei.boughtAt("till", "1500.00", days(-10));
    String ask =
        """
        query($id: ID!, $by: DateTime!) { customer(id: $id) { membership {
          tier
          enough: ifSpent(amount: "3500", by: $by) { tier stay { tier } }
          short: ifSpent(amount: "3499.99", by: $by) { tier next { tier need { amount } } }
          projected { tier at }
          validUntil
        } } }
        """;
    JsonPath answer = ADMIN.data(ask, "id", wei.id(), "by", days(30));
    assertEquals("Silver", answer.getString(MEMBERSHIP + "tier"));
    assertEquals("Gold", answer.getString(MEMBERSHIP + "enough.tier"));
    assertEquals("Gold", answer.getString(MEMBERSHIP + "enough.stay.tier"));
    assertEquals("Silver", answer.getString(MEMBERSHIP + "short.tier"));
    assertEquals("0.01", answer.getString(MEMBERSHIP + "short.next.need.amount"));
    assertEquals("Member", answer.getString(MEMBERSHIP + "projected.tier"));
    assertEquals(
        answer.getString(MEMBERSHIP + "validUntil"), answer.getString(MEMBERSHIP + "projected.at"));
    assertEquals("INVALID_INPUT", ADMIN.error(ask, "id", wei.id(), "by", days(-1)));
    assertEquals("INVALID_INPUT", ADMIN.error(ask, "id", wei.id(), "by", days(4_000)));

    Api own = Api.withToken(TestDatabase.token(Map.of("role", "member", "customer", wei.id())));
    assertEquals(
        "Gold",
        own.data(
                "query($by: DateTime!) { me { membership { ifSpent(amount: \"3500\", by: $by) { tier } } } }",
                "by",
                days(30))
            .getString("me.membership.ifSpent.tier"));
  }

  // ---- warnings

  private static void warn(String asOf) {
    JsonPath run =
        ADMIN.data(
            "mutation($at: DateTime!) { runJob(input: {name: \"warn-tiers\", asOf: $at}) { state error } }",
            "at",
            asOf);
    assertEquals("COMPLETED", run.getString("runJob.state"), run::prettify);
  }

  private JsonPath warnings(Object... arguments) {
    String query =
        """
        query($p: ID!, $after: String) { tierWarnings(programme: $p, first: 1, after: $after) {
          edges { node { tier days fallsTo anyOf { allOf { measure amount } } customer { displayName } } }
          pageInfo { hasNextPage endCursor } } }
        """;
    Object[] all = new Object[arguments.length + 2];
    all[0] = "p";
    all[1] = programme;
    System.arraycopy(arguments, 0, all, 2, arguments.length);
    return ADMIN.data(query, all).setRootPath("data.tierWarnings");
  }

  @Test
  void a_member_is_warned_once_for_each_end_and_number_of_days_of_what_is_missing_then() {
    publish(policy(programme));
    Given.Person wei = Given.customer("Wei");
    wei.boughtAt("till", "1200.00", "2022-03-01T10:00:00Z");
    wei.boughtAt("till", "300.00", "2022-06-01T10:00:00Z");
    Given.customer("Lan").boughtAt("till", "20.00", "2022-03-01T10:00:00Z");
    ADMIN.data(
        "mutation { runJob(input: {name: \"recalculate-tiers\", asOf: \"2022-12-01T00:00:00Z\"}) { state } }");
    warn("2023-03-01T00:00:00Z");
    assertEquals(List.of("0"), TestDatabase.rows("SELECT count(*) FROM tier_warning"));
    warn("2023-04-15T00:00:00Z");
    assertEquals(
        List.of("1|1"),
        TestDatabase.rows(
            "SELECT done, total FROM job_run WHERE job_name = 'warn-tiers' ORDER BY created_at DESC LIMIT 1"));
    warn("2023-04-15T00:00:00Z");
    warn("2023-04-20T00:00:00Z");
    warn("2023-05-10T00:00:00Z");
    warn("2023-05-30T00:00:00Z");
    assertEquals(
        List.of("60|Silver|Member", "30|Silver|Member", "7|Silver|Member"),
        TestDatabase.rows("SELECT days, tier, falls_to FROM tier_warning ORDER BY warned_at"));
    JsonPath first = warnings();
    assertEquals("Wei", first.getString("edges[0].node.customer.displayName"));
    assertEquals(60, first.getInt("edges[0].node.days"));
    assertEquals("NET_SPEND", first.getString("edges[0].node.anyOf[0].allOf[0].measure"));
    assertEquals("1000.00", first.getString("edges[0].node.anyOf[0].allOf[0].amount"));
    JsonPath second = warnings("after", first.getString("pageInfo.endCursor"));
    assertEquals(30, second.getInt("edges[0].node.days"));
    assertTrue(second.getBoolean("pageInfo.hasNextPage"));
  }

  // ---- being told

  @Test
  void a_subscriber_sees_the_tier_now_and_after_it_changes() {
    publish(policy(programme));
    Given.Person wei = Given.customer("Wei");
    wei.boughtAt("till", "1200.00", days(-30));
    String document = "subscription { tierChanged(customer: \"" + wei.id() + "\") { tier } }";
    try (Socket socket = Socket.subscribe(TestDatabase.token("service"), document)) {
      assertEquals("Silver", socket.next("next").getString("payload.data.tierChanged.tier"));
      wei.boughtAt("till", "4000.00", days(-1));
      assertEquals("Gold", socket.next("next").getString("payload.data.tierChanged.tier"));
    }
    try (Socket socket = Socket.subscribe(TestDatabase.token("member"), document)) {
      assertNull(socket.next("next").get("payload.data.tierChanged"));
    }
  }

  // ---- many

  @Test
  void publishing_gives_exactly_what_the_dry_run_of_many_said() {
    Given.customer("Wei").boughtAt("till", "100.00", days(-200));
    TestDatabase.run(
        """
        INSERT INTO customer (customer_id, created_at, updated_at)
        SELECT md5('c' || i)::uuid, now(), now() FROM generate_series(1, 2500) i;
        INSERT INTO profile (profile_id, source_id, key_kind, key, customer_id, first_seen_at, last_seen_at, created_at)
        SELECT md5('p' || i)::uuid, (SELECT source_id FROM source LIMIT 1), 'USER_ID', i::text, md5('c' || i)::uuid,
               '2021-01-01Z', now(), now()
        FROM generate_series(1, 2500) i;
        INSERT INTO customer_order (profile_id, ordered_at, order_id, source_id, external_id, status, channel, currency,
                                    total_minor, changed_at, recorded_at)
        SELECT md5('p' || i)::uuid, (SELECT ordered_at FROM customer_order LIMIT 1), md5('o' || i)::uuid,
               (SELECT source_id FROM source LIMIT 1), 'o' || i, 'PAID', 'till', 'CNY', i * 300, now(), now()
        FROM generate_series(1, 2500) i
        """);
    publish(policy(programme));
    Map<String, Object> next =
        policy(
            programme,
            "tiers",
            List.of(tier("Member", "0"), tier("Silver", "700"), tier("Star", "4500")));
    next.put("dryRun", true);
    JsonPath dry = publish(next);
    TestDatabase.run("CREATE TABLE tier_before AS SELECT customer_id, tier FROM membership");
    try {
      next.remove("dryRun");
      JsonPath done = publish(next);
      for (String field : List.of("up", "down", "unchanged", "enrolled", "atRisk")) {
        assertEquals(dry.getInt(field), done.getInt(field), field);
      }
      assertEquals(dry.<Object>getList("sample"), done.<Object>getList("sample"));
      assertTrue(dry.getInt("up") > 0);
      // every member, not only how many: what the dry run said of each, and what became of them
      assertEquals(dry.getString("digest"), done.getString("digest"));
      assertEquals(
          dry.getString("digest"),
          "%016x"
              .formatted(
                  new BigInteger(
                          TestDatabase.rows(
                                  """
                                  SELECT sum(('x' || left(md5(b.customer_id || '|' || b.tier || '|' || m.tier), 16))::bit(64)::bigint)
                                  FROM tier_before b JOIN membership m USING (customer_id) WHERE b.tier <> m.tier
                                  """)
                              .get(0))
                      .longValue()));
      List<String> ways = new ArrayList<>();
      dry.<Map<String, Object>>getList("moves")
          .forEach(of -> ways.add(of.get("from") + "|" + of.get("to") + "|" + of.get("members")));
      assertEquals(
          TestDatabase.rows(
              """
              SELECT b.tier, m.tier, count(*) FROM tier_before b JOIN membership m USING (customer_id)
              WHERE b.tier <> m.tier GROUP BY 1, 2 ORDER BY 3 DESC
              """),
          ways);
      assertEquals(
          List.of(Integer.toString(dry.getInt("up"))),
          TestDatabase.rows(
              """
              SELECT count(*) FROM tier_before b JOIN membership m USING (customer_id)
              WHERE array_position(ARRAY['Member', 'Silver', 'Gold'], b.tier)
                  < array_position(ARRAY['Member', 'Silver', 'Star'], m.tier)
              """));
    } finally {
      TestDatabase.run("DROP TABLE tier_before");
    }
  }
}
