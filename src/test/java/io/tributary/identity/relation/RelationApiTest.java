package io.tributary.identity.relation;

import static io.restassured.RestAssured.given;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.path.json.JsonPath;
import io.tributary.Api;
import io.tributary.Given;
import io.tributary.TestDatabase;
import io.tributary.platform.Ids;
import io.tributary.platform.TypeId;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** WeChat and WeCom: ids by app, platform and corp; staff, groups and hand-overs. */
@QuarkusTest
@QuarkusTestResource(TestDatabase.class)
class RelationApiTest {
  private static final String RECORD =
      "mutation($input: RecordRelationInput!) { recordRelation(input: $input) { relation { partyId isCurrent firstJoinedAt joinedAt leftAt } } }";
  private static final String REQUEST =
      "mutation($input: RequestHandoverInput!) { requestHandover(input: $input) { handover { id state refusableUntil } } }";
  private static final String SETTLE =
      "mutation($input: SettleHandoverInput!) { settleHandover(input: $input) { handover { id state settledAt } } }";
  private final Api admin = Api.as("admin");
  private String source;

  @BeforeEach
  void clear() {
    TestDatabase.clear();
    source = "wechat-" + Ids.next();
    Given.source(source);
  }

  private JsonPath sends(String... messages) {
    return given()
        .auth()
        .preemptive()
        .basic("key of " + source, "")
        .contentType("application/json")
        .body("{\"batch\": [" + String.join(",", messages) + "]}")
        .post("/v1/batch")
        .jsonPath();
  }

  private static String says(String event, String user, String second, String properties) {
    return """
        {"type": "track", "event": "%s", "userId": "%s", "messageId": "%s", "timestamp": "2026-03-01T10:00:%sZ", "properties": {%s}}"""
        .formatted(event, user, Ids.next(), second, properties);
  }

  private static String identifies(String user, String traits) {
    return """
        {"type": "identify", "userId": "%s", "messageId": "%s", "timestamp": "2026-03-01T09:00:00Z", "traits": {%s}}"""
        .formatted(user, Ids.next(), traits);
  }

  private String profile(String key) {
    return TypeId.PROFILE.encode(
        UUID.fromString(
            TestDatabase.rows("SELECT profile_id FROM profile WHERE key = '" + key + "'").get(0)));
  }

  private String customer(String key) {
    return TestDatabase.rows("SELECT customer_id FROM profile WHERE key = '" + key + "'").get(0);
  }

  private List<String> relations(String key) {
    JsonPath answer =
        admin.data(
            "query($id: ID!) { customer(id: $id) { relations { edges { node { kind corpId partyId isCurrent } } } } }",
            "id",
            TypeId.CUSTOMER.encode(UUID.fromString(customer(key))));
    List<String> found = new ArrayList<>();
    for (Map<String, Object> one :
        answer.<Map<String, Object>>getList("customer.relations.edges.node")) {
      found.add(
          one.get("kind")
              + " "
              + one.get("corpId")
              + " "
              + one.get("partyId")
              + " "
              + one.get("isCurrent"));
    }
    return found;
  }

  @Test
  void ids_are_of_an_app_a_platform_account_and_a_corp_and_their_case_is_kept() {
    sends(
        identifies("a", "\"wechat_openid\": \"oAbC\", \"wechat_appid\": \"wx1\""),
        identifies("b", "\"wechat_openid\": \"oAbC\", \"wechat_appid\": \"wx2\""),
        identifies("c", "\"wechat_openid\": \"oABC\", \"wechat_appid\": \"wx1\""),
        identifies("d", "\"wechat_openid\": \"oAbC\", \"wechat_appid\": \"wx1\""),
        identifies("e", "\"wechat_unionid\": \"uX\", \"wechat_platform\": \"p1\""),
        identifies("f", "\"wechat_unionid\": \"uX\", \"wechat_platform\": \"p2\""),
        identifies("g", "\"wechat_unionid\": \"uX\", \"wechat_platform\": \"p1\""),
        identifies("h", "\"wecom_external_userid\": \"wmX\", \"wecom_corpid\": \"ww1\""),
        identifies("i", "\"wecom_external_userid\": \"wmX\", \"wecom_corpid\": \"WW1\""),
        identifies("j", "\"wecom_external_userid\": \"wmX\", \"wecom_corpid\": \"ww1\""));
    assertEquals(
        List.of("a,d", "b", "c", "e,g", "f", "h,j", "i"),
        TestDatabase.rows(
            "SELECT string_agg(key, ',' ORDER BY key) FROM profile GROUP BY customer_id ORDER BY 1"));
    JsonPath found =
        admin.data(
            """
            { one: customer(identifier: {kind: WECHAT_OPENID, scope: "wx1", value: "oAbC"}) { profiles { key } }
              other: customer(identifier: {kind: WECHAT_OPENID, scope: "wx1", value: "OABC"}) { id } }
            """);
    assertEquals(2, found.getList("one.profiles").size());
    assertNull(found.get("other"));
  }

