package io.tributary.insight;

import static io.tributary.TestDatabase.rows;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.path.json.JsonPath;
import io.smallrye.mutiny.Uni;
import io.tributary.Api;
import io.tributary.Given;
import io.tributary.Seed;
import io.tributary.TestDatabase;
import io.tributary.job.Change;
import io.tributary.job.ChangeQueue;
import io.tributary.job.Changes;
import io.tributary.job.FactKind;
import io.tributary.platform.Tx;
import io.vertx.mutiny.sqlclient.SqlConnection;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.inject.Inject;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The live update and the job give the same state, whatever happened and in whatever order. */
@QuarkusTest
@QuarkusTestResource(TestDatabase.class)
class PurchasesTest {
  private static final Duration LONG = Duration.ofMinutes(1);
  private static final Instant BEGINNING = Instant.parse("2024-01-01T00:00:00Z");
  private static final String SELL =
      """
      INSERT INTO customer_order (profile_id, ordered_at, order_id, source_id, external_id, status, currency,
                                  total_minor, changed_at, recorded_at, channel, store_id)
      SELECT profile_id, $2, $3, source_id, $3::uuid::text, $4, $5, $6, $2, $2, nullif($7, 'none'),
             (SELECT store_id FROM store WHERE code = $7)
      FROM profile WHERE profile_id = $1
      """;
  private static final String SELL_LINE =
      """
      INSERT INTO order_line (profile_id, ordered_at, order_id, line_id, line_key, sku, category, quantity, amount_minor)
      SELECT profile_id, ordered_at, order_id, gen_random_uuid(), '1', $2, $2, 1 + total_minor % 3, total_minor
      FROM customer_order WHERE order_id = $1
      """;
  private static final String REFUND =
      """
      UPDATE customer_order SET refunded_minor = least(total_minor, refunded_minor + $2)
      WHERE order_id = $1
      """;
  private static final String CANCEL =
      "UPDATE customer_order SET status = 'CANCELLED' WHERE order_id = $1";

  @Inject Tx tx;
  @Inject Changes changes;

  private final List<UUID> profiles = new ArrayList<>();
  private final List<UUID> customers = new ArrayList<>();
  private final List<UUID> orders = new ArrayList<>();

  @BeforeEach
  void clear() {
    TestDatabase.clear();
    execute("UPDATE insight_setting SET timezone = 'UTC', currency = 'CNY'");
  }

  @Test
  void what_followed_single_changes_equals_a_run_over_everybody() {
    Random random = new Random(Seed.next());
    for (int i = 0; i < 12; i++) {
      Given.Person person = Given.customer("Person " + i);
      customers.add(person.uuid());
      profiles.add(person.profileAt("web"));
      profiles.add(person.profileAt("till"));
    }
    for (int month = 0; month < 6; month++) {
      Given.month(BEGINNING.plus(Duration.ofDays(31L * month)));
    }
    execute(
        "INSERT INTO store (store_id, code, created_at) SELECT gen_random_uuid(), 's' || i, now() FROM generate_series(1, 2) i");
    for (int step = 0; step < 250; step++) {
      int what = random.nextInt(20);
      tx.write(connection -> happen(connection, random, what)).await().atMost(LONG);
      if (random.nextInt(12) == 0) {
        changes.drain().await().atMost(LONG);
      }
    }
    changes.drain().await().atMost(LONG);
    List<String> live = state();
    assertTrue(live.size() > 50);
    execute(
        "TRUNCATE customer_purchases, customer_purchase_day, customer_channel, customer_product, customer_store, customer_origin");
    runJob();
    assertEquals(live, state());
    assertEquals(byDefinition(), rows(TOTALS));
    assertFalse(rows(DAYS).isEmpty());
    assertEquals(daysByDefinition(), rows(DAYS));
  }

