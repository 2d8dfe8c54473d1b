package io.tributary.privacy.erasure;

import static io.restassured.RestAssured.given;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.path.json.JsonPath;
import io.tributary.Answer;
import io.tributary.Api;
import io.tributary.Dump;
import io.tributary.Given;
import io.tributary.Killing;
import io.tributary.Tables;
import io.tributary.TestDatabase;
import io.tributary.job.Changes;
import io.tributary.platform.Ids;
import io.tributary.platform.Roles;
import io.tributary.platform.TypeId;
import jakarta.inject.Inject;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Erasure from the request to the last row. */
@QuarkusTest
@QuarkusTestResource(TestDatabase.class)
class ErasureTest {
  private static final int PEOPLE = 200;
  private static final String OPEN =
      "mutation($c: ID, $k: String!) { openPrivacyRequest(input: {customer: $c, kind: ERASURE, idempotencyKey: $k}) { request { id state dueAt } } }";
  private static final String VERIFY =
      "mutation($r: ID!) { verifyPrivacyRequest(input: {request: $r, how: \"code sent to the phone on file\"}) { request { state } } }";
  private static final String FULFIL =
      "mutation($r: ID!) { fulfilPrivacyRequest(input: {request: $r}) { request { state proof requestedBy } } }";
  private static final String REPLAY =
      "mutation($t: [TombstoneInput!]!) { replayErasures(input: {tombstones: $t}) { erased unclear } }";

  private final Api admin = Api.as(Roles.ADMIN);
  private final Api service = Api.as(Roles.SERVICE);

  @Inject Changes changes;

  @BeforeEach
  void clear() {
    TestDatabase.clear();
  }

  private String open(String customer) {
    return service
        .data(OPEN, "c", customer, "k", Ids.next().toString())
        .getString("openPrivacyRequest.request.id");
  }

  private String verified(String customer) {
    String request = open(customer);
    service.data(VERIFY, "r", request);
    return request;
  }

  private void erase(String customer) {
    service.data(FULFIL, "r", verified(customer));
  }

  private static String identify(String source, String user, String traits) {
    tell(source, user, traits);
    return TypeId.CUSTOMER.encode(
        UUID.fromString(
            TestDatabase.rows("SELECT customer_id FROM profile WHERE key = '" + user + "'")
                .get(0)));
  }

  /** Sends a fact; by the time that it is acknowledged, whoever it is of may be erased. */
  static void tell(String source, String user, String traits) {
    given()
        .auth()
        .preemptive()
        .basic("key of " + source, "")
        .contentType("application/json")
        .body(
            "{\"userId\": \"%s\", \"messageId\": \"%s\", \"traits\": {%s}}"
                .formatted(user, Ids.next(), traits))
        .post("/v1/identify")
        .then()
        .statusCode(200);
  }

  private String programme() {
    return admin
        .data(
            "mutation { createProgramme(input: {name: \"Club\", currency: \"CNY\", timezone: \"UTC\"}) { programme { id } } }")
        .getString("createProgramme.programme.id");
  }

  private List<String> books() {
    changes.drain().await().indefinitely();
    admin.data("mutation { runJob(input: {name: \"refresh-retention\"}) { state } }");
    List<String> books =
        new ArrayList<>(
            TestDatabase.rows(
                """
                SELECT count(*), sum(amount), (SELECT sum(delta) FROM points_movement), (SELECT sum(available) FROM points_account),
                       (SELECT sum(total_minor - refunded_minor) FROM customer_order), (SELECT sum(amount_minor) FROM order_return)
                FROM points_entry
                """));
    books.add(
        admin
            .data(
                """
                { retention(input: {grain: MONTH, clock: CALENDAR, measure: BOUNDED, from: "2026-01-01", to: "2026-04-30", timezone: "UTC", asOf: "2026-05-01T00:00:00Z"})
                  { cohorts { period size cells { k customers } } } }
                """)
            .prettify());
    return books;
  }