  @Test
  void joining_and_leaving_may_come_in_any_order_and_twice() {
    String zhang = "\"corp_id\": \"ww1\", \"staff_id\": \"ZhangSan\"";
    String[] messages = {
      says("del_follow_user", "a", "30", "\"ToUserName\": \"ww1\", \"UserID\": \"ZhangSan\""),
      says("Staff Added", "a", "10", zhang),
      says("Group Joined", "a", "20", "\"corp_id\": \"ww1\", \"chat_id\": \"wrG\""),
      says("Staff Added", "b", "10", zhang),
      says("Staff Removed", "b", "20", zhang),
      says("add_external_contact", "b", "40", zhang),
    };
    for (int i = messages.length - 1; i >= 0; i--) {
      assertEquals(0, sends(messages[i]).getList("rejected", Object.class).size());
    }
    sends(messages);
    assertEquals(
        List.of("STAFF ww1 ZhangSan false", "GROUP ww1 wrG true").stream().sorted().toList(),
        relations("a").stream().sorted().toList());
    assertEquals(List.of("STAFF ww1 ZhangSan true"), relations("b"));
    assertEquals(
        List.of("10|40|20"),
        TestDatabase.rows(
            """
            SELECT extract(second FROM first_joined_at)::int, extract(second FROM joined_at)::int, extract(second FROM left_at)::int
            FROM profile_relation JOIN profile USING (profile_id) WHERE key = 'b'
            """));
    assertTrue(
        sends(says("Staff Added", "a", "10", "\"staff_id\": \"Li\""))
            .getString("rejected[0].reason")
            .contains("corp id is blank"));
  }

  @Test
  void a_file_of_relations_is_taken_once_and_its_bad_rows_are_named() {
    String file =
        """
        customer_ref,corp_id,staff_id,chat_id,joined_at,left_at,wecom_external_userid
        wm1,ww1,ZhangSan,,2026-01-01T08:00:00Z,,wm1
        wm1,ww1,,wrG,2026-01-01T08:00:00Z,2026-02-01T08:00:00Z,wm1
        wm2,ww1,ZhangSan,wrG,2026-01-01T08:00:00Z,,
        wm2,ww1,ZhangSan,,,,
        """;
    assertEquals("COMPLETED 2 0 2", imported(file));
    assertEquals("COMPLETED 0 2 2", imported(file));
    assertEquals(2, relations("wm1").size());
    assertEquals(
        List.of("ww1"),
        TestDatabase.rows(
            "SELECT scope FROM profile_identifier WHERE kind = 'WECOM_EXTERNAL_USERID'"));
  }

  private String imported(String file) {
    String path =
        "/v1/imports/"
            + given()
                .auth()
                .preemptive()
                .basic("key of " + source, "")
                .contentType("text/csv")
                .body(file)
                .post("/v1/imports/relations")
                .jsonPath()
                .getString("id");
    JsonPath[] job = new JsonPath[1];
    await()
        .until(
            () -> {
              job[0] =
                  given().auth().preemptive().basic("key of " + source, "").get(path).jsonPath();
              return List.of("COMPLETED", "FAILED").contains(job[0].getString("state"));
            });
    return String.join(
        " ",
        job[0].getString("state"),
        job[0].getString("accepted"),
        job[0].getString("duplicates"),
        job[0].getString("rejected"));
  }

