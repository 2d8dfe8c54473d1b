package io.tributary.insight.assortment;

import static java.time.temporal.ChronoUnit.DAYS;
import static java.util.Comparator.naturalOrder;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.path.json.JsonPath;
import io.tributary.Api;
import io.tributary.Given;
import io.tributary.Seed;
import io.tributary.TestDatabase;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeSet;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@QuarkusTest
@QuarkusTestResource(TestDatabase.class)
class AssortmentApiTest {
  private static final String SECOND_HALF =
      "from: \"2024-07-01T00:00:00Z\", asOf: \"2024-12-28T00:00:00Z\"";
  private static final String PRODUCTS =
      """
      { productSales(input: {%s}) { customers orders revenue { minorUnits } products { key name customers orders units
          revenue { minorUnits } revenueShare margin { minorUnits } marginShare marginAbsence firstSoldAt lastSoldAt slow
          stage growth buyers repeatBuyers medianDaysBetween } } }
      """;

  private final Api analyst = Api.as("analyst");

  @BeforeEach
  void clear() {
    TestDatabase.clear();
    TestDatabase.run(
        """
        UPDATE insight_setting SET timezone = 'UTC', currency = 'CNY';
        INSERT INTO product (product_id, sku, name, category, brand, attributes, created_at) VALUES
          (gen_random_uuid(), 'tea', 'Green tea', 'Drinks', 'Leaf', '{"cost": "4.00"}', now()),
          (gen_random_uuid(), 'mug', 'Mug', 'Ware', NULL, '{}', now()),
          (gen_random_uuid(), 'vase', 'Vase', 'Ware', 'Leaf', '{}', now());
        INSERT INTO store (store_id, code, name, city, region, attributes, created_at) VALUES
          ('01900000-0000-7000-8000-0000000000a1', 'S1', 'Bund', 'Shanghai', 'East', '{"square_metres": "50"}', now()),
          ('01900000-0000-7000-8000-0000000000a2', 'S2', 'Lake', 'Hangzhou', 'East', '{}', now())
        """);
  }

  private static void refresh() {
    Api.as("admin").data("mutation { runJob(input: {name: \"refresh-retention\"}) { state } }");
  }

  private JsonPath product(String key) {
    return analyst
        .data(PRODUCTS.formatted(SECOND_HALF))
        .setRootPath("data.productSales.products.find { it.key == '" + key + "' }");
  }

