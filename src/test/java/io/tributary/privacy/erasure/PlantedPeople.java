package io.tributary.privacy.erasure;

import static io.restassured.RestAssured.given;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.restassured.path.json.JsonPath;
import io.tributary.Api;
import io.tributary.Given;
import io.tributary.TestDatabase;
import io.tributary.platform.Ids;
import io.tributary.platform.Roles;
import io.tributary.platform.TypeId;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** People who come in through every front door, each with values that nobody else has. */
final class PlantedPeople {
  private final String web = "web-" + Ids.next();
  private final String till = "till-" + Ids.next();
  private final int count;
  private final List<String> customers = new ArrayList<>();

  PlantedPeople(int count) {
    this.count = count;
    Given.source(web);
    Given.source(till);
  }

  static String token(int person) {
    return "planted" + person + "x";
  }

  static String phone(int person) {
    return "1390077" + (1000 + person);
  }

  String customer(int person) {
    return customers.get(person);
  }

  String web() {
    return web;
  }

  /** Everybody, through the tracking API, files and GraphQL. */
  void comeIn(String programme) {
    send(all(this::webMessages));
    send(all(this::refusedMessages));
    bulk(
        "customers",
        "customer_ref,name,phone,address,city,loves\n"
            + lines(
                i ->
                    "c-%1$s,%1$s Zhao,139 0077 %2$d,%1$s Road,%1$s City,%1$s tea"
                        .formatted(token(i), 1000 + i)));
    bulk(
        "customers",
        "customer_ref,name,phone,birth_date\n"
            + lines(
                i ->
                    "c-%1$s,%1$s Zhao,139-0077-%2$d,the day of %1$s"
                        .formatted(token(i), 1000 + i)));
    bulk(
        "orders",
        "order_id,customer_ref,ordered_at,currency,total\n"
            + lines(
                i -> "o-%d,c-%s,2026-03-0%dT10:00:00Z,CNY,88.00".formatted(i, token(i), i % 9 + 1))
            + lines(i -> "p-%d,c-%s,2026-03-01T10:00:00Z,CNY,dear".formatted(i, token(i))));
    bulk(
        "returns",
        "order_id,return_id,returned_at,amount,reason\n"
            + lines(
                i -> "o-%d,r-%d,2026-03-20T10:00:00Z,8.00,%s is sad".formatted(i, i, token(i))));
    for (int i = 0; i < count; i++) {
      String profile =
          TestDatabase.rows(
                  "SELECT profile_id || '|' || customer_id FROM profile WHERE key = 'u-"
                      + token(i)
                      + "'")
              .get(0);
      String[] ids = profile.split("\\|");
      customers.add(TypeId.CUSTOMER.encode(UUID.fromString(ids[1])));
      graphql(i, programme, TypeId.PROFILE.encode(UUID.fromString(ids[0])));
    }
  }

  private interface Line {
    String of(int person);
  }

  private String lines(Line line) {
    return IntStream.range(0, count).mapToObj(line::of).collect(Collectors.joining("\n", "", "\n"));
  }

  private String all(Line line) {
    return IntStream.range(0, count).mapToObj(line::of).collect(Collectors.joining(","));
  }

  private String webMessages(int i) {
    return """
        {"type": "identify", "userId": "u-%1$s", "anonymousId": "a-%1$s", "messageId": "%1$s-1", "timestamp": "2026-03-01T09:00:00Z",
         "traits": {"name": "%1$s Zhao", "phone": "+86%2$s", "email": "%1$s@example.com", "birth_date": "1990-01-02", "hobby": "%1$s"}},
        {"type": "track", "event": "Product Viewed", "anonymousId": "a-%1$s", "messageId": "%1$s-2", "timestamp": "2026-03-01T09:10:00Z",
         "properties": {"note": "for %1$s"}},
        {"type": "track", "event": "Staff Added", "userId": "u-%1$s", "messageId": "%1$s-3", "timestamp": "2026-03-01T09:11:00Z",
         "properties": {"corp_id": "ww1", "staff_id": "of-%1$s"}},
        {"type": "track", "event": "Consent Granted", "userId": "u-%1$s", "messageId": "%1$s-4", "timestamp": "2026-03-01T09:12:00Z",
         "properties": {"purpose": "marketing", "guardian": "%1$s mother"}},
        {"type": "track", "event": "Order Completed", "userId": "u-%1$s", "messageId": "%1$s-5", "timestamp": "2026-03-02T09:12:00Z",
         "properties": {"order_id": "w-%3$d", "total": 50, "currency": "CNY", "email": "%1$s@example.com"}}
        """
        .formatted(token(i), phone(i), i);
  }

