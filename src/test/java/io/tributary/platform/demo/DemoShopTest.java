package io.tributary.platform.demo;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.google.i18n.phonenumbers.NumberParseException;
import com.google.i18n.phonenumbers.PhoneNumberUtil;
import com.google.i18n.phonenumbers.PhoneNumberUtil.PhoneNumberFormat;
import com.google.i18n.phonenumbers.Phonenumber.PhoneNumber;
import de.siegmar.fastcsv.reader.CsvReader;
import de.siegmar.fastcsv.reader.NamedCsvRecord;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

class DemoShopTest {
  private static final Instant AS_OF = Instant.parse("2026-02-28T16:00:00Z");
  private static final Instant START = Instant.parse("2024-02-28T16:00:00Z");
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final DemoShop SHOP = new DemoShop(7, 1_000, AS_OF);

  @Property(tries = 10)
  void the_same_seed_size_and_day_give_the_same_bytes(@ForAll long seed) {
    assertEquals(
        everything(new DemoShop(seed, 20, AS_OF)), everything(new DemoShop(seed, 20, AS_OF)));
    assertNotEquals(
        everything(new DemoShop(seed, 20, AS_OF)), everything(new DemoShop(seed + 1, 20, AS_OF)));
  }

  @Test
  void a_larger_shop_has_the_smaller_shops_people() {
    assertEquals(SHOP.people(), new DemoShop(7, 1_500, AS_OF).people().subList(0, 1_000));
  }

  @Test
  void every_sale_at_a_till_is_in_a_known_store_to_a_known_card() {
    Set<String> stores = column(TillFiles.stores(), "code");
    Set<String> cards = column(SHOP.tills().customers(), "customer_ref");
    assertTrue(stores.containsAll(column(SHOP.tills().orders(), "store")));
    assertTrue(cards.containsAll(column(SHOP.tills().orders(), "customer_ref")));
    Set<String> products = column(TillFiles.products(), "sku");
    assertTrue(products.containsAll(column(SHOP.tills().orderLines(), "sku")));
  }

  @Test
  void an_order_costs_what_its_lines_cost_and_no_more_comes_back() {
    Map<String, BigDecimal> lines = sums(SHOP.tills().orderLines());
    Map<String, BigDecimal> returns = sums(SHOP.tills().returns());
    int orders = 0;
    for (NamedCsvRecord order : records(SHOP.tills().orders())) {
      BigDecimal total = new BigDecimal(order.getField("total"));
      assertEquals(total, lines.remove(order.getField("order_id")));
      assertEquals(2, total.scale());
      BigDecimal returned = returns.remove(order.getField("order_id"));
      assertTrue(returned == null || returned.signum() > 0 && returned.compareTo(total) <= 0);
      orders++;
    }
    assertTrue(orders > 500);
    assertTrue(lines.isEmpty() && returns.isEmpty(), "lines or returns of no order");
    assertEquals(orders, column(SHOP.tills().orders(), "order_id").size(), "order ids repeat");
  }

  @Test
  void all_of_it_happened_within_the_two_years() {
    Stream.of(
            records(SHOP.tills().orders()).stream().map(r -> r.getField("ordered_at")),
            records(SHOP.tills().returns()).stream().map(r -> r.getField("returned_at")),
            messages().stream().map(m -> m.path("timestamp").asText()))
        .flatMap(times -> times)
        .map(time -> OffsetDateTime.parse(time).toInstant())
        .forEach(at -> assertTrue(!at.isBefore(START) && at.isBefore(AS_OF), at::toString));
  }

  @Test
  void the_truth_covers_every_key_that_a_system_uses() {
    Truth truth = SHOP.truth();
    for (String card : column(SHOP.tills().customers(), "customer_ref")) {
      assertTrue(truth.person("Tills", card).isPresent());
    }
    Set<Integer> webAndWeChat = new HashSet<>();
    for (Channel channel : List.of(Channel.WEB, Channel.WECHAT)) {
      for (JsonNode message : messages(channel)) {
        for (String key : List.of("userId", "anonymousId")) {
          if (message.hasNonNull(key)) {
            webAndWeChat.add(
                truth.person(channel.sourceName(), message.get(key).asText()).orElseThrow());
          }
        }
      }
    }
    assertTrue(webAndWeChat.size() > 500);
    assertEquals(
        2,
        truth.wrongPairs(
            List.of(
                Map.entry("Web shop", SHOP.people().get(0).account().userId()),
                Map.entry("WeChat", SHOP.people().get(0).follower().openId()),
                Map.entry("Tills", someCardButNotOf(0)))));
  }

  @Test
  void no_two_people_share_an_identifier_and_phones_are_phones() throws NumberParseException {
    Map<String, Integer> owners = new HashMap<>();
    for (Person person : SHOP.people()) {
      Set<String> identifiers = new HashSet<>();
      for (Person.Card card : person.cards()) {
        identifiers.add(phone(card.phone()));
        identifiers.add(card.email());
        identifiers.add(card.number());
      }
      if (person.account() != null) {
        identifiers.add(phone(person.account().phone()));
        identifiers.add(person.account().email());
        identifiers.add(person.account().unionId());
      }
      if (person.follower() != null) {
        identifiers.add(phone(person.follower().phone()));
        identifiers.add(person.follower().unionId());
        identifiers.add(person.follower().cardNumber());
      }
      identifiers.remove(null);
      for (String identifier : identifiers) {
        assertEquals(null, owners.put(identifier, person.number()), identifier);
      }
    }
  }

