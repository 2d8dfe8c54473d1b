package io.tributary.platform.demo;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.RestAssured;
import io.restassured.path.json.JsonPath;
import io.tributary.Api;
import io.tributary.Seed;
import io.tributary.TestDatabase;
import io.tributary.job.Changes;
import io.tributary.platform.Roles;
import io.tributary.platform.TypeId;
import jakarta.inject.Inject;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * All that the systems of a small shop send, in one go and then in random orders: piece by piece,
 * some of it twice, what tills without a network spent and coupons on orders at any time. Rules
 * look at the tier, the first order, what the day and the member have had; some orders are paid
 * with points. The shop that comes of it is the same every time.
 */
@QuarkusTest
@QuarkusTestResource(TestDatabase.class)
class ShopInAnyOrderTest {
  private static final int PEOPLE = 9;
  private static final int ORDERS = 3;
  private static final int DELIVERIES = 3;

  /** Everything that was decided about people and their points, whatever the ids are. */
  private static final String STATE =
      """
      WITH RECURSIVE up (id, top, next) AS (
        SELECT customer_id, customer_id, merged_into FROM customer
        UNION ALL SELECT u.id, c.customer_id, c.merged_into FROM up u JOIN customer c ON c.customer_id = u.next),
      who AS (
        SELECT p.customer_id, string_agg(s.name || ':' || p.key, ' ' ORDER BY s.name, p.key) AS name
        FROM profile p JOIN source s USING (source_id) WHERE p.customer_id IS NOT NULL GROUP BY p.customer_id),
      account AS (
        SELECT w.name, a.* FROM points_account a JOIN up u ON u.id = a.customer_id AND u.next IS NULL
        JOIN who w ON w.customer_id = u.top)
      SELECT 'customer', name, NULL, NULL FROM who
      UNION ALL
      SELECT 'tier', name, t.changed_at::text, t.to_tier || ' ' || t.reason FROM tier_change t JOIN who USING (customer_id)
      UNION ALL
      SELECT 'member', name, m.tier, m.qualifying || ' until ' || coalesce(m.valid_until::text, 'ever')
      FROM membership m JOIN who USING (customer_id)
      UNION ALL
      SELECT 'order', name, o.external_id, concat_ws(' ', o.status, o.total_minor, o.refunded_minor, e.points, e.applied)
      FROM customer_order o JOIN profile p USING (profile_id) JOIN who USING (customer_id)
      LEFT JOIN points_earned e USING (order_id)
      UNION ALL
      SELECT 'bonus', w.name, b.occurred_at::text, concat_ws(' ', d.name, b.points, b.applied)
      FROM points_bonus b JOIN event_bonus d USING (bonus_id) JOIN points_account a USING (account_id)
      JOIN up u ON u.id = a.customer_id AND u.next IS NULL JOIN who w ON w.customer_id = u.top
      UNION ALL
      SELECT 'paid', w.external_id, w.amount_minor::text, concat_ws(' ', w.points, points_back(w.payment_id), w.returned)
      FROM points_payment w
      UNION ALL
      SELECT 'coupons', NULL, NULL, count(*)::text FROM coupon_redemption
      UNION ALL
      SELECT 'ends', name, coalesce(l.expires_at::text, 'never'), sum(l.remaining)::text
      FROM account JOIN points_lot l USING (account_id) GROUP BY 2, 3 HAVING sum(l.remaining) > 0
      UNION ALL
      SELECT 'balance', name, NULL, concat_ws(' ', sum(available), sum(pending), sum(reserved), sum(debt)) FROM account GROUP BY 2
      UNION ALL
      SELECT 'statement', name, NULL, sum(e.amount)::text FROM account JOIN points_entry e USING (account_id) GROUP BY 2
      ORDER BY 1, 2, 3, 4
      """;

  @Inject Changes changes;
  private final Api admin = Api.as(Roles.ADMIN);
  private final Map<Channel, String> keys = new EnumMap<>(Channel.class);
  private final Map<Channel, String> sources = new EnumMap<>(Channel.class);
  private final Instant spentAt = Instant.now().plusSeconds(60);
  private FrontDoors doors;

  /**
   * Something that arrives on its own.
   *
   * @param channel from where
   * @param kind of file; null for a tracking message
   * @param text a line of the file or the message
   */
  private record Piece(Channel channel, String kind, String text) {}

