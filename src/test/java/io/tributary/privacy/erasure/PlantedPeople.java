package io.tributary.privacy.erasure;

import static io.restassured.RestAssured.given;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tributary.Api;
import io.tributary.Given;
import io.tributary.TestDatabase;
import io.tributary.platform.Ids;
import io.tributary.platform.Roles;
import io.tributary.platform.TypeId;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.UUID;
import java.util.function.IntFunction;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** People who come in through every front door, each with values that nobody else has. */
final class PlantedPeople {
  private static final int MOST_AT_ONCE = 20;
  private static final Pattern TOKEN = Pattern.compile("planted([0-9]+)x");
  private static final Pattern PHONE = Pattern.compile("1390077([0-9]{4})");

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
        "customer_ref,name,phone,address,city,loves,wechat_unionid,wechat_openid,wechat_appid,card_number\n"
            + lines(
                i ->
                    "c-%1$s,%1$s Zhao,139 0077 %2$d,%1$s Road,%1$s City,%1$s tea,oU%1$s,oO%1$s,wxapp,K%1$s"
                        .formatted(token(i), 1000 + i)));
    // nothing points to them but their name
    bulk(
        "customers",
        "customer_ref,name,birth_date\n" + lines(i -> ",%s Zhao,1990-01-02".formatted(token(i))));
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
    bulk(
        "order-lines",
        "order_id,sku,quantity,amount,name\n"
            + lines(i -> "o-%d,SKU-1,1,88.00,tea".formatted(i))
            + lines(i -> "o-%d,SKU-1,many,88.00,%s Zhao".formatted(i, token(i))));
    bulk(
        "returns",
        "order_id,return_id,returned_at,amount,reason\n"
            + lines(i -> "later-%d,l-%d,2026-03-21T10:00:00Z,8.00,c-%s".formatted(i, i, token(i))));
    bulk(
        "events",
        "name,occurred_at,customer_ref,event_id,note\n"
            + lines(
                i ->
                    "Store Visited,2026-03-10T10:00:00Z,c-%1$s,e-%1$s,with %1$s"
                        .formatted(token(i))));
    bulk(
        "relations",
        "customer_ref,corp_id,staff_id,joined_at,wecom_external_userid\n"
            + lines(i -> "c-%1$s,ww1,s-%1$s,2026-03-11T10:00:00Z,wm%1$s".formatted(token(i))));
    Map<String, String> known = new HashMap<>();
    for (String row :
        TestDatabase.rows(
            "SELECT key, profile_id || '|' || customer_id FROM profile WHERE key LIKE 'u-planted%'")) {
      known.put(row.split("\\|", 2)[0], row.split("\\|", 2)[1]);
    }
    List<String> profiles = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      String[] ids = known.get("u-" + token(i)).split("\\|");
      profiles.add(TypeId.PROFILE.encode(UUID.fromString(ids[0])));
      customers.add(TypeId.CUSTOMER.encode(UUID.fromString(ids[1])));
    }
    for (String answer : atOnce(count, i -> graphql(i, programme, profiles.get(i)))) {
      assertTrue(answer.contains("\"available\":88") && !answer.contains("\"errors\""), answer);
    }
  }

  /** Sends requests as an administrator, some at a time. */
  static List<String> atOnce(int requests, IntFunction<String> document) {
    List<String> answers = new ArrayList<>();
    for (int from = 0; from < requests; from += MOST_AT_ONCE) {
      int first = from;
      answers.addAll(
          Api.as(Roles.ADMIN)
              .atOnce(Math.min(MOST_AT_ONCE, requests - from), i -> document.apply(first + i)));
    }
    return answers;
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

  private String graphql(int i, String programme, String profile) {
    return """
        mutation {
          pinAttribute(input: {customer: "%1$s", name: "salutation", value: "%4$s", reason: "%4$s"}) { pin { id } }
          earnPoints(input: {customer: "%1$s", programme: "%2$s", points: 88, reason: "%4$s", reference: "%4$s", idempotencyKey: "%4$s"}) { points { available } }
          adjustPoints(input: {customer: "%1$s", programme: "%2$s", points: 20000, reason: "%4$s", idempotencyKey: "of-%4$s"}) { points { available } }
          recordConsent(input: {customer: "%1$s", purpose: "profiling", decision: DENIED, through: "%4$s", idempotencyKey: "%4$s"}) { customer { id } }
          requestHandover(input: {profile: "%3$s", corpId: "ww1", fromStaffId: "of-%4$s", toStaffId: "li", reason: "%4$s", idempotencyKey: "%4$s"}) { handover { id } }
        }
        """
        .formatted(customer(i), programme, profile, token(i));
  }

  /** In how many rows of which table a person stands, whatever the column; sealed ones opened. */
  static Map<String, Map<Integer, Long>> found(int count) {
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
            SELECT t.name, w.i, count(*) FROM (%s) t CROSS JOIN LATERAL (
              SELECT m[1]::int FROM regexp_matches(t.row, 'planted([0-9]+)x', 'g') m
              UNION SELECT m[1]::int - 1000 FROM regexp_matches(translate(t.row, ' -', ''), '1390077([0-9]{4})', 'g') m) w(i)
            WHERE w.i BETWEEN 0 AND %d
            GROUP BY 1, 2
            """
                .formatted(each, count - 1))) {
      String[] parts = row.split("\\|");
      found
          .computeIfAbsent(parts[0], t -> new TreeMap<>())
          .put(Integer.parseInt(parts[1]), Long.parseLong(parts[2]));
    }
    TestDatabase.sealed()
        .forEach(
            (table, texts) -> {
              Map<Integer, Long> rows = new TreeMap<>();
              texts.forEach(
                  text -> peopleIn(text, count).forEach(i -> rows.merge(i, 1L, Long::sum)));
              if (!rows.isEmpty()) {
                found.put(table, rows);
              }
            });
    return found;
  }

  private static Set<Integer> peopleIn(String text, int count) {
    Set<Integer> people = new TreeSet<>();
    String plain = text.toLowerCase(Locale.ROOT);
    TOKEN.matcher(plain).results().forEach(m -> people.add(Integer.parseInt(m.group(1))));
    PHONE
        .matcher(plain.replaceAll("[ -]", ""))
        .results()
        .forEach(m -> people.add(Integer.parseInt(m.group(1)) - 1000));
    people.removeIf(i -> i < 0 || i >= count);
    return people;
  }
}
