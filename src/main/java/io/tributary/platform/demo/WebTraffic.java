package io.tributary.platform.demo;

import static io.tributary.platform.demo.Message.object;
import static io.tributary.platform.demo.Message.yuan;

import io.tributary.platform.demo.Person.Account;
import io.tributary.platform.demo.Person.Browser;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

/**
 * What the web shop's tracking library sends: people look round before anyone knows who they are,
 * sign in when they first buy in a browser, and are known in it from then on.
 */
final class WebTraffic {
  private static final int PRODUCT_VIEWS = 2;

  private final long seed;
  private final List<Person> people;
  private final Shopping shopping;

  WebTraffic(long seed, List<Person> people, Shopping shopping) {
    this.seed = seed;
    this.people = people;
    this.shopping = shopping;
  }

  /** Every message, person by person; refunds come last, as from another system. */
  Stream<String> messages() {
    return people.stream()
        .filter(person -> !person.browsers().isEmpty())
        .flatMap(person -> new Visitor(person).messages().stream());
  }

  /** One visit to the shop; sale is null when nothing was bought. */
  private record Visit(Instant at, Browser browser, Sale sale) {}

  /** One person's traffic, in the making. */
  private final class Visitor {
    private final Person person;
    private final Chance chance;
    private final Set<Browser> signedIn = new HashSet<>();
    private final List<Message> sent = new ArrayList<>();

    Visitor(Person person) {
      this.person = person;
      this.chance = Chance.of(seed, person.number(), 3);
    }

    List<String> messages() {
      List<Sale> sales =
          shopping.sales(person).stream().filter(s -> s.channel() == Channel.WEB).toList();
      if (person.account() != null && sales.isEmpty()) {
        register(shopping.joined(person));
      }
      for (Visit visit : visits(sales)) {
        look(visit);
        if (visit.sale() != null) {
          buy(visit);
        }
      }
      sales.stream().filter(sale -> sale.refund() != null).forEach(this::refund);
      return sent.stream().map(Message::json).toList();
    }

    private List<Visit> visits(List<Sale> sales) {
      List<Visit> visits = new ArrayList<>();
      List<Browser> ownBrowsers = person.browsers().stream().filter(Browser::signsIn).toList();
      for (Sale sale : sales) {
        Duration lookedRound = Duration.ofSeconds(chance.between(240, 1_500));
        visits.add(new Visit(sale.at().minus(lookedRound), chance.oneOf(ownBrowsers), sale));
      }
      Instant from = shopping.joined(person);
      double span = Duration.between(from, shopping.asOf()).toSeconds() * .98;
      for (int i = chance.poisson(1.5); i > 0; i--) {
        Instant at = from.plusSeconds((long) (span * chance.share()));
        visits.add(new Visit(at, chance.oneOf(person.browsers()), null));
      }
      visits.sort(Comparator.comparing(Visit::at));
      return visits;
    }

    private void look(Visit visit) {
      Instant at = visit.at();
      add("page", at, visit.browser())
          .with("name", "Home")
          .with("properties", object("path", "/", "title", "江南里 · Rivulet"));
      int views = chance.between(1, PRODUCT_VIEWS);
      for (int i = 0; i < views; i++) {
        at = at.plusSeconds(chance.between(20, 90));
        Product product =
            visit.sale() == null
                ? chance.oneOf(Product.ALL)
                : visit.sale().lines().get(i % visit.sale().lines().size()).product();
        add("track", at, visit.browser())
            .with("event", "Product Viewed")
            .with("properties", product(product, null));
      }
    }

    private void register(Instant at) {
      Browser browser = person.browsers().get(0);
      identify(at, browser);
      add("track", at.plusSeconds(1), browser).with("event", "Signed Up");
    }

    private void buy(Visit visit) {
      Sale sale = visit.sale();
      if (!signedIn.contains(visit.browser())) {
        identify(sale.at().minusSeconds(30), visit.browser());
      }
      List<Map<String, Object>> products =
          sale.lines().stream().map(line -> product(line.product(), line.quantity())).toList();
      add("track", sale.at(), visit.browser())
          .with("event", "Order Completed")
          .with(
              "properties",
              object(
                  "order_id", sale.orderId(),
                  "total", yuan(sale.totalMinor()),
                  "shipping", yuan(sale.shippingMinor()),
                  "discount", yuan(sale.discountMinor()),
                  "currency", DemoShop.CURRENCY,
                  "products", products))
          .with("context", object("locale", "zh-CN", "traits", contact(person.account())));
      Instant reviewed = sale.at().plusSeconds(chance.between(5, 12) * 86_400L);
      if (chance.happens(.08) && reviewed.isBefore(shopping.asOf())) {
        Product product = sale.lines().get(0).product();
        add("track", reviewed, visit.browser())
            .with("event", "Product Reviewed")
            .with(
                "properties",
                object(
                    "product_id", product.sku(),
                    "review_id", "RV-" + sale.orderId(),
                    "rating", chance.between(3, 5),
                    "review_body", chance.oneOf(List.of("很好", "质量不错，会再买", "一般", "Great"))));
      }
    }

    private void refund(Sale sale) {
      Sale.Refund refund = sale.refund();
      add("track", refund.at(), null)
          .with("userId", person.account().userId())
          .with("event", "Order Refunded")
          .with(
              "properties",
              object(
                  "order_id", sale.orderId(),
                  "refund_id", refund.id(),
                  "total", yuan(refund.amountMinor()),
                  "currency", DemoShop.CURRENCY,
                  "reason", refund.reason(),
                  "products",
                      refund.line() == null
                          ? null
                          : List.of(product(refund.line().product(), refund.line().quantity()))));
    }

    private void identify(Instant at, Browser browser) {
      signedIn.add(browser);
      Account account = person.account();
      Map<String, Object> traits = contact(account);
      traits.put("name", account.name());
      traits.put("gender", person.gender());
      traits.put("address", object("city", person.city().name(), "country", "CN"));
      if (account.unionId() != null) {
        traits.put("wechat_unionid", account.unionId());
      }
      add("identify", at, browser).with("traits", traits);
    }

    private static Map<String, Object> contact(Account account) {
      return object("email", account.email(), "phone", account.phone());
    }

    private static Map<String, Object> product(Product product, Integer quantity) {
      return object(
          "product_id", product.sku(),
          "sku", product.sku(),
          "name", product.name(),
          "category", product.category(),
          "price", yuan(product.priceMinor()),
          "quantity", quantity);
    }

    /** A message from a browser, or from the shop's server when there is none. */
    private Message add(String type, Instant at, Browser browser) {
      String messageId = "web-" + person.number() + "-" + (sent.size() + 1);
      Message message = Message.of(type, messageId, at);
      if (browser != null) {
        message
            .with("anonymousId", browser.anonymousId())
            .with("userId", signedIn.contains(browser) ? person.account().userId() : null);
      }
      sent.add(message);
      return message;
    }
  }
}
