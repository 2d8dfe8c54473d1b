package io.tributary;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.path.json.JsonPath;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A page of customers with everything on it. */
@QuarkusTest
@QuarkusTestResource(TestDatabase.class)
class CustomerPageTest {
  private static final String PAGE =
      """
      query($first: Int) {
        customers(first: $first) {
          totalCount
          pageInfo { hasNextPage endCursor }
          edges { node {
            id displayName createdAt
            identifiers { kind scope value state }
            profiles { id key keyKind firstSeenAt lastSeenAt source { id name kind } }
            attributes { name value observedAt rule profileId source { name } }
            orders(first: 5) { edges { node {
              id externalId orderedAt status total { amount currency } net { amount }
              source { name } store { name }
              lines { sku quantity } returns { id }
            } } }
            latest: orders(first: 1) { edges { node { id } } }
            timeline(first: 10) { edges { node { id kind at title } } }
            purchases: timeline(first: 3, kinds: [ORDER]) { edges { node { id } } }
            membership { tier validUntil next { tier } stay { tier } }
            metrics { orders netSpend { amount currency } firstPurchaseAt lastPurchaseAt }
            mergeHistory(first: 3) { edges { node { id rule } } }
            mergedInto { id }
          } }
        }
      }
      """;

  private final Api admin = Api.as("admin");

  @BeforeEach
  void people() {
    TestDatabase.clear();
    for (int i = 0; i < 100; i++) {
      Given.Person person = Given.customer("Person " + i);
      Given.Sale sale = person.boughtAt("till", "88.00", "2024-03-01T10:00:00Z");
      sale.line("tea", "88.00");
      sale.returned("8.00", "2024-03-05T10:00:00Z");
      person.boughtAt("web", "12.50", "2024-04-01T10:00:00Z");
      person.did("web", "VIEW", "Product Viewed", "2024-03-01T09:00:00Z");
    }
    String programme =
        admin
            .data(
                "mutation { createProgramme(input: {name: \"Club\", currency: \"CNY\", timezone: \"Asia/Shanghai\"}) { programme { id } } }")
            .getString("createProgramme.programme.id");
    admin.data(
        "mutation($input: TierPolicyInput!) { publishTierPolicy(input: $input) { enrolled } }",
        "input",
        Map.of(
            "programme",
            programme,
            "tiers",
            List.of(
                Map.of("name", "Member", "minimumSpend", "0"),
                Map.of("name", "Silver", "minimumSpend", "50"))));
    admin.data(
        """
        mutation {
          purchases: runJob(input: {name: "refresh-retention"}) { state }
          tiers: runJob(input: {name: "recalculate-tiers"}) { state }
        }
        """);
  }

  private long statements(int customers) {
    admin.data(PAGE, "first", customers);
    TestDatabase.clearStatements();
    JsonPath page = admin.data(PAGE, "first", customers);
    long sent = TestDatabase.statements();
    assertEquals(100, page.getInt("customers.totalCount"));
    assertEquals(customers, page.getList("customers.edges").size());
    assertEquals(2, page.getList("customers.edges[0].node.orders.edges").size());
    assertEquals(1, page.getList("customers.edges[0].node.latest.edges").size());
    assertEquals(4, page.getList("customers.edges[0].node.timeline.edges").size());
    assertEquals("92.50", page.getString("customers.edges[0].node.metrics.netSpend.amount"));
    return sent;
  }

  @Test
  void a_page_of_a_hundred_costs_as_many_statements_as_a_page_of_two() {
    long few = statements(2);
    long many = statements(100);
    assertEquals(few, many);
    assertTrue(many <= 26, many + " statements");
  }
}