  @Test
  void planted_people_are_erased_to_the_last_row_also_after_a_backup_is_restored(
      @TempDir Path folder) {
    PlantedPeople people = new PlantedPeople(PEOPLE);
    people.comeIn(programme());
    changes.drain().await().indefinitely();
    Map<String, Map<Integer, Long>> before = PlantedPeople.found(PEOPLE);
    assertTrue(
        before
            .keySet()
            .containsAll(
                Set.of(
                    "profile",
                    "profile_identifier",
                    "profile_attribute",
                    "customer_attribute",
                    "attribute_pin",
                    "consent",
                    "points_entry",
                    "points_command",
                    "points_adjustment",
                    "profile_relation",
                    "staff_handover",
                    "linking_traits",
                    "rejected_message",
                    "import_rejection")),
        before.keySet().toString());
    List<String> books = books();
    Dump dump = Dump.of(folder);
    assertTrue(dump.holds(PlantedPeople.token(4)), "everybody is in the dump");
    List<Integer> erased = IntStream.range(0, PEOPLE).filter(i -> i % 2 == 0).boxed().toList();
    List<String> requests =
        PlantedPeople.atOnce(
            erased.size(),
            i ->
                "mutation { openPrivacyRequest(input: {customer: \"%s\", kind: ERASURE, idempotencyKey: \"%d\"}) { request { id } } }"
                    .formatted(people.customer(erased.get(i)), i));
    PlantedPeople.atOnce(
        erased.size(),
        i ->
            "mutation { verifyPrivacyRequest(input: {request: \"%s\", how: \"shown\"}) { request { state } } }"
                .formatted(
                    new Answer(requests.get(i)).getString("data.openPrivacyRequest.request.id")));
    admin.data("mutation { runJob(input: {name: \"erase-people\"}) { state } }");
    // the call answers after half a minute at the latest, whether the job has ended or not
    await()
        .atMost(Duration.ofMinutes(3))
        .until(
            () ->
                TestDatabase.rows("SELECT state, count(*) FROM privacy_request GROUP BY 1")
                    .equals(List.of("DONE|" + erased.size())));
    only_the_others_are_found(before, erased);
    the_exports_hold_only_the_others(people);
    assertEquals(books, books());
    erased.stream()
        .limit(5)
        .forEach(
            i ->
                assertEquals(
                    "GONE",
                    service.error(
                        "query($c: ID!) { customer(id: $c) { id } }", "c", people.customer(i))));

    List<List<Map<String, Object>>> stones = stones();
    dump.restore();
    assertEquals(before, found_in(PlantedPeople.found(PEOPLE), before.keySet()));
    assertEquals(erased.size(), replay(stones));
    only_the_others_are_found(before, erased);
    assertEquals(books, books());
    assertEquals(0, replay(stones), "a second time changes nothing");
  }

  /** Who was erased, by pages; each person left one for each customer that they had been. */
  private List<List<Map<String, Object>>> stones() {
    List<List<Map<String, Object>>> pages = new ArrayList<>();
    String after = null;
    do {
      JsonPath page =
          admin.data(
              "query($a: String) { erasureTombstones(first: 100, after: $a) { edges { node { customerId profileIds erasedAt } } pageInfo { endCursor hasNextPage } } }",
              "a",
              after);
      pages.add(page.getList("erasureTombstones.edges.node"));
      after =
          page.getBoolean("erasureTombstones.pageInfo.hasNextPage")
              ? page.getString("erasureTombstones.pageInfo.endCursor")
              : null;
    } while (after != null);
    return pages;
  }

  private int replay(List<List<Map<String, Object>>> pages) {
    int erased = 0;
    for (List<Map<String, Object>> page : pages) {
      JsonPath replayed = admin.data(REPLAY, "t", page);
      assertEquals(List.of(), replayed.getList("replayErasures.unclear"));
      erased += replayed.getList("replayErasures.erased").size();
    }
    return erased;
  }

