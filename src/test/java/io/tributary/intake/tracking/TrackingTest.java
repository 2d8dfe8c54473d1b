package io.tributary.intake.tracking;

import static io.tributary.intake.tracking.Sdk.batch;
import static io.tributary.intake.tracking.Sdk.count;
import static io.tributary.intake.tracking.Sdk.post;
import static io.tributary.intake.tracking.Sdk.track;
import static io.tributary.intake.tracking.Sdk.value;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.startsWith;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.tributary.TestDatabase;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Messages as facts: whose they are, once each, in any order. */
@QuarkusTest
@QuarkusTestResource(TestDatabase.class)
class TrackingTest {
  private static final String ORDER =
      """
      "order_id": "o1", "total": 30, "currency": "CNY", "products": [{"sku": "tea", "price": 10, "quantity": 3}]""";

  @BeforeEach
  void begin() {
    Sdk.begin();
  }

  @Test
  void an_order_and_its_refund_are_facts_and_no_events() {
    batch(
            track("m1", "u1", "Order Completed", ORDER),
            track("m2", "u1", "Order Refunded", "\"order_id\": \"o1\", \"total\": 8"))
        .then()
        .statusCode(200)
        .body("rejected", equalTo(null));
    assertEquals(
        List.of("PAID|CNY|3000|800"),
        TestDatabase.rows(
            "SELECT status, currency, total_minor, refunded_minor FROM customer_order"));
    assertEquals(
        List.of("tea|3|3000"),
        TestDatabase.rows("SELECT sku, quantity, amount_minor FROM order_line"));
    assertEquals(0, count("event"));
    assertEquals("1", value("SELECT count(DISTINCT customer_id) FROM customer_change"));
  }

  @Test
  void a_refund_may_come_before_its_order() {
    post("track", track("m2", "u1", "Order Refunded", "\"order_id\": \"o1\""))
        .then()
        .statusCode(200);
    assertEquals(0, count("order_return"));
    post("track", track("m1", "u1", "Order Completed", ORDER)).then().statusCode(200);
    assertEquals(
        List.of("3000|3000"),
        TestDatabase.rows("SELECT total_minor, refunded_minor FROM customer_order"));
    assertEquals(1, count("order_return"));
  }

  @Test
  void an_order_goes_from_placed_to_paid_whatever_comes_first() {
    String placed = track("m1", "u1", "Order Placed", ORDER).replace("11:00", "10:00");
    String updated = track("m3", "u1", "Order Updated", ORDER).replace("11:00", "12:00");
    String paid = track("m2", "u1", "Order Completed", ORDER);
    batch(placed, paid, updated).then().statusCode(200).body("rejected", equalTo(null));
    assertEquals("PAID|3000", value("SELECT status, total_minor FROM customer_order"));
    Sdk.begin();
    post("track", updated).then().statusCode(200);
    post("track", paid).then().statusCode(200);
    post("track", placed).then().statusCode(200);
    assertEquals("PAID|3000", value("SELECT status, total_minor FROM customer_order"));
  }

  @Test
  void an_order_is_delivered_when_an_event_or_its_status_says_so_whatever_comes_first() {
    String paid = track("m1", "u1", "Order Completed", ORDER);
    String status = ORDER + ", \"status\": \"delivered\"";
    String updated = track("m2", "u1", "Order Updated", status).replace("11:00", "13:00");
    String event =
        track("m3", "u1", "Order Delivered", "\"order_id\": \"o1\"").replace("11:00", "12:00");
    post("track", paid).then().statusCode(200);
    batch(updated, event).then().statusCode(200).body("rejected", equalTo(null));
    String delivered = "SELECT status, ordered_at, delivered_at FROM customer_order";
    String all = value(delivered);
    Sdk.begin();
    post("track", event).then().statusCode(200);
    batch(paid, updated).then().statusCode(200).body("rejected", equalTo(null));
    assertEquals(all, value(delivered));
    assertEquals(
        "PAID|3600|1",
        value(
            "SELECT status, extract(epoch FROM delivered_at - ordered_at)::int, 1 FROM customer_order"));
  }

  @Test
  void a_cancelled_order_does_not_count_even_if_it_comes_later() {
    post("track", track("m1", "u1", "Order Cancelled", "\"order_id\": \"o1\""))
        .then()
        .statusCode(200);
    post("track", track("m2", "u1", "Order Completed", ORDER)).then().statusCode(200);
    assertEquals("CANCELLED", value("SELECT status FROM customer_order"));
    assertEquals(0, count("counted_order"));
  }

  @Test
  void a_page_and_a_server_that_report_one_sale_make_one_order() {
    String fromServer = track("m2", "u1", "Order Completed", ORDER).replace("11:00:00", "11:00:07");
    batch(track("m1", "u1", "Order Completed", ORDER), fromServer)
        .then()
        .statusCode(200)
        .body("rejected", equalTo(null));
    assertEquals(1, count("customer_order"));
    assertEquals(1, count("order_line"));
  }

