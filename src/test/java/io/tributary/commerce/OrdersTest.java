package io.tributary.commerce;

import static io.tributary.commerce.Sales.LATER;
import static io.tributary.commerce.Sales.NOON;
import static io.tributary.commerce.Sales.giveBack;
import static io.tributary.commerce.Sales.item;
import static io.tributary.commerce.Sales.kinds;
import static io.tributary.commerce.Sales.line;
import static io.tributary.commerce.Sales.order;
import static io.tributary.platform.Outcome.Kind.ACCEPTED;
import static io.tributary.platform.Outcome.Kind.DUPLICATE;
import static io.tributary.platform.Outcome.Kind.REFUSED;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.tributary.Given;
import io.tributary.TestDatabase;
import io.tributary.identity.Source;
import io.tributary.platform.Outcome;
import jakarta.inject.Inject;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What becomes of sales, lines, returns and cancellations. */
@QuarkusTest
@QuarkusTestResource(TestDatabase.class)
class OrdersTest {
  @Inject Sales sales;
  private Source shop;
  private Given.Person wei;
  private UUID profile;

  @AfterEach
  void every_row_has_its_key() {
    assertEquals(List.of(), Sales.rowsWithoutKey());
  }

  @BeforeEach
  void clear() {
    TestDatabase.clear();
    shop = Given.source("shop");
    wei = Given.customer("Zhang Wei");
    profile = wei.profileAt("shop");
  }

  @Test
  void an_order_sent_twice_is_there_once() {
    OrderFact fact =
        order(profile, "12", OrderStatus.PAID, 1250, List.of(item("a", 1000), item("b", 250)));
    List<Outcome> first = sales.append(shop, fact);
    List<String> tables = Sales.tables(shop);
    List<Outcome> again = sales.append(shop, fact, fact);

    assertEquals(List.of(ACCEPTED), kinds(first));
    assertEquals(List.of(DUPLICATE, DUPLICATE), kinds(again));
    assertEquals(first.get(0).factId(), again.get(0).factId());
    assertEquals(profile, again.get(1).profileId());
    assertEquals(tables, Sales.tables(shop));
    assertEquals(
        List.of("12|PAID|CNY|1250|0|1250|2"),
        rows(
            "SELECT external_id, status, currency, total_minor, refunded_minor, lines_minor, lines_quantity FROM customer_order"));
    assertEquals(
        List.of("a|1000", "b|250"),
        rows("SELECT line_key, amount_minor FROM order_line ORDER BY line_key"));
  }

  @Test
  void the_same_id_from_another_source_is_another_order() {
    sales.append(shop, order(profile, "12", 1250));
    List<Outcome> outcomes =
        sales.append(Given.source("till"), order(wei.profileAt("till"), "12", 900));

    assertEquals(List.of(ACCEPTED), kinds(outcomes));
  }

  @Test
  void a_status_goes_on_and_never_back() {
    assertEquals(List.of(ACCEPTED), kinds(sales.append(shop, status("12", OrderStatus.PENDING))));
    assertEquals(List.of(ACCEPTED), kinds(sales.append(shop, status("12", OrderStatus.PAID))));
    assertEquals(List.of(DUPLICATE), kinds(sales.append(shop, status("12", OrderStatus.PENDING))));
    assertEquals(
        List.of(DUPLICATE, ACCEPTED, DUPLICATE),
        kinds(
            sales.append(
                shop,
                status("12", OrderStatus.PAID),
                status("12", OrderStatus.CANCELLED),
                status("12", OrderStatus.PAID))));
    assertEquals(List.of("CANCELLED"), rows("SELECT status FROM customer_order"));
  }