  /** What goes out: every table of figures as a file, reports as files, and the person's export. */
  private void the_exports_hold_only_the_others(PlantedPeople people) {
    StringBuilder out = new StringBuilder();
    for (String table :
        List.of("rfm", "churn-warnings", "lifetime-value", "channel-purchases", "touches")) {
      out.append(
          given()
              .header("Authorization", "Bearer " + TestDatabase.token(Roles.ADMIN))
              .get("/v1/exports/" + table)
              .asString());
    }
    out.append(
        given()
            .header("Authorization", "Bearer " + TestDatabase.token(Roles.ADMIN))
            .header("Accept", "text/csv")
            .contentType("application/json")
            .body(
                Map.of(
                    "query",
                    "{ customers(first: 100) { edges { node { displayName identifiers { value } } } } }"))
            .post("/graphql")
            .asString());
    String request =
        service
            .data(
                "mutation($c: ID, $k: String!) { openPrivacyRequest(input: {customer: $c, kind: EXPORT, idempotencyKey: $k}) { request { id } } }",
                "c",
                people.customer(1),
                "k",
                "export")
            .getString("openPrivacyRequest.request.id");
    service.data(VERIFY, "r", request);
    service.data(FULFIL, "r", request);
    String own =
        service
            .data("query($r: ID!) { personalExport(request: $r) { json html } }", "r", request)
            .prettify();
    assertTrue(own.contains(PlantedPeople.token(1)), "their own is in their export");
    out.append(own);
    String all = out.toString();
    assertTrue(all.contains(PlantedPeople.token(PEOPLE - 1)), "the others are in the reports");
    for (int i = 0; i < PEOPLE; i += 2) {
      String token = PlantedPeople.token(i);
      assertFalse(all.contains(token) || all.contains(PlantedPeople.phone(i)), token);
    }
    TestDatabase.run("DELETE FROM privacy_request WHERE kind = 'EXPORT'");
  }

  private static Map<String, Map<Integer, Long>> found_in(
      Map<String, Map<Integer, Long>> found, Set<String> tables) {
    Map<String, Map<Integer, Long>> kept = new TreeMap<>(found);
    kept.keySet().retainAll(tables);
    return kept;
  }

  private static void only_the_others_are_found(
      Map<String, Map<Integer, Long>> before, List<Integer> erased) {
    Map<String, Map<Integer, Long>> expected = new TreeMap<>();
    before.forEach(
        (table, rows) -> {
          Map<Integer, Long> left = new TreeMap<>(rows);
          left.keySet().removeAll(erased);
          if (!left.isEmpty()) {
            expected.put(table, left);
          }
        });
    assertEquals(expected, PlantedPeople.found(PEOPLE));
  }

  @Test
  void case_22_who_was_erased_is_a_new_customer_when_they_come_again() {
    String web = "web-" + Ids.next();
    Given.source(web);
    String traits =
        "\"name\": \"Zhang Wei\", \"phone\": \"+8613911112222\", \"wechat_unionid\": \"uX\"";
    String old = identify(web, "wei", traits);
    erase(old);
    String again = identify(web, "wei", traits);
    assertNotEquals(old, again);
    assertEquals(
        1,
        service
            .data("query($c: ID!) { customer(id: $c) { profiles { key } } }", "c", again)
            .getList("customer.profiles")
            .size());
    assertEquals(
        again,
        service
            .data("{ customer(identifier: {kind: PHONE, value: \"13911112222\"}) { id } }")
            .getString("customer.id"));
  }

