package io.tributary.commerce.history;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.path.json.JsonPath;
import io.tributary.Api;
import io.tributary.Given;
import io.tributary.TestDatabase;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A customer's orders, with all that hangs on them. */
@QuarkusTest
@QuarkusTestResource(TestDatabase.class)
class OrderApiTest {
  private static final String ORDERS =
      """
      query ($id: ID!, $first: Int, $after: String) {
        customer(id: $id) {
          orders(first: $first, after: $after) {
            edges { cursor node { id orderedAt total { amount } } }
            pageInfo { hasNextPage hasPreviousPage endCursor }
          }
        }
      }
      """;

  private final Api api = Api.as("admin");

  @BeforeEach
  void clear() {
    TestDatabase.clear();
  }

  @Test
  void a_till_sees_what_its_store_sold() throws SQLException {
    Given.Person wei = Given.customer("Zhang Wei");
    wei.boughtAt("till", "1.00", "2024-03-01T10:00:00Z");
    wei.boughtAt("till", "2.00", "2024-03-02T10:00:00Z");
    wei.boughtAt("web", "3.00", "2024-03-03T10:00:00Z");
    for (String code : List.of("SH01", "SH02")) {
      api.data(
          "mutation($c: String!) { createStore(input: {code: $c}) { store { id } } }", "c", code);
    }
    try (Connection connection = TestDatabase.connect();
        Statement statement = connection.createStatement()) {
      statement.execute(
          """
          UPDATE customer_order SET store_id = (SELECT store_id FROM store WHERE code = 'SH0' || total_minor / 100)
          WHERE total_minor <= 200
          """);
    }
    Map<Map<String, String>, List<String>> seen =
        Map.of(
            Map.of("role", "till", "store", "SH01"), List.of("1.00"),
            Map.of("role", "till", "store", "SH02"), List.of("2.00"),
            Map.of("role", "till", "store", "SH03"), List.of(),
            Map.of("role", "till"), List.of(),
            Map.of("role", "till offline_access", "store", "SH01"), List.of("1.00"),
            Map.of(
                    "role",
                    "till member",
                    "store",
                    "SH01",
                    "customer",
                    "cus_01m853a2xxfkdrwj4awfrbpwav"),
                List.of("1.00"),
            Map.of("role", "service", "store", "SH02"), List.of("2.00"),
            Map.of("role", "service"), List.of("3.00", "2.00", "1.00"));
    seen.forEach(
        (claims, totals) ->
            assertEquals(
                totals,
                Api.withToken(TestDatabase.token(claims))
                    .data(ORDERS, "id", wei.id())
                    .getList("customer.orders.edges.node.total.amount"),
                claims::toString));
  }

  @Test
  void an_order_shows_its_money_its_lines_and_what_came_back() {
    Given.Person wei = Given.customer("Zhang Wei");
    wei.boughtAt("till", "88.00", "2024-03-01T10:00:00Z")
        .line("tea", "80.00")
        .line("cup", "8.00")
        .returned("5.00", "2024-07-05T10:00:00Z")
        .returned("3.50", "2024-03-05T10:00:00Z");

    JsonPath answer =
        api.data(
            """
            query ($id: ID!) {
              customer(id: $id) {
                orders {
                  edges {
                    node {
                      id externalId orderedAt status counts channel quantity
                      source { name kind } store { code }
                      total { amount minorUnits currency } shipping { amount } tax { amount } discount { amount }
                      pointsPaid { amount } refunded { amount } net { amount }
                      lines { key sku name category quantity amount { amount } discount { amount } product { name } }
                      returns { id externalId returnedAt amount { amount } whole sku quantity reason order { id } }
                    }
                  }
                }
              }
            }
            """,
            "id",
            wei.id());
    answer.setRootPath("data.customer.orders.edges[0].node");

    assertEquals("2024-03-01T10:00:00Z", answer.getString("orderedAt"));
    assertEquals("PAID", answer.getString("status"));
    assertTrue(answer.getBoolean("counts"));
    assertEquals("till", answer.getString("source.name"));
    assertNull(answer.get("store"));
    assertEquals("88.00", answer.getString("total.amount"));
    assertEquals("8800", answer.getString("total.minorUnits"));
    assertEquals("CNY", answer.getString("total.currency"));
    assertEquals("8.50", answer.getString("refunded.amount"));
    assertEquals("79.50", answer.getString("net.amount"));
    assertEquals(List.of("tea", "cup"), answer.getList("lines.sku"));
    assertEquals(List.of("80.00", "8.00"), answer.getList("lines.amount.amount"));
    assertEquals(List.of("3.50", "5.00"), answer.getList("returns.amount.amount"));
    assertEquals(answer.getString("id"), answer.getString("returns[0].order.id"));
  }

