package io.tributary.loyalty.ledger;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.path.json.JsonPath;
import io.tributary.Api;
import io.tributary.Given;
import io.tributary.TestDatabase;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@QuarkusTest
@QuarkusTestResource(TestDatabase.class)
class PointsApiTest {
  private static final String POINTS = "points { available pending reserved debt }";

  private final Api admin = Api.as("admin");
  private final Api service =
      Api.withToken(TestDatabase.token(Map.of("role", "service", "subject", "li")));
  private Given.Person wei;

  @BeforeEach
  void a_programme_and_a_member() {
    TestDatabase.clear();
    admin.data(
        """
        mutation { createProgramme(input: {name: "Club", currency: "CNY", timezone: "Asia/Shanghai"}) { programme { id } } }
        """);
    wei = Given.customer("Zhang Wei");
  }

  private JsonPath change(Api api, String mutation, Object... fields) {
    Map<String, Object> input = new HashMap<>();
    for (int i = 0; i < fields.length; i += 2) {
      input.put((String) fields[i], fields[i + 1]);
    }
    String type = Character.toUpperCase(mutation.charAt(0)) + mutation.substring(1) + "Input";
    String more =
        mutation.endsWith("Reservation") || mutation.equals("reservePoints")
            ? "reservation { id points captured state }"
            : mutation.endsWith("Adjustment") || mutation.equals("adjustPoints")
                ? "entry { id points } adjustment { id points reason state proposedBy decidedBy }"
                : "entry { id kind points reference reason lots { points expiresAt debt } }";
    return api.send(
        "mutation($input: %s!) { %s(input: $input) { %s %s } }"
            .formatted(type, mutation, more, POINTS),
        "input",
        input);
  }

  private JsonPath done(Api api, String mutation, Object... fields) {
    JsonPath answer = change(api, mutation, fields);
    assertNull(answer.get("errors"), answer::prettify);
    return answer.setRootPath("data." + mutation);
  }

  private String refused(Api api, String mutation, Object... fields) {
    return change(api, mutation, fields).getString("errors[0].extensions.code");
  }

  private void earn(long points, Object... more) {
    Object[] fields = new Object[6 + more.length];
    Object[] first = {"customer", wei.id(), "points", points, "idempotencyKey", "earn " + points};
    System.arraycopy(first, 0, fields, 0, 6);
    System.arraycopy(more, 0, fields, 6, more.length);
    done(admin, "earnPoints", fields);
  }

  private String balance() {
    JsonPath answer =
        admin.data(
            "query($id: ID!) { customer(id: $id) { %s } }".formatted(POINTS), "id", wei.id());
    return "%d %d %d %d"
        .formatted(
            answer.getLong("customer.points.available"),
            answer.getLong("customer.points.pending"),
            answer.getLong("customer.points.reserved"),
            answer.getLong("customer.points.debt"));
  }

  @Test
  void points_are_earned_spent_and_given_back_with_their_expiry() {
    earn(100, "expiresAt", "2099-02-01T00:00:00+08:00");
    earn(50, "expiresAt", "2099-01-01T00:00:00+08:00");
    JsonPath spent =
        done(
            Api.as("till"),
            "redeemPoints",
            "customer",
            wei.id(),
            "points",
            70,
            "reference",
            "receipt 7",
            "idempotencyKey",
            "r");
    assertEquals("REDEEM", spent.getString("entry.kind"));
    assertEquals(-70, spent.getInt("entry.points"));
    assertEquals("***", spent.getString("entry.reference"), "a till reads no text of anybody");
    assertEquals(80, spent.getInt("points.available"));
    assertEquals(List.of(-50, -20), spent.getList("entry.lots.points"));
    assertEquals(
        List.of("2098-12-31T16:00:00Z", "2099-01-31T16:00:00Z"),
        spent.getList("entry.lots.expiresAt"));
    JsonPath back =
        done(
            service,
            "cancelRedemption",
            "redemption",
            spent.getString("entry.id"),
            "points",
            30,
            "idempotencyKey",
            "c");
    assertEquals(List.of(20, 10), back.getList("entry.lots.points"));
    assertEquals("110 0 0 0", balance());
    assertEquals(
        "CONFLICT",
        refused(
            service,
            "cancelRedemption",
            "redemption",
            spent.getString("entry.id"),
            "points",
            41,
            "idempotencyKey",
            "d"));
  }