  /** One thing that a channel or a steward could do, and the note of whom it changed. */
  private Uni<Void> happen(SqlConnection connection, Random random, int what) {
    UUID profile = profiles.get(random.nextInt(profiles.size()));
    if (what < 13 || orders.isEmpty()) {
      UUID order = UUID.randomUUID();
      orders.add(order);
      Instant at =
          BEGINNING.plusSeconds(random.nextInt(150 * 86_400)).plusMillis(random.nextInt(1000));
      Tuple sale =
          Tuple.from(
              List.<Object>of(
                  profile,
                  at.atOffset(java.time.ZoneOffset.UTC),
                  order,
                  random.nextInt(8) == 0 ? "PENDING" : "PAID",
                  profiles.indexOf(profile) < 2 && random.nextInt(5) == 0 ? "USD" : "CNY",
                  (long) random.nextInt(5) * 1000,
                  List.of("none", "app", "s1", "s2").get(random.nextInt(4))));
      Tuple line = Tuple.of(order, "sku" + random.nextInt(3));
      return run(connection, SELL, sale)
          .chain(() -> run(connection, SELL_LINE, line))
          .chain(() -> noteOwner(connection, order));
    }
    UUID order = orders.get(random.nextInt(orders.size()));
    if (what < 18) {
      Tuple refund = Tuple.of(order, 500L + random.nextInt(4) * 1000L);
      return (what == 17
              ? run(connection, CANCEL, Tuple.of(order))
              : run(connection, REFUND, refund))
          .chain(() -> noteOwner(connection, order));
    }
    UUID survivor = customers.get(random.nextInt(customers.size()));
    UUID absorbed = customers.get(random.nextInt(customers.size()));
    return run(
            connection,
            "UPDATE profile SET customer_id = $1 WHERE customer_id = $2",
            Tuple.of(survivor, absorbed))
        .chain(() -> ChangeQueue.note(connection, List.of(survivor, absorbed)));
  }

  /** Notes whose a sale is and brings that customer up to date. */
  private void follow(Given.Sale sale) {
    tx.write(connection -> noteOwner(connection, sale.uuid()))
        .chain(changes::drain)
        .await()
        .atMost(LONG);
  }

  private static Uni<Void> noteOwner(SqlConnection connection, UUID order) {
    return connection
        .preparedQuery(
            "SELECT customer_id, ordered_at FROM profile JOIN customer_order USING (profile_id) WHERE order_id = $1")
        .execute(Tuple.of(order))
        .map(found -> found.iterator().next())
        .chain(
            row ->
                ChangeQueue.note(
                    connection,
                    List.of(row.getUUID(0)),
                    Change.of(FactKind.ORDER, row.getOffsetDateTime(1).toInstant())));
  }

  private static Uni<Void> run(SqlConnection connection, String sql, Tuple values) {
    return connection.preparedQuery(sql).execute(values).replaceWithVoid();
  }

  private static final String TOTALS =
      """
      SELECT customer_id, orders, purchase_days, first_purchase_at, last_purchase_at FROM customer_purchases
      ORDER BY customer_id
      """;

  private static List<String> byDefinition() {
    return rows(
        """
        SELECT customer_id, count(*)::integer, count(DISTINCT (ordered_at AT TIME ZONE 'UTC')::date)::integer,
               min(ordered_at), max(ordered_at)
        FROM customer_order JOIN profile USING (profile_id)
        WHERE status = 'PAID' AND NOT (refunded_minor > 0 AND refunded_minor = total_minor)
        GROUP BY customer_id ORDER BY customer_id
        """);
  }

  private static final String DAYS =
      "SELECT customer_id, days, day_orders, day_nets FROM customer_purchases WHERE days IS NOT NULL ORDER BY customer_id";

  /** The days of whoever paid in one currency. */
  private static List<String> daysByDefinition() {
    return rows(
        """
        SELECT customer_id, array_agg(day ORDER BY day), array_agg(orders ORDER BY day), array_agg(net_minor ORDER BY day)
        FROM customer_purchase_day GROUP BY customer_id HAVING count(DISTINCT currency) = 1 ORDER BY customer_id
        """);
  }

  private static List<String> state() {
    List<String> state =
        new ArrayList<>(
            rows(
                """
                SELECT to_jsonb(t) - 'computed_at' - 'summed_at' - 'days_at', summed_at = computed_at, days_at = computed_at
                FROM customer_purchases t
                ORDER BY customer_id
                """));
    state.addAll(
        rows(
            """
            SELECT customer_id, day, currency, first_at, orders, net_minor, moments
            FROM customer_purchase_day ORDER BY customer_id, day, currency
            """));
    state.addAll(rows("SELECT c::text FROM customer_channel c ORDER BY 1"));
    state.addAll(rows("SELECT c::text FROM customer_product c ORDER BY 1"));
    state.addAll(rows("SELECT c::text FROM customer_store c ORDER BY 1"));
    state.addAll(rows("SELECT c::text FROM customer_origin c ORDER BY 1"));
    return state;
  }