  @Test
  void a_product_has_its_sales_its_margin_its_stage_and_who_buys_it_again() {
    Given.Person wei = Given.customer("Zhang Wei");
    Given.Person ann = Given.customer("Ann");
    wei.boughtAt("web", "20.00", "2024-02-01T10:00:00Z").line("tea", "10.00").line("mug", "10.00");
    wei.boughtAt("web", "20.00", "2024-08-01T10:00:00Z").line("tea", "20.00");
    wei.boughtAt("web", "20.00", "2024-08-11T10:00:00Z")
        .line("tea", "12.00")
        .line("loose", "8.00")
        .returned("5.00", "2024-08-20T10:00:00Z");
    ann.boughtAt("web", "30.00", "2024-12-01T10:00:00Z").line("tea", "30.00");
    ann.boughtAt("web", "7.00", "2024-12-28T00:00:00Z").line("mug", "7.00");
    ann.ordered("web", "CANCELLED", "50.00", "2024-09-01T10:00:00Z").line("mug", "50.00");
    refresh();
    JsonPath tea = product("tea");
    assertEquals("Green tea", tea.getString("name"));
    assertEquals(2, tea.getInt("customers"));
    assertEquals(3, tea.getInt("orders"));
    assertEquals(3, tea.getDouble("units"));
    assertEquals(
        "5900", tea.getString("revenue.minorUnits"), "20 + 12 less 3/5 of the refund + 30");
    assertEquals(59 / 65.0, tea.getDouble("revenueShare"), 1e-6);
    assertEquals("4700", tea.getString("margin.minorUnits"));
    assertEquals("GROWTH", tea.getString("stage"));
    assertEquals(59 / 180.0 / (10 / 151.0) - 1, tea.getDouble("growth"), 0.02);
    assertEquals(2, tea.getInt("buyers"));
    assertEquals(1, tea.getInt("repeatBuyers"));
    assertEquals((182 + 10) / 2.0, tea.getDouble("medianDaysBetween"));
    assertFalse(tea.getBoolean("slow"));
    JsonPath mug = product("mug");
    assertEquals("DECLINE", mug.getString("stage"));
    assertEquals(0, mug.getInt("customers"), "what comes at asOf is not there yet");
    assertEquals("0", mug.getString("revenue.minorUnits"));
    assertTrue(mug.getBoolean("slow"));
    JsonPath loose = product("loose");
    assertNull(loose.getString("name"), "nobody has described it");
    assertEquals("600", loose.getString("revenue.minorUnits"));
    assertEquals("COST_UNKNOWN", loose.getString("marginAbsence"));
    assertEquals("INTRODUCTION", loose.getString("stage"));
    JsonPath vase = product("vase");
    assertNull(vase.getString("stage"), "never sold");
    assertTrue(vase.getBoolean("slow"));
    JsonPath all = analyst.data(PRODUCTS.formatted(SECOND_HALF + ", most: 1"));
    assertEquals(List.of("tea"), all.getList("productSales.products.key"));
    assertEquals("6500", all.getString("productSales.revenue.minorUnits"));
    assertEquals(2, all.getInt("productSales.customers"));
    assertEquals(3, all.getInt("productSales.orders"));
    assertEquals(
        List.of("vase", "mug"),
        analyst
            .data(PRODUCTS.formatted(SECOND_HALF + ", slowest: true, most: 2"))
            .getList("productSales.products.key"));
    assertEquals(
        Arrays.asList("Leaf", null),
        analyst
            .data(PRODUCTS.formatted(SECOND_HALF + ", by: BRAND"))
            .getList("productSales.products.key"));
    assertEquals(
        List.of("5900", "0"),
        analyst
            .data(PRODUCTS.formatted(SECOND_HALF + ", by: CATEGORY"))
            .getList("productSales.products.findAll { it.key != null }.revenue.minorUnits"));
  }

  @Test
  void the_past_of_products_is_read_only_for_whoever_asks_for_it() {
    String input = "(input: {from: \"2024-01-01T00:00:00Z\", asOf: \"2024-04-01T00:00:00Z\"})";
    for (Map.Entry<String, String> asked :
        Map.of(
                "{ productSales" + input + " { customers products { key stage } } }", "0",
                "{ a: productSales"
                        + input
                        + " { products { ...life } } } fragment life on"
                        + " ProductSales { key repeatBuyers }",
                    "1")
            .entrySet()) {
      TestDatabase.clearStatements();
      Api.as("analyst").data(asked.getKey());
      assertEquals(
          List.of(asked.getValue()),
          TestDatabase.rows(
              "SELECT count(*) FROM pg_stat_statements WHERE query LIKE '%article AS%' AND query LIKE '%lag(day)%'"),
          asked.getKey());
    }
  }