  /** Refused for different reasons, each with another value of the person. */
  private String refusedMessages(int i) {
    return """
        {"type": "track", "userId": "u-%1$s", "messageId": "%1$s-6"},
        {"type": "identify", "messageId": "%1$s-7", "traits": {"email": "%1$s@EXAMPLE.com"}},
        {"type": "identify", "userId": "null", "messageId": "b-%3$d", "traits": {"phone": "139 0077-%2$s", "name": "%1$s Zhao"}}
        """
        .formatted(token(i), phone(i).substring(7), i);
  }

  private void send(String messages) {
    given()
        .auth()
        .preemptive()
        .basic("key of " + web, "")
        .contentType("application/json")
        .body("{\"batch\": [" + messages + "]}")
        .post("/v1/batch")
        .then()
        .statusCode(200);
  }

  private void bulk(String kind, String csv) {
    String id =
        given()
            .auth()
            .preemptive()
            .basic("key of " + till, "")
            .contentType("text/csv")
            .body(csv)
            .post("/v1/imports/" + kind)
            .then()
            .statusCode(202)
            .extract()
            .jsonPath()
            .getString("id");
    String uuid = TypeId.IMPORT.decode(id).orElseThrow().toString();
    await()
        .atMost(Duration.ofMinutes(3))
        .pollInterval(Duration.ofMillis(50))
        .until(
            () ->
                TestDatabase.rows(
                            "SELECT 1 FROM import_job WHERE finished_at IS NOT NULL AND import_id = '"
                                + uuid
                                + "'")
                        .size()
                    == 1);
  }

  private void graphql(int i, String programme, String profile) {
    Api admin = Api.as(Roles.ADMIN);
    JsonPath done =
        admin.data(
            """
            mutation($c: ID!, $f: ID!, $p: ID!, $t: String!, $k: String!) {
              pinAttribute(input: {customer: $c, name: "salutation", value: $t, reason: $t}) { pin { id } }
              earnPoints(input: {customer: $c, programme: $p, points: 88, reason: $t, reference: $t, idempotencyKey: $t}) { points { available } }
              adjustPoints(input: {customer: $c, programme: $p, points: 20000, reason: $t, idempotencyKey: $k}) { points { available } }
              recordConsent(input: {customer: $c, purpose: "profiling", decision: DENIED, through: $t, idempotencyKey: $t}) { customer { id } }
              requestHandover(input: {profile: $f, corpId: "ww1", fromStaffId: $k, toStaffId: "li", reason: $t, idempotencyKey: $t}) { handover { id } }
            }
            """,
            "c",
            customer(i),
            "f",
            profile,
            "p",
            programme,
            "t",
            token(i),
            "k",
            "of-" + token(i));
    assertEquals(88, done.getInt("earnPoints.points.available"));
  }

  /** In how many rows of which table a person stands, whatever the column. */
  static Map<String, Map<Integer, Long>> found(int count) {
    StringBuilder wanted = new StringBuilder();
    for (int i = 0; i < count; i++) {
      wanted.append(i == 0 ? "" : ", ").append("(%d, '%s', '%s')".formatted(i, token(i), phone(i)));
    }
    String each =
        TestDatabase.rows(
                """
                SELECT c.relname FROM pg_class c
                WHERE c.relnamespace = 'public'::regnamespace AND c.relkind = 'r' AND pg_relation_size(c.oid) > 0
                """)
            .stream()
            .map("SELECT '%1$s' AS name, lower(t::text) AS row FROM %1$s t"::formatted)
            .collect(Collectors.joining(" UNION ALL "));
    Map<String, Map<Integer, Long>> found = new TreeMap<>();
    for (String row :
        TestDatabase.rows(
            """
            SELECT t.name, w.i, count(*) FROM (%s) t, (VALUES %s) w(i, token, phone)
            WHERE position(w.token IN t.row) > 0 OR position(w.phone IN translate(t.row, ' -', '')) > 0
            GROUP BY 1, 2
            """
                .formatted(each, wanted))) {
      String[] parts = row.split("\\|");
      found
          .computeIfAbsent(parts[0], t -> new TreeMap<>())
          .put(Integer.parseInt(parts[1]), Long.parseLong(parts[2]));
    }
    return found;
  }
}
