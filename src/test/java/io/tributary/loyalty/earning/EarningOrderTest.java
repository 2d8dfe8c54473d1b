package io.tributary.loyalty.earning;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.path.json.JsonPath;
import io.tributary.Given;
import io.tributary.Seed;
import io.tributary.TestDatabase;
import io.tributary.platform.Ids;
import io.tributary.platform.TypeId;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** L13 for what sales earn: by rules that look at the member's other sales, in any order. */
@QuarkusTest
@QuarkusTestResource(TestDatabase.class)
class EarningOrderTest extends EarningCase {
  private static final int ORDERS = 5;

  /** What each sale earned and why, and what the member has. */
  private static final String STATE =
      """
      SELECT o.ordered_at::text, e.points::text, e.applied::text, e.gave::text
      FROM points_earned e JOIN customer_order o USING (order_id)
      UNION ALL
      SELECT 'balance', sum(available)::text, sum(debt)::text, NULL FROM points_account
      ORDER BY 1, 2
      """;

  /**
   * Something of a sale.
   *
   * @param at when the sale was
   * @param total what it came to
   * @param back what of it came back; null for the sale itself
   */
  private record Fact(String at, String total, String back) {}

  @Test
  void sales_and_returns_end_in_the_same_in_whatever_order_they_come() {
    long seed = Seed.next();
    List<Fact> facts = facts(new Random(seed));
    List<String> inOrder = null;
    for (int order = 0; order < ORDERS; order++) {
      Random random = new Random(seed + order);
      a_programme_and_a_member();
      rules();
      List<Fact> come = new ArrayList<>(facts);
      if (order > 0) {
        Collections.shuffle(come, random);
      }
      deliver(come, random);
      List<String> now = TestDatabase.rows(STATE);
      inOrder = inOrder == null ? now : inOrder;
      assertEquals(
          String.join("\n", inOrder), String.join("\n", now), "seed " + seed + ", order " + order);
    }
    // histories in which no rule did anything would say little
    for (String rule :
        List.of("CAP_PER_DAY", "CAP_PER_MEMBER double", "welcome", "gold", "silver tea")) {
      assertTrue(inOrder.toString().contains(rule), rule + " in " + inOrder);
    }
  }

  private void rules() {
    neverExpire();
    admin.data(
        """
        mutation($p: ID!) { publishTierPolicy(input: {programme: $p, tiers: [{name: "Base", minimumSpend: "0"},
          {name: "Silver", minimumSpend: "150"}, {name: "Gold", minimumSpend: "400"}]}) { up } }
        """,
        "p",
        programme);
    publish(
        "capPerDay",
        260,
        "rules",
        List.of(
            Map.of("name", "silver tea", "multiplier", "1.5", "tiers", List.of("Silver")),
            Map.of("name", "gold", "multiplier", "2", "tiers", List.of("Gold")),
            Map.of(
                "name",
                "double",
                "multiplier",
                "2",
                "channels",
                List.of("web"),
                "capPerMember",
                90),
            Map.of("name", "thanks", "bonus", 7, "capPerMember", 25),
            Map.of("name", "welcome", "bonus", 50, "firstOrder", true)));
  }

  private static List<Fact> facts(Random random) {
    List<Fact> facts = new ArrayList<>();
    for (int sale = 0; sale < 10; sale++) {
      String at =
          "2024-03-%02dT%02d:%02d:00Z"
              .formatted(1 + sale / 3, 1 + 4 * (sale % 3), random.nextInt(60));
      String total = (20 + random.nextInt(120)) + ".00";
      facts.add(new Fact(at, total, null));
      if (random.nextInt(3) == 0) {
        facts.add(new Fact(at, total, (1 + random.nextInt(20)) + ".00"));
      }
    }
    return facts;
  }

  /** Facts as they come, with what follows from them reckoned every now and then. */
  private void deliver(List<Fact> come, Random random) {
    Map<String, Given.Sale> sales = new HashMap<>();
    List<Fact> waiting = new ArrayList<>();
    for (Fact fact : come) {
      if (fact.back() == null) {
        String channel = fact.at().hashCode() % 2 == 0 ? "web" : "till";
        sales.put(fact.at(), wei.boughtAt(channel, fact.total(), fact.at()));
      }
      waiting.add(fact);
      // commerce keeps a return until its sale comes
      waiting.removeIf(
          one -> {
            if (one.back() != null && sales.containsKey(one.at())) {
              sales.get(one.at()).returned(one.back(), "2024-03-20T10:00:00Z");
              TestDatabase.run(
                  "UPDATE customer_order SET changed_at = clock_timestamp() WHERE order_id = '"
                      + sales.get(one.at()).uuid()
                      + "'");
              return true;
            }
            return one.back() == null;
          });
      if (random.nextBoolean()) {
        settle();
      }
    }
    settle();
  }