  @Test
  void a_member_sees_the_statement_and_what_expires_when_page_by_page() {
    earn(10, "expiresAt", "2099-03-01T00:00:00Z");
    earn(20, "expiresAt", "2099-01-01T00:00:00Z");
    earn(30, "expiresAt", "2099-02-01T00:00:00Z");
    Api member = Api.withToken(TestDatabase.token(Map.of("role", "member", "customer", wei.id())));
    String page =
        """
        query($statement: String, $expiring: String) { me { points {
          statement(first: 2, after: $statement) { edges { node { kind points } } pageInfo { hasNextPage endCursor } }
          expiring(first: 2, after: $expiring) { edges { node { points expiresAt } } pageInfo { hasNextPage endCursor } }
          later: expiring(first: 1) { edges { node { points } } }
        } } }
        """;
    JsonPath first = member.data(page);
    assertEquals(List.of(30, 20), first.getList("me.points.statement.edges.node.points"));
    assertEquals(List.of(20, 30), first.getList("me.points.expiring.edges.node.points"));
    assertEquals(List.of(20), first.getList("me.points.later.edges.node.points"));
    JsonPath second =
        member.data(
            page,
            "statement",
            first.getString("me.points.statement.pageInfo.endCursor"),
            "expiring",
            first.getString("me.points.expiring.pageInfo.endCursor"));
    assertEquals(List.of(10), second.getList("me.points.statement.edges.node.points"));
    assertEquals(List.of(10), second.getList("me.points.expiring.edges.node.points"));
    assertEquals(
        "FORBIDDEN", member.error("{ me { points { statement { edges { node { by } } } } } }"));
  }

  @Test
  void a_member_spends_and_gives_their_own_points_and_nobody_elses() {
    Given.Person fang = Given.customer("Li Fang");
    earn(100);
    Api member = Api.withToken(TestDatabase.token(Map.of("role", "member", "customer", wei.id())));
    assertEquals(
        90,
        done(member, "redeemPoints", "points", 10, "idempotencyKey", "r")
            .getInt("points.available"));
    assertEquals(
        "FORBIDDEN",
        refused(member, "redeemPoints", "customer", fang.id(), "points", 1, "idempotencyKey", "x"));
    assertEquals(
        "FORBIDDEN",
        refused(member, "earnPoints", "customer", wei.id(), "points", 1, "idempotencyKey", "y"));
    done(member, "transferPoints", "to", fang.id(), "points", 40, "idempotencyKey", "t");
    assertEquals("50 0 0 0", balance());
    assertEquals(
        "FORBIDDEN",
        refused(
            member,
            "transferPoints",
            "from",
            fang.id(),
            "to",
            wei.id(),
            "points",
            1,
            "idempotencyKey",
            "u"));
    assertEquals(
        "INVALID_INPUT",
        refused(member, "transferPoints", "to", wei.id(), "points", 1, "idempotencyKey", "v"));
  }

  @Test
  void a_key_gives_its_answer_again_and_is_not_taken_for_another_request() {
    earn(100);
    JsonPath first =
        done(admin, "redeemPoints", "customer", wei.id(), "points", 10, "idempotencyKey", "k");
    earn(1);
    JsonPath again =
        done(admin, "redeemPoints", "customer", wei.id(), "points", 10, "idempotencyKey", "k");
    assertEquals(first.getMap(""), again.getMap(""));
    assertEquals(
        "IDEMPOTENCY_KEY_REUSED",
        refused(admin, "redeemPoints", "customer", wei.id(), "points", 11, "idempotencyKey", "k"));
    assertEquals("91 0 0 0", balance());
  }

  @Test
  void of_200_redemptions_at_once_one_succeeds_and_one_key_200_times_at_once_is_one_entry() {
    earn(100);
    List<String> spends = admin.atOnce(200, i -> redemption(100, "s" + i));
    assertEquals(1, spends.stream().filter(answer -> !answer.contains("errors")).count());
    assertEquals(
        199, spends.stream().filter(answer -> answer.contains("INSUFFICIENT_POINTS")).count());
    assertEquals("0 0 0 0", balance());
    earn(300);
    assertEquals(1, new HashSet<>(admin.atOnce(200, i -> redemption(7, "same"))).size());
    assertEquals(
        List.of("EARN|2", "REDEEM|2"),
        TestDatabase.rows("SELECT kind, count(*) FROM points_entry GROUP BY kind ORDER BY kind"));
    assertEquals("293 0 0 0", balance());
  }

