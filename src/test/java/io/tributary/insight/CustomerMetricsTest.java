package io.tributary.insight;

import static io.tributary.TestDatabase.rows;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

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
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.UUID;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@QuarkusTest
@QuarkusTestResource(TestDatabase.class)
class CustomerMetricsTest {
  private static final String METRICS =
      """
      query($id: ID!) { customer(id: $id) { metrics {
        orders purchaseDays netSpend { amount currency } netSpendReason netSpendByCurrency { amount currency }
        firstPurchaseAt lastPurchaseAt daysSinceLastPurchase } } }
      """;

  @Inject Tx tx;
  @Inject Changes changes;

  private final Api service = Api.as("service");

  @BeforeEach
  void clear() {
    TestDatabase.clear();
  }

  @Test
  void figures_count_every_profiles_orders() {
    Given.Person wei = Given.customer("Zhang Wei");
    wei.boughtAt("till", "88.00", "2024-03-01T10:00:00Z").returned("8.00", "2024-03-02T10:00:00Z");
    wei.boughtAt("web", "20.00", "2024-03-01T12:00:00Z");
    String yesterday = LocalDate.now(ZoneOffset.UTC).minusDays(1) + "T23:59:59Z";
    wei.boughtAt("web", "0.00", yesterday);
    refresh(wei.uuid());
    JsonPath metrics = service.data(METRICS, "id", wei.id()).setRootPath("data.customer.metrics");
    assertEquals(3, metrics.getInt("orders"));
    assertEquals(2, metrics.getInt("purchaseDays"));
    assertEquals("100.00", metrics.getString("netSpend.amount"));
    assertEquals("CNY", metrics.getString("netSpend.currency"));
    assertNull(metrics.get("netSpendReason"));
    assertEquals(List.of("100.00"), metrics.getList("netSpendByCurrency.amount"));
    assertEquals("2024-03-01T10:00:00Z", metrics.getString("firstPurchaseAt"));
    assertEquals(yesterday, metrics.getString("lastPurchaseAt"));
    assertEquals(1, metrics.getInt("daysSinceLastPurchase"));
  }

  @Test
  void figures_of_a_past_instant_count_what_had_been_bought_by_then() {
    Given.Person wei = Given.customer("Zhang Wei");
    wei.boughtAt("till", "88.00", "2024-03-01T10:00:00Z").returned("8.00", "2024-03-02T10:00:00Z");
    wei.boughtAt("web", "20.00", "2024-03-01T12:00:00Z");
    wei.boughtAt("web", "5.00", "2024-04-01T12:00:00Z");
    refresh(wei.uuid());
    String at =
        "m%d: metrics(asOf: \"%s\") { orders purchaseDays netSpend { amount } netSpendReason firstPurchaseAt"
            + " lastPurchaseAt daysSinceLastPurchase asOf computedAt }";
    JsonPath metrics =
        service
            .data(
                "query($id: ID!) { customer(id: $id) { now: metrics { orders computedAt } "
                    + at.formatted(0, "2024-03-01T10:00:00Z")
                    + at.formatted(1, "2024-03-01T12:00:00Z")
                    + at.formatted(2, "2024-03-11T00:00:00Z")
                    + " } }",
                "id",
                wei.id())
            .setRootPath("data.customer");
    assertEquals(3, metrics.getInt("now.orders"));
    assertEquals(
        rows("SELECT to_char(computed_at AT TIME ZONE 'UTC', 'YYYY-MM-DD\"T\"HH24:MI') FROM customer_purchases")
            .get(0),
        metrics.getString("now.computedAt").substring(0, 16));
    assertEquals("NO_PURCHASES", metrics.getString("m0.netSpendReason"));
    assertEquals("2024-03-01T10:00:00Z", metrics.getString("m0.asOf"));
    assertEquals(1, metrics.getInt("m1.orders"));
    assertEquals("80.00", metrics.getString("m1.netSpend.amount"));
    assertEquals(0, metrics.getInt("m1.daysSinceLastPurchase"));
    assertEquals(2, metrics.getInt("m2.orders"));
    assertEquals(1, metrics.getInt("m2.purchaseDays"));
    assertEquals("100.00", metrics.getString("m2.netSpend.amount"));
    assertEquals("2024-03-01T12:00:00Z", metrics.getString("m2.lastPurchaseAt"));
    assertEquals(
        "INVALID_INPUT",
        service.error(
            "query($id: ID!) { customer(id: $id) { metrics(asOf: \"2999-01-01T00:00:00Z\") { orders } } }",
            "id",
            wei.id()));
  }

