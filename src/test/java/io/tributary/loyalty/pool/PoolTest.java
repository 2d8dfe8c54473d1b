package io.tributary.loyalty.pool;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.path.json.JsonPath;
import io.tributary.Api;
import io.tributary.Given;
import io.tributary.TestDatabase;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@QuarkusTest
@QuarkusTestResource(TestDatabase.class)
class PoolTest {
  private static final String CREATE =
      "mutation($input: CreatePointsPoolInput!) { createPointsPool(input: $input) { pool { id memberLimit } } }";
  private static final String JOIN =
      "mutation($input: PoolMemberInput!) { joinPointsPool(input: $input) { pool { members { id } } } }";
  private static final String LEAVE =
      "mutation($input: PoolMemberInput!) { leavePointsPool(input: $input) { pool { id } } }";
  private static final String REDEEM =
      """
      mutation($input: RedeemPointsInput!) { redeemPoints(input: $input) { entry { id points } points { available } } }
      """;

  private final Api admin = Api.as("admin");
  private Given.Person wei;
  private Given.Person fang;

  @BeforeEach
  void a_programme_and_two_members() {
    TestDatabase.clear();
    admin.data(
        """
        mutation { createProgramme(input: {name: "Club", currency: "CNY", timezone: "Asia/Shanghai"}) { programme { id } } }
        """);
    wei = Given.customer("Zhang Wei");
    fang = Given.customer("Li Fang");
    earn(wei, 100, "2099-01-01T00:00:00Z");
    earn(fang, 300, "2098-01-01T00:00:00Z");
  }

  private void earn(Given.Person person, long points, String expiresAt) {
    admin.data(
        "mutation($input: EarnPointsInput!) { earnPoints(input: $input) { points { available } } }",
        "input",
        Map.of(
            "customer",
            person.id(),
            "points",
            points,
            "expiresAt",
            expiresAt,
            "idempotencyKey",
            "earn"));
  }

  private String pool(int limit) {
    return admin
        .data(CREATE, "input", Map.of("name", "Home", "memberLimit", limit, "idempotencyKey", "k"))
        .getString("createPointsPool.pool.id");
  }

  private static Map<String, Object> member(String pool, Given.Person person, String key) {
    return Map.of("pool", pool, "customer", person.id(), "idempotencyKey", key);
  }

  private String together() {
    String pool = pool(2);
    admin.data(JOIN, "input", member(pool, wei, "join"));
    admin.data(JOIN, "input", member(pool, fang, "join"));
    return pool;
  }

  private long available(Given.Person person) {
    return admin
        .data("query($id: ID!) { customer(id: $id) { points { available } } }", "id", person.id())
        .getLong("customer.points.available");
  }

  private JsonPath redeem(Given.Person person, long points, String key) {
    return admin.data(
        REDEEM, "input", Map.of("customer", person.id(), "points", points, "idempotencyKey", key));
  }

  @Test
  void members_of_a_pool_have_and_spend_what_all_have_and_part_with_what_is_left_of_their_own() {
    String pool = together();
    assertEquals(List.of(400L, 400L), List.of(available(wei), available(fang)));
    // of Fang's, which end first
    JsonPath spent = redeem(wei, 250, "s");
    assertEquals(-250, spent.getInt("redeemPoints.entry.points"));
    assertEquals(150, spent.getInt("redeemPoints.points.available"));
    redeem(fang, 70, "s"); // the same key: keys are a member's own
    assertEquals(80, available(wei));
    String query =
        """
        query($id: ID!) { customer(id: $id) { pointsPools { id memberLimit currency { code } members { id } }
          points { statement(first: 9) { edges { node { points } } } } } }
        """;
    JsonPath seen = admin.data(query, "id", wei.id());
    assertEquals(List.of(pool), seen.getList("customer.pointsPools.id"));
    assertEquals("POINTS", seen.getString("customer.pointsPools[0].currency.code"));
    assertEquals(
        new TreeSet<>(List.of(wei.id(), fang.id())),
        new TreeSet<>(seen.<String>getList("customer.pointsPools[0].members.id")));
    assertEquals(List.of(-20, 100), seen.getList("customer.points.statement.edges.node.points"));
    // given back where it came from
    admin.data(
        "mutation($r: ID!) { cancelRedemption(input: {redemption: $r, idempotencyKey: \"c\"}) { points { available } } }",
        "r",
        spent.getString("redeemPoints.entry.id"));
    admin.data(LEAVE, "input", member(pool, fang, "leave"));
    assertEquals(List.of(80L, 250L), List.of(available(wei), available(fang)));
    assertEquals(
        List.of(wei.id()),
        admin.data(query, "id", wei.id()).getList("customer.pointsPools[0].members.id"));
  }