  @Test
  void relations_follow_the_profile_through_merge_and_unmerge_and_are_paged() {
    sends(identifies("a", "\"name\": \"A\""), identifies("b", "\"name\": \"B\""));
    for (String staff : List.of("s1", "s2", "s3")) {
      admin.data(
          RECORD,
          "input",
          Map.of(
              "profile",
              profile("a"),
              "kind",
              "STAFF",
              "corpId",
              "ww1",
              "partyId",
              staff,
              "joinedAt",
              "2026-01-01T00:00:00Z"));
    }
    JsonPath left =
        admin.data(
            RECORD,
            "input",
            Map.of(
                "profile",
                profile("a"),
                "kind",
                "STAFF",
                "corpId",
                "ww1",
                "partyId",
                "s2",
                "leftAt",
                "2026-01-02T00:00:00Z"));
    assertEquals(false, left.getBoolean("recordRelation.relation.isCurrent"));
    String merge =
        admin.merge(
            TypeId.CUSTOMER.encode(UUID.fromString(customer("b"))),
            TypeId.CUSTOMER.encode(UUID.fromString(customer("a"))));
    assertEquals(3, relations("b").size());
    JsonPath page =
        admin.data(
            """
            query($id: ID!) { customer(id: $id) {
              profiles { key all: relations { edges { node { partyId } } } now: relations(onlyCurrent: true, kind: STAFF) { edges { node { partyId } } } }
              some: relations(first: 2) { edges { node { partyId } } pageInfo { endCursor hasNextPage } }
              groups: relations(kind: GROUP) { edges { node { partyId } } } } }
            """,
            "id",
            TypeId.CUSTOMER.encode(UUID.fromString(customer("b"))));
    assertEquals(List.of("s1", "s2"), page.getList("customer.some.edges.node.partyId"));
    assertEquals(List.of(), page.getList("customer.groups.edges"));
    int a = page.getList("customer.profiles.key").indexOf("a");
    assertEquals(
        List.of("s1", "s3"), page.getList("customer.profiles[" + a + "].now.edges.node.partyId"));
    assertEquals(3, page.getList("customer.profiles[" + a + "].all.edges").size());
    assertEquals(
        List.of("s3"),
        admin
            .data(
                "query($id: ID!, $c: String) { customer(id: $id) { relations(first: 2, after: $c) { edges { node { partyId } } } } }",
                "id",
                TypeId.CUSTOMER.encode(UUID.fromString(customer("b"))),
                "c",
                page.getString("customer.some.pageInfo.endCursor"))
            .getList("customer.relations.edges.node.partyId"));
    admin.data(
        "mutation($m: ID!) { unmergeCustomers(input: {merge: $m}) { merge { id } } }", "m", merge);
    assertEquals(List.of(), relations("b"));
    assertEquals(3, relations("a").size());
  }

  private Map<String, Object> wish(String from, String to, String key) {
    Map<String, Object> wish = new HashMap<>();
    wish.put("profile", profile("a"));
    wish.put("corpId", "ww1");
    wish.put("fromStaffId", from);
    wish.put("toStaffId", to);
    wish.put("idempotencyKey", key);
    return wish;
  }

  private String handedOver(String from, String to) {
    String id =
        admin
            .data(REQUEST, "input", wish(from, to, from + to))
            .getString("requestHandover.handover.id");
    admin.data(SETTLE, "input", Map.of("handover", id, "state", "COMPLETED"));
    return id;
  }