  private String redemption(long points, String key) {
    return """
        mutation { redeemPoints(input: {customer: "%s", points: %d, idempotencyKey: "%s"}) { entry { id } %s } }
        """
        .formatted(wei.id(), points, key, POINTS);
  }

  @Test
  void points_wait_for_their_event_and_returns_become_debt_that_is_repaid_first() {
    earn(100, "awaits", "DELIVERED", "sale", "o1", "value", "200.00");
    assertEquals("0 100 0 0", balance());
    done(
        admin,
        "activatePoints",
        "customer",
        wei.id(),
        "event",
        "DELIVERED",
        "sale",
        "o1",
        "idempotencyKey",
        "a");
    assertEquals("100 0 0 0", balance());
    done(admin, "redeemPoints", "customer", wei.id(), "points", 80, "idempotencyKey", "r");
    JsonPath taken =
        done(
            admin,
            "clawBackPoints",
            "customer",
            wei.id(),
            "sale",
            "o1",
            "returned",
            "100.00",
            "idempotencyKey",
            "b");
    assertEquals(-50, taken.getInt("entry.points"));
    assertEquals(List.of(false, true), taken.getList("entry.lots.debt"));
    assertEquals("0 0 0 30", balance());
    earn(40);
    assertEquals("10 0 0 0", balance());
  }

  @Test
  void points_are_held_for_a_checkout_and_captured_in_part() {
    earn(100);
    JsonPath held =
        done(admin, "reservePoints", "customer", wei.id(), "points", 60, "idempotencyKey", "h");
    String id = held.getString("reservation.id");
    assertEquals("OPEN", held.getString("reservation.state"));
    assertEquals("40 0 60 0", balance());
    JsonPath captured =
        done(admin, "captureReservation", "reservation", id, "points", 50, "idempotencyKey", "c");
    assertEquals("CAPTURED", captured.getString("reservation.state"));
    assertEquals(50, captured.getInt("reservation.captured"));
    assertEquals("50 0 0 0", balance());
    assertEquals(
        "CONFLICT", refused(admin, "releaseReservation", "reservation", id, "idempotencyKey", "l"));
    String other =
        done(admin, "reservePoints", "customer", wei.id(), "points", 50, "idempotencyKey", "i")
            .getString("reservation.id");
    assertEquals(
        "INSUFFICIENT_POINTS",
        refused(admin, "redeemPoints", "customer", wei.id(), "points", 1, "idempotencyKey", "j"));
    done(admin, "releaseReservation", "reservation", other, "idempotencyKey", "m");
    assertEquals("50 0 0 0", balance());
    assertEquals(
        id, admin.data("query($id: ID!) { node(id: $id) { id } }", "id", id).getString("node.id"));
  }

  @Test
  void a_large_correction_needs_a_second_person() {
    assertEquals(
        "INVALID_INPUT",
        refused(
            service,
            "adjustPoints",
            "customer",
            wei.id(),
            "points",
            5,
            "reason",
            " ",
            "idempotencyKey",
            "a"));
    JsonPath small =
        done(
            service,
            "adjustPoints",
            "customer",
            wei.id(),
            "points",
            5,
            "reason",
            "lost receipt",
            "idempotencyKey",
            "b");
    assertNull(small.get("adjustment"));
    assertEquals("5 0 0 0", balance());
    JsonPath large =
        done(
            service,
            "adjustPoints",
            "customer",
            wei.id(),
            "points",
            20000,
            "reason",
            "prize",
            "idempotencyKey",
            "c");
    assertNull(large.get("entry"));
    assertEquals("PROPOSED", large.getString("adjustment.state"));
    assertEquals("5 0 0 0", balance());
    String id = large.getString("adjustment.id");
    assertEquals(
        List.of(id),
        admin
            .data("{ pointsAdjustments { edges { node { id customerId } } } }")
            .getList("pointsAdjustments.edges.node.id"));
    assertEquals(
        "FORBIDDEN",
        refused(
            service,
            "decidePointsAdjustment",
            "adjustment",
            id,
            "approve",
            true,
            "idempotencyKey",
            "d"));
    JsonPath decided =
        done(
            admin,
            "decidePointsAdjustment",
            "adjustment",
            id,
            "approve",
            true,
            "idempotencyKey",
            "e");
    assertEquals("DONE", decided.getString("adjustment.state"));
    assertEquals("20005 0 0 0", balance());
    assertEquals(
        "CONFLICT",
        refused(
            admin,
            "decidePointsAdjustment",
            "adjustment",
            id,
            "approve",
            false,
            "idempotencyKey",
            "f"));
  }