  @Test
  void amounts_in_several_currencies_are_not_added_up() {
    Given.Person wei = Given.customer("Zhang Wei");
    wei.boughtAt("till", "88.00", "2024-03-01T10:00:00Z");
    Given.Sale usd = wei.boughtAt("till", "20.00", "2024-03-01T12:00:00Z");
    update("UPDATE customer_order SET currency = 'USD' WHERE order_id = '" + usd.uuid() + "'");
    refresh(wei.uuid());
    JsonPath metrics = service.data(METRICS, "id", wei.id()).setRootPath("data.customer.metrics");
    assertNull(metrics.get("netSpend"));
    assertEquals("SEVERAL_CURRENCIES", metrics.getString("netSpendReason"));
    assertEquals(List.of("CNY", "USD"), metrics.getList("netSpendByCurrency.currency"));
    assertEquals(List.of("88.00", "20.00"), metrics.getList("netSpendByCurrency.amount"));
    assertEquals(1, metrics.getInt("purchaseDays"));
  }

  @Test
  void who_bought_nothing_has_no_net_spend_and_the_reason_says_so() {
    Given.Person ann = Given.customer("Ann");
    JsonPath metrics = service.data(METRICS, "id", ann.id()).setRootPath("data.customer.metrics");
    assertEquals(0, metrics.getInt("orders"));
    assertNull(metrics.get("netSpend"));
    assertEquals("NO_PURCHASES", metrics.getString("netSpendReason"));
    assertEquals(List.of(), metrics.getList("netSpendByCurrency"));
    assertNull(metrics.get("lastPurchaseAt"));
    assertNull(metrics.get("daysSinceLastPurchase"));
  }

  @Test
  void a_page_costs_one_statement_for_all_its_figures() {
    List<UUID> ids =
        IntStream.range(0, 30)
            .mapToObj(
                i -> {
                  Given.Person person = Given.customer("Person " + i);
                  person.boughtAt("web", i + ".00", "2024-03-01T10:00:00Z");
                  return person.uuid();
                })
            .toList();
    refresh(ids.toArray(UUID[]::new));
    TestDatabase.clearStatements();
    JsonPath page =
        service.data(
            """
            { customers(first: 100) { edges { node {
              displayName metrics { orders netSpend { amount } } again: metrics { purchaseDays } } } } }
            """);
    assertEquals(30, page.getList("customers.edges").size());
    for (int i = 0; i < 30; i++) {
      String node = "customers.edges[" + i + "].node.";
      String number = page.getString(node + "displayName").replace("Person ", "");
      assertEquals(number + ".00", page.getString(node + "metrics.netSpend.amount"));
      assertEquals(1, page.getInt(node + "again.purchaseDays"));
    }
    assertEquals(
        List.of("1"),
        rows(
            "SELECT sum(calls) FROM pg_stat_statements WHERE query ILIKE '%FROM customer_purchases%'"));
  }

  private void refresh(UUID... customers) {
    tx.write(connection -> ChangeQueue.note(connection, List.of(customers)))
        .chain(changes::drain)
        .await()
        .atMost(Duration.ofMinutes(1));
  }

  private static void update(String sql) {
    try (var connection = TestDatabase.connect();
        var statement = connection.createStatement()) {
      statement.execute(sql);
    } catch (java.sql.SQLException e) {
      throw new IllegalStateException(e);
    }
  }
}