  @Test
  void a_person_is_handed_over_twice_within_ninety_days_and_not_a_third_time() {
    sends(says("Staff Added", "a", "10", "\"corp_id\": \"ww1\", \"staff_id\": \"s1\""));
    assertEquals("CONFLICT", admin.error(REQUEST, "input", wish("s9", "s2", "k0")), "not theirs");
    String first = handedOver("s1", "s2");
    assertEquals(
        List.of("STAFF ww1 s1 false", "STAFF ww1 s2 true"),
        relations("a"),
        "it moved the relation");
    assertEquals(
        first,
        admin
            .data(REQUEST, "input", wish("s1", "s2", "s1s2"))
            .getString("requestHandover.handover.id"),
        "the same key answers the same");
    assertEquals("IDEMPOTENCY_KEY_REUSED", admin.error(REQUEST, "input", wish("s2", "s3", "s1s2")));
    admin.data(SETTLE, "input", Map.of("handover", first, "state", "COMPLETED"));
    assertEquals(
        "CONFLICT", admin.error(SETTLE, "input", Map.of("handover", first, "state", "REFUSED")));
    handedOver("s2", "s3");
    JsonPath third = admin.send(REQUEST, "input", wish("s3", "s4", "k3"));
    assertEquals("CONFLICT", third.getString("errors[0].extensions.code"));
    assertTrue(third.getString("errors[0].message").contains("possible again from 2"));
    Map<String, Object> resigned = wish("s3", "s4", "k4");
    resigned.put("fromResigned", true);
    String last = admin.data(REQUEST, "input", resigned).getString("requestHandover.handover.id");
    JsonPath listed =
        admin.data(
            "query($id: ID!, $h: ID!) { customer(id: $id) { handovers(first: 2) { edges { node { id toStaffId state } } } } node(id: $h) { ... on Handover { reason } } }",
            "id",
            TypeId.CUSTOMER.encode(UUID.fromString(customer("a"))),
            "h",
            last);
    assertEquals(List.of("s4", "s3"), listed.getList("customer.handovers.edges.node.toStaffId"));
  }

  @Test
  void the_limit_is_the_customers_whichever_profile_the_corp_knows_them_by() {
    sends(
        identifies("a", "\"name\": \"A\""),
        identifies("b", "\"name\": \"A\""),
        says("Staff Added", "a", "10", "\"corp_id\": \"ww1\", \"staff_id\": \"s1\""),
        says("Staff Added", "b", "11", "\"corp_id\": \"ww1\", \"staff_id\": \"s3\""));
    handedOver("s1", "s2");
    handedOver("s2", "s3");
    Map<String, Object> third = wish("s3", "s4", "k");
    third.put("profile", profile("b"));
    admin.merge(
        TypeId.CUSTOMER.encode(UUID.fromString(customer("a"))),
        TypeId.CUSTOMER.encode(UUID.fromString(customer("b"))));
    assertEquals("CONFLICT", admin.error(REQUEST, "input", third));
    TestDatabase.rows("SELECT profile_id FROM profile")
        .forEach(
            profile ->
                TestDatabase.identifier(
                    UUID.fromString(profile),
                    "WECOM_EXTERNAL_USERID",
                    "ww1",
                    "wm" + profile,
                    UUID.randomUUID(),
                    "VERIFIED"));
    String made = admin.data(REQUEST, "input", third).getString("requestHandover.handover.state");
    assertEquals("REQUESTED", made, "two contacts of one person have a limit each");
  }

  @Test
  void of_many_requests_at_one_instant_one_is_made() {
    sends(says("Staff Added", "a", "10", "\"corp_id\": \"ww1\", \"staff_id\": \"s1\""));
    List<CompletableFuture<JsonPath>> requests =
        IntStream.range(0, 8)
            .mapToObj(
                i ->
                    CompletableFuture.supplyAsync(
                        () -> admin.send(REQUEST, "input", wish("s1", "t" + i, "k" + i))))
            .toList();
    long made =
        requests.stream()
            .map(CompletableFuture::join)
            .filter(answer -> answer.get("errors") == null)
            .count();
    assertEquals(1, made);
    assertEquals(List.of("1"), TestDatabase.rows("SELECT count(*) FROM staff_handover"));
  }

  @Test
  void whoever_may_not_is_refused() {
    sends(identifies("a", "\"name\": \"A\""));
    assertEquals("FORBIDDEN", Api.as("marketer").error(REQUEST, "input", wish("s1", "s2", "k")));
    assertEquals(
        "INVALID_INPUT",
        admin.error(
            RECORD,
            "input",
            Map.of(
                "profile",
                profile("a"),
                "kind",
                "STAFF",
                "corpId",
                "null",
                "partyId",
                "s",
                "joinedAt",
                "2026-01-01T00:00:00Z")));
  }
}