  @Test
  void a_programme_counts_growth_value_that_is_never_spent_and_its_own_currencies() {
    String programme =
        admin
            .data("{ programmes { edges { node { id } } } }")
            .getString("programmes.edges[0].node.id");
    earn(10, "currency", "GROWTH");
    assertEquals(
        "INVALID_INPUT",
        refused(
            admin,
            "redeemPoints",
            "customer",
            wei.id(),
            "currency",
            "GROWTH",
            "points",
            1,
            "idempotencyKey",
            "r"));
    JsonPath made =
        admin.data(
            """
            mutation($input: SetPointsCurrencyInput!) { setPointsCurrency(input: $input) {
              currency { id code spendable validity expiresWith pendingFor grace adjustmentLimit } } }
            """,
            "input",
            Map.of(
                "programme",
                programme,
                "code",
                "STARS",
                "validity",
                "P1M",
                "expiresWith",
                "YEAR",
                "pendingFor",
                "P7D"));
    assertEquals("YEAR", made.getString("setPointsCurrency.currency.expiresWith"));
    JsonPath earned =
        done(
            admin,
            "earnPoints",
            "customer",
            wei.id(),
            "currency",
            "STARS",
            "points",
            3,
            "occurredAt",
            "2024-01-31T12:00:00+08:00",
            "idempotencyKey",
            "s");
    // earned on 31 January, usable to 29 February and so to the end of the year; over by now
    assertEquals("2024-12-31T16:00:00Z", earned.getString("entry.lots[0].expiresAt"));
    assertEquals(
        List.of("POINTS", "STARS", "GROWTH"),
        admin
            .data("{ programmes { edges { node { currencies { code } } } } }")
            .getList("programmes.edges[0].node.currencies.code"));
  }

  @Test
  void what_time_changes_is_told_at_once_and_written_down_by_the_job() {
    earn(100, "occurredAt", "2020-01-01T00:00:00Z");
    assertEquals("0 0 0 0", balance());
    assertEquals(
        List.of("100"), TestDatabase.rows("SELECT remaining FROM points_lot"), "not yet written");
    admin.data("mutation { runJob(input: {name: \"expire-points\"}) { state } }");
    assertEquals(
        List.of("EARN|100|2020-01-01 00:00:00+00", "EXPIRE|-100|2021-01-01 16:00:00+00"),
        TestDatabase.rows(
            "SELECT kind, amount, occurred_at AT TIME ZONE 'UTC' || '+00' FROM points_entry ORDER BY occurred_at"));
    assertEquals("0 0 0 0", balance());
    assertEquals(List.of("null"), TestDatabase.rows("SELECT due_at FROM points_account"));
  }

  @Test
  void the_balance_of_the_past_is_what_it_was_then() {
    earn(100);
    String then =
        admin
            .data("query($id: ID!) { customer(id: $id) { points { asOf } } }", "id", wei.id())
            .getString("customer.points.asOf");
    done(admin, "redeemPoints", "customer", wei.id(), "points", 60, "idempotencyKey", "r");
    String query =
        """
        query($id: ID!, $then: DateTime) { customer(id: $id) {
          then: points(asOf: $then) { available } now: points { available } before: points(asOf: "2020-01-01T00:00:00Z") { available }
        } }
        """;
    JsonPath answer = admin.data(query, "id", wei.id(), "then", then);
    assertEquals(100, answer.getInt("customer.then.available"));
    assertEquals(40, answer.getInt("customer.now.available"));
    assertEquals(0, answer.getInt("customer.before.available"));
    assertEquals(
        "INVALID_INPUT", admin.error(query, "id", wei.id(), "then", "2999-01-01T00:00:00Z"));
  }