  @Test
  void a_pool_has_no_more_members_than_its_limit_however_many_join_at_once() {
    String pool = pool(3);
    assertEquals(pool, pool(3));
    assertEquals(
        "IDEMPOTENCY_KEY_REUSED",
        admin.error(
            CREATE, "input", Map.of("name", "Home", "memberLimit", 4, "idempotencyKey", "k")));
    List<Given.Person> many = new ArrayList<>();
    for (int i = 0; i < 8; i++) {
      many.add(Given.customer("Member " + i));
    }
    List<String> answers =
        admin.atOnce(
            8,
            i ->
                """
                mutation { joinPointsPool(input: {pool: "%s", customer: "%s", idempotencyKey: "j"}) { pool { id } } }
                """
                    .formatted(pool, many.get(i).id()));
    assertEquals(3, answers.stream().filter(answer -> !answer.contains("errors")).count());
    assertEquals(5, answers.stream().filter(answer -> answer.contains("CONFLICT")).count());
    assertEquals(
        List.of("3"),
        TestDatabase.rows("SELECT count(*) FROM points_account WHERE pool_id IS NOT NULL"));
  }

  @Test
  void members_who_spend_and_leave_at_once_never_spend_more_than_there_is() {
    String pool = together();
    List<String> answers =
        admin.atOnce(
            25,
            i ->
                i == 12
                    ? """
                      mutation { leavePointsPool(input: {pool: "%s", customer: "%s", idempotencyKey: "l"}) { pool { id } } }
                      """
                        .formatted(pool, fang.id())
                    : """
                      mutation { redeemPoints(input: {customer: "%s", points: 50, idempotencyKey: "s%d"}) { entry { id } } }
                      """
                        .formatted((i % 2 == 0 ? wei : fang).id(), i));
    long spent = 50 * (answers.stream().filter(answer -> answer.contains("entry\"")).count());
    assertEquals(
        List.of(String.valueOf(400 - spent)),
        TestDatabase.rows("SELECT sum(available) FROM points_account"));
    assertEquals(
        answers.stream().filter(answer -> answer.contains("errors")).count(),
        answers.stream().filter(answer -> answer.contains("INSUFFICIENT_POINTS")).count());
    assertEquals(400 - spent, available(wei) + available(fang));
  }

  @Test
  void who_is_merged_brings_what_joined_and_has_it_back_after_the_unmerge() {
    String pool = together();
    Given.Person other = Given.customer("Wei Zhang");
    earn(other, 40, "2099-06-01T00:00:00Z");
    String merge = admin.merge(wei.id(), other.id());
    assertEquals(List.of(440L, 400L), List.of(available(wei), available(fang)));
    admin.data(JOIN, "input", member(pool, wei, "once more"));
    assertEquals(List.of(440L, 440L), List.of(available(wei), available(fang)));
    admin.data(
        "mutation($m: ID!) { unmergeCustomers(input: {merge: $m}) { restored { id } } }",
        "m",
        merge);
    admin.data(LEAVE, "input", member(pool, other, "leave"));
    assertEquals(
        List.of(400L, 400L, 40L), List.of(available(wei), available(fang), available(other)));
  }

  @Test
  void what_is_asked_for_badly_is_refused_and_members_do_not_see_who_else_there_is() {
    String pool = together();
    Given.Person third = Given.customer("Wang Min");
    assertEquals("CONFLICT", admin.error(JOIN, "input", member(pool, third, "j")));
    String other =
        admin
            .data(CREATE, "input", Map.of("name", "B", "memberLimit", 5, "idempotencyKey", "b"))
            .getString("createPointsPool.pool.id");
    assertEquals("CONFLICT", admin.error(JOIN, "input", member(other, wei, "j")));
    assertEquals("NOT_FOUND", admin.error(JOIN, "input", member(wei.id(), wei, "j2")));
    for (Map<String, Object> bad :
        List.<Map<String, Object>>of(
            Map.of("name", " ", "memberLimit", 2, "idempotencyKey", "x"),
            Map.of("name", "A", "memberLimit", 1, "idempotencyKey", "x"),
            Map.of("name", "A", "memberLimit", 51, "idempotencyKey", "x"))) {
      assertEquals("INVALID_INPUT", admin.error(CREATE, "input", bad), bad::toString);
    }
    assertEquals(
        "INVALID_INPUT",
        admin.error(
            "mutation($a: ID!, $b: ID!) { transferPoints(input: {from: $a, to: $b, points: 1, idempotencyKey: \"t\"}) { entry { id } } }",
            "a",
            wei.id(),
            "b",
            fang.id()));
    Api member = Api.withToken(TestDatabase.token(Map.of("role", "member", "customer", wei.id())));
    JsonPath own = member.send("{ me { pointsPools { name members { id } } } }");
    assertEquals("FORBIDDEN", own.getString("errors[0].extensions.code"));
    assertNull(own.get("data.me.pointsPools[0].members[0]"));
    assertEquals(
        "Home", member.data("{ me { pointsPools { name } } }").getString("me.pointsPools[0].name"));
    member.data(LEAVE, "input", Map.of("pool", pool, "idempotencyKey", "l"));
    assertEquals(100, available(wei));
  }
}