  @Test
  void whoever_turns_out_to_be_one_person_has_earned_as_one_whenever_that_is_found() {
    List<String> states = new ArrayList<>();
    for (boolean late : new boolean[] {false, true}) {
      a_programme_and_a_member();
      rules();
      Given.Person other = Given.customer("Wei Zhang");
      if (!late) {
        admin.merge(wei.id(), other.id());
      }
      wei.boughtAt("till", "100.00", "2024-03-02T10:00:00Z");
      other.boughtAt("web", "80.00", "2024-03-01T10:00:00Z");
      other.boughtAt("web", "90.00", "2024-03-02T09:00:00Z");
      if (!late) {
        TestDatabase.run("UPDATE profile SET customer_id = '" + wei.uuid() + "'");
      }
      settle();
      if (late) {
        admin.merge(wei.id(), other.id());
        settle();
      }
      states.add(String.join("\n", TestDatabase.rows(STATE)));
    }
    assertEquals(states.get(0), states.get(1));
  }

  @Test
  void what_a_late_sale_takes_away_and_has_been_spent_is_owed() {
    neverExpire();
    publish("rules", List.of(Map.of("name", "welcome", "bonus", 50, "firstOrder", true)));
    wei.boughtAt("till", "10.00", "2024-03-02T10:00:00Z");
    settle();
    admin.data(
        "mutation($c: ID!) { redeemPoints(input: {customer: $c, points: 60, idempotencyKey: \"r\"})"
            + " { points { available } } }",
        "c",
        wei.id());
    wei.ordered(
        "till", "PAID", "0.00", "2024-03-01T10:00:00Z"); // a gift: earns nothing, but was first
    settle();
    assertEquals(List.of("0|50"), TestDatabase.rows("SELECT available, debt FROM points_account"));
  }

  @Test
  void of_a_budget_a_sale_keeps_what_it_was_let_have() {
    neverExpire();
    publish("rules", List.of(Map.of("name", "gift", "bonus", 30, "budget", 40)));
    wei.boughtAt("till", "1.00", "2024-03-02T10:00:00Z");
    Given.Person fang = Given.customer("Li Fang");
    settle();
    fang.boughtAt("till", "1.00", "2024-03-01T10:00:00Z");
    settle();
    // hers was earlier and is heard of later: she has the rest
    wei.boughtAt("till", "1.00", "2024-03-01T10:00:00Z");
    settle();
    settle();
    assertEquals(
        List.of("11", "32"),
        TestDatabase.rows("SELECT available FROM points_account ORDER BY available"));
    assertEquals(List.of("40"), TestDatabase.rows("SELECT given FROM earning_budget"));
  }

  @Test
  void rules_are_tried_for_a_member_as_their_next_sale_would_be_reckoned_in_every_currency() {
    rules();
    publish("currency", "GROWTH", "pointsPerUnit", "2");
    wei.boughtAt("till", "160.00", "2024-03-01T10:00:00Z");
    wei.boughtAt("web", "60.00", "2024-03-02T10:00:00Z");
    settle();
    Map<String, Object> sale =
        Map.of(
            "customer",
            wei.id(),
            "at",
            "2024-03-02T11:00:00Z",
            "channel",
            "web",
            "total",
            "100.00");
    String simulate =
        "query($input: SimulateEarningInput!) { simulateEarnings(input: $input) { currency points"
            + " applied { rule points } } }";
    JsonPath tried = admin.data(simulate, "input", sale);
    assertEquals(List.of("POINTS", "GROWTH"), tried.getList("simulateEarnings.currency"));
    wei.boughtAt("web", "100.00", "2024-03-02T11:00:00Z");
    settle();
    assertEquals(
        List.of(
            tried.getString("simulateEarnings[0].points"),
            tried.getString("simulateEarnings[1].points")),
        TestDatabase.rows(
            """
            SELECT points FROM points_earned e JOIN points_account USING (account_id) JOIN points_currency USING (currency_id)
            WHERE ordered_at = '2024-03-02T11:00:00Z' ORDER BY spendable DESC
            """));
    assertTrue(
        tried.getList("simulateEarnings[0].applied.rule").contains("CAP_PER_MEMBER double"),
        tried.prettify());
    assertEquals(
        "NOT_FOUND",
        admin.error(
            simulate,
            "input",
            Map.of("customer", TypeId.CUSTOMER.encode(Ids.next()), "total", "1.00")));
  }
}