  /** Each figure over again from what was bought, as of an instant amid it. */
  @Test
  void figures_of_made_up_histories_are_what_was_bought() {
    long seed = Seed.next();
    Random random = new Random(seed);
    List<String> skus = List.of("tea", "mug", "vase", "loose", "later");
    Instant from = Instant.parse("2024-07-01T00:00:00Z");
    Instant asOf = Instant.parse("2024-12-28T00:00:00Z");
    record Bought(int person, String sku, Instant at, boolean counted) {}
    List<Bought> all = new ArrayList<>();
    for (int person = 0; person < 6; person++) {
      Given.Person buyer = Given.customer("Person " + person);
      for (int n = 0; n < 12; n++) {
        int one = random.nextInt(skus.size());
        Instant at =
            Instant.parse(one == 4 ? "2024-12-28T00:00:00Z" : "2023-06-01T10:00:00Z")
                .plus(Duration.ofDays(10 * random.nextInt(one == 4 ? 4 : 62)))
                .plus(Duration.ofMinutes(random.nextInt(600)));
        Given.Sale sale = buyer.boughtAt("web", "5.00", at.toString()).line(skus.get(one), "5.00");
        boolean abroad = random.nextInt(4) == 0;
        if (abroad) {
          TestDatabase.run(
              "UPDATE customer_order SET currency = 'EUR' WHERE order_id = '" + sale.uuid() + "'");
        }
        all.add(new Bought(person, skus.get(one), at, !abroad));
      }
    }
    refresh();
    JsonPath found = analyst.data(PRODUCTS.formatted(SECOND_HALF)).setRootPath("data.productSales");
    for (String sku : skus) {
      List<Bought> of = all.stream().filter(b -> b.sku.equals(sku) && b.at.isBefore(asOf)).toList();
      String row = "products.find { it.key == '" + sku + "' }";
      if (sku.equals("later") || sku.equals("loose") && of.isEmpty()) {
        assertNull(found.get(row), "sold after asOf alone, and described by nobody: " + seed);
        continue;
      }
      List<Bought> within = of.stream().filter(b -> !b.at.isBefore(from)).toList();
      Map<Integer, TreeSet<Instant>> days = new HashMap<>();
      of.forEach(
          b -> days.computeIfAbsent(b.person, p -> new TreeSet<>()).add(b.at.truncatedTo(DAYS)));
      List<Long> gaps = new ArrayList<>();
      days.values()
          .forEach(
              times -> {
                Instant before = null;
                for (Instant at : times) {
                  if (before != null) {
                    gaps.add(Duration.between(before, at).toDays());
                  }
                  before = at;
                }
              });
      gaps.sort(null);
      int n = gaps.size();
      List<Object> expected = new ArrayList<>();
      expected.add((int) within.stream().map(Bought::person).distinct().count());
      expected.add("" + 500 * within.stream().filter(Bought::counted).count());
      expected.add(of.stream().map(Bought::at).min(naturalOrder()).map(Object::toString));
      expected.add(of.stream().map(Bought::at).max(naturalOrder()).map(Object::toString));
      expected.add(days.size());
      expected.add((int) days.values().stream().filter(times -> times.size() > 1).count());
      expected.add(n == 0 ? null : (gaps.get((n - 1) / 2) + gaps.get(n / 2)) / 2.0);
      JsonPath product =
          analyst.data(PRODUCTS.formatted(SECOND_HALF)).setRootPath("data.productSales." + row);
      assertEquals(
          expected,
          Arrays.asList(
              product.getInt("customers"),
              product.getString("revenue.minorUnits"),
              Optional.ofNullable(product.getString("firstSoldAt")),
              Optional.ofNullable(product.getString("lastSoldAt")),
              product.getInt("buyers"),
              product.getInt("repeatBuyers"),
              product.get("medianDaysBetween") == null
                  ? null
                  : product.getDouble("medianDaysBetween")),
          sku + " with seed " + seed);
    }
  }

  @Test
  void what_products_cost_can_be_entered_and_gives_their_share_of_margin() {
    Given.Person wei = Given.customer("Zhang Wei");
    wei.boughtAt("web", "30.00", "2024-08-01T10:00:00Z").line("tea", "10.00").line("mug", "20.00");
    refresh();
    assertEquals("COST_UNKNOWN", product("mug").getString("marginAbsence"));
    Api marketer = Api.as("marketer");
    String record =
        "mutation($costs: [ProductCostInput!]!) { recordProductCosts(input: {costs: $costs}) { changed } }";
    List<Map<String, String>> costs =
        List.of(Map.of("sku", "mug", "cost", "8.00"), Map.of("sku", "new", "cost", "1"));
    assertEquals(2, marketer.data(record, "costs", costs).getInt("recordProductCosts.changed"));
    assertEquals(0, marketer.data(record, "costs", costs).getInt("recordProductCosts.changed"));
    assertEquals("1200", product("mug").getString("margin.minorUnits"));
    assertEquals(12 / 18.0, product("mug").getDouble("marginShare"), 1e-6);
    assertEquals(6 / 18.0, product("tea").getDouble("marginShare"), 1e-6);
    for (Map<String, String> wrong :
        List.of(Map.of("sku", "mug", "cost", "-1"), Map.of("sku", " ", "cost", "1"))) {
      assertEquals(
          "INVALID_INPUT",
          marketer.error(record, "costs", List.of(Map.of("sku", "tea", "cost", "9"), wrong)));
    }
    assertEquals("600", product("tea").getString("margin.minorUnits"), "none was taken");
    assertEquals("FORBIDDEN", analyst.error(record, "costs", costs));
  }

