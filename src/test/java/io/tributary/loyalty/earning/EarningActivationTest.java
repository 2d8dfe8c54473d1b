package io.tributary.loyalty.earning;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.path.json.JsonPath;
import io.tributary.Given;
import io.tributary.Seed;
import io.tributary.TestDatabase;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/** Points of sales that are pending until a delivery, or until a return window is over. */
@QuarkusTest
@QuarkusTestResource(TestDatabase.class)
class EarningActivationTest extends EarningCase {
  private static final String SOLD = "2024-03-01T10:00:00Z";
  private static final String LOTS =
      "SELECT remaining, active_at, awaits FROM points_lot ORDER BY granted, active_at";
  private static final String WAITING =
      """
      query($id: ID!) { customer(id: $id) { points { available pending
        waiting(first: 10) { edges { node { activeAt awaits points } } pageInfo { hasNextPage endCursor } } } } }
      """;

  @Test
  void points_wait_for_the_delivery_and_say_so() {
    publishing("ON_DELIVERY", null);
    Given.Sale sale = wei.boughtAt("web", "100.00", SOLD);
    settle();
    JsonPath before = admin.data(WAITING, "id", wei.id()).setRootPath("data.customer.points");
    assertEquals("0/100", before.getInt("available") + "/" + before.getInt("pending"));
    assertEquals(
        "DELIVERED 100",
        before.getString("waiting.edges[0].node.awaits")
            + " "
            + before.getInt("waiting.edges[0].node.points"));
    assertNull(before.getString("waiting.edges[0].node.activeAt"));
    delivered(sale, "2024-03-04T09:00:00Z");
    settle();
    assertEquals(List.of("100|2024-03-04 09:00:00+00|DELIVERED"), TestDatabase.rows(LOTS));
    JsonPath after = admin.data(WAITING, "id", wei.id()).setRootPath("data.customer.points");
    assertEquals("100/0", after.getInt("available") + "/" + after.getInt("pending"));
    assertEquals(List.of(), after.getList("waiting.edges"));
    assertEquals(List.of("EARN|100"), entries());
  }

  @Test
  void after_the_delivery_the_end_of_the_return_window_is_the_date_that_is_shown() {
    publishing("AFTER_DELIVERY", 7);
    Instant yesterday = Instant.now().minus(1, ChronoUnit.DAYS).truncatedTo(ChronoUnit.SECONDS);
    Given.Sale sale = wei.boughtAt("web", "100.00", yesterday.minus(3, ChronoUnit.DAYS).toString());
    wei.boughtAt("web", "20.00", yesterday.toString());
    settle();
    assertEquals(
        List.of("20|null|RETURN_WINDOW_OVER", "100|null|RETURN_WINDOW_OVER"),
        TestDatabase.rows(LOTS));
    delivered(sale, yesterday.toString());
    settle();
    JsonPath page = admin.data(WAITING, "id", wei.id()).setRootPath("data.customer.points");
    assertEquals("0/120", page.getInt("available") + "/" + page.getInt("pending"));
    Instant end =
        new EarningActivation(EarningActivationKind.AFTER_DELIVERY, 7)
            .of(yesterday, yesterday, java.time.ZoneId.of("Asia/Shanghai"))
            .at();
    assertEquals(end, Instant.parse(page.getString("waiting.edges[0].node.activeAt")));
    assertEquals(List.of(100, 20), page.getList("waiting.edges.node.points"));
    JsonPath second =
        admin.data(
            WAITING.replace("first: 10", "first: 1, after: \"" + cursor() + "\""), "id", wei.id());
    assertEquals(List.of(20), second.getList("customer.points.waiting.edges.node.points"));
    JsonPath lots =
        admin.data(
            """
            query($id: ID!) { customer(id: $id) { points { statement(first: 5) { edges { node { points lots {
              points activeAt awaits } } } } } } }
            """,
            "id",
            wei.id());
    assertEquals(
        end.toString(),
        Instant.parse(
                lots.getString(
                    "customer.points.statement.edges.find { it.node.points == 100 }.node.lots[0].activeAt"))
            .toString());
  }

  private String cursor() {
    return admin
        .data(WAITING.replace("first: 10", "first: 1"), "id", wei.id())
        .getString("customer.points.waiting.pageInfo.endCursor");
  }

  @Test
  void what_is_cancelled_or_comes_back_while_it_waits_never_becomes_usable() {
    publishing("AFTER_DELIVERY", 7);
    Given.Sale cancelled = wei.boughtAt("web", "100.00", SOLD);
    Given.Sale returned = wei.boughtAt("web", "50.00", "2024-03-02T10:00:00Z").line("tea", "50.00");
    settle();
    TestDatabase.run(
        "UPDATE customer_order SET status = 'CANCELLED', changed_at = clock_timestamp() WHERE order_id = '%s'"
            .formatted(cancelled.uuid()));
    returned(returned, "tea", 3000);
    settle();
    assertEquals(List.of("0|20|0"), balance());
    delivered(cancelled, "2024-03-04T09:00:00Z");
    delivered(returned, "2024-03-04T09:00:00Z");
    settle();
    assertEquals(List.of("20|0|0"), balance());
    assertEquals(List.of("EARN|100", "EARN|50", "CLAW_BACK|-100", "CLAW_BACK|-30"), entries());
  }

