package io.tributary.insight;

import static io.restassured.RestAssured.given;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.path.json.JsonPath;
import io.tributary.Api;
import io.tributary.Given;
import io.tributary.TestDatabase;
import io.tributary.job.Changes;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What nobody known bought is told apart, and is a customer's once they are known. */
@QuarkusTest
@QuarkusTestResource(TestDatabase.class)
class AnonymousSalesTest {
  private static final AtomicInteger SHOPS = new AtomicInteger();
  private static final String FIGURES =
      """
      { channels(input: {from: "2024-03-01T00:00:00Z", asOf: "2024-04-01T00:00:00Z"}) {
          overall { sales revenue { minorUnits } } anonymous { key orders revenue { minorUnits } } }
        productSales(input: {from: "2024-03-01T00:00:00Z", asOf: "2024-04-01T00:00:00Z"}) {
          revenue { minorUnits } anonymous { key orders revenue { minorUnits } } }
        storeSales(input: {from: "2024-03-01T00:00:00Z", asOf: "2024-04-01T00:00:00Z", by: CITY}) {
          revenue { minorUnits } anonymous { key orders revenue { minorUnits } } } }
      """;

  @Inject Changes changes;

  private final Api analyst = Api.as("analyst");
  private String shop;

  @BeforeEach
  void give() {
    TestDatabase.clear();
    TestDatabase.run(
        """
        UPDATE insight_setting SET timezone = 'UTC', currency = 'CNY';
        INSERT INTO store (store_id, code, city, created_at)
        VALUES ('01900000-0000-7000-8000-0000000000a1', 'S1', 'Shanghai', now())
        """);
    shop = Given.source("web-of-anonymous-" + SHOPS.incrementAndGet()).name();
  }

  private void ordered(String who, String order, String total, String day) {
    sent(
        """
        {"type": "track", %1$s, "messageId": "%2$s", "event": "Order Completed", "timestamp": "2024-%4$sT10:00:00Z",
         "properties": {"order_id": "%2$s", "total": %3$s, "currency": "CNY", "store": "S1",
           "products": [{"sku": "tea", "price": %3$s, "quantity": 1}]}}
        """
            .formatted(who, order, total, day));
  }

  private void sent(String message) {
    given()
        .auth()
        .preemptive()
        .basic("key of " + shop, "")
        .contentType("application/json")
        .body("{\"batch\": [" + message + "]}")
        .post("/v1/batch")
        .then()
        .statusCode(200);
    changes.drain().await().atMost(Duration.ofSeconds(30));
  }

  private JsonPath figures() {
    return analyst.data(FIGURES);
  }

  @Test
  void orders_of_nobody_known_are_told_apart_until_they_are_somebodys() {
    ordered("\"userId\": \"wei\"", "o-1", "100", "03-01");
    ordered("\"anonymousId\": \"browser\"", "o-2", "30", "03-02");
    ordered("\"anonymousId\": \"browser\"", "o-3", "12", "03-03");
    ordered("\"anonymousId\": \"browser\"", "o-4", "7", "04-01");
    JsonPath before = figures();
    for (String report : List.of("channels.overall", "productSales", "storeSales")) {
      assertEquals("10000", before.getString(report + ".revenue.minorUnits"), report);
    }
    assertEquals(List.of(shop), before.getList("channels.anonymous.key"));
    assertEquals(List.of("tea"), before.getList("productSales.anonymous.key"));
    assertEquals(List.of("Shanghai"), before.getList("storeSales.anonymous.key"));
    for (String report : List.of("channels", "productSales", "storeSales")) {
      assertEquals(List.of(2), before.getList(report + ".anonymous.orders"), report);
      assertEquals(
          List.of("4200"), before.getList(report + ".anonymous.revenue.minorUnits"), report);
    }

    sent(
        """
        {"type": "identify", "userId": "ann", "anonymousId": "browser", "messageId": "i-1",
         "timestamp": "2024-03-05T10:00:00Z", "traits": {"email": "ann@example.com"}}
        """);
    JsonPath known = figures();
    for (String report : List.of("channels", "productSales", "storeSales")) {
      assertEquals(List.of(), known.getList(report + ".anonymous"), report);
    }
    for (String report : List.of("channels.overall", "productSales", "storeSales")) {
      assertEquals("14200", known.getString(report + ".revenue.minorUnits"), report);
    }
    assertEquals(3, known.getInt("channels.overall.sales"));
  }
}
