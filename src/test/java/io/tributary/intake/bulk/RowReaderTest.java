package io.tributary.intake.bulk;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tributary.activity.EventKind;
import io.tributary.commerce.OrderStatus;
import io.tributary.identity.IdentifierKind;
import io.tributary.identity.ProfileKey;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneId;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

class RowReaderTest {
  static final Defaults DEFAULTS =
      new Defaults(
          ZoneId.of("Asia/Shanghai"),
          "CNY",
          Instant.parse("2024-06-01T00:00:00Z"),
          Instant.parse("2024-06-01T00:00:00Z"));

  private static final String ORDERS = "Order ID,customer-ref,ORDERED_AT,currency,total,status";

  private static ReadRecord read(ImportKind kind, String header, String row, String... options) {
    Map<String, List<String>> query =
        Arrays.stream(options)
            .collect(Collectors.toMap(o -> o.split("=", 2)[0], o -> List.of(o.split("=", 2)[1])));
    RecordReader reader =
        new RecordReader(kind, ImportFormat.CSV, ImportOptions.of(kind, query, null), DEFAULTS);
    reader.header(RecordSplitterTest.header(header));
    return reader.read(new RawRecord(7, row.getBytes(StandardCharsets.UTF_8), null, 0, 7));
  }

  private static ReadRecord json(ImportKind kind, String line) {
    RecordReader reader =
        new RecordReader(
            kind, ImportFormat.NDJSON, ImportOptions.of(kind, Map.of(), null), DEFAULTS);
    return reader.read(new RawRecord(7, line.getBytes(StandardCharsets.UTF_8), null, 0, 7));
  }

  private static Row.Sale sale(String row) {
    ReadRecord record = read(ImportKind.ORDERS, ORDERS, row);
    assertNull(record.rejection(), () -> record.rejection().toString());
    return (Row.Sale) record.row();
  }

  private static String refusedOrder(String row) {
    Rejection rejection = read(ImportKind.ORDERS, ORDERS, row).rejection();
    assertNotNull(rejection);
    assertEquals(7, rejection.line());
    assertEquals(row, rejection.raw());
    return rejection.column();
  }

  @Test
  void an_order_is_read_whatever_the_case_spaces_and_hyphens_of_its_columns() {
    Row.Sale sale = sale("o1, c1 ,2024-03-01T10:00:00+08:00,usd,12.50,Shipped");
    assertEquals("o1", sale.order().externalId());
    assertEquals(ProfileKey.user("c1"), sale.person().key());
    assertTrue(sale.person().paid());
    assertEquals(Instant.parse("2024-03-01T02:00:00Z"), sale.order().orderedAt());
    assertEquals("USD", sale.order().currency());
    assertEquals(1250, sale.order().totalMinor());
    assertEquals(OrderStatus.PAID, sale.order().status());
    assertNull(sale.refund());
  }

  @Test
  void times_without_an_offset_are_read_in_the_zone_and_a_date_is_its_midnight() {
    for (String time :
        List.of(
            "2024-03-01 10:00:00",
            "2024-03-01T10:00",
            "2024-03-01T10:00:00.000",
            "2024-03-01T02:00:00Z",
            "2024-03-01 02:00:00+00",
            "2024-03-01 02:00:00 UTC")) {
      assertEquals(
          Instant.parse("2024-03-01T02:00:00Z"),
          sale("o,c," + time + ",CNY,1,").order().orderedAt(),
          time);
    }
    assertEquals(
        Instant.parse("2024-02-29T16:00:00Z"), sale("o,c,2024-03-01,CNY,1,").order().orderedAt());
    assertEquals(
        Instant.parse("2024-03-01T02:00:00.123456Z"),
        sale("o,c,2024-03-01T02:00:00.123456789Z,CNY,1,").order().orderedAt());
  }

  @Test
  void the_status_says_whether_it_counts() {
    assertEquals(OrderStatus.PENDING, sale("o,c,2024-03-01,CNY,1,unpaid").order().status());
    assertEquals(false, sale("o,c,2024-03-01,CNY,1,unpaid").person().paid());
    assertEquals(OrderStatus.CANCELLED, sale("o,c,2024-03-01,CNY,1,Voided").order().status());
    Row.Sale refunded = sale("o,c,2024-03-01,CNY,1,refunded");
    assertEquals(OrderStatus.PAID, refunded.order().status());
    assertEquals("o", refunded.refund().orderExternalId());
    assertNull(refunded.refund().amountMinor());
  }

  @Test
  void an_order_at_total_0_is_a_gift_and_gets_in() {
    assertEquals(0, sale("o,c,2024-03-01,CNY,0.00,").order().totalMinor());
  }

