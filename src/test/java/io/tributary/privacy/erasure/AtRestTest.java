package io.tributary.privacy.erasure;

import static io.restassured.RestAssured.given;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.tributary.Api;
import io.tributary.Dump;
import io.tributary.Given;
import io.tributary.TestDatabase;
import io.tributary.job.Changes;
import io.tributary.platform.Ids;
import io.tributary.platform.Roles;
import io.tributary.platform.TypeId;
import io.tributary.platform.keys.TestKeys;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import jakarta.inject.Inject;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What stands in the database, to whoever has a copy of it and not the master key. */
@QuarkusTest
@QuarkusTestResource(TestDatabase.class)
class AtRestTest {
  private static final int PEOPLE = 4;

  private final Api admin = Api.as(Roles.ADMIN);
  private final Api service = Api.as(Roles.SERVICE);

  @Inject Changes changes;

  @BeforeEach
  void clear() {
    TestDatabase.clear();
  }

  @AfterEach
  void the_tests_key_wraps_everything_again() {
    TestKeys.useOldAndNew();
    rotate();
    TestKeys.useAlone();
  }

  private PlantedPeople planted() {
    PlantedPeople people = new PlantedPeople(PEOPLE);
    people.comeIn(
        admin
            .data(
                "mutation { createProgramme(input: {name: \"Club\", currency: \"CNY\", timezone: \"UTC\"}) { programme { id } } }")
            .getString("createProgramme.programme.id"));
    changes.drain().await().indefinitely();
    return people;
  }

  /** What stands in all columns of each table, without what is written between digits. */
  private static Map<String, String> everything() {
    Map<String, String> found = new TreeMap<>();
    String each =
        TestDatabase.rows(
                "SELECT relname FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relkind = 'r' AND pg_relation_size(oid) > 0")
            .stream()
            .map("SELECT '%1$s', translate(lower(t::text), ' -', '') FROM %1$s t"::formatted)
            .collect(Collectors.joining(" UNION ALL "));
    for (String row : TestDatabase.rows(each)) {
      int end = row.indexOf('|');
      found.merge(row.substring(0, end), row.substring(end), String::concat);
    }
    return found;
  }

  /** The tables in which a text stands, as text or among bytes, which are in hexadecimal. */
  private static Set<String> tablesWith(String text, Map<String, String> everything) {
    String hex = HexFormat.of().formatHex(text.getBytes(StandardCharsets.UTF_8));
    return everything.entrySet().stream()
        .filter(table -> table.getValue().contains(text) || table.getValue().contains(hex))
        .map(Map.Entry::getKey)
        .collect(Collectors.toSet());
  }

  private static List<String> secrets(int person) {
    String token = PlantedPeople.token(person);
    return List.of(
        PlantedPeople.phone(person).substring(1),
        token + "@example",
        "oo" + token,
        "ou" + token,
        "wm" + token,
        "u" + token,
        "k" + token);
  }

  @Test
  void phones_emails_and_open_ids_stand_in_no_column_and_still_find_their_people() {
    PlantedPeople people = planted();
    assertEquals(
        "COMPLETED",
        admin
            .data("mutation { runJob(input: {name: \"match-customers\"}) { state } }")
            .getString("runJob.state"));
    Map<String, String> everything = everything();
    assertEquals(
        Set.of("event_202603"),
        tablesWith("with" + PlantedPeople.token(1), everything),
        "it is looked at");
    for (int i = 0; i < PEOPLE; i++) {
      for (String secret : secrets(i)) {
        assertEquals(Set.of(), tablesWith(secret, everything), secret);
      }
      assertEquals(
          people.customer(i),
          service
              .data(
                  "query($v: String!) { customer(identifier: {kind: PHONE, value: $v}) { id } }",
                  "v",
                  PlantedPeople.phone(i))
              .getString("customer.id"));
      String shown =
          service
              .data(
                  "query($c: ID!) { customer(id: $c) { identifiers { kind scope value } } }",
                  "c",
                  people.customer(i))
              .prettify();
      assertTrue(shown.contains("+86" + PlantedPeople.phone(i)), shown);
      assertTrue(shown.contains(PlantedPeople.token(i) + "@example.com"), shown);
      assertTrue(shown.contains("oO" + PlantedPeople.token(i)), shown);
    }
  }

  @Test
  void the_ids_by_which_sources_know_people_stand_in_no_column_whatever_they_are() {
    String shop = "shop-" + Ids.next();
    Given.source(shop);
    List<String> keys =
        List.of("oGZUI0egBJY1zhBYw2KhdUfwVJJE", "13911113333", "Wei.At.Rest@Example.com");
    for (String key : keys) {
      ErasureTest.tell(shop, key, "\"loves\": \"tea\"");
    }
    changes.drain().await().indefinitely();
    Map<String, String> everything = everything();
    for (String key : keys) {
      assertEquals(Set.of(), tablesWith(key.toLowerCase(Locale.ROOT), everything), key);
      assertEquals(
          List.of(key),
          service
              .data(
                  "query($v: String!) { customer(identifier: {kind: USER_ID, value: $v}) { profiles { key } } }",
                  "v",
                  key)
              .getList("customer.profiles.key"));
    }
  }

