package io.tributary.intake.bulk;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.path.json.JsonPath;
import io.tributary.Api;
import io.tributary.Given;
import io.tributary.TestDatabase;
import io.tributary.insight.Purchases;
import io.tributary.job.Changes;
import io.tributary.platform.Tx;
import jakarta.inject.Inject;
import java.io.IOException;
import java.io.StringReader;
import java.math.BigDecimal;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.sql.Connection;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.time.temporal.TemporalAdjusters;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import java.util.function.Predicate;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.postgresql.PGConnection;

/**
 * A real shop's 69,659 orders of 23,570 customers: half of them, then the rest in random order with
 * repetitions, give the published figures, and those that are counted here from the file as it is.
 * The orders of all customers are put into the tables of facts, those of a tenth of the customers
 * come as files over HTTP, to be quick; {@code -Dcdnow.all=true} sends those of all.
 */
@QuarkusTest
@QuarkusTestResource(TestDatabase.class)
class CdnowTest {
  private static final Path FOLDER =
      Path.of(System.getProperty("tributary.shared", "../shared"), "data", "cdnow");
  private static final Path ORDERS = FOLDER.resolve("orders.csv");
  private static final int CUSTOMERS = 23_570;
  private static final int BATCH = 2_000;
  private static final String FIGURES =
      """
      {
        customers { totalCount }
        bounded: retention(input: {grain: MONTH, clock: CALENDAR, measure: BOUNDED, from: "1997-01-01", to: "1998-06-30",
          timezone: "UTC", asOf: "1998-07-01T00:00:00Z"}) { ...table }
        unbounded: retention(input: {grain: MONTH, clock: CALENDAR, measure: UNBOUNDED, from: "1997-01-01", to: "1998-06-30",
          timezone: "UTC", asOf: "1998-07-01T00:00:00Z"}) { ...table }
        weeks: retention(input: {grain: WEEK, clock: RELATIVE, measure: BOUNDED, from: "1996-12-30", to: "1998-06-30",
          timezone: "UTC", asOf: "1998-07-01T00:00:00Z"}) { ...table }
        repurchase(input: {days: [90, 180, 365], asOf: "1998-07-01T00:00:00Z", timezone: "UTC"}) {
          windows { days eligible repeated rate } }
      }
      fragment table on RetentionTable { cohorts { period size cells { k customers rate } } overall { k customers rate }
        money { cohorts { cells { net { minorUnits } } } } }
      """;

  /** Customers, each with a profile, and those of the orders that are not there yet. */
  private static final String LOAD =
      """
      SELECT add_month_partition('customer_order', month::date)
      FROM generate_series(date '1997-01-01', date '1998-06-01', interval '1 month') month;
      INSERT INTO customer (customer_id, created_at, updated_at)
      SELECT DISTINCT md5('customer ' || customer_ref)::uuid, now(), now() FROM cdnow ON CONFLICT DO NOTHING;
      INSERT INTO profile (profile_id, source_id, key_kind, key, customer_id, first_seen_at, last_seen_at, created_at)
      SELECT DISTINCT md5('profile ' || customer_ref)::uuid, '%1$s'::uuid, 'USER_ID', customer_ref,
             md5('customer ' || customer_ref)::uuid, now(), now(), now()
      FROM cdnow ON CONFLICT DO NOTHING;
      INSERT INTO customer_order (profile_id, ordered_at, order_id, source_id, external_id, status, currency,
                                  total_minor, changed_at, recorded_at)
      SELECT md5('profile ' || customer_ref)::uuid, ordered_at, md5(order_id)::uuid, '%1$s', order_id, 'PAID', currency,
             (total * 100)::bigint, ordered_at, now()
      FROM cdnow ON CONFLICT DO NOTHING;
      ANALYZE customer_order, profile, customer
      """;

  @Inject Changes changes;
  @Inject Purchases purchases;
  @Inject Tx tx;

  private final Api admin = Api.as("admin");

  @BeforeEach
  void clear() {
    assumeTrue(Files.exists(ORDERS), () -> "skipped: CDNOW is not at " + ORDERS.toAbsolutePath());
    TestDatabase.clear();
  }

  /** Orders in random order, the first half, and the rest with a twentieth repeated. */
  private record Arrival(String header, List<String> orders, List<String> half, List<String> rest) {
    static Arrival of(Predicate<String> customer) throws IOException {
      List<String> lines = Files.readAllLines(ORDERS);
      List<String> orders =
          new ArrayList<>(
              lines.stream().skip(1).filter(line -> customer.test(line.split(",")[1])).toList());
      Random random = new Random(4711);
      Collections.shuffle(orders, random);
      int half = orders.size() / 2;
      List<String> rest = new ArrayList<>(orders.subList(half, orders.size()));
      for (int i = 0; i < orders.size() / 20; i++) {
        rest.add(orders.get(random.nextInt(orders.size())));
      }
      Collections.shuffle(rest, random);
      return new Arrival(lines.get(0), orders, orders.subList(0, half), rest);
    }
  }

