package io.tributary.platform.demo;

import io.tributary.platform.demo.Sale.Line;
import io.tributary.platform.demo.Sale.Refund;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;

/**
 * What people buy, where and when. Purchases follow the model that customer-base analysis assumes
 * (Fader, Hardie &amp; Lee 2005): each buys at their own gamma-distributed pace and may leave for
 * good after any purchase; the calendar (paydays, 6·18, Double Eleven, New Year) bends the pace.
 */
final class Shopping {
  /** The demo shop's own clock. */
  static final ZoneId ZONE = ZoneId.of("Asia/Shanghai");

  private static final double RETURNED = .04;
  private static final long FREE_SHIPPING_FROM = 99_00;
  private static final long SHIPPING = 10_00;
  private static final List<String> REASONS =
      List.of("尺码不合适", "质量问题", "不喜欢", "发错货", "Changed my mind");
  private static final DateTimeFormatter DAY = DateTimeFormatter.ofPattern("yyMMdd", Locale.ROOT);

  private final long seed;
  private final Instant start;
  private final Instant asOf;

  Shopping(long seed, Instant asOf) {
    this.seed = seed;
    this.asOf = asOf;
    this.start = asOf.atZone(ZONE).minusYears(2).toInstant();
  }

  /** The first instant of the two years. */
  Instant start() {
    return start;
  }

  /** The end of the two years; nothing happens at it or later. */
  Instant asOf() {
    return asOf;
  }

  /** When the shop first met a person. */
  Instant joined(Person person) {
    return start.plusMillis((long) (person.joined() * Duration.between(start, asOf).toMillis()));
  }

  /** Everything a person bought, in order of time. */
  List<Sale> sales(Person person) {
    List<Sale> sales = new ArrayList<>();
    boolean buys = person.account() != null || !person.cards().isEmpty();
    Chance chance = Chance.of(seed, person.number(), 2);
    if (!buys || (person.number() > 0 && chance.happens(.08))) {
      return sales;
    }
    double webShare =
        person.account() == null
            ? 0
            : person.cards().isEmpty() ? 1 : person.number() == 0 ? .5 : .2 + .6 * chance.share();
    Instant at = joined(person);
    while (at.isBefore(asOf)) {
      Sale sale = sale(chance, person, webShare, at, sales.size() + 1);
      if (sale.at().isBefore(asOf)) {
        sales.add(sale);
      }
      if (chance.happens(person.lapses())) {
        break;
      }
      at = next(chance, person, at);
    }
    sales.sort(Comparator.comparing(Sale::at));
    return sales;
  }

  /** The next moment of need: a Poisson process, thinned by the calendar. */
  private Instant next(Chance chance, Person person, Instant after) {
    Instant at = after;
    do {
      double days = chance.exponential(365.25 / (person.ordersPerYear() * 2));
      at = at.plusMillis((long) (days * Duration.ofDays(1).toMillis()));
    } while (at.isBefore(asOf) && !chance.happens(mood(at.atZone(ZONE).toLocalDate())));
    return at;
  }

  /** How willing people are to buy on a day, 0 to 1; .5 on average. */
  static double mood(LocalDate day) {
    int monthAndDay = day.getMonthValue() * 100 + day.getDayOfMonth();
    if (monthAndDay >= 1108 && monthAndDay <= 1111 || monthAndDay >= 616 && monthAndDay <= 618) {
      return 1;
    }
    double month =
        switch (day.getMonthValue()) {
          case 1, 12 -> .6;
          case 6, 9 -> .52;
          case 11 -> .55;
          case 2, 7, 8 -> .4;
          default -> .46;
        };
    return day.getDayOfWeek().getValue() >= 6 ? month * 1.3 : month;
  }

  private Sale sale(Chance chance, Person person, double webShare, Instant about, int count) {
    boolean web = chance.happens(webShare);
    ZonedDateTime day = about.atZone(ZONE);
    Instant at = day.with(web ? webHour(chance) : openingHour(chance)).toInstant();
    if (at.isBefore(about.plusSeconds(1_800))) { // nobody buys before they came
      at = at.plus(Duration.ofDays(1));
    }
    Person.Card card = web ? null : card(person, at);
    City.Store store = web ? null : store(chance, person);
    List<Line> lines = lines(chance, day.getMonthValue());
    long goods = lines.stream().mapToLong(Line::amountMinor).sum();
    long shipping = web && goods < FREE_SHIPPING_FROM ? SHIPPING : 0;
    String orderId =
        String.format(
            Locale.ROOT,
            "%s-%s-%05d%02d",
            web ? "W" : store.code(),
            at.atZone(ZONE).format(DAY),
            person.number(),
            count);
    Refund refund =
        refund(chance, orderId, at, lines, goods + shipping, count == 3 && person.number() == 0);
    return new Sale(
        web ? Channel.WEB : Channel.TILL, orderId, at, store, card, lines, shipping, refund);
  }

  /** Shops are open from 10 to 22 o'clock, to the second. */
  private static LocalTime openingHour(Chance chance) {
    return LocalTime.of(10, 0).plusSeconds(chance.between(0, 43_199));
  }

  /** The web is open all day; most buy between 9 o'clock and midnight. */
  private static LocalTime webHour(Chance chance) {
    return chance.happens(.88)
        ? LocalTime.of(9, 0).plusSeconds(chance.between(0, 53_999))
        : LocalTime.ofSecondOfDay(chance.between(0, 32_399));
  }

  /** The card they carry: the second one from the middle of the two years on. */
  private Person.Card card(Person person, Instant at) {
    boolean late = Duration.between(start, at).compareTo(Duration.ofDays(365)) > 0;
    return person.cards().get(late ? person.cards().size() - 1 : 0);
  }

  private static City.Store store(Chance chance, Person person) {
    City city = chance.happens(.92) ? person.city() : chance.oneOf(City.ALL);
    int nearest = person.number() % city.stores().size();
    return chance.happens(.75) ? city.stores().get(nearest) : chance.oneOf(city.stores());
  }

  private static List<Line> lines(Chance chance, int month) {
    double[] weights = Product.ALL.stream().mapToDouble(p -> p.weightIn(month)).toArray();
    double discount = chance.happens(.25) ? chance.oneOf(List.of(.05, .1, .12, .2)) : 0;
    int count = 1 + chance.poisson(.9);
    List<Line> lines = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      Product product = Product.ALL.get(chance.weighted(weights));
      if (lines.stream().noneMatch(line -> line.product() == product)) {
        int quantity =
            product.priceMinor() < 150_00 && chance.happens(.25) ? chance.between(2, 3) : 1;
        lines.add(new Line(product, quantity, (long) (product.priceMinor() * quantity * discount)));
      }
    }
    return List.copyOf(lines);
  }

  private Refund refund(
      Chance chance, String orderId, Instant sold, List<Line> lines, long total, boolean certain) {
    boolean happens = chance.happens(RETURNED) || certain;
    ZonedDateTime day = sold.atZone(ZONE).plusDays(chance.between(1, 20));
    Instant at = day.with(openingHour(chance)).toInstant();
    Line line = chance.happens(.5) ? null : chance.oneOf(lines);
    String reason = chance.oneOf(REASONS);
    if (!happens || !at.isBefore(asOf)) {
      return null;
    }
    return new Refund("R-" + orderId, at, line, line == null ? total : line.amountMinor(), reason);
  }
}