  @Test
  void a_contradiction_is_refused_and_can_be_sent_again_mended() {
    String other = ORDER.replace("30", "31");
    batch(
            track("m1", "u1", "Order Completed", ORDER),
            track("m2", "u1", "Order Completed", other),
            track("m3", "u1", "Clicked", ""))
        .then()
        .statusCode(200)
        .body("accepted", equalTo(2))
        .body("rejected[0].messageId", equalTo("m2"))
        .body(
            "rejected[0].reason", startsWith("order o1 is already recorded with total 30.00 CNY"));
    post("track", track("m2", "u1", "Order Completed", other))
        .then()
        .statusCode(400)
        .body("reason", startsWith("order o1 is already recorded"));
    post("track", track("m2", "u1", "Order Completed", other.replace("o1", "o2")))
        .then()
        .statusCode(200);
    assertEquals(2, count("customer_order"));
    assertEquals("2", value("SELECT count(*) FROM rejected_message WHERE message_id = 'm2'"));
  }

  @Test
  void a_batch_that_is_sent_again_changes_nothing() {
    String[] messages = journey();
    batch(messages).then().statusCode(200).body("rejected", equalTo(null));
    List<String> state = Sdk.state();
    long keys = count("fact_key");
    batch(messages).then().statusCode(200).body("rejected", equalTo(null));
    for (String message : messages) {
      batch(message).then().statusCode(200);
    }
    assertEquals(state, Sdk.state());
    assertEquals(keys, count("fact_key"));
  }

  @Test
  void a_message_id_that_is_repeated_changes_nothing_whatever_it_says() {
    batch(track("m1", "u1", "Clicked", ""), track("m1", "u2", "Clicked", "\"a\": 1"))
        .then()
        .statusCode(200);
    batch(track("m1", "u3", "Order Completed", ORDER)).then().statusCode(200);
    assertEquals(List.of("1|1|0|0|0|1|0|0|d41d8cd98f00b204e9800998ecf8427e"), Sdk.state());
  }

  @Test
  void one_batch_sent_twenty_times_at_once_is_taken_once() throws Exception {
    String[] messages = journey();
    batch(messages);
    List<String> once = Sdk.state();
    Sdk.begin();
    ExecutorService senders = Executors.newFixedThreadPool(20);
    try {
      List<Future<Integer>> answers = new ArrayList<>();
      for (int i = 0; i < 20; i++) {
        answers.add(senders.submit(() -> batch(messages).statusCode()));
      }
      for (Future<Integer> answer : answers) {
        assertEquals(200, answer.get());
      }
    } finally {
      senders.shutdownNow();
    }
    assertEquals(once, Sdk.state());
  }

  @Test
  void a_visitor_who_signs_in_is_one_person() {
    batch(
            "{\"type\": \"page\", \"messageId\": \"1\", \"anonymousId\": \"a1\", \"name\": \"Home\"}",
            "{\"type\": \"identify\", \"messageId\": \"2\", \"anonymousId\": \"a1\", \"userId\": \"u1\", \"traits\": {\"name\": \"Wei\"}}",
            "{\"type\": \"page\", \"messageId\": \"3\", \"anonymousId\": \"a1\", \"name\": \"Cart\"}")
        .then()
        .statusCode(200);
    assertEquals(
        List.of("ANONYMOUS_ID|a1|Wei", "USER_ID|u1|Wei"),
        TestDatabase.rows(
            "SELECT key_kind, key, display_name FROM profile JOIN customer USING (customer_id) ORDER BY 1"));
  }

  @Test
  void an_alias_may_come_before_either_profile() {
    post("alias", "{\"userId\": \"u1\", \"previousId\": \"a1\"}").then().statusCode(200);
    post("page", "{\"anonymousId\": \"a1\", \"name\": \"Home\"}").then().statusCode(200);
    post("identify", "{\"userId\": \"u1\", \"traits\": {\"name\": \"Wei\"}}")
        .then()
        .statusCode(200);
    assertEquals(
        "Wei",
        value(
            """
            SELECT display_name FROM event JOIN profile USING (profile_id) JOIN customer USING (customer_id)
            """));
    assertEquals("1", value("SELECT count(*) FROM customer WHERE merged_into IS NULL"));
  }