  @Test
  void stores_have_their_customers_and_what_a_square_metre_sells_also_by_area() {
    Given.Person wei = Given.customer("Zhang Wei");
    Given.Person ann = Given.customer("Ann");
    at("S1", wei.boughtAt("till", "100.00", "2024-08-01T10:00:00Z"));
    at("S2", wei.boughtAt("till", "30.00", "2024-08-02T10:00:00Z"));
    at("S2", ann.boughtAt("till", "20.00", "2024-08-03T10:00:00Z"));
    at("S1", ann.boughtAt("till", "99.00", "2024-12-28T00:00:00Z"));
    wei.boughtAt("web", "44.00", "2024-08-03T10:00:00Z");
    refresh();
    String ask =
        """
        { storeSales(input: {%s, by: %s}) { customers orders revenue { minorUnits } stores { key name stores customers
            newCustomers orders revenue { minorUnits } revenueShare meanOrder { minorUnits } squareMetres
            revenuePerSquareMetre { minorUnits } } } }
        """;
    JsonPath stores =
        analyst.data(ask.formatted(SECOND_HALF, "STORE")).setRootPath("data.storeSales");
    assertEquals(List.of("S1", "S2"), stores.getList("stores.key"));
    assertEquals(List.of(1, 2), stores.getList("stores.customers"));
    assertEquals(List.of(1, 1), stores.getList("stores.newCustomers"));
    assertEquals(List.of("10000", "2500"), stores.getList("stores.meanOrder.minorUnits"));
    assertEquals("200", stores.getString("stores[0].revenuePerSquareMetre.minorUnits"));
    assertNull(stores.get("stores[1].revenuePerSquareMetre"));
    assertEquals(2, stores.getInt("customers"));
    assertEquals(3, stores.getInt("orders"));
    JsonPath east =
        analyst.data(ask.formatted(SECOND_HALF, "REGION")).setRootPath("data.storeSales");
    assertEquals(List.of("East"), east.getList("stores.key"));
    assertEquals("15000", east.getString("stores[0].revenue.minorUnits"));
    assertEquals(2, east.getInt("stores[0].stores"));
    assertEquals(2, east.getInt("stores[0].customers"), "once, though in both stores");
    assertEquals(1, east.getDouble("stores[0].revenueShare"));
    assertNull(east.get("stores[0].squareMetres"), "one store does not say");
  }

  private static void at(String store, Given.Sale sale) {
    TestDatabase.run(
        "UPDATE customer_order SET store_id = (SELECT store_id FROM store WHERE code = '%s') WHERE order_id = '%s'"
            .formatted(store, sale.uuid()));
  }

  @Test
  void broken_questions_are_refused() {
    for (String wrong :
        List.of(
            "{ productSales(input: {from: \"2024-07-01T00:00:00Z\", asOf: \"2024-07-01T00:00:00Z\"}) { orders } }",
            "{ productSales(input: {from: \"2024-07-01T00:00:00Z\", most: 1001}) { orders } }",
            "{ productSales(input: {from: \"2024-07-01T00:00:00Z\", newForDays: 0}) { orders } }",
            "{ storeSales(input: {from: \"2024-07-01T00:00:00Z\", currency: \"XXQ\"}) { orders } }")) {
      assertEquals("INVALID_INPUT", analyst.error(wrong), wrong);
    }
    assertEquals(
        "FORBIDDEN",
        Api.as("till").error("{ storeSales(input: {from: \"2024-07-01T00:00:00Z\"}) { orders } }"));
  }
}