  @Test
  void the_record_shops_orders_give_the_published_figures_whatever_came_first() throws Exception {
    Arrival all = Arrival.of(customer -> true);
    String shop = Given.source("cdnow").uuid().toString();
    put(shop, all.header(), all.half());
    follow(all.half(), true);
    put(shop, all.header(), all.rest());
    follow(all.rest(), false);
    assertEquals(
        List.of("69659|250031563|80"),
        TestDatabase.rows(
            "SELECT count(*), sum(net_minor), count(*) FILTER (WHERE net_minor = 0) FROM counted_order"));
    JsonPath figures = admin.data(FIGURES);
    arePublished(figures);
    areThose(bought(all.orders()), figures);
  }

  private static void put(String shop, String header, List<String> orders) throws Exception {
    try (Connection connection = TestDatabase.connect();
        Statement statement = connection.createStatement()) {
      statement.execute(
          "CREATE TEMP TABLE cdnow (order_id text, customer_ref text, ordered_at timestamptz, currency text,"
              + " total numeric, quantity integer)");
      connection
          .unwrap(PGConnection.class)
          .getCopyAPI()
          .copyIn(
              "COPY cdnow FROM STDIN WITH (FORMAT csv)",
              new StringReader(String.join("\n", orders)));
      statement.execute(LOAD.formatted(shop));
    }
  }

  /**
   * What the change queue does of the purchases of those whose orders came.
   *
   * @param isNew whether nothing is stored of them, so that all is read and not only what changed
   */
  private void follow(List<String> orders, boolean isNew) throws GeneralSecurityException {
    Map<UUID, Instant> since = new HashMap<>();
    for (Map.Entry<String, TreeMap<Instant, Long>> came : bought(orders).entrySet()) {
      byte[] hash =
          MessageDigest.getInstance("MD5")
              .digest(("customer " + came.getKey()).getBytes(StandardCharsets.UTF_8));
      ByteBuffer id = ByteBuffer.wrap(hash);
      since.put(new UUID(id.getLong(), id.getLong()), isNew ? null : came.getValue().firstKey());
    }
    List<UUID> customers = since.keySet().stream().sorted().toList();
    for (int i = 0; i < customers.size(); i += BATCH) {
      Map<UUID, Instant> some = new HashMap<>();
      customers
          .subList(i, Math.min(customers.size(), i + BATCH))
          .forEach(customer -> some.put(customer, since.get(customer)));
      tx.write(connection -> purchases.follow(connection, some, Instant.now()))
          .await()
          .atMost(Duration.ofMinutes(1));
    }
  }

  @Test
  void files_of_them_in_any_order_with_repetitions_give_the_figures_of_the_file_in_order()
      throws IOException {
    Set<String> sample = Set.copyOf(Files.readAllLines(FOLDER.resolve("sample_customers.txt")));
    Arrival some =
        Arrival.of(customer -> Boolean.getBoolean("cdnow.all") || sample.contains(customer));
    String shop = Sent.newSource("web").name();
    send(shop, some.header(), some.half(), some.half().size(), 0);
    derive();
    int repeated = some.orders().size() / 20;
    send(shop, some.header(), some.rest(), some.rest().size() - repeated, repeated);
    derive();
    areThose(bought(some.orders()), admin.data(FIGURES));
  }

  private static void send(
      String shop, String header, List<String> orders, int accepted, int duplicates) {
    assertEquals(
        "COMPLETED accepted %d duplicates %d rejected 0".formatted(accepted, duplicates),
        Sent.csv(shop, "orders", header + "\n" + String.join("\n", orders) + "\n")
            .finished()
            .counts());
  }

  /** Works off the change queue. */
  private void derive() {
    // as the database does by itself within a minute
    TestDatabase.run("ANALYZE");
    changes.drain().await().atMost(Duration.ofMinutes(3));
  }

  /** What each customer paid when, in cents. */
  private static Map<String, TreeMap<Instant, Long>> bought(List<String> orders) {
    Map<String, TreeMap<Instant, Long>> bought = new HashMap<>();
    for (String order : orders) {
      String[] column = order.split(",");
      bought
          .computeIfAbsent(column[1], customer -> new TreeMap<>())
          .merge(
              OffsetDateTime.parse(column[2]).toInstant(),
              new BigDecimal(column[4]).movePointRight(2).longValueExact(),
              Long::sum);
    }
    return bought;
  }

  /** A cohort's customers and cents by period. */
  private record Cohort(int[] customers, long[] cents) {}

  private interface Period {
    int of(Instant first, Instant at);
  }