  @Test
  void what_the_first_row_left_open_is_filled_in() {
    sales.append(shop, order(profile, "12", 1250));
    OrderFact more =
        new OrderFact(
            profile,
            "12",
            NOON,
            OrderStatus.PAID,
            "app",
            "S1",
            "CNY",
            1250,
            100,
            20,
            30,
            5,
            new BigDecimal("2.50"),
            List.of(),
            null);

    assertEquals(List.of(ACCEPTED), kinds(sales.append(shop, more)));
    assertEquals(List.of(DUPLICATE), kinds(sales.append(shop, more)));
    assertEquals(List.of(DUPLICATE), kinds(sales.append(shop, order(profile, "12", 1250))));
    assertEquals(
        List.of("app|S1|1250|100|20|30|5|2.5"),
        rows(
            """
            SELECT channel, code, total_minor, shipping_minor, tax_minor, discount_minor, points_minor, quantity
            FROM customer_order JOIN store USING (store_id)
            """));
  }

  @Test
  void a_contradiction_is_refused_and_names_what_is_recorded() {
    sales.append(shop, order(profile, "12", 1250));
    Outcome total = sales.append(shop, order(profile, "12", 1300)).get(0);
    Outcome time = sales.append(shop, at("12", NOON.plusSeconds(60))).get(0);
    Outcome currency =
        sales
            .append(
                shop,
                new OrderFact(
                    profile,
                    "12",
                    NOON,
                    OrderStatus.PAID,
                    null,
                    null,
                    "USD",
                    1250,
                    0,
                    0,
                    0,
                    0,
                    null,
                    null,
                    null))
            .get(0);
    Outcome customer =
        sales.append(shop, order(Given.customer("Li Na").profileAt("shop"), "12", 1250)).get(0);

    assertEquals("total", total.column());
    assertTrue(
        total.reason().startsWith("order 12 is already recorded with total 12.50 CNY"),
        total.reason());
    assertEquals("ordered_at", time.column());
    assertEquals("currency", currency.column());
    assertEquals("customer_ref", customer.column());
    assertEquals(List.of("1250"), rows("SELECT total_minor FROM customer_order"));
  }

  @Test
  void another_profile_of_the_same_person_is_no_contradiction() {
    sales.append(shop, order(profile, "12", 1250));
    UUID visitor = Given.visitor("shop", "cookie");

    assertEquals(
        List.of(DUPLICATE, DUPLICATE),
        kinds(
            sales.append(
                shop, order(wei.profileAt("app"), "12", 1250), order(visitor, "12", 1250))));
    assertEquals(List.of(profile.toString()), rows("SELECT profile_id FROM customer_order"));
  }

  @Test
  void a_payment_told_at_its_own_time_keeps_the_order_where_it_was() {
    sales.append(shop, status("12", OrderStatus.PENDING));

    assertEquals(List.of(ACCEPTED), kinds(sales.append(shop, at("12", NOON.plusSeconds(60)))));
    assertEquals(
        List.of("PAID|2024-03-01 12:00:00"),
        rows("SELECT status, ordered_at AT TIME ZONE 'UTC' FROM customer_order"));
  }

  @Test
  void an_order_is_made_from_its_lines_and_takes_its_row_when_that_comes() {
    List<Outcome> lines =
        sales.lines(
            shop,
            line("12", "a", 1000),
            line(profile, "12", "a", 1000),
            line("12", "b", 250),
            line(profile, "12", "b", 250));

    assertEquals(List.of(REFUSED, ACCEPTED, ACCEPTED, DUPLICATE), kinds(lines));
    assertEquals("customer_ref", lines.get(0).column());
    assertEquals(
        List.of("PAID|1250|t"),
        rows("SELECT status, total_minor, total_from_lines FROM customer_order"));

    OrderFact row =
        new OrderFact(
            profile,
            "12",
            NOON.plusSeconds(5),
            OrderStatus.PENDING,
            "app",
            null,
            "CNY",
            1200,
            0,
            0,
            50,
            0,
            null,
            List.of(),
            null);
    assertEquals(List.of(ACCEPTED), kinds(sales.append(shop, row)));
    assertEquals(List.of(DUPLICATE), kinds(sales.append(shop, row)));
    assertEquals(
        List.of("PENDING|1200|50|f|1250|app|2024-03-01 12:00:00"),
        rows(
            """
            SELECT status, total_minor, discount_minor, total_from_lines, lines_minor, channel,
                   ordered_at AT TIME ZONE 'UTC' FROM customer_order
            """));
  }