  @Test
  void orders_of_all_profiles_come_newest_first_page_by_page() {
    Given.Person wei = Given.customer("Zhang Wei");
    wei.boughtAt("till", "1.00", "2019-01-05T10:00:00Z");
    wei.boughtAt("web", "2.00", "2024-03-01T10:00:00Z");
    wei.boughtAt("till", "3.00", "2024-03-01T10:00:00Z");
    wei.boughtAt("app", "4.00", "2024-12-31T23:59:59Z");
    wei.boughtAt("web", "5.00", "2025-01-01T00:00:00Z");
    Given.customer("Li Na").boughtAt("web", "9.00", "2025-01-01T00:00:00Z");

    List<String> amounts = new ArrayList<>();
    List<Boolean> next = new ArrayList<>();
    String after = null;
    do {
      JsonPath page = api.data(ORDERS, "id", wei.id(), "first", 2, "after", after);
      amounts.addAll(page.getList("customer.orders.edges.node.total.amount"));
      next.add(page.getBoolean("customer.orders.pageInfo.hasNextPage"));
      assertEquals(after != null, page.getBoolean("customer.orders.pageInfo.hasPreviousPage"));
      after = page.getString("customer.orders.pageInfo.endCursor");
    } while (next.get(next.size() - 1));

    assertEquals(List.of("5.00", "4.00", "3.00", "2.00", "1.00"), amounts);
    assertEquals(List.of(true, true, false), next);
  }

  @Test
  void two_aliases_with_other_arguments_get_what_they_asked_for() {
    Given.Person wei = Given.customer("Zhang Wei");
    wei.boughtAt("till", "1.00", "2024-01-05T10:00:00Z");
    wei.boughtAt("till", "2.00", "2024-02-05T10:00:00Z");
    wei.boughtAt("till", "3.00", "2024-03-05T10:00:00Z");
    JsonPath answer =
        api.data(
            """
            query ($id: ID!) {
              customer(id: $id) {
                a: orders(first: 1) { edges { node { total { amount } } } }
                b: orders(first: 3) { edges { node { total { amount } } } }
              }
            }
            """,
            "id",
            wei.id());

    assertEquals(List.of("3.00"), answer.getList("customer.a.edges.node.total.amount"));
    assertEquals(
        List.of("3.00", "2.00", "1.00"), answer.getList("customer.b.edges.node.total.amount"));
  }

  @Test
  void a_customer_without_orders_has_an_empty_page() {
    JsonPath answer = api.data(ORDERS, "id", Given.customer("Li Na").id());

    assertEquals(List.of(), answer.getList("customer.orders.edges"));
    assertFalse(answer.getBoolean("customer.orders.pageInfo.hasNextPage"));
    assertNull(answer.get("customer.orders.pageInfo.endCursor"));
  }