  @Test
  void a_shop_is_the_same_in_whatever_order_and_however_often_its_facts_arrive() throws Exception {
    long seed = Seed.next();
    DemoShop shop = new DemoShop(seed, PEOPLE, Instant.parse("2026-02-28T16:00:00Z"));
    doors =
        new FrontDoors(
            URI.create("http://localhost:" + RestAssured.port), TestDatabase.token(Roles.ADMIN));
    List<Piece> pieces = pieces(shop);
    List<String> commands = open(shop);
    deliver(shop, pieces);
    commands.forEach(admin::data);
    List<String> inOrder = state();
    for (String something :
        List.of(
            "order|",
            "welcome",
            "silver",
            "CAP_PER_DAY",
            "CAP_PER_MEMBER thanks",
            "bonus|",
            "paid|",
            "WINDOW",
            "coupons|null|null|3")) {
      assertTrue(
          inOrder.stream().anyMatch(row -> row.contains(something)), something + " in " + inOrder);
    }
    for (int order = 0; order < ORDERS; order++) {
      Random random = new Random(seed + order);
      List<String> late = open(shop);
      List<Piece> shuffled = twice(pieces, random);
      List<String> uploads = twice(late, random);
      for (int i = 0; i < DELIVERIES; i++) {
        deliver(shop, part(shuffled, i));
        part(uploads, i).forEach(admin::data);
      }
      List<String> now = state();
      assertEquals(
          without(inOrder, now), without(now, inOrder), "seed " + seed + ", order " + order);
    }
  }

  private static String without(List<String> rows, List<String> others) {
    return rows.stream().filter(row -> !others.contains(row)).collect(Collectors.joining("\n"));
  }

  /** Some of a list twice, and all of it in another order. */
  private static <T> List<T> twice(List<T> all, Random random) {
    List<T> more = new ArrayList<>(all);
    for (int i = 0; i < all.size() / 8 + 1; i++) {
      more.add(all.get(random.nextInt(all.size())));
    }
    Collections.shuffle(more, random);
    return more;
  }

  private static <T> List<T> part(List<T> all, int i) {
    return all.subList(all.size() * i / DELIVERIES, all.size() * (i + 1) / DELIVERIES);
  }

  private static List<Piece> pieces(DemoShop shop) {
    List<Piece> pieces = new ArrayList<>();
    shop.web().messages().forEach(text -> pieces.add(new Piece(Channel.WEB, null, text)));
    shop.weChat().messages().forEach(text -> pieces.add(new Piece(Channel.WECHAT, null, text)));
    files(shop)
        .forEach(
            (kind, lines) ->
                lines.stream()
                    .skip(1)
                    .forEach(line -> pieces.add(new Piece(Channel.TILL, kind, line))));
    return pieces;
  }

  private static Map<String, List<String>> files(DemoShop shop) {
    TillFiles tills = shop.tills();
    Map<String, List<String>> files = new LinkedHashMap<>();
    files.put("customers", tills.customers().toList());
    files.put("orders", tills.orders().toList());
    files.put("order-lines", tills.orderLines().toList());
    files.put("returns", tills.returns().toList());
    return files;
  }

  /**
   * An empty shop with a club, in which holders of cards have points, have paid for an order with
   * some, and tills may spend some without a network; what the tills upload, and which coupons are
   * used, later.
   */
  private List<String> open(DemoShop shop) throws IOException, InterruptedException {
    TestDatabase.clear();
    for (Channel channel : Channel.values()) {
      JsonPath source =
          admin.data(
              """
              mutation($n: String!, $k: SourceKind!) { createSource(input: {name: $n, kind: $k, trustRank: 50, region: "CN",
                currency: "CNY", timezone: "Asia/Shanghai"}) { writeKey source { id } } }
              """,
              "n",
              channel.sourceName(),
              "k",
              channel.kind());
      keys.put(channel, source.getString("createSource.writeKey"));
      sources.put(channel, source.getString("createSource.source.id"));
    }
    String programme =
        admin
            .data(
                """
                mutation { createProgramme(input: {name: "Club", currency: "CNY", timezone: "Asia/Shanghai"}) { programme { id } } }
                """)
            .getString("createProgramme.programme.id");
    admin.data(
        """
        mutation($p: ID!) {
          publishTierPolicy(input: {programme: $p, tiers: [{name: "Basic", minimumSpend: "0"}, {name: "Silver", minimumSpend: "300"},
            {name: "Gold", minimumSpend: "1500"}]}) { enrolled }
          publishEarningPolicy(input: {programme: $p, pointsPerUnit: "1.5", effectiveFrom: "2020-01-01T00:00:00Z", capPerDay: 900,
            rules: [{name: "in stores", multiplier: "2", channels: ["till"]}, {name: "silver", multiplier: "1.2", tiers: ["Silver"]},
              {name: "gold", multiplier: "1.5", tiers: ["Gold"]}, {name: "welcome", bonus: 100, firstOrder: true},
              {name: "thanks", bonus: 20, capPerMember: 50}]}) { policy { id } }
          a: setEventBonus(input: {programme: $p, name: "view", occasion: EVENT, eventNames: ["Product Viewed"], points: 3,
            per: MONTH, times: 1, capPerMember: 14, since: "2020-01-01T00:00:00Z"}) { bonus { id } }
          b: setEventBonus(input: {programme: $p, name: "review", occasion: REVIEW, points: 20, per: MONTH,
            since: "2020-01-01T00:00:00Z"}) { bonus { id } }
          c: setEventBonus(input: {programme: $p, name: "follow", occasion: FOLLOW, points: 30, since: "2020-01-01T00:00:00Z"}) {
            bonus { id } }
          setPointsPayment(input: {programme: $p, points: 10, worth: "1.00"}) { rule { points } }
        }
        """,
        "p",
        programme);
    shareCoupon(programme);
    List<String> customers = files(shop).get("customers");
    doors.upload(keys.get(Channel.TILL), "customers", customers.stream().limit(4));
    settle();
    List<String> spends = new ArrayList<>();
    Map<String, String> orders = someOrders(shop);
    for (String row :
        TestDatabase.rows(
            "SELECT customer_id, key FROM profile WHERE customer_id IS NOT NULL ORDER BY key")) {
      String[] cells = row.split("\\|");
      String customer = TypeId.CUSTOMER.encode(UUID.fromString(cells[0]));
      spends.addAll(allowances(customer));
      spends.add(coupon(customer));
      if (orders.containsKey(cells[1])) {
        pay(customer, orders.get(cells[1]));
      }
    }
    return spends;
  }

