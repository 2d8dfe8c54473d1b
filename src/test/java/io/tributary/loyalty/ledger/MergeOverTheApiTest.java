package io.tributary.loyalty.ledger;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.tributary.Api;
import io.tributary.Given;
import io.tributary.Seed;
import io.tributary.TestDatabase;
import io.tributary.job.Changes;
import jakarta.inject.Inject;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** L15 by real merges: through the API, with all that follows from them in the change queue. */
@QuarkusTest
@QuarkusTestResource(TestDatabase.class)
class MergeOverTheApiTest {
  private static final int PAIRS = 6;
  private static final int STEPS = 8;

  /** All that members have and had, but for when it was looked at. */
  private static final List<String> STATE =
      List.of(
          "SELECT account_id, available, pending, reserved, debt FROM points_account ORDER BY 1",
          "SELECT account_id, lot_id, granted, remaining, active_at, expires_at, awaits, sale, line FROM points_lot ORDER BY 1, 2",
          "SELECT account_id, entry_id, kind, amount, idempotency_key FROM points_entry ORDER BY 1, 2",
          "SELECT account_id, sale, line, value_minor, granted, returned_minor, clawed FROM points_sale ORDER BY 1, 2, 3",
          "SELECT account_id, reservation_id, points, state FROM points_reservation ORDER BY 1, 2",
          "SELECT account_id, order_id, points, gave FROM points_earned ORDER BY 1, 2",
          "SELECT customer_id, programme_id, tier, since, valid_until, qualifying FROM membership ORDER BY 1, 2",
          "SELECT customer_id, programme_id, changed_at, from_tier, to_tier, reason FROM tier_change ORDER BY 1, 2, 3",
          "SELECT code_hash, customer_id, coupon_id FROM coupon_code ORDER BY 1",
          "SELECT customer_id, kind, tier, set_at, ends_at FROM tier_lock ORDER BY 1, 4");

  @Inject Changes changes;
  private final Api admin = Api.as("admin");
  private String programme;

  @Test
  void L15_a_merge_and_its_unmerge_leave_everything_as_it_was() {
    long seed = Seed.next();
    Random random = new Random(seed);
    TestDatabase.clear();
    begin();
    List<Given.Person> people = new ArrayList<>();
    for (int i = 0; i < 2 * PAIRS; i++) {
      people.add(Given.customer("Member " + i));
      people.get(i).profileAt("till");
    }
    for (int step = 0; step < STEPS; step++) {
      for (Given.Person person : people) {
        step(person, random, step);
      }
    }
    settle();
    List<String> before = state();
    assertTrue(before.stream().anyMatch(row -> row.contains("Gold")), "seed " + seed);
    List<String> merges = new ArrayList<>();
    for (int i = 0; i < people.size(); i += 2) {
      merges.add(admin.merge(people.get(i).id(), people.get(i + 1).id()));
    }
    settle();
    for (int i = 0; i < people.size(); i += 2) {
      assertEquals(available(people.get(i)), available(people.get(i + 1)), "seed " + seed);
    }
    merges.forEach(
        merge ->
            admin.data(
                "mutation($i: UnmergeCustomersInput!) { unmergeCustomers(input: $i) { merge { id } } }",
                "i",
                Map.of("merge", merge)));
    settle();
    assertEquals(String.join("\n", before), String.join("\n", state()), "seed " + seed);
    for (String law : LawsOfTables.onAllAccounts().keySet()) {
      assertEquals(
          List.of(),
          TestDatabase.rows(LawsOfTables.onAllAccounts().get(law)),
          law + ", seed " + seed);
    }
  }

  private void begin() {
    programme =
        admin
            .data(
                """
                mutation { createProgramme(input: {name: "Club", currency: "CNY", timezone: "Asia/Shanghai"}) { programme { id } } }
                """)
            .getString("createProgramme.programme.id");
    admin.data(
        """
        mutation($p: ID!) {
          setPointsCurrency(input: {programme: $p, code: "POINTS"}) { currency { code } }
          publishEarningPolicy(input: {programme: $p, pointsPerUnit: "1", effectiveFrom: "2024-01-01T00:00:00+08:00",
            activation: {when: ON_DELIVERY}}) { policy { number } }
          publishTierPolicy(input: {programme: $p, window: ANNIVERSARY, validity: "P10Y",
            tiers: [{name: "Member", minimumSpend: "0"}, {name: "Gold", minimumSpend: "300"}]}) { up }
        }
        """,
        "p",
        programme);
  }

  private void step(Given.Person person, Random random, int step) {
    String key = "k" + step;
    long points = 1 + random.nextInt(90);
    String at = "2024-0" + (1 + step) + "-1" + random.nextInt(10) + "T10:00:00Z";
    switch (random.nextInt(6)) {
      case 0 -> person.boughtAt("till", points + ".00", at);
      case 1 -> person.boughtAt("web", 3 * points + ".00", at);
      case 2 -> points("redeemPoints", "RedeemPointsInput", "entry", person, points, key);
      case 3 -> points("reservePoints", "ReservePointsInput", "reservation", person, points, key);
      case 4 -> person.boughtAt("till", 10 * points + ".00", at).returned(points + ".00", at);
      default -> points("earnPoints", "EarnPointsInput", "entry", person, points, key);
    }
  }

  /** What is refused for want of points is part of the history. */
  private void points(
      String mutation, String type, String field, Given.Person of, long points, String key) {
    Map<String, Object> input = new HashMap<>();
    input.put("customer", of.id());
    input.put("programme", programme);
    input.put("points", points);
    input.put("idempotencyKey", key);
    String code =
        admin
            .send(
                "mutation($i: %s!) { %s(input: $i) { %s { id } } }"
                    .formatted(type, mutation, field),
                "i",
                input)
            .getString("errors[0].extensions.code");
    assertTrue(code == null || code.equals("INSUFFICIENT_POINTS"), code);
  }

  private int available(Given.Person of) {
    return admin
        .data("query($c: ID!) { customer(id: $c) { points { available } } }", "c", of.id())
        .getInt("customer.points.available");
  }

  private static List<String> state() {
    List<String> rows = new ArrayList<>();
    STATE.forEach(query -> rows.addAll(TestDatabase.rows(query)));
    return rows;
  }

  private void settle() {
    TestDatabase.run(
        "INSERT INTO customer_change SELECT customer_id, gen_random_uuid(), 0, now() FROM customer");
    changes.drain().await().indefinitely();
  }
}
