package io.tributary.platform.demo;

import io.tributary.platform.demo.Sale.Line;
import io.tributary.platform.demo.Sale.Refund;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** The files that the tills' back office exports: CSV, one element per line, header first. */
final class TillFiles {
  private final List<Person> people;
  private final Shopping shopping;

  TillFiles(List<Person> people, Shopping shopping) {
    this.people = people;
    this.shopping = shopping;
  }

  /** The shop's stores. */
  static Stream<String> stores() {
    return Stream.concat(
        Stream.of("code,name,city,region,country,timezone"),
        City.ALL.stream()
            .flatMap(
                city ->
                    city.stores().stream()
                        .map(
                            store ->
                                row(
                                    store.code(),
                                    store.name(),
                                    city.name(),
                                    city.region(),
                                    "CN",
                                    Shopping.ZONE.getId()))));
  }

  /** What the shop sells. */
  static Stream<String> products() {
    return Stream.concat(
        Stream.of("sku,name,category,brand"),
        Product.ALL.stream().map(p -> row(p.sku(), p.name(), p.category(), p.brand())));
  }

  /** The holders of customer cards. */
  Stream<String> customers() {
    return Stream.concat(
        Stream.of("customer_ref,name,phone,email,gender,birth_date,city,card_number,updated_at"),
        people.stream()
            .flatMap(
                person ->
                    person.cards().stream()
                        .map(
                            card ->
                                row(
                                    card.customerRef(),
                                    card.name(),
                                    card.phone(),
                                    card.email(),
                                    person.gender(),
                                    card.born() == null ? null : card.born().toString(),
                                    person.city().name(),
                                    card.number(),
                                    time(shopping.joined(person))))));
  }

  /** The sales at all tills. */
  Stream<String> orders() {
    return Stream.concat(
        Stream.of("order_id,customer_ref,ordered_at,currency,total,discount,store,channel"),
        sales()
            .map(
                sale ->
                    row(
                        sale.orderId(),
                        sale.card().customerRef(),
                        time(sale.at()),
                        DemoShop.CURRENCY,
                        yuan(sale.totalMinor()),
                        yuan(sale.discountMinor()),
                        sale.store().code(),
                        "till")));
  }

  /** The lines of these sales. */
  Stream<String> orderLines() {
    return Stream.concat(
        Stream.of("order_id,line_id,sku,name,category,quantity,amount,discount"),
        sales()
            .flatMap(
                sale ->
                    IntStream.range(0, sale.lines().size())
                        .mapToObj(i -> line(sale, i + 1, sale.lines().get(i)))));
  }

  /** What was brought back to a till. */
  Stream<String> returns() {
    return Stream.concat(
        Stream.of("return_id,order_id,returned_at,currency,amount,sku,quantity,reason"),
        sales()
            .filter(sale -> sale.refund() != null)
            .map(sale -> refund(sale.orderId(), sale.refund())));
  }

  private Stream<Sale> sales() {
    return people.stream()
        .flatMap(person -> shopping.sales(person).stream())
        .filter(sale -> sale.channel() == Channel.TILL);
  }

  private static String line(Sale sale, int number, Line line) {
    return row(
        sale.orderId(),
        Integer.toString(number),
        line.product().sku(),
        line.product().name(),
        line.product().category(),
        Integer.toString(line.quantity()),
        yuan(line.amountMinor()),
        yuan(line.discountMinor()));
  }

  private static String refund(String orderId, Refund refund) {
    Line line = refund.line();
    return row(
        refund.id(),
        orderId,
        time(refund.at()),
        DemoShop.CURRENCY,
        yuan(refund.amountMinor()),
        line == null ? null : line.product().sku(),
        line == null ? null : Integer.toString(line.quantity()),
        refund.reason());
  }

  private static String time(Instant at) {
    return DateTimeFormatter.ISO_OFFSET_DATE_TIME.format(at.atZone(Shopping.ZONE));
  }

  /** Fen as yuan with two decimals. */
  static String yuan(long minor) {
    return BigDecimal.valueOf(minor, 2).toPlainString();
  }

  private static String row(String... cells) {
    return String.join(",", Stream.of(cells).map(TillFiles::quoted).toList());
  }

  private static String quoted(String cell) {
    if (cell == null) {
      return "";
    }
    return cell.matches("[^,\"\r\n]*") ? cell : '"' + cell.replace("\"", "\"\"") + '"';
  }
}
