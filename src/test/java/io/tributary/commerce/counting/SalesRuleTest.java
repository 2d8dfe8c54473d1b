package io.tributary.commerce.counting;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.path.json.JsonPath;
import io.tributary.Api;
import io.tributary.Given;
import io.tributary.TestDatabase;
import io.tributary.job.ChangeQueue;
import io.tributary.job.Changes;
import io.tributary.platform.Tx;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@QuarkusTest
@QuarkusTestResource(TestDatabase.class)
class SalesRuleTest {
  private static final String USUAL =
      "UPDATE sales_rule SET include_tax = true, include_shipping = true, include_points = false";

  @Inject Tx tx;
  @Inject Changes changes;

  private final Api admin = Api.as("admin");
  private Given.Person wei;

  /**
   * An order of 100.00: tea for 95.00, of which 10.00 are tax, and 5.00 shipping; 20.00 in points.
   */
  @BeforeEach
  void one_order() {
    TestDatabase.clear();
    TestDatabase.run(USUAL);
    wei = Given.customer("Zhang Wei");
    wei.boughtAt("web", "100.00", "2024-03-01T10:00:00Z").line("tea", "95.00");
    TestDatabase.run(
        "UPDATE customer_order SET tax_minor = 1000, shipping_minor = 500, points_minor = 2000");
    tx.write(connection -> ChangeQueue.note(connection, List.of(wei.uuid())))
        .chain(changes::drain)
        .await()
        .atMost(Duration.ofMinutes(1));
  }

  @AfterEach
  void back() {
    TestDatabase.run(USUAL);
  }

  private void netIs(String order, String product) {
    JsonPath figures =
        admin.data(
            """
            query($id: ID!) { customer(id: $id) { metrics { netSpend { amount } } }
              productSales(input: {from: "2024-01-01T00:00:00Z", asOf: "2024-04-01T00:00:00Z"}) {
                products { key revenue { amount } } } }
            """,
            "id",
            wei.id());
    assertEquals(order, figures.getString("customer.metrics.netSpend.amount"));
    assertEquals(product, figures.getString("productSales.products[0].revenue.amount"));
  }

  private JsonPath set(String input) {
    return admin
        .data(
            "mutation { setSalesRule(input: {%s}) { rule { includesTax includesShipping includesPoints } run { id } } }"
                .formatted(input))
        .setRootPath("data.setSalesRule");
  }

  private void recount() {
    JsonPath run =
        admin.data("mutation { runJob(input: {name: \"recount-sales\"}) { state done error } }");
    assertEquals("COMPLETED", run.getString("runJob.state"), run.getString("runJob.error"));
    assertEquals(1, run.getInt("runJob.done"));
  }

  @Test
  void what_counts_is_what_the_rule_says_of_orders_and_of_their_lines() {
    netIs("80.00", "76.00");
    JsonPath set = set("includesTax: false, includesShipping: false");
    assertFalse(set.getBoolean("rule.includesTax"));
    assertFalse(set.getBoolean("rule.includesPoints"), "what is left out stays");
    assertNotNull(set.getString("run.id"));
    recount();
    // of the tea its part of 10.00 tax and 20.00 points is off; shipping is in no line
    netIs("65.00", "66.50");
    set("includesTax: true, includesShipping: true, includesPoints: true");
    recount();
    netIs("100.00", "95.00");
  }

  @Test
  void the_same_rule_again_recounts_nothing() {
    JsonPath set = set("includesTax: true");
    assertNull(set.get("run"));
    assertTrue(set.getBoolean("rule.includesTax"));
    JsonPath read = Api.as("analyst").data("{ salesRule { includesTax includesPoints } }");
    assertTrue(read.getBoolean("salesRule.includesTax"));
    assertFalse(read.getBoolean("salesRule.includesPoints"));
    assertEquals(
        "FORBIDDEN",
        Api.as("analyst")
            .error(
                "mutation { setSalesRule(input: {includesTax: false}) { rule { includesTax } } }"));
  }
}
