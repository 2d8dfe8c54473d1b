package io.tributary.loyalty.bonus;

import static io.restassured.RestAssured.given;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.path.json.JsonPath;
import io.tributary.Api;
import io.tributary.Given;
import io.tributary.Seed;
import io.tributary.TestDatabase;
import io.tributary.job.Changes;
import io.tributary.platform.Tx;
import jakarta.inject.Inject;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@QuarkusTest
@QuarkusTestResource(TestDatabase.class)
class BonusTest {
  private static final String SET =
      "mutation($input: SetEventBonusInput!) { setEventBonus(input: $input) { bonus { id name points per times eventNames } } }";

  @Inject Changes changes;
  private final Api admin = Api.as("admin");
  private String programme;
  private Given.Person wei;

  @BeforeEach
  void a_programme_and_a_member() {
    TestDatabase.clear();
    programme =
        admin
            .data(
                """
                mutation { createProgramme(input: {name: "Club", currency: "CNY", timezone: "Asia/Shanghai"}) { programme { id } } }
                """)
            .getString("createProgramme.programme.id");
    admin.data(
        "mutation($p: ID!) { setPointsCurrency(input: {programme: $p, code: \"POINTS\"}) { currency { validity } } }",
        "p",
        programme);
    wei = Given.customer("Zhang Wei");
  }

  private Map<String, Object> bonus(String name, String occasion, long points, Object... more) {
    Map<String, Object> input =
        new HashMap<>(
            Map.of(
                "programme", programme,
                "name", name,
                "occasion", occasion,
                "points", points,
                "since", "2024-01-01T00:00:00+08:00"));
    for (int i = 0; i < more.length; i += 2) {
      input.put((String) more[i], more[i + 1]);
    }
    return input;
  }

  private String set(String name, String occasion, long points, Object... more) {
    return admin
        .data(SET, "input", bonus(name, occasion, points, more))
        .getString("setEventBonus.bonus.id");
  }

  private void settle() {
    TestDatabase.run(
        "INSERT INTO customer_change SELECT customer_id, gen_random_uuid(), 0, now() FROM customer");
    changes.drain().await().indefinitely();
  }

  private static List<String> entries() {
    return TestDatabase.rows(
        "SELECT reason, amount FROM points_entry ORDER BY occurred_at, reason");
  }

  @Test
  void each_occasion_gives_its_points_once_per_fact() {
    set("review", "REVIEW", 20, "per", "DAY");
    set("follow", "FOLLOW", 30);
    set("check-in", "CHECK_IN", 5, "per", "DAY");
    set("live", "EVENT", 7, "eventNames", List.of("Watched Live"), "per", "WEEK");
    wei.did("web", "COMMENT", "Product Reviewed", "2024-03-01T10:00:00Z");
    wei.did("wechat", "FOLLOW", "Account Unfollowed", "2024-03-01T11:00:00Z");
    wei.did("wechat", "FOLLOW", "Account Followed", "2024-03-01T12:00:00Z");
    wei.did("till", "VISIT", "Checked In", "2024-03-02T10:00:00Z");
    wei.did("web", "INTERACTION", "watched live", "2024-03-03T10:00:00Z");
    wei.did("web", "COMMENT", "Product Reviewed", "2023-12-31T10:00:00Z"); // before it began
    settle();
    settle();
    assertEquals(List.of("review|20", "follow|30", "check-in|5", "live|7"), entries());
  }

  @Test
  void windows_are_local_and_a_fact_that_comes_late_falls_into_its_own() {
    set("check-in", "CHECK_IN", 5, "per", "DAY");
    wei.did("till", "VISIT", "Checked In", "2024-03-02T15:00:00Z"); // 23:00 in Shanghai
    wei.did("till", "VISIT", "Checked In", "2024-03-02T17:00:00Z"); // 01:00 of the next day
    wei.did("till", "VISIT", "Checked In", "2024-03-03T10:00:00Z");
    settle();
    wei.did("till", "VISIT", "Checked In", "2024-03-02T09:00:00Z"); // late, of the first day
    wei.did("till", "VISIT", "Checked In", "2024-03-01T09:00:00Z"); // late, of a day before
    settle();
    assertEquals(List.of("15"), TestDatabase.rows("SELECT sum(amount) FROM points_entry"));
    assertEquals(
        List.of("2|0", "3|5"),
        TestDatabase.rows(
            "SELECT count(*), points FROM points_bonus GROUP BY points ORDER BY points"));
  }