  @Test
  void merged_members_pool_their_points_and_part_again_with_what_was_theirs() {
    Given.Person other = Given.customer("Wei Zhang");
    earn(30);
    done(admin, "earnPoints", "customer", other.id(), "points", 50, "idempotencyKey", "o");
    String merge = admin.merge(wei.id(), other.id());
    assertEquals("80 0 0 0", balance());
    JsonPath spent =
        done(admin, "redeemPoints", "customer", wei.id(), "points", 60, "idempotencyKey", "r");
    assertEquals(20, spent.getInt("points.available"));
    admin.data(
        "mutation($m: ID!) { unmergeCustomers(input: {merge: $m}) { restored { id } } }",
        "m",
        merge);
    // each spent what their own lots gave: of equal expiry the earlier earned goes first
    assertEquals("0 0 0 0", balance());
    wei = other;
    assertEquals("20 0 0 0", balance());
  }

  @Test
  void entries_are_only_ever_added() throws SQLException {
    earn(1);
    try (Connection connection = TestDatabase.connect();
        Statement statement = connection.createStatement()) {
      for (String sql :
          List.of(
              "UPDATE points_entry SET amount = 2",
              "DELETE FROM points_movement",
              "TRUNCATE points_movement",
              "TRUNCATE points_entry CASCADE",
              "UPDATE points_movement SET delta = 2",
              "DELETE FROM points_entry")) {
        SQLException refused = assertThrows(SQLException.class, () -> statement.execute(sql));
        assertTrue(refused.getMessage().contains("only ever added to"), refused.getMessage());
      }
    }
  }

  @Test
  void what_is_asked_for_badly_is_named() {
    assertEquals(
        "NOT_FOUND",
        refused(
            admin,
            "earnPoints",
            "customer",
            "cus_01jq0000000000000000000000",
            "points",
            1,
            "idempotencyKey",
            "k"));
    assertEquals(
        "NOT_FOUND",
        refused(
            admin,
            "redeemPoints",
            "customer",
            wei.id(),
            "currency",
            "NONE",
            "points",
            1,
            "idempotencyKey",
            "k"));
    for (Object[] bad :
        List.of(
            new Object[] {"points", 0},
            new Object[] {"points", 1, "sale", "o"},
            new Object[] {"points", 1, "line", "l"},
            new Object[] {"points", 1, "value", "1.00"},
            new Object[] {"points", 1, "sale", "o", "value", "0"},
            new Object[] {"points", 1, "occurredAt", "2999-01-01T00:00:00Z"},
            new Object[] {"points", 1, "expiresAt", "2001-01-01T00:00:00Z"},
            new Object[] {"points", 1, "awaits", "e", "activeAt", "2099-01-01T00:00:00Z"})) {
      Object[] fields = new Object[bad.length + 4];
      System.arraycopy(bad, 0, fields, 4, bad.length);
      fields[0] = "customer";
      fields[1] = wei.id();
      fields[2] = "idempotencyKey";
      fields[3] = "k";
      assertEquals("INVALID_INPUT", refused(admin, "earnPoints", fields));
    }
    assertEquals(List.of("0"), TestDatabase.rows("SELECT count(*) FROM points_entry"));
  }

  @Test
  void a_page_of_members_costs_as_many_statements_as_one() {
    earn(10);
    String page =
        "query($n: Int) { customers(first: $n) { edges { node { points { available statement { edges { node { points lots { points } } } } expiring { edges { node { points } } } } } } } }";
    admin.data(page, "n", 1);
    TestDatabase.clearStatements();
    admin.data(page, "n", 1);
    long one = TestDatabase.statements();
    for (int i = 0; i < 8; i++) {
      Given.Person person = Given.customer("Person " + i);
      done(admin, "earnPoints", "customer", person.id(), "points", 5 + i, "idempotencyKey", "k");
    }
    TestDatabase.clearStatements();
    admin.data(page, "n", 9);
    assertEquals(one, TestDatabase.statements());
  }
}