  @Test
  void what_cannot_be_read_names_its_column() {
    assertEquals("order_id", refusedOrder(",c,2024-03-01,CNY,1,"));
    assertEquals("customer_ref", refusedOrder("o,undefined,2024-03-01,CNY,1,"));
    assertEquals("customer_ref", refusedOrder("o,[object Object],2024-03-01,CNY,1,"));
    assertEquals("customer_ref", refusedOrder("o,NaN,2024-03-01,CNY,1,"));
    assertEquals("customer_ref", refusedOrder("o,'null',2024-03-01,CNY,1,"));
    assertEquals("ordered_at", refusedOrder("o,c,01.03.2024,CNY,1,"));
    assertEquals("ordered_at", refusedOrder("o,c,2024-02-30,CNY,1,"));
    assertEquals("ordered_at", refusedOrder("o,c,1969-12-31,CNY,1,"));
    assertEquals("ordered_at", refusedOrder("o,c,2024-06-03,CNY,1,"));
    assertEquals("ordered_at", refusedOrder("o,c,,CNY,1,"));
    assertEquals("currency", refusedOrder("o,c,2024-03-01,ABC,1,"));
    assertEquals("total", refusedOrder("o,c,2024-03-01,CNY,1.234,"));
    assertEquals("total", refusedOrder("o,c,2024-03-01,CNY,-1,"));
    assertEquals("total", refusedOrder("o,c,2024-03-01,CNY,1.000.000,"));
    assertEquals("total", refusedOrder("o,c,2024-03-01,JPY,1.5,"));
    assertEquals("total", refusedOrder("o,c,2024-03-01,CNY,1e999999999,"));
    assertEquals("status", refusedOrder("o,c,2024-03-01,CNY,1,teleported"));
    assertEquals("order_id", refusedOrder("x".repeat(600) + ",c,2024-03-01,CNY,1,"));
  }

  @Test
  void a_row_that_is_no_text_is_refused() {
    RecordReader reader =
        new RecordReader(ImportKind.ORDERS, ImportFormat.CSV, ImportOptionsTest.NONE, DEFAULTS);
    reader.header(RecordSplitterTest.header(ORDERS));
    byte[] latin = "o,caf\u00e9,2024-03-01,CNY,1,".getBytes(StandardCharsets.ISO_8859_1);
    Rejection notUtf8 = reader.read(new RawRecord(2, latin, null, 0, 2)).rejection();
    assertTrue(notUtf8.reason().contains("UTF-8"));
    byte[] nul = "o,c\0,2024-03-01,CNY,1,".getBytes(StandardCharsets.UTF_8);
    Rejection withNul = reader.read(new RawRecord(2, nul, null, 0, 2)).rejection();
    assertTrue(withNul.reason().contains("NUL"));
    assertEquals(-1, withNul.raw().indexOf('\0'));
  }

  @Test
  void columns_can_be_renamed_and_fixed() {
    Row.SaleLine line =
        (Row.SaleLine)
            read(
                    ImportKind.ORDER_LINES,
                    "basket_id;product_id;quantity;sales_value;day;who",
                    "b1;p1;2.0;3.86;2017-01-28 19:06:53;h1",
                    "map=basket_id:order_id,product_id:sku,sales_value:amount,day:ordered_at,who:customer_ref",
                    "fixed=currency:USD,channel:till")
                .row();
    assertEquals("b1", line.line().orderExternalId());
    assertEquals("p1", line.line().line().key());
    assertEquals(386, line.line().line().amountMinor());
    assertEquals("USD", line.line().currency());
    assertEquals("till", line.line().channel());
    assertEquals(Instant.parse("2017-01-28T11:06:53Z"), line.line().orderedAt());
    assertEquals(ProfileKey.user("h1"), line.person().key());
  }

  @Test
  void a_header_that_does_not_do_fails_the_file_with_a_sentence() {
    assertTrue(failure("order_id,total").contains("customer_ref, ordered_at"));
    assertTrue(failure(ORDERS, "map=Kunde:customer_ref").contains("Kunde"));
    assertTrue(failure("order_id,Order Id,customer_ref,ordered_at,total").contains("Two columns"));
    assertTrue(failure("order_id\0,total").contains("NUL"));
  }

  private static String failure(String header, String... options) {
    return assertThrows(ImportFailure.class, () -> read(ImportKind.ORDERS, header, "x", options))
        .getMessage();
  }