  @Test
  void a_line_sent_with_other_values_is_refused_and_the_others_go_in() {
    sales.append(shop, order(profile, "12", OrderStatus.PAID, 1250, List.of(item("a", 1000))));
    List<Outcome> outcomes =
        sales.lines(shop, line("12", "a", 999), line("12", "b", 250), line("12", "a", 1000));

    assertEquals(List.of(REFUSED, ACCEPTED, DUPLICATE), kinds(outcomes));
    assertEquals(
        "line a of order 12 is already recorded with other values; give each line a line_id",
        outcomes.get(0).reason());
    Outcome whole =
        sales
            .append(
                shop,
                order(
                    profile,
                    "12",
                    OrderStatus.CANCELLED,
                    1250,
                    List.of(item("a", 1), item("c", 1))))
            .get(0);
    assertEquals("line_id", whole.column());
    assertEquals(List.of("PAID|1250"), rows("SELECT status, lines_minor FROM customer_order"));
  }

  @Test
  void a_discount_line_that_comes_first_does_not_break_the_total() {
    sales.lines(shop, line(profile, "12", "voucher", -300));
    assertEquals(List.of("0|-300"), rows("SELECT total_minor, lines_minor FROM customer_order"));
    sales.lines(shop, line("12", "a", 1000));
    assertEquals(List.of("700|700"), rows("SELECT total_minor, lines_minor FROM customer_order"));
  }

  @Test
  void a_line_in_another_currency_is_refused() {
    sales.append(shop, order(profile, "12", 1250));
    LineFact dollars = new LineFact(profile, "12", NOON, "USD", null, null, item("a", 100));

    assertEquals("currency", sales.lines(shop, dollars).get(0).column());
  }

  @Test
  void returns_add_up_to_at_most_the_total() {
    sales.append(shop, order(profile, "12", 1000));

    assertEquals(
        List.of(ACCEPTED, ACCEPTED, DUPLICATE, REFUSED),
        kinds(
            sales.returns(
                shop,
                giveBack("r1", "12", 300L),
                giveBack("r2", "12", 900L),
                giveBack("r1", "12", 300L),
                giveBack("r1", "12", 301L))));
    assertEquals(
        List.of("1000|1200"), rows("SELECT refunded_minor, returned_minor FROM customer_order"));
    assertEquals(List.of("0"), rows("SELECT count(*) FROM counted_order"));
    assertEquals(List.of("2"), rows("SELECT count(*) FROM order_return"));
  }

  @Test
  void a_return_without_an_amount_is_for_all_that_the_others_leave() {
    sales.append(shop, order(profile, "12", 1000));
    sales.returns(shop, giveBack("all", "12", null));
    assertEquals(List.of("all|1000"), rows("SELECT external_id, amount_minor FROM order_return"));

    sales.returns(shop, giveBack("r1", "12", 300L));
    assertEquals(
        List.of("all|700", "r1|300"),
        rows("SELECT external_id, amount_minor FROM order_return ORDER BY 1"));
    assertEquals(List.of("1000"), rows("SELECT refunded_minor FROM customer_order"));
  }

  @Test
  void a_return_without_an_id_is_known_by_what_it_says() {
    sales.append(shop, order(profile, "12", 1000));
    List<Outcome> outcomes =
        sales.returns(
            shop,
            giveBack(null, "12", 300L),
            giveBack(null, "12", 300L),
            giveBack(null, "12", 200L));

    assertEquals(List.of(ACCEPTED, DUPLICATE, ACCEPTED), kinds(outcomes));
    assertEquals(List.of("500"), rows("SELECT refunded_minor FROM customer_order"));
  }