  @Test
  void totals_by_currency_are_added_to_and_say_what_came_after_the_first_day() {
    Given.Person wei = Given.customer("Zhang Wei");
    wei.boughtAt("till", "88.00", "2024-03-01T10:00:00Z");
    wei.boughtAt("till", "2.00", "2024-03-01T11:00:00Z");
    runJob();
    for (String day : List.of("2024-03-20", "2024-04-02")) {
      Given.Sale sale = wei.boughtAt("till", "5.00", day + "T10:00:00Z");
      Given.Sale dollars = wei.boughtAt("till", "7.00", day + "T12:00:00Z");
      execute(
          "UPDATE customer_order SET currency = 'USD' WHERE order_id = '" + dollars.uuid() + "'");
      follow(sale);
    }
    String sums =
        "SELECT currencies, currency_orders, currency_days, currency_nets, first_nets, first_day, last_day"
            + " FROM customer_purchases";
    List<String> expected =
        List.of("{CNY,USD}|{4,2}|{3,2}|{10000,1400}|{9000,NULL}|2024-03-01|2024-04-02");
    assertEquals(expected, rows(sums));
    runJob();
    assertEquals(expected, rows(sums));
  }

  @Test
  void totals_that_a_version_without_sums_has_written_are_not_added_to() {
    Given.Person wei = Given.customer("Zhang Wei");
    wei.boughtAt("till", "88.00", "2024-03-01T10:00:00Z");
    runJob();
    execute(
        "UPDATE customer_purchases SET currency_nets = '{1}', computed_at = computed_at + interval '1 second'");
    Given.Sale later = wei.boughtAt("till", "5.00", "2024-03-20T10:00:00Z");
    follow(later);
    assertEquals(
        List.of("2|9300|{9300}|{8800}"),
        rows("SELECT orders, net_minor, currency_nets, first_nets FROM customer_purchases"));
  }

  @Test
  void days_that_a_version_without_them_has_not_kept_are_read_again() {
    Given.Person wei = Given.customer("Zhang Wei");
    wei.boughtAt("till", "88.00", "2024-03-01T10:00:00Z");
    runJob();
    execute(
        "UPDATE customer_purchases SET days = '{}', days_at = computed_at - interval '1 second'");
    Given.Sale later = wei.boughtAt("till", "5.00", "2024-03-20T10:00:00Z");
    follow(later);
    assertEquals(
        List.of("{2024-03-01,2024-03-20}|{1,1}|{8800,500}"),
        rows("SELECT days, day_orders, day_nets FROM customer_purchases"));
  }

  @Test
  void of_a_later_order_only_its_own_days_are_read() {
    Given.Person wei = Given.customer("Zhang Wei");
    wei.boughtAt("till", "88.00", "2024-03-01T10:00:00Z");
    wei.boughtAt("till", "5.00", "2024-03-20T10:00:00Z");
    runJob();
    execute("UPDATE customer_order SET total_minor = total_minor + 100");
    Instant since = Instant.parse("2024-03-20T10:00:00Z");
    tx.write(
            connection ->
                ChangeQueue.note(connection, Map.of(wei.uuid(), Change.of(FactKind.ORDER, since))))
        .chain(changes::drain)
        .await()
        .atMost(LONG);
    assertEquals(
        List.of("8800", "600"), rows("SELECT net_minor FROM customer_purchase_day ORDER BY day"));
    assertEquals(List.of("9400"), rows("SELECT net_minor FROM customer_purchases"));
    assertEquals(List.of("{8800,600}"), rows("SELECT nets FROM customer_channel"));
    tx.write(
            connection ->
                ChangeQueue.note(connection, Map.of(wei.uuid(), Change.of(FactKind.ORDER, since)))
                    .chain(() -> ChangeQueue.note(connection, List.of(wei.uuid()))))
        .chain(changes::drain)
        .await()
        .atMost(LONG);
    assertEquals(List.of("9500"), rows("SELECT net_minor FROM customer_purchases"));
  }