  @Test
  void nothing_can_be_done_to_who_was_erased_and_their_requests_tell_nothing_of_them() {
    Given.Person wei = Given.customer("Wei");
    Given.Person lee = Given.customer("Lee");
    wei.boughtAt("till", "88.00", "2026-03-01T10:00:00Z");
    lee.profileAt("till");
    String merge = Api.as(Roles.STEWARD).merge(wei.id(), lee.id());
    String member =
        TestDatabase.token(Map.of("role", Roles.MEMBER, "customer", lee.id(), "subject", "lee"));
    Api own = Api.withToken(member);
    String request = own.data(OPEN, "k", "1").getString("openPrivacyRequest.request.id");
    assertEquals(
        "VERIFIED",
        own.data("{ me { privacyRequests { edges { node { state } } } } }")
            .getString("me.privacyRequests.edges[0].node.state"));
    String lift =
        "mutation($r: ID!) { liftProcessingLimit(input: {request: $r}) { request { id } } }";
    assertEquals(
        "CONFLICT", own.error(lift, "r", request), "own, though asked of who stands for both");
    JsonPath done = service.data(FULFIL, "r", request);
    assertEquals("DONE", done.getString("fulfilPrivacyRequest.request.state"));
    assertEquals("erased", done.getString("fulfilPrivacyRequest.request.requestedBy"));
    assertTrue(done.getString("fulfilPrivacyRequest.request.proof").contains("\"profile\": 2"));
    assertEquals("GONE", own.error("{ me { id } }"));
    assertEquals("GONE", own.error(OPEN, "k", "2"));
    assertEquals("GONE", service.error(FULFIL, "r", request));
    Api steward = Api.as(Roles.STEWARD);
    assertEquals(
        "GONE",
        steward.error(
            "mutation($m: ID!) { unmergeCustomers(input: {merge: $m}) { merge { id } } }",
            "m",
            merge));
    Given.Person other = Given.customer("Other");
    assertEquals(
        "GONE",
        steward.error(
            "query($i: MergeCustomersInput!) { mergePreview(input: $i) { version } }",
            "i",
            Map.of("survivor", other.id(), "absorbed", lee.id())));
    String programme = programme();
    assertEquals(
        "NOT_FOUND",
        service.error(
            "mutation($c: ID!, $p: ID!) { earnPoints(input: {customer: $c, programme: $p, points: 1, idempotencyKey: \"1\"}) { points { available } } }",
            "c",
            wei.id(),
            "p",
            programme));
    assertEquals(
        List.of(other.id()),
        service.data("{ customers { edges { node { id } } } }").getList("customers.edges.node.id"));
    assertEquals(List.of("8800"), TestDatabase.rows("SELECT total_minor FROM customer_order"));
  }

  @Test
  void a_request_is_verified_refused_and_taken_back_only_in_its_turn() {
    Given.Person wei = Given.customer("Wei");
    Given.Person lee = Given.customer("Lee");
    String request = open(wei.id());
    assertEquals("CONFLICT", service.error(FULFIL, "r", request), "nobody made sure who asks");
    assertEquals("CONFLICT", service.error(OPEN, "c", wei.id(), "k", "another"));
    Map<String, Object> pair = Map.of("survivor", wei.id(), "absorbed", lee.id());
    String preview = "query($i: MergeCustomersInput!) { mergePreview(input: $i) { blockers } }";
    Api steward = Api.as(Roles.STEWARD);
    assertEquals(
        List.of("ERASURE_PENDING"),
        steward.data(preview, "i", pair).getList("mergePreview.blockers"));
    Api stranger =
        Api.withToken(TestDatabase.token(Map.of("role", Roles.MEMBER, "customer", lee.id())));
    String cancel =
        "mutation($r: ID!) { cancelPrivacyRequest(input: {request: $r}) { request { state } } }";
    assertEquals("FORBIDDEN", stranger.error(cancel, "r", request));
    assertEquals(
        "FORBIDDEN",
        stranger.error(cancel, "r", TypeId.PRIVACY_REQUEST.encode(Ids.next())),
        "and says nothing of whether it exists");
    assertEquals("FORBIDDEN", stranger.error(OPEN, "c", wei.id(), "k", "1"));
    assertEquals("FORBIDDEN", steward.error(FULFIL, "r", request));
    assertEquals(
        "REFUSED",
        service
            .data(
                "mutation($r: ID!) { refusePrivacyRequest(input: {request: $r, reason: \"it is not you\"}) { request { state } } }",
                "r",
                request)
            .getString("refusePrivacyRequest.request.state"));
    assertEquals("CONFLICT", service.error(VERIFY, "r", request));
    assertEquals("CONFLICT", service.error(cancel, "r", request));
    assertEquals(List.of(), steward.data(preview, "i", pair).getList("mergePreview.blockers"));
    assertEquals(
        List.of("REFUSED"),
        service
            .data("{ privacyRequests(kind: ERASURE) { edges { node { state } } } }")
            .getList("privacyRequests.edges.node.state"));
    assertEquals(
        List.of("30"),
        TestDatabase.rows("SELECT (due_at::date - requested_at::date) FROM privacy_request"));
  }