  @Test
  void a_return_before_its_sale_ends_in_the_same_state() {
    sales.append(shop, order(profile, "12", 1000));
    sales.returns(shop, giveBack("r1", "12", 300L));
    List<String> expected = Sales.tables(shop);
    TestDatabase.rows("DELETE FROM fact_key RETURNING 1");
    TestDatabase.rows("DELETE FROM order_return RETURNING 1");
    TestDatabase.rows("DELETE FROM customer_order RETURNING 1");

    Outcome waiting = sales.returns(shop, giveBack("r1", "12", 300L)).get(0);
    assertEquals(ACCEPTED, waiting.kind());
    assertNull(waiting.profileId());
    assertEquals(List.of(DUPLICATE), kinds(sales.returns(shop, giveBack("r1", "12", 300L))));
    Outcome order = sales.append(shop, order(profile, "12", 1000)).get(0);

    assertEquals(ACCEPTED, order.kind());
    assertEquals(expected, Sales.tables(shop));
    assertEquals(List.of(waiting.factId().toString()), rows("SELECT return_id FROM order_return"));
  }

  @Test
  void a_cancellation_before_its_sale_ends_in_the_same_state() {
    assertEquals(ACCEPTED, sales.cancel(shop, "12").kind());
    assertEquals(DUPLICATE, sales.cancel(shop, "12").kind());
    sales.append(shop, order(profile, "12", 1000));
    assertEquals(List.of("CANCELLED"), rows("SELECT status FROM customer_order"));
    assertEquals(DUPLICATE, sales.cancel(shop, "12").kind());

    sales.append(shop, order(profile, "13", 1000));
    Outcome cancelled = sales.cancel(shop, "13");
    assertEquals(ACCEPTED, cancelled.kind());
    assertEquals(profile, cancelled.profileId());
    assertEquals(List.of("0"), rows("SELECT count(*) FROM waiting_return"));
  }

  @Test
  void a_return_in_another_currency_is_refused_or_left_behind() {
    ReturnFact dollars = new ReturnFact("r1", "12", Sales.LATER, "USD", 300L, null, null, null);
    sales.returns(shop, dollars);
    sales.append(shop, order(profile, "12", 1000));

    assertEquals(List.of("0"), rows("SELECT refunded_minor FROM customer_order"));
    assertEquals(
        List.of("its order is in another currency"), rows("SELECT refused FROM waiting_return"));
    ReturnFact more = new ReturnFact("r2", "12", Sales.LATER, "USD", 300L, null, null, null);
    assertEquals("currency", sales.returns(shop, more).get(0).column());
    assertEquals(List.of(ACCEPTED), kinds(sales.returns(shop, giveBack("r2", "12", 300L))));
  }

  @Test
  void bad_rows_are_refused_one_by_one_and_the_others_go_in() {
    List<Outcome> orders =
        sales.append(
            shop,
            order(null, "1", 1),
            order(profile, " ", 1),
            order(profile, "3", -1),
            at("4", Instant.parse("1969-01-01T00:00:00Z")),
            order(profile, "5", Long.MAX_VALUE),
            order(profile, "6\0", 1),
            order(profile, "7", OrderStatus.PAID, 1, List.of(item("a", 1), item("a", 2))),
            order(profile, "8", 1));
    assertEquals(
        List.of("customer_ref", "order_id", "total", "ordered_at", "total", "order_id", "line_id"),
        orders.subList(0, 7).stream().map(Outcome::column).toList());
    assertEquals(ACCEPTED, orders.get(7).kind());

    List<Outcome> lines =
        sales.lines(
            shop,
            line("8", null, 1),
            line(null, "a", 1),
            line("9", "a", 1),
            line("8", "a", Long.MIN_VALUE),
            line("8", "a", 1));
    assertEquals(
        List.of("line_id", "order_id", "customer_ref", "amount"),
        lines.subList(0, 4).stream().map(Outcome::column).toList());
    assertEquals(ACCEPTED, lines.get(4).kind());

    List<Outcome> returns =
        sales.returns(
            shop,
            giveBack("r1", null, 1L),
            giveBack("r2", "8", -1L),
            giveBack("r\0", "8", 1L),
            giveBack("r4", "8", 1L));
    assertEquals(
        List.of("order_id", "amount", "return_id"),
        returns.subList(0, 3).stream().map(Outcome::column).toList());
    assertEquals(ACCEPTED, returns.get(3).kind());
    assertEquals("order_id", sales.cancel(shop, "").column());
  }

