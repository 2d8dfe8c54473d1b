package io.tributary.loyalty.tier;

import static io.tributary.loyalty.tier.Loyalty.policy;
import static io.tributary.loyalty.tier.Loyalty.publish;
import static io.tributary.loyalty.tier.Loyalty.tier;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.path.json.JsonPath;
import io.tributary.Api;
import io.tributary.Given;
import io.tributary.TestDatabase;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A membership as a front end asks for it. */
@QuarkusTest
@QuarkusTestResource(TestDatabase.class)
class MembershipApiTest {
  private final Api admin = Api.as("admin");

  @BeforeEach
  void clear() {
    TestDatabase.clear();
  }

  private static String daysAgo(int days) {
    return Instant.now().minus(days, ChronoUnit.DAYS).toString();
  }

  @Test
  void each_alias_gets_the_programme_it_asks_for() {
    String club = Loyalty.programme("Club");
    String circle = Loyalty.programme("Circle");
    publish(policy(club));
    publish(policy(circle, "tiers", List.of(tier("Guest", "0"), tier("Friend", "100"))));
    Given.customer("Wei").boughtAt("till", "1500.00", daysAgo(10));
    Given.customer("Lan").boughtAt("till", "50.00", daysAgo(10));
    Loyalty.recalculate();
    JsonPath page =
        admin.data(
            """
            query($a: ID!, $b: ID!) {
              customers(first: 10) { edges { node {
                displayName
                a: membership(programme: $a) { tier programme { name } }
                b: membership(programme: $b) { tier programme { name } }
                oldest: membership { tier }
                none: membership(programme: "prg_nonsense") { tier }
              } } }
            }
            """,
            "a",
            club,
            "b",
            circle);
    for (String name : List.of("Wei", "Lan")) {
      String node = "customers.edges.node.find { it.displayName == '" + name + "' }.";
      boolean wei = name.equals("Wei");
      assertEquals(wei ? "Silver" : "Member", page.getString(node + "a.tier"));
      assertEquals("Club", page.getString(node + "a.programme.name"));
      assertEquals(wei ? "Friend" : "Guest", page.getString(node + "b.tier"));
      assertEquals("Circle", page.getString(node + "b.programme.name"));
      assertEquals(page.getString(node + "a.tier"), page.getString(node + "oldest.tier"));
      assertNull(page.get(node + "none"));
    }
  }

  @Test
  void a_member_reads_what_is_needed_to_rise_and_to_stay() {
    publish(policy(Loyalty.programme("Club")));
    Given.customer("Wei").boughtAt("till", "1500.00", daysAgo(10));
    Loyalty.recalculate();
    JsonPath membership =
        admin
            .data(
                """
                { customers(first: 1) { edges { node { membership {
                    tier validUntil qualifying { amount currency }
                    next { tier need { amount currency } by }
                    stay { tier need { amount } by }
                    reasons policyNumber } } } } }
                """)
            .setRootPath("data.customers.edges[0].node.membership");
    assertEquals("Silver", membership.getString("tier"));
    assertEquals("1500.00", membership.getString("qualifying.amount"));
    assertEquals("Gold", membership.getString("next.tier"));
    assertEquals("3500.00", membership.getString("next.need.amount"));
    assertEquals("CNY", membership.getString("next.need.currency"));
    assertEquals("Silver", membership.getString("stay.tier"));
    assertEquals(membership.getString("validUntil"), membership.getString("stay.by"));
    assertEquals(1, membership.getInt("policyNumber"));
    assertFalse(membership.getList("reasons").isEmpty());
  }

  @Test
  void pages_of_a_tier_history_follow_one_another_from_the_present_back() {
    publish(policy(Loyalty.programme("Club")));
    Given.Person wei = Given.customer("Wei");
    wei.boughtAt("till", "1500.00", daysAgo(60));
    wei.boughtAt("till", "4000.00", daysAgo(30));
    Loyalty.recalculate();
    String page =
        """
        query($after: String) { customers(first: 1) { edges { node { membership {
          one: tierHistory(first: 1) { edges { node { tier } } }
          tierHistory(first: 2, after: $after) {
            edges { node { tier since until } }
            pageInfo { hasNextPage endCursor } } } } } } }
        """;
    String at = "customers.edges[0].node.membership.";
    JsonPath first = admin.data(page);
    assertEquals(List.of("Gold"), first.getList(at + "one.edges.node.tier"));
    assertEquals(List.of("Gold", "Silver"), first.getList(at + "tierHistory.edges.node.tier"));
    assertNull(first.get(at + "tierHistory.edges[0].node.until"));
    assertEquals(
        first.getString(at + "tierHistory.edges[0].node.since"),
        first.getString(at + "tierHistory.edges[1].node.until"));
    assertTrue(first.getBoolean(at + "tierHistory.pageInfo.hasNextPage"));
    JsonPath rest =
        admin.data(page, "after", first.getString(at + "tierHistory.pageInfo.endCursor"));
    assertEquals(List.of("Member"), rest.getList(at + "tierHistory.edges.node.tier"));
    assertFalse(rest.getBoolean(at + "tierHistory.pageInfo.hasNextPage"));
  }
}