  /** An order that tills know of each holder of a card: one that came back, if any did. */
  private static Map<String, String> someOrders(DemoShop shop) {
    List<String> returned =
        files(shop).get("returns").stream().map(line -> line.split(",")[1]).toList();
    Map<String, String> orders = new LinkedHashMap<>();
    files(shop).get("orders").stream()
        .skip(1)
        .map(line -> line.split(","))
        .forEach(
            cells ->
                orders.merge(
                    cells[1], cells[0], (old, other) -> returned.contains(other) ? other : old));
    return orders;
  }

  private void shareCoupon(String programme) {
    String coupon =
        admin
            .data(
                """
                mutation($p: ID!) { createCoupon(input: {programme: $p, name: "Spring", kind: AMOUNT, amount: "5.00",
                  limitPerMember: 1}) { coupon { id } } }
                """,
                "p",
                programme)
            .getString("createCoupon.coupon.id");
    admin.data(
        "mutation($c: ID!) { shareCouponCode(input: {coupon: $c, code: \"SPRING-5\"}) { code { code } } }",
        "c",
        coupon);
  }

  private static String coupon(String customer) {
    return """
    mutation { redeemCoupons(input: {codes: ["SPRING-5"], customer: "%s", goods: "50.00", order: "o", idempotencyKey: "spring"}) {
      redemption { id } } }
    """
        .formatted(customer);
  }

  /** The order itself comes later. */
  private void pay(String customer, String order) {
    admin.data(
        """
        mutation($c: ID!, $s: ID!, $o: String!) { payWithPoints(input: {customer: $c, source: $s, order: $o, points: 60,
          idempotencyKey: $o}) { points { available } } }
        """,
        "c",
        customer,
        "s",
        sources.get(Channel.TILL),
        "o",
        order);
  }

  private List<String> allowances(String customer) {
    admin.data(
        """
        mutation($c: ID!) { earnPoints(input: {customer: $c, points: 500, idempotencyKey: "welcome"}) { entry { id } } }
        """,
        "c",
        customer);
    List<String> uploads = new ArrayList<>();
    for (int i = 1; i <= 2; i++) {
      String signed =
          admin
              .data(
                  """
                  mutation($c: ID!, $d: String!) { grantTillAllowance(input: {customer: $c, points: 100, device: $d, sequence: 1}) {
                    allowance { signed } } }
                  """,
                  "c",
                  customer,
                  "d",
                  customer + i)
              .getString("grantTillAllowance.allowance.signed");
      uploads.add(
          "mutation { uploadTillSpend(input: {allowance: \"%s\", points: 70, spentAt: \"%s\"}) { points { available } } }"
              .formatted(signed, spentAt));
    }
    return uploads;
  }

  private void deliver(DemoShop shop, List<Piece> pieces) throws IOException, InterruptedException {
    Map<String, List<String>> files = files(shop);
    for (Map.Entry<String, List<String>> file : files.entrySet()) {
      List<String> lines =
          pieces.stream()
              .filter(piece -> file.getKey().equals(piece.kind()))
              .map(Piece::text)
              .toList();
      if (!lines.isEmpty()) {
        doors.upload(
            keys.get(Channel.TILL),
            file.getKey(),
            Stream.concat(Stream.of(file.getValue().get(0)), lines.stream()));
      }
    }
    for (Channel channel : List.of(Channel.WEB, Channel.WECHAT)) {
      Batches batches =
          new Batches(
              pieces.stream()
                  .filter(piece -> piece.channel() == channel)
                  .map(Piece::text)
                  .iterator(),
              100);
      while (batches.hasNext()) {
        doors.track(keys.get(channel), batches.next());
      }
    }
    settle();
  }

  /** Waits for the imports and works the queue of changes off. */
  private void settle() {
    await()
        .atMost(Duration.ofMinutes(1))
        .pollInterval(Duration.ofMillis(20))
        .until(
            () ->
                TestDatabase.rows("SELECT 1 FROM import_job WHERE finished_at IS NULL LIMIT 1")
                    .isEmpty());
    changes.drain().await().indefinitely();
  }

  private List<String> state() {
    assertEquals(
        List.of("0"),
        TestDatabase.rows("SELECT count(*) FROM rejected_message"),
        "nothing refused");
    return TestDatabase.rows(STATE);
  }
}
