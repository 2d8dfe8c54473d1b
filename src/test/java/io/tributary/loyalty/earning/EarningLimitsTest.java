package io.tributary.loyalty.earning;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.path.json.JsonPath;
import io.smallrye.mutiny.Uni;
import io.tributary.Given;
import io.tributary.TestDatabase;
import io.tributary.job.ChangeQueue;
import io.tributary.platform.Tx;
import jakarta.inject.Inject;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;

@QuarkusTest
@QuarkusTestResource(TestDatabase.class)
class EarningLimitsTest extends EarningCase {
  private static final String AVAILABLE =
      "query($id: ID!) { customer(id: $id) { points { available } } }";

  @Inject Earnings earnings;
  @Inject Tx tx;

  @Test
  void a_rule_gives_a_member_and_everybody_no_more_than_its_limits() {
    neverExpire();
    publish(
        "rules",
        List.of(
            Map.of("name", "double", "multiplier", "2", "budget", 250, "capPerMember", 150),
            Map.of("name", "thanks", "bonus", 10, "capPerMember", 15)));
    Given.Person fang = Given.customer("Li Fang");
    wei.boughtAt("till", "100.00", "2024-03-01T10:00:00Z");
    Given.Sale second = wei.boughtAt("till", "100.00", "2024-03-02T10:00:00Z");
    fang.boughtAt("till", "200.00", "2024-03-03T10:00:00Z");
    settle();
    settle();
    // 100 + 100 + 10; 100 + 50 of the 100 + 5 of the 10; 200 + 100 of the 200 + 10
    assertEquals(
        List.of("EARN|155", "EARN|210", "EARN|310"),
        TestDatabase.rows("SELECT kind, amount FROM points_entry ORDER BY amount"));
    assertEquals(List.of("250"), TestDatabase.rows("SELECT given FROM earning_budget"));
    JsonPath page =
        admin.data(
            "query($id: ID!) { customer(id: $id) { orders(first: 1) { edges { node { earned { applied { rule points } } } } } } }",
            "id",
            wei.id());
    String applied = "customer.orders.edges[0].node.earned[0].applied";
    assertEquals(
        List.of("BASE", "double", "thanks", "CAP_PER_MEMBER double", "CAP_PER_MEMBER thanks"),
        page.getList(applied + ".rule"));
    assertEquals(List.of(100, 100, 10, -50, -5), page.getList(applied + ".points"));
    // what is cancelled goes back into the budget, and others stay as they were
    TestDatabase.run(
        "UPDATE customer_order SET status = 'CANCELLED', changed_at = clock_timestamp() WHERE order_id = '"
            + second.uuid()
            + "'");
    settle();
    assertEquals(List.of("200"), TestDatabase.rows("SELECT given FROM earning_budget"));
    fang.boughtAt("till", "100.00", "2024-03-04T10:00:00Z");
    settle();
    // of her 150 she has had 100: 50 more
    assertEquals(
        List.of("CLAW_BACK|-155", "EARN|155", "EARN|155", "EARN|210", "EARN|310"),
        TestDatabase.rows("SELECT kind, amount FROM points_entry ORDER BY amount, kind"));
    assertEquals(List.of("250"), TestDatabase.rows("SELECT given FROM earning_budget"));
  }

  @Test
  void sales_of_many_members_at_once_do_not_pass_a_budget() {
    neverExpire();
    publish("rules", List.of(Map.of("name", "gift", "bonus", 30, "budget", 100)));
    List<UUID> members = new ArrayList<>();
    for (int i = 0; i < 12; i++) {
      Given.Person member = Given.customer("Member " + i);
      member.boughtAt("till", "1.00", "2024-03-01T10:00:00Z");
      members.add(member.uuid());
    }
    atOnce(members);
    // 12 sales of 1 point each, and the budget
    assertEquals(List.of("112"), TestDatabase.rows("SELECT sum(available) FROM points_account"));
    assertEquals(List.of("100"), TestDatabase.rows("SELECT given FROM earning_budget"));
    atOnce(members);
    assertEquals(List.of("112"), TestDatabase.rows("SELECT sum(available) FROM points_account"));
  }