  @Test
  void orders_of_many_years_go_to_their_months() {
    List<OrderFact> many = new ArrayList<>();
    for (int year = 1997; year <= 2026; year++) {
      many.add(at("y" + year, Instant.parse(year + "-12-31T23:59:59.999999999Z")));
    }
    OrderFact[] facts = many.toArray(OrderFact[]::new);

    assertEquals(30, sales.append(shop, facts).stream().filter(o -> o.kind() == ACCEPTED).count());
    assertEquals(30, sales.append(shop, facts).stream().filter(o -> o.kind() == DUPLICATE).count());
    assertEquals(List.of("30"), rows("SELECT count(DISTINCT tableoid) FROM customer_order"));
  }

  @Test
  void unknown_stores_are_made_once() {
    OrderFact[] facts = new OrderFact[3];
    for (int i = 0; i < 3; i++) {
      facts[i] =
          new OrderFact(
              profile,
              "s" + i,
              NOON,
              OrderStatus.PAID,
              null,
              i < 2 ? "S1" : "S2",
              "CNY",
              1,
              0,
              0,
              0,
              0,
              null,
              null,
              null);
    }
    sales.append(shop, facts);

    assertEquals(
        List.of("S1|2", "S2|1"),
        rows(
            "SELECT code, count(*) FROM customer_order JOIN store USING (store_id) GROUP BY 1 ORDER BY 1"));
  }

  @Test
  void a_call_costs_the_same_number_of_statements_for_one_order_and_for_many() {
    assertEquals(cost(1, "few"), cost(200, "many"));
  }

  private long cost(int count, String prefix) {
    OrderFact[] pending = new OrderFact[count];
    OrderFact[] paid = new OrderFact[count];
    ReturnFact[] back = new ReturnFact[count];
    for (int i = 0; i < count; i++) {
      String id = prefix + i;
      pending[i] =
          order(profile, id, OrderStatus.PENDING, 1000, List.of(item("a", 600), item("b", 400)));
      paid[i] = order(profile, id, OrderStatus.PAID, 1000, List.of(item("c", 1)));
      back[i] = giveBack("r" + id, id, i % 2 == 0 ? null : 10L);
    }
    sales.append(shop, at("warm " + prefix, NOON));
    TestDatabase.clearStatements();
    sales.returns(shop, back);
    sales.append(shop, pending);
    sales.append(shop, paid);
    return TestDatabase.statements();
  }

  private OrderFact status(String id, OrderStatus status) {
    return order(profile, id, status, 1250, List.of());
  }

  private OrderFact at(String id, Instant at) {
    return new OrderFact(
        profile,
        id,
        at,
        OrderStatus.PAID,
        null,
        null,
        "CNY",
        1250,
        0,
        0,
        0,
        0,
        null,
        List.of(),
        null);
  }

  private static List<String> rows(String sql) {
    return TestDatabase.rows(sql);
  }

  @Test
  void the_earliest_delivery_counts_whichever_comes_first_also_before_the_order() {
    assertEquals(ACCEPTED, sales.deliver(shop, "12", LATER.plusSeconds(60)).kind());
    assertEquals(DUPLICATE, sales.deliver(shop, "12", LATER.plusSeconds(60)).kind());
    assertEquals(ACCEPTED, sales.deliver(shop, "12", LATER).kind());
    sales.append(shop, order(profile, "12", 1250));
    String delivered = "SELECT status, delivered_at FROM customer_order";
    assertEquals(List.of("PAID|2024-04-02 09:30:00+00"), TestDatabase.rows(delivered));
    assertEquals(DUPLICATE, sales.deliver(shop, "12", LATER.plusSeconds(1)).kind());
    assertEquals(ACCEPTED, sales.deliver(shop, "12", LATER.minusSeconds(1)).kind());
    assertEquals(List.of("PAID|2024-04-02 09:29:59+00"), TestDatabase.rows(delivered));
    assertEquals(List.of("0"), TestDatabase.rows("SELECT count(*) FROM waiting_return"));
    assertEquals(REFUSED, sales.deliver(shop, "", LATER).kind());
  }
}