  @Test
  void a_customer_keeps_further_columns_as_attributes() {
    Row.Person person =
        (Row.Person)
            read(
                    ImportKind.CUSTOMERS,
                    "customer_ref,first_name,phone,phone_verified,email,birth_date,wechat_openid,wechat_appid,Shoe Size",
                    "c1,Wei,13912345678,yes,not-an-email,1990-12-31,oAbC,wx1,42")
                .row();
    assertEquals(
        Map.of("first_name", "Wei", "birth_date", "1990-12-31", "Shoe Size", "42"),
        person.person().attributes());
    assertEquals(
        List.of(IdentifierKind.PHONE, IdentifierKind.EMAIL, IdentifierKind.WECHAT_OPENID),
        person.person().identifiers().stream().map(i -> i.kind()).toList());
    assertEquals(true, person.person().identifiers().get(0).verified());
    assertEquals("wx1", person.person().identifiers().get(2).scope());
    assertEquals(DEFAULTS.receivedAt(), person.person().occurredAt());
    assertEquals("1990", born("1990"));
    assertEquals("1990-05", born("1990-05"));
    assertEquals(
        "birth_date",
        read(ImportKind.CUSTOMERS, "customer_ref,birth_date", "c1,1790").rejection().column());
    assertEquals(
        "birth_date",
        read(ImportKind.CUSTOMERS, "customer_ref,birth_date", "c1,1990-13").rejection().column());
    assertEquals(
        "birth_date",
        read(ImportKind.CUSTOMERS, "customer_ref,birth_date", "c1,1990-02-30")
            .rejection()
            .column());
    assertEquals(
        "birth_date",
        read(ImportKind.CUSTOMERS, "customer_ref,birth_date", "c1,2030-01-01")
            .rejection()
            .column());
  }

  private static Object born(String text) {
    Row.Person person =
        (Row.Person) read(ImportKind.CUSTOMERS, "customer_ref,birth_date", "c1," + text).row();
    return person.person().attributes().get("birth_date");
  }

  @Test
  void a_card_is_its_programmes() {
    Row.Person person =
        (Row.Person)
            read(ImportKind.CUSTOMERS, "customer_ref,card_number,card_programme", "c1,8800-1,club")
                .row();
    assertEquals("club", person.person().identifiers().get(0).scope());
  }

  @Test
  void an_event_without_an_id_is_known_by_what_it_says() {
    String header = "name,occurred_at,customer_ref,page";
    Row.Deed one = (Row.Deed) read(ImportKind.EVENTS, header, "Viewed,2024-03-01,c1,/a").row();
    Row.Deed same = (Row.Deed) read(ImportKind.EVENTS, header, "Viewed,2024-03-01,c1,/a").row();
    Row.Deed other = (Row.Deed) read(ImportKind.EVENTS, header, "Viewed,2024-03-01,c1,/b").row();
    assertEquals(one.event().externalId(), same.event().externalId());
    assertNotEquals(one.event().externalId(), other.event().externalId());
    assertEquals(EventKind.INTERACTION, one.event().kind());
    assertEquals(Map.of("page", "/a"), one.event().properties());
  }

  @Test
  void an_event_of_nobody_is_refused() {
    String header = "name,occurred_at,customer_ref,anonymous_id";
    assertEquals(
        "customer_ref",
        read(ImportKind.EVENTS, header, "Viewed,2024-03-01,,").rejection().column());
    Row.Deed both = (Row.Deed) read(ImportKind.EVENTS, header, "Viewed,2024-03-01,c1,a1").row();
    assertEquals(List.of(ProfileKey.anonymous("a1")), both.person().links());
  }

  @Test
  void a_json_line_says_the_same_as_a_row() {
    Row.Sale sale =
        (Row.Sale)
            json(
                    ImportKind.ORDERS,
                    "{\"order_id\":17,\"customer_ref\":\"c\",\"ordered_at\":\"2024-03-01\",\"total\":12.50,\"status\":null}")
                .row();
    assertEquals("17", sale.order().externalId());
    assertEquals(1250, sale.order().totalMinor());
    Row.Person person =
        (Row.Person)
            json(
                    ImportKind.CUSTOMERS,
                    "{\"customer_ref\":\"c\",\"attributes\":{\"tags\":[\"a\",1,true]},\"vip\":true}")
                .row();
    assertEquals(Map.of("tags", List.of("a", 1L, true), "vip", true), person.person().attributes());
  }

  @Test
  void a_json_line_that_is_none_is_refused() {
    for (String line :
        List.of(
            "{",
            "[1]",
            "{} {}",
            "{\"order_id\":{}}",
            "{\"order_id\":\"a\\u0000\"}",
            "{\"a\":1,\"a\":2}",
            "{\"a\":" + "[".repeat(60) + "]".repeat(60) + "}")) {
      assertNotNull(json(ImportKind.ORDERS, line).rejection(), line);
    }
  }

  @Property(tries = 500)
  void nothing_a_row_says_gets_past_as_a_fault_of_ours(@ForAll String a, @ForAll String b) {
    String row =
        "\"" + a.replace("\"", "\"\"") + "\",c,2024-03-01,\"" + b.replace("\"", "\"\"") + "\",1,";
    ReadRecord record = read(ImportKind.ORDERS, ORDERS, row);
    assertTrue((record.row() == null) != (record.rejection() == null));
    json(ImportKind.ORDERS, a);
  }
}
