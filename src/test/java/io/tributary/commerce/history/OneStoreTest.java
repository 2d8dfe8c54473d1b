package io.tributary.commerce.history;

import static io.restassured.RestAssured.given;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.tributary.Api;
import io.tributary.Given;
import io.tributary.TestDatabase;
import io.tributary.platform.Ids;
import io.tributary.platform.TypeId;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Who acts for one store: what it sold they see, and do nothing in another's name. */
@QuarkusTest
@QuarkusTestResource(TestDatabase.class)
class OneStoreTest {
  private static final String ORDER =
      "query($id: ID!) { node(id: $id) { ... on Order { externalId } } }";

  /** A new one each time: the application remembers the key of the last. */
  private final String web = "web-" + Ids.next();

  private String customer;
  private String order;

  @BeforeEach
  void a_sale_in_shanghai() {
    TestDatabase.clear();
    Given.source(web);
    given()
        .auth()
        .preemptive()
        .basic("key of " + web, "")
        .contentType("application/json")
        .body(
            """
            {"type": "track", "event": "Order Completed", "userId": "wei", "messageId": "m", "timestamp": "2026-03-01T10:00:00Z",
             "properties": {"order_id": "A-1", "total": 88, "currency": "CNY", "store": "SH01"}}
            """)
        .post("/v1/track")
        .then()
        .statusCode(200);
    customer =
        TypeId.CUSTOMER.encode(
            UUID.fromString(
                TestDatabase.rows("SELECT customer_id FROM profile WHERE key = 'wei'").get(0)));
    order =
        TypeId.ORDER.encode(
            UUID.fromString(TestDatabase.rows("SELECT order_id FROM customer_order").get(0)));
    Api.as("admin")
        .data(
            "mutation { createProgramme(input: {name: \"Club\", currency: \"CNY\", timezone: \"UTC\"}) { programme { id } } }");
  }

  private static Api of(String role, String store) {
    return Api.withToken(TestDatabase.token(Map.of("role", role, "store", store)));
  }

  @Test
  void an_order_is_there_by_its_id_for_the_store_that_sold_it() {
    assertNotNull(of("service", "SH01").data(ORDER, "id", order).get("node"));
    assertNull(of("service", "BJ01").data(ORDER, "id", order).get("node"));
    assertNotNull(Api.as("service").data(ORDER, "id", order).get("node"));
    assertNotNull(of("service steward", "BJ01").data(ORDER, "id", order).get("node"));
  }

  @Test
  void figures_of_all_stores_are_not_shown_to_who_sees_one() {
    for (String field : List.of("metrics { orders }", "timeline { edges { cursor } }")) {
      String document = "query($id: ID!) { customer(id: $id) { " + field + " } }";
      assertEquals("FORBIDDEN", of("till", "SH01").error(document, "id", customer), field);
      assertEquals("FORBIDDEN", of("service", "SH01").error(document, "id", customer), field);
      Api.as("service").data(document, "id", customer);
      of("analyst", "SH01").data(document, "id", customer);
    }
  }

  @Test
  void nothing_is_done_in_another_stores_name() {
    String pay =
        """
        mutation($c: ID!, $s: ID!, $o: String!) { payWithPoints(input: {
          customer: $c, source: $s, order: $o, points: 1, idempotencyKey: "k"}) { points { available } } }
        """;
    String source = Given.source(web).getId();
    assertEquals(
        "FORBIDDEN", of("till", "BJ01").error(pay, "c", customer, "s", source, "o", "A-1"));
    assertEquals("FORBIDDEN", Api.as("till").error(pay, "c", customer, "s", source, "o", "A-1"));
    assertNotEquals(
        "FORBIDDEN", of("till", "SH01").error(pay, "c", customer, "s", source, "o", "A-1"));
    assertNotEquals(
        "FORBIDDEN",
        of("till", "BJ01").error(pay, "c", customer, "s", source, "o", "not yet there"),
        "an order that has not come is nobody's");
    String simulate =
        "query($s: String) { simulateEarning(input: {programme: \"prg_nothing\", store: $s, total: \"88.00\"}) { points } }";
    assertEquals("FORBIDDEN", of("till", "BJ01").error(simulate, "s", "SH01"));
    assertNotEquals("FORBIDDEN", of("till", "SH01").error(simulate, "s", "SH01"));
  }
}