  @Test
  void what_events_say_under_the_name_of_an_identifier_is_sealed_and_shown_as_it_was_sent() {
    String shop = "shop-" + Ids.next();
    Given.source(shop);
    given()
        .auth()
        .preemptive()
        .basic("key of " + shop, "")
        .contentType("application/json")
        .body(
            """
            {"userId": "u1", "messageId": "m1", "event": "Form Sent", "properties": {"form": "call me", "Phone Number": "13911114444",
              "contact": {"e-mail": "call.me@example.com", "openIds": ["x"], "open_id": ["oAtRestOpenId"]}, "mobile": 13911115555}}
            """)
        .post("/v1/track")
        .then()
        .statusCode(200);
    changes.drain().await().indefinitely();
    Map<String, String> everything = everything();
    assertTrue(
        tablesWith("callme", everything).toString().startsWith("[event_"), "it is looked at");
    for (String secret :
        List.of("13911114444", "13911115555", "call.me@example", "oatrestopenid")) {
      assertEquals(Set.of(), tablesWith(secret, everything), secret);
    }
    String shown =
        service
            .data(
                "{ customers { edges { node { timeline(first: 5) { edges { node { properties } } } } } } }")
            .getString("customers.edges[0].node.timeline.edges[0].node.properties");
    assertEquals(
        new JsonObject()
            .put("form", "call me")
            .put("Phone Number", "13911114444")
            .put(
                "contact",
                new JsonObject()
                    .put("e-mail", "call.me@example.com")
                    .put("openIds", new JsonArray().add("x"))
                    .put("open_id", new JsonArray().add("oAtRestOpenId")))
            .put("mobile", "13911115555"),
        new JsonObject(shown));
  }

  @Test
  void a_dump_holds_sealed_values_alone(@TempDir Path folder) {
    String web = "web-" + Ids.next();
    Given.source(web);
    ErasureTest.tell(
        web, "wei", "\"phone\": \"+8613911112222\", \"email\": \"wei.at.rest@example.com\"");
    changes.drain().await().indefinitely();
    Dump dump = Dump.of(folder);
    assertTrue(dump.holds(web), "it is a dump");
    assertFalse(dump.holds("13911112222"));
    assertFalse(dump.holds("wei.at.rest"));
  }

  @Test
  void an_erasure_destroys_the_keys_of_the_person_and_of_nobody_else() {
    PlantedPeople people = planted();
    String keys =
        "SELECT count(*) FROM data_key JOIN profile USING (profile_id) WHERE customer_id = '%s'";
    String gone = TypeId.CUSTOMER.decode(people.customer(0)).orElseThrow().toString();
    String stays = TypeId.CUSTOMER.decode(people.customer(1)).orElseThrow().toString();
    List<String> before = TestDatabase.rows(keys.formatted(stays));
    assertEquals(before, TestDatabase.rows(keys.formatted(gone)));
    String request =
        service
            .data(
                "mutation($c: ID) { openPrivacyRequest(input: {customer: $c, kind: ERASURE, idempotencyKey: \"1\"}) { request { id } } }",
                "c",
                people.customer(0))
            .getString("openPrivacyRequest.request.id");
    service.data(
        "mutation($r: ID!) { verifyPrivacyRequest(input: {request: $r, how: \"shown\"}) { request { state } } }",
        "r",
        request);
    service.data(
        "mutation($r: ID!) { fulfilPrivacyRequest(input: {request: $r}) { request { state } } }",
        "r",
        request);
    assertEquals(List.of("0"), TestDatabase.rows(keys.formatted(gone)));
    assertEquals(before, TestDatabase.rows(keys.formatted(stays)));
  }

  @Test
  void master_keys_rotate_while_facts_come_and_nothing_is_lost() {
    String web = "web-" + Ids.next();
    Given.source(web);
    for (int i = 0; i < 30; i++) {
      ErasureTest.tell(web, "u" + i, "\"phone\": \"+86139111%05d\"".formatted(i));
    }
    TestKeys.useNewAndOld();
    List<CompletableFuture<Void>> senders = new ArrayList<>();
    for (int sender = 0; sender < 3; sender++) {
      int first = 30 + sender * 10;
      senders.add(
          CompletableFuture.runAsync(
              () -> {
                for (int i = first; i < first + 10; i++) {
                  ErasureTest.tell(web, "u" + i, "\"phone\": \"+86139111%05d\"".formatted(i));
                  ErasureTest.tell(
                      web, "u" + (i - 30), "\"email\": \"u%d@mail.example\"".formatted(i - 30));
                }
              }));
    }
    rotate();
    CompletableFuture.allOf(senders.toArray(CompletableFuture[]::new)).join();
    TestKeys.useNewAlone();
    assertEquals(90, TestDatabase.identifiers("i.kind IN ('PHONE', 'EMAIL')").size());
    assertEquals(
        60,
        service
            .data("{ customers(first: 100) { edges { node { identifiers { value } } } } }")
            .getList("customers.edges.node.identifiers.value.flatten()")
            .stream()
            .filter(value -> value.toString().startsWith("+86139111"))
            .count());
    assertEquals(
        List.of("u7"),
        service
            .data(
                "{ customer(identifier: {kind: PHONE, value: \"13911100007\"}) { profiles { key } } }")
            .getList("customer.profiles.key"),
        "what a value is found by has not changed");
    TestKeys.useOldAndNew();
    rotate();
    TestKeys.useAlone();
    assertEquals(90, TestDatabase.identifiers("i.kind IN ('PHONE', 'EMAIL')").size());
  }

  private void rotate() {
    assertEquals(
        "COMPLETED",
        admin
            .data("mutation { runJob(input: {name: \"rotate-keys\"}) { state } }")
            .getString("runJob.state"));
  }
}