  private static Map<String, Cohort> counted(
      Map<String, TreeMap<Instant, Long>> bought, boolean weekly, boolean orLater, Period period) {
    Map<String, Cohort> cohorts = new TreeMap<>();
    for (TreeMap<Instant, Long> purchases : bought.values()) {
      LocalDate day = purchases.firstKey().atOffset(ZoneOffset.UTC).toLocalDate();
      LocalDate begin =
          weekly
              ? day.with(TemporalAdjusters.previousOrSame(java.time.DayOfWeek.MONDAY))
              : day.withDayOfMonth(1);
      Cohort cohort =
          cohorts.computeIfAbsent(begin.toString(), b -> new Cohort(new int[80], new long[80]));
      TreeMap<Integer, Long> byPeriod = new TreeMap<>();
      purchases.forEach(
          (at, cents) -> byPeriod.merge(period.of(purchases.firstKey(), at), cents, Long::sum));
      for (int k = 0; k <= byPeriod.lastKey(); k++) {
        if (orLater) {
          cohort.customers[k]++;
          cohort.cents[k] += byPeriod.tailMap(k).values().stream().mapToLong(c -> c).sum();
        } else if (byPeriod.containsKey(k)) {
          cohort.customers[k]++;
          cohort.cents[k] += byPeriod.get(k);
        }
      }
    }
    return cohorts;
  }

  private static void areThose(Map<String, TreeMap<Instant, Long>> bought, JsonPath figures) {
    Period month =
        (first, at) ->
            (int)
                ChronoUnit.MONTHS.between(
                    first.atOffset(ZoneOffset.UTC).toLocalDate().withDayOfMonth(1),
                    at.atOffset(ZoneOffset.UTC).toLocalDate().withDayOfMonth(1));
    Period week = (first, at) -> (int) (Duration.between(first, at).toDays() / 7);
    compare(counted(bought, false, false, month), figures, "bounded");
    compare(counted(bought, false, true, month), figures, "unbounded");
    compare(counted(bought, true, false, week), figures, "weeks");
  }

  private static void compare(Map<String, Cohort> cohorts, JsonPath figures, String table) {
    assertEquals(List.copyOf(cohorts.keySet()), figures.getList(table + ".cohorts.period"));
    int cells = 0;
    int place = 0;
    for (Map.Entry<String, Cohort> cohort : cohorts.entrySet()) {
      String path = table + ".cohorts[" + place + "].cells.customers";
      List<Integer> customers = figures.getList(path);
      List<String> cents =
          figures.getList(table + ".money.cohorts[" + place + "].cells.net.minorUnits");
      for (int k = 0; k < customers.size(); k++) {
        if (Objects.nonNull(customers.get(k))) {
          assertEquals(cohort.getValue().customers[k], customers.get(k), path + " " + k);
          assertEquals(
              Long.toString(cohort.getValue().cents[k]), cents.get(k), path + " cents " + k);
          cells++;
        }
      }
      place++;
    }
    assertTrue(cells >= 3 * 16, () -> table + " is empty");
  }

  private static void arePublished(JsonPath figures) {
    assertEquals(CUSTOMERS, figures.getInt("customers.totalCount"));
    for (String table : List.of("bounded", "unbounded")) {
      assertEquals(
          List.of("1997-01-01", "1997-02-01", "1997-03-01"),
          figures.getList(table + ".cohorts.period"));
      assertEquals(List.of(7846, 8476, 7248), figures.getList(table + ".cohorts.size"));
      assertEquals(CUSTOMERS, figures.getInt(table + ".overall[0].customers"));
      assertEquals(18, figures.getList(table + ".overall").size());
    }
    assertEquals(
        List.of(
            7846, 1157, 964, 810, 679, 736, 720, 582, 559, 594, 673, 634, 528, 511, 664, 472, 497,
            498),
        figures.getList("bounded.cohorts[0].cells.customers"));
    List<Integer> orLater = figures.getList("unbounded.cohorts[0].cells.customers");
    assertEquals(List.of(7846, 3654, 3357, 3140, 2958), orLater.subList(0, 5));
    assertEquals(498, orLater.get(17));

    assertEquals(
        List.of(CUSTOMERS, CUSTOMERS, CUSTOMERS), figures.getList("repurchase.windows.eligible"));
    List<Integer> repeated = figures.getList("repurchase.windows.repeated");
    assertEquals(List.of(6887, 8827, 10_810), repeated);
    assertEquals(
        List.of("0.292193", "0.374501", "0.458634"),
        repeated.stream().map(n -> "%.6f".formatted(n / (double) CUSTOMERS)).toList());
    // the parser reads a number as float
    List<Float> rates = figures.getList("repurchase.windows.rate");
    assertEquals(repeated.stream().map(n -> (float) (n / (double) CUSTOMERS)).toList(), rates);
  }
}