  /** A shared phone would tie the two; whatever comes first, nobody's rows are lost. */
  @Test
  void case_40_an_erasure_and_a_merge_at_once_are_all_or_nothing() {
    String web = "web-" + Ids.next();
    Given.source(web);
    for (int round = 0; round < 6; round++) {
      String a = identify(web, "a" + round, "\"name\": \"A " + round + "\"");
      String b = identify(web, "b" + round, "\"name\": \"B " + round + "\"");
      String request = verified(a);
      Map<String, Object> pair = new HashMap<>(Map.of("survivor", a, "absorbed", b));
      pair.put("version", "stale");
      String phone = "\"phone\": \"+861391234000" + round + "\", \"phone_verified\": true";
      int last = round;
      List<CompletableFuture<?>> steps =
          List.of(
              CompletableFuture.runAsync(() -> service.data(FULFIL, "r", request)),
              CompletableFuture.runAsync(
                  () ->
                      Api.as(Roles.STEWARD)
                          .error(
                              "mutation($i: MergeCustomersInput!) { mergeCustomers(input: $i) { merge { id } } }",
                              "i",
                              pair)),
              CompletableFuture.runAsync(
                  () -> tell(web, "a" + last, "\"city\": \"Wuhan\", " + phone)),
              CompletableFuture.runAsync(() -> tell(web, "b" + last, phone)));
      CompletableFuture.allOf(steps.toArray(CompletableFuture[]::new)).join();
      assertEquals("GONE", service.error("query($c: ID!) { customer(id: $c) { id } }", "c", a));
      assertEquals(
          "B " + round,
          service
              .data("query($c: ID!) { customer(id: $c) { displayName } }", "c", b)
              .getString("customer.displayName"));
      String gone = TypeId.CUSTOMER.decode(a).orElseThrow().toString();
      assertEquals(
          List.of(),
          TestDatabase.rows(
              """
              SELECT name FROM customer_attribute WHERE customer_id = '%1$s'
              UNION ALL SELECT name FROM profile_attribute JOIN profile USING (profile_id) WHERE customer_id = '%1$s'
              UNION ALL SELECT value_hash::text FROM identifier_claim JOIN profile USING (profile_id) WHERE customer_id = '%1$s'
              UNION ALL SELECT key FROM profile WHERE customer_id = '%1$s' AND key <> ''
              UNION ALL SELECT 'a merge' FROM customer WHERE merged_into = '%1$s' OR customer_id = '%1$s' AND merged_into IS NOT NULL
              """
                  .formatted(gone)));
    }
    assertEquals(
        List.of(),
        TestDatabase.rows(
            "SELECT key_hash FROM profile_key LEFT JOIN profile p USING (profile_id) WHERE p.profile_id IS NULL OR p.key_kind = 'ERASED'"));
  }

  private static final String MERGE =
      "mutation($i: MergeCustomersInput!) { mergeCustomers(input: $i) { merge { id } } }";

  private String codeOf(String document, Object... variables) {
    String code = service.send(document, variables).getString("errors[0].extensions.code");
    return code == null ? "" : code;
  }

  private boolean isGone(String customer) {
    return codeOf("query($c: ID!) { customer(id: $c) { id } }", "c", customer).equals("GONE");
  }

  /** The rows in which a text stands, whichever table they are in. */
  private static long rowsWith(String text) {
    return Tables.contents(Tables.merges().keySet()).values().stream()
        .flatMap(List::stream)
        .filter(row -> row.contains(text))
        .count();
  }

