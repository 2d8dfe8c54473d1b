package io.tributary.loyalty.earning;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.path.json.JsonPath;
import io.tributary.Api;
import io.tributary.Given;
import io.tributary.TestDatabase;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

@QuarkusTest
@QuarkusTestResource(TestDatabase.class)
class EarningTest extends EarningCase {
  @Test
  void a_sale_earns_by_the_rules_of_its_time_once_and_says_which() {
    neverExpire();
    publish(
        "rules", List.of(Map.of("name", "double tea", "multiplier", "2", "skus", List.of("tea"))));
    wei.boughtAt("till", "88.00", "2023-12-31T10:00:00Z"); // before any rules
    wei.boughtAt("till", "100.00", "2024-03-01T10:00:00Z")
        .line("tea", "40.00")
        .line("cake", "60.00");
    settle();
    settle();
    assertEquals(List.of("EARN|140"), entries());
    JsonPath page =
        admin.data(
            """
            query($id: ID!) { customer(id: $id) { points { available }
              orders(first: 5) { edges { node { earned { points policyNumber applied { rule points } } } } } } }
            """,
            "id",
            wei.id());
    assertEquals(140, page.getInt("customer.points.available"));
    String order = "customer.orders.edges[0].node.earned[0]";
    assertEquals(140, page.getInt(order + ".points"));
    assertEquals(List.of("BASE", "double tea"), page.getList(order + ".applied.rule"));
    assertEquals(List.of(100, 40), page.getList(order + ".applied.points"));
    assertEquals(List.of(), page.getList("customer.orders.edges[1].node.earned"));
  }

  @Test
  void returns_take_back_what_their_line_earned_in_any_split() {
    neverExpire();
    publish(
        "rules", List.of(Map.of("name", "triple tea", "multiplier", "3", "skus", List.of("tea"))));
    Given.Sale sale =
        wei.boughtAt("till", "100.00", "2024-03-01T10:00:00Z")
            .line("tea", "50.00")
            .line("cake", "50.00");
    settle();
    assertEquals(List.of("EARN|200"), entries());
    returned(sale, "tea", 2500);
    settle();
    returned(sale, "tea", 2500);
    settle();
    settle();
    assertEquals(List.of("EARN|200", "CLAW_BACK|-75", "CLAW_BACK|-75"), entries());
    returned(sale, "cake", 5000);
    settle();
    assertEquals(List.of("0"), TestDatabase.rows("SELECT available FROM points_account"));
  }

  @Test
  void a_cancelled_order_gives_back_everything_and_lines_that_come_later_count() {
    neverExpire();
    publish(
        "rules", List.of(Map.of("name", "double tea", "multiplier", "2", "skus", List.of("tea"))));
    Given.Sale sale = wei.boughtAt("till", "100.00", "2024-03-01T10:00:00Z");
    settle();
    sale.line("tea", "100.00");
    TestDatabase.run("UPDATE customer_order SET changed_at = clock_timestamp()");
    settle();
    assertEquals(List.of("EARN|100", "EARN|100"), entries());
    TestDatabase.run(
        "UPDATE customer_order SET status = 'CANCELLED', changed_at = clock_timestamp()");
    settle();
    assertEquals(List.of("EARN|100", "EARN|100", "CLAW_BACK|-200"), entries());
  }

  @Test
  void an_order_that_is_taken_up_again_gives_its_points_again_and_only_once() {
    neverExpire();
    publish();
    wei.boughtAt("till", "100.00", "2024-03-01T10:00:00Z");
    settle();
    for (String status : List.of("CANCELLED", "PAID", "PAID", "PAID")) {
      TestDatabase.run(
          "UPDATE customer_order SET changed_at = clock_timestamp(), status = '" + status + "'");
      settle();
    }
    assertEquals(List.of("EARN|100", "CLAW_BACK|-100", "EARN|100"), entries());
  }

  @Test
  void what_came_back_and_has_ended_before_anyone_heard_of_the_sale_leaves_no_debt() {
    publish(); // points end after a year
    Given.Sale sale = wei.boughtAt("till", "100.00", "2024-03-01T10:00:00Z").line("tea", "100.00");
    returned(sale, "tea", 6000);
    settle();
    assertEquals(List.of("EARN|100", "CLAW_BACK|-60"), entries());
    assertEquals(List.of("0|0"), TestDatabase.rows("SELECT available, debt FROM points_account"));
  }

  @Test
  void the_first_order_the_tier_and_the_days_cap_are_those_of_the_sale() {
    neverExpire();
    admin.data(
        """
        mutation($p: ID!) { publishTierPolicy(input: {programme: $p,
          tiers: [{name: "Base", minimumSpend: "0"}, {name: "Gold", minimumSpend: "1000"}]}) { up } }
        """,
        "p",
        programme);
    publish(
        "capPerDay",
        1250,
        "rules",
        List.of(
            Map.of("name", "gold", "multiplier", "2", "tiers", List.of("Gold")),
            Map.of("name", "welcome", "bonus", 50, "firstOrder", true)));
    wei.boughtAt("till", "200.00", "2024-02-01T10:00:00Z");
    wei.boughtAt("till", "1000.00", "2024-03-01T10:00:00Z"); // becomes Gold with this one
    wei.boughtAt("till", "100.00", "2024-03-01T11:00:00Z");
    wei.boughtAt("till", "100.00", "2024-03-01T12:00:00Z");
    settle();
    // 200 + welcome; 1000 as Gold; of the day's 1,250 nothing is left for the others
    assertEquals(List.of("EARN|250", "EARN|1250"), entries());
    // an earlier sale that comes late was the first: the welcome moves there
    wei.boughtAt("till", "10.00", "2024-01-15T10:00:00Z");
    settle();
    assertEquals(List.of("EARN|250", "EARN|1250", "EARN|60", "CLAW_BACK|-50"), entries());
    settle();
    assertEquals(4, entries().size());
  }