  @Test
  void caps_and_the_budget_cut_and_the_answer_says_which() {
    set("review", "REVIEW", 20, "per", "DAY", "times", 3, "capPerDay", 50, "capPerMember", 60);
    for (String at : List.of("01T01", "01T02", "01T03", "01T04", "02T01")) {
      wei.did("web", "COMMENT", "Product Reviewed", "2024-03-" + at + ":00:00Z");
    }
    settle();
    String query =
        """
        query($id: ID!, $after: String) { customer(id: $id) { eventBonuses(first: 3, after: $after) {
          edges { node { points bonus { name } applied { rule points } } } pageInfo { endCursor } } } }
        """;
    JsonPath latest = admin.data(query, "id", wei.id());
    String nodes = "customer.eventBonuses.edges.node";
    assertEquals(List.of(10, 0, 10), latest.getList(nodes + ".points"));
    assertEquals(List.of("review", "CAP_PER_MEMBER"), latest.getList(nodes + "[0].applied.rule"));
    assertEquals(List.of("review", "WINDOW"), latest.getList(nodes + "[1].applied.rule"));
    assertEquals(List.of(20, -10), latest.getList(nodes + "[2].applied.points"));
    JsonPath before =
        admin.data(
            query,
            "id",
            wei.id(),
            "after",
            latest.getString("customer.eventBonuses.pageInfo.endCursor"));
    assertEquals(List.of(20, 20), before.getList(nodes + ".points"));
  }

  @Test
  void a_budget_is_shared_by_all_members() {
    set("follow", "FOLLOW", 30, "budget", 100);
    for (int i = 0; i < 5; i++) {
      Given.customer("Member " + i)
          .did("wechat", "FOLLOW", "Followed", "2024-03-0" + (i + 1) + "T10:00:00Z");
    }
    settle();
    assertEquals(List.of("100"), TestDatabase.rows("SELECT sum(available) FROM points_account"));
    assertEquals(List.of("100"), TestDatabase.rows("SELECT given FROM event_bonus_budget"));
    assertEquals(
        List.of("0|1", "10|1", "30|3"),
        TestDatabase.rows(
            "SELECT points, count(*) FROM points_bonus GROUP BY points ORDER BY points"));
  }

  @Test
  void a_completed_profile_gives_once() {
    set("profile", "PROFILE_COMPLETED", 100, "attributes", List.of("phone", "birth_date"));
    Given.Person other = Given.customer("Wei Zhang");
    attribute(wei, "phone");
    attribute(other, "phone");
    settleBonuses();
    assertEquals(List.of(), entries());
    attribute(wei, "birth_date");
    attribute(other, "birth_date");
    settleBonuses();
    settleBonuses();
    assertEquals(List.of("profile|100", "profile|100"), entries());
  }

  /** However late it is reckoned, and whatever is said anew or heard of late meanwhile. */
  @Test
  void a_completed_profile_is_dated_when_the_last_of_it_was_first_said() {
    set("profile", "PROFILE_COMPLETED", 100, "attributes", List.of("city", "gender"));
    Given.source("shop of profiles"); // keys of sources are remembered: one of its own
    said("m1", "2024-03-04T10:00:00Z", "\"city\": \"Shanghai\"");
    said("m2", "2024-03-06T10:00:00Z", "\"gender\": \"f\"");
    said("m3", "2024-05-01T10:00:00Z", "\"city\": \"Suzhou\", \"gender\": \"f\"");
    said("m4", "2024-03-05T10:00:00Z", "\"gender\": \"m\"");
    changes.drain().await().indefinitely();
    assertEquals(
        List.of("100|2024-03-05 10:00:00+00"),
        TestDatabase.rows("SELECT points, occurred_at FROM points_bonus"));
    assertEquals(
        List.of("city|\"Suzhou\"", "gender|\"f\""),
        TestDatabase.rows("SELECT name, value FROM profile_attribute ORDER BY name"));
  }

  private static void said(String message, String at, String traits) {
    io.restassured.RestAssured.given()
        .auth()
        .preemptive()
        .basic("key of shop of profiles", "")
        .contentType("application/json")
        .body(
            "{\"messageId\": \"%s\", \"userId\": \"u1\", \"timestamp\": \"%s\", \"traits\": {%s}}"
                .formatted(message, at, traits))
        .post("/v1/identify")
        .then()
        .statusCode(200);
  }