  @Test
  void a_sale_at_a_till_is_delivered_when_it_is_made_and_days_after_an_order_end_with_the_day() {
    publishing("ON_DELIVERY", null);
    wei.boughtAt("till", "10.00", SOLD);
    settle();
    assertEquals(List.of("10|2024-03-01 10:00:00+00|DELIVERED"), TestDatabase.rows(LOTS));
    a_programme_and_a_member();
    publishing("AFTER_ORDER", 3);
    wei.boughtAt("web", "20.00", SOLD);
    settle();
    assertEquals(List.of("20|2024-03-04 16:00:00+00|null"), TestDatabase.rows(LOTS));
    a_programme_and_a_member();
    // the rules' word counts, not the currency's
    admin.data(
        """
        mutation($p: ID!) { setPointsCurrency(input: {programme: $p, code: "POINTS", pendingFor: "P30D"}) { currency { code } } }
        """,
        "p",
        programme);
    publish("activation", Map.of("when", "AT_ONCE"));
    wei.boughtAt("web", "30.00", SOLD);
    settle();
    assertEquals(List.of("30|2024-03-01 10:00:00+00|null"), TestDatabase.rows(LOTS));
  }

  @Test
  void rules_say_when_and_for_how_many_days_or_are_refused() {
    JsonPath policy =
        admin.data(
            PUBLISH.replace("publishedBy", "activation { when days }"),
            "input",
            policy("activation", Map.of("when", "AFTER_DELIVERY", "days", 14)));
    assertEquals(14, policy.getInt("publishEarningPolicy.policy.activation.days"));
    JsonPath simulated =
        admin.data(
            """
            query($p: ID!) { simulateEarning(input: {programme: $p, total: "10"}) { points activeAt awaits } }
            """,
            "p",
            programme);
    assertNull(simulated.getString("simulateEarning.activeAt"));
    assertEquals("RETURN_WINDOW_OVER", simulated.getString("simulateEarning.awaits"));
    for (Map<String, Object> wrong :
        List.<Map<String, Object>>of(
            Map.of("when", "AFTER_DELIVERY"),
            Map.of("when", "AFTER_ORDER", "days", 0),
            Map.of("when", "AFTER_ORDER", "days", 366),
            Map.of("when", "ON_DELIVERY", "days", 1))) {
      assertEquals(
          "INVALID_INPUT",
          admin.error(PUBLISH, "input", policy("activation", wrong)),
          wrong.toString());
    }
  }

  /** L13: what is known of sales, returns, cancellations and deliveries, in any order. */
  @Test
  void the_order_in_which_facts_come_does_not_matter() {
    Random random = new Random(Seed.next());
    TreeSet<String> ends = new TreeSet<>();
    for (int order = 0; order < 6; order++) {
      a_programme_and_a_member();
      publishing("AFTER_DELIVERY", 7);
      List<Given.Sale> sales = new ArrayList<>();
      for (int i = 0; i < 5; i++) {
        String at = "2024-03-0" + (i + 1) + "T10:00:00Z";
        sales.add(
            wei.ordered("web", "PENDING", (i + 1) * 10 + ".00", at)
                .line("tea", (i + 1) * 10 + ".00"));
      }
      List<Runnable> facts = new ArrayList<>();
      sales.forEach(sale -> facts.add(() -> status(sale, "PAID")));
      sales.subList(1, 5).forEach(sale -> facts.add(() -> delivered(sale, "2024-03-10T03:00:00Z")));
      facts.add(() -> delivered(sales.get(2), "2024-03-09T03:00:00Z"));
      facts.add(() -> returned(sales.get(3), "tea", 4000));
      facts.add(() -> returned(sales.get(1), "tea", 500));
      facts.add(() -> status(sales.get(4), "CANCELLED"));
      Collections.shuffle(facts, random);
      for (Runnable fact : facts) {
        fact.run();
        if (random.nextBoolean()) {
          settle();
        }
      }
      settle();
      ends.add(
          String.join(
                  "\n",
                  TestDatabase.rows(
                      """
                  SELECT s.value_minor, sum(l.remaining), min(l.active_at), max(l.active_at), min(l.awaits)
                  FROM points_sale s JOIN points_lot l USING (account_id, sale)
                  WHERE s.value_minor > 0 AND l.remaining > 0 GROUP BY s.value_minor ORDER BY s.value_minor
                  """))
              + balance());
    }
    assertEquals(1, ends.size(), () -> String.join("\n\n", ends));
    assertTrue(ends.first().endsWith("[45|10|0]"), ends.first());
  }

  private void publishing(String when, Integer days) {
    neverExpire();
    publish("activation", days == null ? Map.of("when", when) : Map.of("when", when, "days", days));
  }

  private static List<String> balance() {
    return TestDatabase.rows("SELECT available, pending, debt FROM points_account");
  }

  /** What commerce writes of a delivery: the earliest counts. */
  private static void delivered(Given.Sale sale, String at) {
    TestDatabase.run(
        "UPDATE customer_order SET delivered_at = least(delivered_at, '%s'), changed_at = clock_timestamp() WHERE order_id = '%s'"
            .formatted(at, sale.uuid()));
  }

  /** What commerce writes of a status: it only goes on. */
  private static void status(Given.Sale sale, String status) {
    TestDatabase.run(
        """
        UPDATE customer_order SET status = '%s', changed_at = clock_timestamp()
        WHERE order_id = '%s' AND status <> 'CANCELLED'
        """
            .formatted(status, sale.uuid()));
  }
}