  @Test
  void points_stay_whose_sale_it_was_through_a_merge() {
    neverExpire();
    publish();
    Given.Person other = Given.customer("Wei Zhang");
    wei.boughtAt("till", "10.00", "2024-03-01T10:00:00Z");
    other.boughtAt("web", "20.00", "2024-03-02T10:00:00Z");
    settle();
    String merge = admin.merge(wei.id(), other.id());
    other.boughtAt("web", "5.00", "2024-03-03T10:00:00Z");
    TestDatabase.run("UPDATE profile SET customer_id = '" + wei.uuid() + "'");
    settle();
    String available = "query($id: ID!) { customer(id: $id) { points { available } } }";
    assertEquals(35, admin.data(available, "id", wei.id()).getInt("customer.points.available"));
    admin.data(
        "mutation($m: ID!) { unmergeCustomers(input: {merge: $m}) { restored { id } } }",
        "m",
        merge);
    settle();
    assertEquals(10, admin.data(available, "id", wei.id()).getInt("customer.points.available"));
    assertEquals(25, admin.data(available, "id", other.id()).getInt("customer.points.available"));
  }

  @Test
  void rules_are_tried_before_they_are_published() {
    Map<String, Object> draft =
        policy(
            "pointsPerUnit",
            "0.1",
            "rounding",
            "HALF_UP",
            "rules",
            List.of(
                Map.of("name", "weekend", "multiplier", "2", "days", List.of("SATURDAY", "SUNDAY")),
                Map.of("name", "online", "bonus", 5, "channels", List.of("web"))));
    String simulate =
        "query($input: SimulateEarningInput!) { simulateEarning(input: $input) { points policyNumber applied { rule points } expiresAt } }";
    JsonPath saturday =
        admin.data(
            simulate,
            "input",
            Map.of(
                "draft",
                draft,
                "at",
                "2024-03-02T10:00:00+08:00",
                "channel",
                "web",
                "lines",
                List.of(Map.of("sku", "tea", "amount", "95.00"))));
    assertEquals(24, saturday.getInt("simulateEarning.points"));
    assertEquals(List.of(10, 9, 5), saturday.getList("simulateEarning.applied.points"));
    assertNull(saturday.get("simulateEarning.policyNumber"));
    assertEquals("2025-03-02T16:00:00Z", saturday.getString("simulateEarning.expiresAt"));
    assertEquals("NOT_FOUND", admin.error(simulate, "input", Map.of("total", "1.00")));
    publish();
    assertEquals(
        1,
        admin
            .data(simulate, "input", Map.of("total", "1.00"))
            .getInt("simulateEarning.policyNumber"));
    assertEquals(List.of("0"), TestDatabase.rows("SELECT count(*) FROM points_entry"));
  }

  @Test
  void a_bad_policy_is_named_and_only_an_admin_publishes() {
    for (Object[] bad :
        List.of(
            new Object[] {"pointsPerUnit", "many"},
            new Object[] {"pointsPerUnit", "-1"},
            new Object[] {"capPerOrder", 0},
            new Object[] {"excludedSkus", List.of(" ")},
            new Object[] {"rules", List.of(Map.of("name", "both", "multiplier", "2", "bonus", 1))},
            new Object[] {"rules", List.of(Map.of("name", "none"))},
            new Object[] {"rules", List.of(Map.of("name", "b", "bonus", 1, "budget", 0))},
            new Object[] {"rules", List.of(Map.of("name", "BASE", "bonus", 1))},
            new Object[] {"rules", List.of(Map.of("name", "t", "bonus", 1, "fromTime", "noon"))},
            new Object[] {
              "rules", List.of(Map.of("name", "m", "bonus", 1, "minimumSpend", "x"))
            })) {
      assertEquals("INVALID_INPUT", admin.error(PUBLISH, "input", policy(bad)), (String) bad[0]);
    }
    assertEquals("NOT_FOUND", admin.error(PUBLISH, "input", policy("currency", "NONE")));
    assertEquals("FORBIDDEN", Api.as("marketer").error(PUBLISH, "input", policy()));
    JsonPath published = admin.data(PUBLISH, "input", policy());
    assertEquals(1, published.getInt("publishEarningPolicy.policy.number"));
    String id = published.getString("publishEarningPolicy.policy.id");
    assertEquals(
        id, admin.data("query($id: ID!) { node(id: $id) { id } }", "id", id).getString("node.id"));
    assertEquals(
        id,
        admin
            .data("{ programmes { edges { node { earningPolicies { id } } } } }")
            .getString("programmes.edges[0].node.earningPolicies[0].id"));
  }
}