  /** Attributes are derived; here they are as a merge of profiles would leave them. */
  private static void attribute(Given.Person person, String name) {
    TestDatabase.run(
        """
        INSERT INTO customer_attribute (customer_id, name, value, profile_id, source_id, observed_at, rule)
        VALUES ('%s', '%s', '"x"', '%s', '%s', '2024-03-01T10:00:00Z', 'LATEST')
        """
            .formatted(person.uuid(), name, person.profileAt("web"), Given.source("web").uuid()));
  }

  @Inject Bonuses bonuses;
  @Inject Tx tx;

  /**
   * The derivation alone: the others would make the attributes anew from profiles that say none.
   */
  private void settleBonuses() {
    List<UUID> all =
        TestDatabase.rows("SELECT customer_id FROM customer").stream()
            .map(UUID::fromString)
            .toList();
    tx.write(c -> bonuses.refresh(c, all, Instant.parse("2024-03-02T00:00:00Z")))
        .await()
        .indefinitely();
  }

  @Test
  void birthdays_and_anniversaries_give_once_a_year_by_the_job() {
    set("birthday", "BIRTHDAY", 88);
    set("anniversary", "ANNIVERSARY", 10);
    Given.Person leap = Given.customer("Li Fang");
    born(wei, "1990-03-01");
    born(leap, "1996-02-29");
    TestDatabase.run(
        "UPDATE profile SET first_seen_at = '2023-02-27T17:00:00Z' WHERE customer_id = '"
            + wei.uuid()
            + "'"); // 28 February in Shanghai
    onDay("2025-02-27T15:00:00Z"); // 23:00 of the 27th there
    assertEquals(List.of(), entries());
    onDay("2025-02-27T16:00:00Z");
    onDay("2025-02-28T16:00:00Z");
    onDay("2025-03-02T16:00:00Z"); // within a week nothing is missed, nor given again
    assertEquals(List.of("anniversary|10", "birthday|88", "birthday|88"), entries());
    onDay("2025-03-20T00:00:00Z");
    onDay("2026-03-05T00:00:00Z");
    assertEquals(
        List.of("186", "186"),
        TestDatabase.rows(
            "SELECT sum(amount) FROM points_entry GROUP BY date_trunc('year', occurred_at) ORDER BY 1"));
  }

  private static void born(Given.Person person, String day) {
    attribute(person, "birth_date");
    TestDatabase.run(
        "UPDATE customer_attribute SET value = '\"%s\"' WHERE customer_id = '%s'"
            .formatted(day, person.uuid()));
  }

  private void onDay(String asOf) {
    assertEquals(
        "COMPLETED",
        admin
            .data(
                "mutation($at: DateTime) { runJob(input: {name: \"give-occasion-bonuses\", asOf: $at}) { state } }",
                "at",
                asOf)
            .getString("runJob.state"));
  }

  @Test
  void a_merged_member_has_one_window_for_both_and_each_has_their_own_when_parted() {
    set("follow", "FOLLOW", 30);
    Given.Person other = Given.customer("Wei Zhang");
    wei.did("wechat", "FOLLOW", "Followed", "2024-03-01T10:00:00Z");
    settle();
    String merge = admin.merge(wei.id(), other.id());
    other.did("web", "FOLLOW", "Followed", "2024-03-02T10:00:00Z");
    TestDatabase.run("UPDATE profile SET customer_id = '" + wei.uuid() + "'");
    settle();
    assertEquals(List.of("follow|30"), entries());
    admin.data(
        "mutation($m: ID!) { unmergeCustomers(input: {merge: $m}) { restored { id } } }",
        "m",
        merge);
    settle();
    assertEquals(List.of("follow|30", "follow|30"), entries());
    assertEquals(List.of("30", "30"), TestDatabase.rows("SELECT available FROM points_account"));
  }