  @Test
  void a_run_over_what_is_right_already_writes_nothing() {
    Given.Person wei = Given.customer("Zhang Wei");
    wei.boughtAt("till", "88.00", "2024-03-01T10:00:00Z");
    runJob();
    String versions =
        "SELECT xmin FROM customer_purchases UNION ALL SELECT xmin FROM customer_purchase_day";
    List<String> before = rows(versions);
    JsonPath run = runJob();
    assertEquals(before, rows(versions));
    assertEquals(1, run.getInt("runJob.done"));
    assertEquals(1, run.getInt("runJob.total"));
  }

  @Test
  void a_merged_away_customer_keeps_nothing() {
    Given.Person wei = Given.customer("Zhang Wei");
    Given.Person other = Given.customer("zhang wei");
    wei.boughtAt("till", "88.00", "2024-03-01T10:00:00Z");
    other.boughtAt("web", "12.00", "2024-03-02T10:00:00Z");
    runJob();
    execute("UPDATE profile SET customer_id = '%s'".formatted(wei.uuid()));
    tx.write(connection -> ChangeQueue.note(connection, List.of(wei.uuid(), other.uuid())))
        .chain(changes::drain)
        .await()
        .atMost(LONG);
    assertEquals(
        List.of(wei.uuid() + "|2|10000"),
        rows("SELECT customer_id, orders, net_minor FROM customer_purchases"));
    assertEquals(
        List.of(wei.uuid() + ""), rows("SELECT DISTINCT customer_id FROM customer_purchase_day"));
  }

  @Test
  void a_new_time_zone_recomputes_everybodys_days() {
    Given.Person wei = Given.customer("Zhang Wei");
    wei.boughtAt("till", "88.00", "2024-03-01T20:00:00Z");
    wei.boughtAt("till", "8.00", "2024-03-02T02:00:00Z");
    runJob();
    assertEquals(List.of("2"), rows("SELECT purchase_days FROM customer_purchases"));
    Api admin = Api.as("admin");
    String set =
        """
        mutation($zone: String, $currency: String) {
          setInsightSettings(input: {timezone: $zone, currency: $currency}) {
            settings { timezone currency } run { id job state } } }
        """;
    JsonPath payload = admin.data(set, "zone", "Asia/Shanghai");
    assertEquals("Asia/Shanghai", payload.getString("setInsightSettings.settings.timezone"));
    assertEquals("refresh-retention", payload.getString("setInsightSettings.run.job"));
    runJob();
    assertEquals(List.of("1"), rows("SELECT purchase_days FROM customer_purchases"));
    assertEquals(List.of("2024-03-02"), rows("SELECT day FROM customer_purchase_day"));

    JsonPath currency = admin.data(set, "currency", "EUR");
    assertNull(currency.get("setInsightSettings.run"));
    JsonPath settings = admin.data("{ insightSettings { timezone currency } }");
    assertEquals("Asia/Shanghai", settings.getString("insightSettings.timezone"));
    assertEquals("EUR", settings.getString("insightSettings.currency"));
    assertEquals("INVALID_INPUT", admin.error(set, "zone", "Shanghai"));
    assertEquals("INVALID_INPUT", admin.error(set, "currency", "XXX"));
    assertEquals("FORBIDDEN", Api.as("analyst").error(set, "currency", "CNY"));
    execute("UPDATE insight_setting SET timezone = 'UTC', currency = 'CNY'");
  }

  private static JsonPath runJob() {
    JsonPath run =
        Api.as("admin")
            .data(
                "mutation { runJob(input: {name: \"refresh-retention\"}) { state error done total } }");
    assertEquals("COMPLETED", run.getString("runJob.state"), run.getString("runJob.error"));
    return run;
  }

  private static void execute(String sql) {
    try (var connection = TestDatabase.connect();
        var statement = connection.createStatement()) {
      statement.execute(sql);
    } catch (java.sql.SQLException e) {
      throw new IllegalStateException(e);
    }
  }
}