  @Test
  void what_is_reckoned_at_once_for_one_member_passes_no_cap_and_counts_once() {
    neverExpire();
    publish(
        "capPerDay", 65, "rules", List.of(Map.of("name", "gift", "bonus", 30, "capPerMember", 40)));
    for (int i = 0; i < 6; i++) {
      wei.boughtAt("till", "5.00", "2024-03-0%dT10:0%d:00Z".formatted(1 + i / 5, i));
    }
    atOnce(Collections.nCopies(8, wei.uuid()));
    // five of the first day: 25 + 40, of which the day allows all; one of the next: 5
    assertEquals(List.of("70"), TestDatabase.rows("SELECT available FROM points_account"));
    assertEquals(
        List.of("6|70"), TestDatabase.rows("SELECT count(*), sum(points) FROM points_earned"));
  }

  /** Recomputes customers as workers do, each in a transaction of its own, all at once. */
  private void atOnce(List<UUID> members) {
    List<Uni<Void>> all = new ArrayList<>();
    for (UUID member : members) {
      all.add(
          tx.write(
              connection ->
                  ChangeQueue.hold(connection, List.of(member))
                      .chain(() -> earnings.refresh(connection, List.of(member), Instant.now()))));
    }
    Uni.join().all(all).andFailFast().await().indefinitely();
  }

  @Test
  void what_comes_back_counts_no_longer_towards_the_limits() {
    neverExpire();
    publish(
        "rules",
        List.of(Map.of("name", "double", "multiplier", "2", "capPerMember", 100, "budget", 1000)));
    Given.Sale sale = wei.boughtAt("till", "80.00", "2024-03-01T10:00:00Z").line("tea", "80.00");
    settle();
    returned(sale, "tea", 2000);
    settle();
    assertEquals(List.of("60"), TestDatabase.rows("SELECT given FROM earning_budget"));
    returned(sale, "tea", 2000);
    settle();
    settle();
    assertEquals(List.of("40"), TestDatabase.rows("SELECT given FROM earning_budget"));
    wei.boughtAt("till", "90.00", "2024-03-08T10:00:00Z");
    settle();
    // of 160 half came back; 90 + 60 that the rule could still give
    assertEquals(List.of("EARN|160", "CLAW_BACK|-40", "CLAW_BACK|-40", "EARN|150"), entries());
    assertEquals(List.of("100"), TestDatabase.rows("SELECT given FROM earning_budget"));
  }

  @Test
  void a_merged_member_has_one_limit_and_its_unmerge_gives_each_its_own_again() {
    neverExpire();
    publish(
        "capPerDay",
        150,
        "rules",
        List.of(
            Map.of("name", "gift", "bonus", 30, "capPerMember", 50),
            Map.of("name", "welcome", "bonus", 7, "firstOrder", true)));
    Given.Person other = Given.customer("Wei Zhang");
    wei.boughtAt("till", "100.00", "2024-03-01T10:00:00Z");
    settle();
    String merge = admin.merge(wei.id(), other.id());
    other.boughtAt("web", "100.00", "2024-03-01T11:00:00Z");
    other.boughtAt("web", "5.00", "2024-03-02T11:00:00Z");
    TestDatabase.run("UPDATE profile SET customer_id = '" + wei.uuid() + "'");
    settle();
    // 137, then 13 that the day still allows, then 5, the gift's 50 having been given
    assertEquals(155, admin.data(AVAILABLE, "id", wei.id()).getInt("customer.points.available"));
    admin.data(
        "mutation($m: ID!) { unmergeCustomers(input: {merge: $m}) { restored { id } } }",
        "m",
        merge);
    other.boughtAt("web", "1.00", "2024-03-03T11:00:00Z");
    settle();
    assertEquals(137, admin.data(AVAILABLE, "id", wei.id()).getInt("customer.points.available"));
    // as if they had never been one: 100 + 30 + 7, 5 + the 20 left of the gift, 1
    assertEquals(163, admin.data(AVAILABLE, "id", other.id()).getInt("customer.points.available"));
  }
}