  @Test
  void facts_in_any_order_get_the_same_and_the_ledger_is_given_the_difference() {
    long seed = Seed.next();
    List<String> inOrder = null;
    for (int order = 0; order < 4; order++) {
      a_programme_and_a_member();
      set("review", "REVIEW", 20, "per", "WEEK", "times", 2, "capPerDay", 30, "capPerMember", 110);
      Random random = new Random(seed);
      List<String> facts = new ArrayList<>();
      for (int i = 0; i < 12; i++) {
        facts.add("2024-03-%02dT%02d:00:00Z".formatted(1 + random.nextInt(25), i));
      }
      Collections.sort(facts);
      Random arrival = new Random(seed + order);
      if (order > 0) {
        Collections.shuffle(facts, arrival);
      }
      for (String at : facts) {
        wei.did("web", "COMMENT", "Product Reviewed", at);
        if (arrival.nextInt(3) == 0) {
          settle();
        }
      }
      settle();
      List<String> now =
          TestDatabase.rows(
              """
              SELECT occurred_at, points, applied FROM points_bonus UNION ALL
              SELECT NULL, available, '{}' FROM points_account ORDER BY 1
              """);
      inOrder = inOrder == null ? now : inOrder;
      assertEquals(inOrder, now, "seed " + seed + ", order " + order);
    }
  }

  @Test
  void a_fact_from_before_a_change_is_under_what_held_then_however_late_it_comes() {
    set("review", "REVIEW", 20, "per", "DAY");
    set("review", "REVIEW", 50, "per", "DAY", "since", "2024-03-10T00:00:00+08:00");
    set(
        "review",
        "REVIEW",
        70,
        "per",
        "DAY",
        "since",
        "2024-03-20T00:00:00+08:00",
        "until",
        "2024-03-25T00:00:00+08:00");
    wei.did("web", "COMMENT", "Product Reviewed", "2024-03-15T10:00:00Z");
    settle();
    wei.did("web", "COMMENT", "Product Reviewed", "2024-03-01T10:00:00Z");
    wei.did("web", "COMMENT", "Product Reviewed", "2024-03-21T10:00:00Z");
    wei.did("web", "COMMENT", "Product Reviewed", "2024-03-26T10:00:00Z"); // it had ended
    settle();
    assertEquals(List.of("review|20", "review|50", "review|70"), entries());
  }

  @Test
  void an_event_that_is_tracked_gives_its_points_whatever_is_repeated() {
    set("review", "REVIEW", 20, "per", "DAY");
    Given.source("web");
    for (int i = 0; i < 2; i++) {
      given()
          .auth()
          .preemptive()
          .basic("key of web", "")
          .contentType("application/json")
          .body(
              """
              {"type": "track", "messageId": "m1", "userId": "u1", "event": "Product Reviewed", "timestamp": "2024-03-01T10:00:00Z"}
              """)
          .post("/v1/track")
          .then()
          .statusCode(200);
    }
    settle();
    assertEquals(List.of("review|20"), entries());
  }

  @Test
  void a_bonus_is_changed_by_its_name_and_what_is_asked_for_badly_is_named() {
    String id = set("review", "REVIEW", 20);
    assertEquals(id, set("review", "REVIEW", 25, "eventNames", List.of("Product Reviewed")));
    JsonPath listed =
        admin.data("{ programmes { edges { node { eventBonuses { id points eventNames } } } } }");
    String first = "programmes.edges[0].node.eventBonuses[0]";
    assertEquals(25, listed.getInt(first + ".points"));
    assertEquals(List.of("product reviewed"), listed.getList(first + ".eventNames"));
    assertEquals(
        id, admin.data("query($id: ID!) { node(id: $id) { id } }", "id", id).getString("node.id"));
    for (Map<String, Object> bad :
        List.of(
            bonus(" ", "REVIEW", 1),
            bonus("n", "REVIEW", 0),
            bonus("n", "EVENT", 1),
            bonus("n", "REVIEW", 1, "attributes", List.of("phone")),
            bonus("n", "PROFILE_COMPLETED", 1),
            bonus("n", "PROFILE_COMPLETED", 1, "attributes", List.of("phone"), "per", "DAY"),
            bonus("n", "BIRTHDAY", 1, "per", "EVER"),
            bonus("n", "ANNIVERSARY", 1, "eventNames", List.of("x")),
            bonus("n", "REVIEW", 1, "times", 0),
            bonus("n", "REVIEW", 1, "budget", 0),
            bonus("n", "REVIEW", 1, "until", "2023-01-01T00:00:00Z"))) {
      assertEquals("INVALID_INPUT", admin.error(SET, "input", bad), bad::toString);
    }
    assertEquals("FORBIDDEN", Api.as("till").error(SET, "input", bonus("n", "REVIEW", 1)));
  }
}