  /**
   * The merge brings a version that holds: either it is first, and both were one person who is
   * erased, or it comes too late, and the other has lost nothing.
   */
  @Test
  void case_40_a_merge_that_was_looked_at_beside_an_erasure_that_is_asked_for_and_done() {
    String web = "web-" + Ids.next();
    Given.source(web);
    Api steward = Api.as(Roles.STEWARD);
    for (int round = 0; round < 4; round++) {
      String a = identify(web, "a" + round, "\"name\": \"Wei Zhang\", \"town\": \"of a\"");
      String b = identify(web, "b" + round, "\"name\": \"Wei Zhang\", \"town\": \"of b\"");
      boolean aSurvives = round % 2 == 0;
      String survivor = aSurvives ? a : b;
      String absorbed = aSurvives ? b : a;
      Map<String, Object> pair =
          Map.of(
              "survivor",
              survivor,
              "absorbed",
              absorbed,
              "version",
              steward.mergeVersion(survivor, absorbed));
      CompletableFuture<JsonPath> merge =
          CompletableFuture.supplyAsync(() -> steward.send(MERGE, "i", pair));
      CompletableFuture<Void> erasure = CompletableFuture.runAsync(() -> erase(a));
      CompletableFuture.allOf(merge, erasure).join();
      String refused = merge.join().getString("errors[0].extensions.code");
      assertTrue(isGone(a), "round " + round);
      assertEquals(0, rowsWith("of a"), "round " + round);
      if (refused == null) {
        assertTrue(isGone(b), "who was one with them: round " + round);
        assertEquals(0, rowsWith("of b"), "round " + round);
      } else {
        assertTrue(List.of("CONFLICT", "GONE").contains(refused), refused);
        assertEquals(
            List.of("of b"),
            service
                .data("query($c: ID!) { customer(id: $c) { attributes { name value } } }", "c", b)
                .getList("customer.attributes.findAll { it.name == 'town' }.value"),
            "round " + round);
        erase(b);
      }
    }
  }

  /** Whichever is first: who is apart again keeps what is theirs, who is not is erased, too. */
  @Test
  void case_40_an_erasure_beside_an_unmerge_is_all_or_nothing() {
    String web = "web-" + Ids.next();
    Given.source(web);
    Api steward = Api.as(Roles.STEWARD);
    for (int round = 0; round < 4; round++) {
      String a = identify(web, "a" + round, "\"name\": \"Wei Zhang\", \"town\": \"of a\"");
      String b = identify(web, "b" + round, "\"name\": \"Wei Zhang\", \"town\": \"of b\"");
      String merged = steward.merge(a, b);
      String request = verified(a);
      CompletableFuture<JsonPath> unmerge =
          CompletableFuture.supplyAsync(
              () ->
                  steward.send(
                      "mutation($m: ID!) { unmergeCustomers(input: {merge: $m}) { merge { id } } }",
                      "m",
                      merged));
      CompletableFuture<Void> erasure =
          CompletableFuture.runAsync(() -> service.data(FULFIL, "r", request));
      CompletableFuture.allOf(unmerge, erasure).join();
      String refused = unmerge.join().getString("errors[0].extensions.code");
      assertTrue(isGone(a), "round " + round);
      assertEquals(0, rowsWith("of a"), "round " + round);
      if (refused == null) {
        assertEquals(
            List.of("of b"),
            service
                .data("query($c: ID!) { customer(id: $c) { attributes { name value } } }", "c", b)
                .getList("customer.attributes.findAll { it.name == 'town' }.value"),
            "round " + round);
        erase(b);
      } else {
        assertEquals("GONE", refused);
        assertTrue(isGone(b), "round " + round);
        assertEquals(0, rowsWith("of b"), "round " + round);
      }
    }
  }

  @Test
  void case_40_an_erasure_whose_database_process_is_killed_between_two_steps_leaves_all_behind() {
    String web = "web-" + Ids.next();
    Given.source(web);
    String wei = identify(web, "wei", "\"name\": \"Wei Zhang\", \"phone\": \"+8613911112222\"");
    String request = verified(wei);
    Map<String, String> tables = Tables.merges();
    tables.values().removeIf(how -> how.equals("derived") || how.equals("queue"));
    Map<String, List<String>> before = Tables.contents(tables.keySet());
    for (String table :
        List.of(
            "profile",
            "profile_key",
            "profile_identifier",
            "identifier_claim",
            "profile_attribute",
            "customer_attribute",
            "consent",
            "linking_traits",
            "customer",
            "privacy_request")) {
      String code =
          Killing.at(table, () -> CompletableFuture.supplyAsync(() -> codeOf(FULFIL, "r", request)))
              .join();
      assertTrue(List.of("INTERNAL", "OVERLOADED").contains(code), "killed at " + table + code);
      assertEquals(before, Tables.contents(tables.keySet()), "killed at " + table);
    }
    service.data(FULFIL, "r", request);
    assertTrue(isGone(wei), "and the next attempt succeeds");
    assertEquals(0, rowsWith("Wei Zhang"));
  }