  @Test
  void an_alias_of_a_user_merges_and_one_of_a_visitor_makes_no_user() {
    batch(
        "{\"type\": \"identify\", \"messageId\": \"1\", \"userId\": \"old\"}",
        "{\"type\": \"identify\", \"messageId\": \"2\", \"userId\": \"new\"}",
        "{\"type\": \"page\", \"messageId\": \"3\", \"anonymousId\": \"a1\"}");
    post("alias", "{\"userId\": \"new\", \"previousId\": \"old\"}").then().statusCode(200);
    post("alias", "{\"userId\": \"new\", \"previousId\": \"a1\"}").then().statusCode(200);
    assertEquals("1", value("SELECT count(*) FROM customer WHERE merged_into IS NULL"));
    assertEquals(
        List.of("ANONYMOUS_ID|a1", "USER_ID|new", "USER_ID|old"),
        TestDatabase.rows("SELECT key_kind, key FROM profile ORDER BY 1, 2"));
  }

  @Test
  void a_wrong_clock_is_set_right() {
    Instant device = Instant.parse("2031-01-01T00:00:00Z");
    post(
            "page",
            """
            {"userId": "u1", "timestamp": "%s", "sentAt": "%s"}"""
                .formatted(device.minus(Duration.ofHours(3)), device))
        .then()
        .statusCode(200);
    Duration ago =
        Duration.between(
            Instant.parse(
                value(
                    "SELECT to_char(occurred_at AT TIME ZONE 'UTC', 'YYYY-MM-DD\"T\"HH24:MI:SS\"Z\"') FROM event")),
            Instant.now());
    assertTrue(ago.minusHours(3).abs().compareTo(Duration.ofMinutes(2)) < 0, ago.toString());
  }

  @Test
  void what_people_paid_for_ties_them_across_ids() {
    String contact = ORDER + ", \"email\": \"Wei@Example.cn\", \"phone\": \"13912345678\"";
    batch(
            track("m1", "u1", "Order Completed", contact),
            track("m2", "u2", "Order Completed", contact.replace("o1", "o2")))
        .then()
        .statusCode(200);
    assertEquals("1", value("SELECT count(*) FROM customer WHERE merged_into IS NULL"));
    assertEquals(
        List.of("EMAIL|wei@example.cn", "PHONE|+8613912345678"),
        TestDatabase.identifiers("i.kind IN ('EMAIL', 'PHONE')"));
  }

  @Test
  void a_full_batch_is_taken_whole() {
    StringBuilder messages = new StringBuilder();
    for (int i = 0; i < 2_500; i++) {
      messages
          .append(i == 0 ? "" : ",")
          .append(
              "{\"type\":\"track\",\"event\":\"E\",\"userId\":\"u%d\",\"messageId\":\"%d\"}"
                  .formatted(i % 50, i));
    }
    post("batch", "{\"batch\": [" + messages + "]}").then().statusCode(200);
    assertEquals(2_500, count("event"));
    assertEquals("50", value("SELECT count(*) FROM customer"));
  }

  @Test
  void a_batch_costs_as_many_statements_as_a_message_of_each_kind() {
    batch(kinds(0, 1)); // prepares statements and partitions
    TestDatabase.clearStatements();
    batch(kinds(1, 2));
    long few = TestDatabase.statements();
    TestDatabase.clearStatements();
    batch(kinds(2, 102));
    assertEquals(few, TestDatabase.statements());
  }

  private static String[] kinds(int from, int to) {
    List<String> messages = new ArrayList<>();
    for (int i = from; i < to; i++) {
      String order = ORDER.replace("o1", "o" + i);
      String user = "u" + i;
      messages.add(
          "{\"type\": \"identify\", \"messageId\": \"i%d\", \"userId\": \"%s\", \"traits\": {\"name\": \"W\"}}"
              .formatted(i, user));
      messages.add(track("e" + i, user, "Clicked", ""));
      messages.add(track("o" + i, user, "Order Completed", order));
      messages.add(track("r" + i, user, "Order Refunded", "\"order_id\": \"o" + i + "\""));
    }
    messages.add("{}");
    return messages.toArray(String[]::new);
  }

  private static String[] journey() {
    return new String[] {
      "{\"type\": \"page\", \"messageId\": \"j1\", \"anonymousId\": \"a1\", \"name\": \"Home\", \"timestamp\": \"2026-03-01T10:00:00Z\"}",
      "{\"type\": \"identify\", \"messageId\": \"j2\", \"anonymousId\": \"a1\", \"userId\": \"u1\", \"traits\": {\"name\": \"Wei\", \"phone\": \"13912345678\"}}",
      track("j3", "u1", "Product Viewed", "\"sku\": \"tea\""),
      track("j4", "u1", "Order Completed", ORDER),
      track("j5", "u1", "Order Refunded", "\"order_id\": \"o1\", \"total\": 8"),
      "{\"type\": \"alias\", \"messageId\": \"j6\", \"userId\": \"u1\", \"previousId\": \"a2\"}",
      track("j7", "u2", "Order Cancelled", "\"order_id\": \"o9\""),
    };
  }
}