  @Test
  void people_are_known_to_one_two_or_three_systems_and_most_share_something() {
    Map<Integer, Long> known =
        SHOP.people().stream()
            .collect(
                Collectors.groupingBy(
                    p ->
                        (p.account() == null ? 0 : 1)
                            + (p.cards().isEmpty() ? 0 : 1)
                            + (p.follower() == null ? 0 : 1),
                    Collectors.counting()));
    assertEquals(Set.of(1, 2, 3), known.keySet());
    assertTrue(known.values().stream().allMatch(count -> count > 100), known::toString);
    Person shown = SHOP.people().get(0);
    assertTrue(shown.account() != null && shown.cards().size() == 1 && shown.follower() != null);
    assertTrue(
        SHOP.shopping().sales(shown).stream().map(Sale::channel).distinct().count() == 2,
        "the shown customer buys on the web and at a till");
  }

  @Test
  void about_four_percent_of_sales_come_back_and_messages_keep_within_the_specs_limit() {
    List<Sale> sales =
        SHOP.people().stream().flatMap(p -> SHOP.shopping().sales(p).stream()).toList();
    double returned =
        sales.stream().filter(sale -> sale.refund() != null).count() / (double) sales.size();
    assertTrue(returned > .025 && returned < .055, () -> "returned " + returned);
    assertTrue(sales.size() > 2_000 && sales.size() < 10_000, () -> sales.size() + " sales");
    Stream.concat(SHOP.web().messages(), SHOP.weChat().messages())
        .forEach(m -> assertTrue(m.getBytes(StandardCharsets.UTF_8).length < 32_000));
    Set<String> ids =
        messages().stream().map(m -> m.path("messageId").asText()).collect(Collectors.toSet());
    assertEquals(messages().size(), ids.size(), "message ids repeat");
  }

  @Test
  void mishaps_befall_as_many_as_they_should_and_a_larger_shop_keeps_the_smaller_ones_people() {
    DemoShop hit = TruthMeasure.shop(7, 1_000, AS_OF);
    assertEquals(hit.people(), TruthMeasure.shop(7, 1_500, AS_OF).people().subList(0, 1_000));
    assertEquals(SHOP.people().get(0), hit.people().get(0), "the shown person is spared");
    Map<String, Set<Integer>> phones = new HashMap<>();
    Map<String, Set<Integer>> browsers = new HashMap<>();
    for (Person person : hit.people()) {
      person.cards().stream()
          .map(Person.Card::phone)
          .filter(java.util.Objects::nonNull)
          .forEach(p -> phones.computeIfAbsent(p, k -> new HashSet<>()).add(person.number()));
      person
          .browsers()
          .forEach(
              b ->
                  browsers
                      .computeIfAbsent(b.anonymousId(), k -> new HashSet<>())
                      .add(person.number()));
    }
    long sharedPhones = phones.values().stream().filter(people -> people.size() > 1).count();
    assertTrue(sharedPhones >= 5 && sharedPhones <= 60, () -> sharedPhones + " shared phones");
    assertTrue(
        browsers.values().stream().anyMatch(people -> people.size() > 10), "a kiosk is busy");
    long mistyped =
        hit.people().stream()
            .filter(p -> !p.cards().equals(SHOP.people().get(p.number()).cards()))
            .count();
    assertTrue(mistyped > 60 && mistyped < 200, () -> mistyped + " people's cards differ");
  }

  private static String someCardButNotOf(int number) {
    return SHOP.people().stream()
        .filter(person -> person.number() != number && !person.cards().isEmpty())
        .findFirst()
        .orElseThrow()
        .cards()
        .get(0)
        .customerRef();
  }

  private static String phone(String written) throws NumberParseException {
    if (written == null) {
      return null;
    }
    PhoneNumber phone = PhoneNumberUtil.getInstance().parse(written, "CN");
    assertTrue(PhoneNumberUtil.getInstance().isValidNumber(phone), written);
    return PhoneNumberUtil.getInstance().format(phone, PhoneNumberFormat.E164);
  }

  private static List<String> everything(DemoShop shop) {
    return Stream.of(
            shop.tills().customers(),
            shop.tills().orders(),
            shop.tills().orderLines(),
            shop.tills().returns(),
            shop.web().messages(),
            shop.weChat().messages())
        .flatMap(lines -> lines)
        .toList();
  }

  private static List<JsonNode> messages() {
    return Stream.of(Channel.WEB, Channel.WECHAT).flatMap(c -> messages(c).stream()).toList();
  }

  private static List<JsonNode> messages(Channel channel) {
    return (channel == Channel.WEB ? SHOP.web().messages() : SHOP.weChat().messages())
        .map(DemoShopTest::parsed)
        .toList();
  }

  private static JsonNode parsed(String json) {
    try {
      return JSON.readTree(json);
    } catch (IOException e) {
      throw new AssertionError(json, e);
    }
  }

  private static List<NamedCsvRecord> records(Stream<String> file) {
    return CsvReader.builder().ofNamedCsvRecord(file.collect(Collectors.joining("\n"))).stream()
        .toList();
  }

  private static Set<String> column(Stream<String> file, String name) {
    return records(file).stream().map(r -> r.getField(name)).collect(Collectors.toSet());
  }

  private static Map<String, BigDecimal> sums(Stream<String> file) {
    Map<String, BigDecimal> sums = new HashMap<>();
    records(file)
        .forEach(
            r ->
                sums.merge(
                    r.getField("order_id"), new BigDecimal(r.getField("amount")), BigDecimal::add));
    return sums;
  }
}