  @Test
  void a_rule_does_not_merge_who_is_to_be_erased() {
    String web = "web-" + Ids.next();
    Given.source(web);
    String a = identify(web, "a", "\"wechat_unionid\": \"uA\"");
    String b = identify(web, "b", "\"card_number\": \"6200000001\"");
    String request = open(a);
    identify(web, "c", "\"wechat_unionid\": \"uA\", \"card_number\": \"6200000001\"");
    assertEquals(List.of("ERASURE_PENDING"), TestDatabase.rows("SELECT guard FROM match_review"));
    service.data(VERIFY, "r", request);
    service.data(FULFIL, "r", request);
    assertEquals(List.of("0"), TestDatabase.rows("SELECT count(*) FROM match_review"));
    assertEquals(
        b,
        service
            .data("query($c: ID!) { customer(id: $c) { id } }", "c", b)
            .getString("customer.id"));
  }

  @Test
  void an_erasure_waits_for_a_file_in_which_the_person_may_stand() {
    Given.Person wei = Given.customer("Wei");
    wei.profileAt("till");
    TestDatabase.run(
        "INSERT INTO import_job (import_id, source_id, kind, format, options, state, dry_run, started_at) SELECT gen_random_uuid(), source_id, 'CUSTOMERS', 'CSV', '{}', 'QUEUED', false, now() FROM source WHERE name = 'till'");
    String request = verified(wei.id());
    assertEquals("CONFLICT", service.error(FULFIL, "r", request));
    TestDatabase.run("UPDATE import_job SET state = 'CANCELLED'");
    service.data(FULFIL, "r", request);
  }

  @Test
  void who_has_other_profiles_than_when_they_were_erased_is_left_to_staff() {
    Given.Person wei = Given.customer("Wei");
    UUID profile = wei.profileAt("till");
    wei.profileAt("web");
    Map<String, Object> stone =
        Map.of(
            "customerId", wei.id(),
            "profileIds", List.of(TypeId.PROFILE.encode(profile)),
            "erasedAt", "2026-03-01T10:00:00Z");
    JsonPath answer = admin.data(REPLAY, "t", List.of(stone));
    assertEquals(List.of(wei.id()), answer.getList("replayErasures.unclear"));
    assertEquals("FORBIDDEN", service.error(REPLAY, "t", List.of(stone)));
  }

  @Test
  void values_that_are_a_part_of_others_are_looked_for_as_whole_fields() {
    Given.Person seven = Given.customer("Seven");
    TestDatabase.run(
        """
        INSERT INTO profile (profile_id, source_id, key_kind, key, customer_id, home_id, first_seen_at, last_seen_at, created_at)
        VALUES (gen_random_uuid(), '%s', 'USER_ID', '7.a', '%2$s', '%2$s', now(), now(), now())
        """
            .formatted(Given.source("web").uuid(), seven.uuid()));
    for (String body :
        List.of(
            "{\"userId\":\"7.a\"}",
            "x,7.a,y",
            "{\"userId\":\"77.a\"}",
            "{\"userId\":\"7xa\"}",
            "17.a,y")) {
      TestDatabase.run(
          "INSERT INTO rejected_message VALUES (gen_random_uuid(), '%s', NULL, 'no', '%s', now())"
              .formatted(Given.source("web").uuid(), body));
    }
    TestDatabase.run(
        "INSERT INTO rejected_message VALUES (gen_random_uuid(), '%s', NULL, 'no', 'x,7.a,y', now())"
            .formatted(Given.source("wechat").uuid()));
    erase(seven.id());
    assertEquals(
        List.of("17.a,y", "x,7.a,y", "{\"userId\":\"77.a\"}", "{\"userId\":\"7xa\"}"),
        TestDatabase.rows("SELECT body FROM rejected_message").stream()
            .sorted()
            .collect(Collectors.toList()));
  }
}