  @Test
  void what_does_not_count_is_worth_nothing() {
    Given.Person wei = Given.customer("Zhang Wei");
    wei.ordered("web", "PENDING", "1.00", "2024-01-05T10:00:00Z");
    wei.ordered("web", "CANCELLED", "2.00", "2024-01-04T10:00:00Z");
    wei.boughtAt("web", "3.00", "2024-01-03T10:00:00Z").returned("3.00", "2024-01-04T10:00:00Z");
    wei.boughtAt("web", "0.00", "2024-01-02T10:00:00Z");
    JsonPath answer =
        api.data(
            "query ($id: ID!) { customer(id: $id) { orders { edges { node { counts net { amount } } } } } }",
            "id",
            wei.id());

    assertEquals(
        List.of(false, false, false, true), answer.getList("customer.orders.edges.node.counts"));
    assertEquals(
        List.of("0.00", "0.00", "0.00", "0.00"),
        answer.getList("customer.orders.edges.node.net.amount"));
  }

  @Test
  void orders_and_returns_are_found_by_id() {
    Given.Sale sale =
        Given.customer("Zhang Wei")
            .boughtAt("till", "88.00", "2024-03-01T10:00:00Z")
            .line("tea", "88.00")
            .returned("8.00", "2024-03-05T10:00:00Z");
    JsonPath order =
        api.data(
            """
            query ($id: ID!) {
              node(id: $id) { id ... on Order { total { amount } lines { sku } returns { id } } }
            }
            """,
            "id",
            sale.id());
    JsonPath back =
        api.data(
            "query ($id: ID!) { node(id: $id) { id ... on OrderReturn { amount { amount } order { id } } } }",
            "id",
            order.getString("node.returns[0].id"));

    assertEquals(sale.id(), order.getString("node.id"));
    assertEquals(List.of("tea"), order.getList("node.lines.sku"));
    assertEquals("8.00", back.getString("node.amount.amount"));
    assertEquals(sale.id(), back.getString("node.order.id"));
    assertNull(
        api.data(
                "query ($id: ID!) { node(id: $id) { id } }",
                "id",
                io.tributary.platform.TypeId.ORDER.encode(io.tributary.platform.Ids.next()))
            .get("node"));
  }

  @Test
  void bad_pages_are_refused() {
    String id = Given.customer("Li Na").id();

    assertEquals("INVALID_INPUT", api.error(ORDERS, "id", id, "first", 0));
    assertEquals("INVALID_INPUT", api.error(ORDERS, "id", id, "first", 101));
    assertEquals("INVALID_INPUT", api.error(ORDERS, "id", id, "after", "nonsense"));
  }

  @Test
  void a_page_of_customers_costs_the_same_for_3_and_for_30() {
    for (int i = 0; i < 30; i++) {
      Given.Person person = Given.customer("Person " + i);
      for (int o = 1; o <= 3; o++) {
        person
            .boughtAt(o == 1 ? "till" : "web", "10.00", "2024-0%d-01T10:00:00Z".formatted(o))
            .line("tea", "6.00")
            .line("cup", "4.00")
            .returned("1.00", "2024-06-01T10:00:00Z");
      }
      person.did("web", "VIEW", "Product Viewed", "2024-04-01T10:00:00Z");
    }

    assertEquals(cost(3), cost(30));
    assertTrue(cost(30) <= 14, "one statement for each field that reads: " + cost(30));
  }

  private long cost(int customers) {
    String document =
        """
        query ($first: Int) {
          customers(first: $first) {
            edges {
              node {
                orders(first: 2) {
                  edges {
                    node {
                      id source { name } store { code }
                      lines { sku product { name } }
                      returns { id order { id } }
                    }
                  }
                }
                more: orders(first: 3) { edges { node { id } } }
                timeline(first: 10) { edges { node { id source { name } order { id } } } }
              }
            }
          }
        }
        """;
    api.data(document, "first", customers);
    TestDatabase.clearStatements();
    JsonPath answer = api.data(document, "first", customers);
    long statements = TestDatabase.statements();
    assertEquals(customers, answer.getList("customers.edges").size());
    assertEquals(7, answer.getList("customers.edges[0].node.timeline.edges").size());
    return statements;
  }
}
