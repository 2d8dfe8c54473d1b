package io.tributary.insight.value;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.path.json.JsonPath;
import io.tributary.Api;
import io.tributary.Given;
import io.tributary.TestDatabase;
import io.tributary.job.ChangeQueue;
import io.tributary.job.Changes;
import io.tributary.platform.Tx;
import jakarta.inject.Inject;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@QuarkusTest
@QuarkusTestResource(TestDatabase.class)
class LifetimeValueApiTest {
  private static final String VALUE =
      """
      query($id: ID!, $asOf: DateTime) { customer(id: $id) { metrics { lifetimeValue(asOf: $asOf) {
        value { minorUnits currency } reason alive expectedPurchases repeatPurchases months asOf computedAt } } } }
      """;

  /** The published parameters, as if they had been fitted at the beginning of 2024. */
  private static final String FITTED =
      """
      INSERT INTO value_fit (fit_id, model, as_of, fitted_at, timezone, currency, customers, sample, repeaters, used,
                             log_likelihood, parameters)
      VALUES (gen_random_uuid(), 'BG_NBD', '2024-01-01Z', now(), 'UTC', 'CNY', 2357, 2357, 946, 2357, -9582.4,
              ARRAY[0.243, 4.414, 0.793, 2.426]),
             (gen_random_uuid(), 'PARETO_NBD', '2024-01-01Z', now(), 'UTC', 'CNY', 2357, 2357, 946, 2357, -9595.0,
              ARRAY[0.553, 10.58, 0.606, 11.67])
      """;

  private static final String SPEND_FITTED =
      """
      INSERT INTO value_fit (fit_id, model, as_of, fitted_at, timezone, currency, customers, sample, repeaters, used,
                             log_likelihood, parameters, correlation)
      VALUES (gen_random_uuid(), 'GAMMA_GAMMA', '2024-01-01Z', now(), 'UTC', 'CNY', 2357, 2357, 946, 946, -4055.9,
              ARRAY[6.25, %s, 15.44], 0.35)
      """;

  private static final String SCORES =
      "SELECT customer_id, fit_id, repeats, round(alive::numeric, 6), round(expected::numeric, 3) FROM customer_value";

  @Inject Tx tx;
  @Inject Changes changes;

  private final Api analyst = Api.as("analyst");
  private final Api admin = Api.as("admin");

  @BeforeEach
  void clear() {
    TestDatabase.clear();
    update(
        "UPDATE insight_setting SET value_model = 'BG_NBD', value_months = 12, value_monthly_discount = 0.01");
  }

  @Test
  void a_value_follows_a_changed_fact_and_counts_a_day_with_two_orders_once() {
    update(FITTED);
    update(SPEND_FITTED.formatted("3.74"));
    Given.Person wei = Given.customer("Zhang Wei");
    wei.boughtAt("till", "30.00", "2024-03-01T10:00:00Z");
    refresh(wei);
    JsonPath before = value(wei, null);
    assertEquals(0, before.getInt("repeatPurchases"));
    assertEquals(1.0, before.getDouble("alive"));
    wei.boughtAt("web", "40.00", "2024-03-10T10:00:00Z");
    wei.boughtAt("web", "20.00", "2024-03-10T12:00:00Z").returned("10.00", "2024-03-11T00:00:00Z");
    refresh(wei);
    JsonPath now = value(wei, null);
    assertEquals(1, now.getInt("repeatPurchases"));
    // as of the middle of that day only the first of its orders is there
    PastPurchases noon = new PastPurchases(null, null, 1, 9, 9, 1, 4000);
    ValueRule rule =
        new ValueRule(
            new BgNbd(0.243, 4.414, 0.793, 2.426), new GammaGamma(6.25, 3.74, 15.44), 2, 12, 0.01);
    JsonPath then = value(wei, "2024-03-10T11:00:00Z");
    assertEquals(rule.score(noon).valueMinor(), then.getLong("value.minorUnits"));
    assertEquals("CNY", then.getString("value.currency"));
    PastPurchases evening = new PastPurchases(null, null, 1, 9, 9, 1, 5000);
    assertEquals(
        rule.score(evening).valueMinor(),
        value(wei, "2024-03-11T00:00:00Z").getLong("value.minorUnits"));
  }

  @Test
  void what_is_missing_is_named() {
    Given.Person ann = Given.customer("Ann");
    Given.Person wei = Given.customer("Zhang Wei");
    wei.boughtAt("till", "30.00", "2024-03-01T10:00:00Z");
    refresh(wei, ann);
    assertEquals("NO_PURCHASES", value(ann, null).getString("reason"));
    assertEquals("NOT_FITTED", value(wei, null).getString("reason"));
    assertEquals("NO_PURCHASES", value(wei, "2024-02-01T00:00:00Z").getString("reason"));
    update(FITTED);
    refresh(wei);
    assertEquals("NO_VALUE_MODEL", value(wei, null).getString("reason"));
    assertTrue(value(wei, null).getDouble("expectedPurchases") > 0);
    assertNull(value(wei, null).get("value"));
    update(SPEND_FITTED.formatted("0.9"));
    refresh(wei);
    assertEquals("MEAN_UNDEFINED", value(wei, null).getString("reason"));
    JsonPath models = analyst.data("{ lifetimeValueModels { fits { model warnings } } }");
    assertEquals(
        List.of("CORRELATED_VALUE", "MEAN_UNDEFINED"),
        models.getList("lifetimeValueModels.fits.find { it.model == 'GAMMA_GAMMA' }.warnings"));
  }

  @Test
  void with_too_few_repeat_buyers_the_version_before_stays_in_force() {
    update(FITTED);
    Given.Person wei = Given.customer("Zhang Wei");
    wei.boughtAt("till", "30.00", "2024-03-01T10:00:00Z");
    refresh(wei);
    JsonPath run =
        admin.data("mutation { runJob(input: {name: \"fit-lifetime-value\"}) { state done } }");
    assertEquals("COMPLETED", run.getString("runJob.state"));
    assertEquals(1, run.getInt("runJob.done"));
    JsonPath fits =
        analyst.data(
            """
            { lifetimeValueFits(first: 3) { pageInfo { hasNextPage endCursor } edges { node {
                id refusal parameters { value } customers repeaters } } }
              lifetimeValueModels { fits { asOf refusal } } }
            """);
    assertEquals(
        List.of("TOO_FEW_REPEATERS", "TOO_FEW_REPEATERS", "TOO_FEW_REPEATERS"),
        fits.getList("lifetimeValueFits.edges.node.refusal"));
    assertEquals(1, fits.getInt("lifetimeValueFits.edges[0].node.customers"));
    assertEquals(
        List.of("2024-01-01T00:00:00Z", "2024-01-01T00:00:00Z"),
        fits.getList("lifetimeValueModels.fits.asOf"));
    JsonPath rest =
        analyst.data(
            "query($after: String) { lifetimeValueFits(after: $after) { edges { node { refusal } } } }",
            "after",
            fits.getString("lifetimeValueFits.pageInfo.endCursor"));
    assertEquals(2, rest.getList("lifetimeValueFits.edges").size());
    assertEquals(
        List.of("2024-01-01T00:00:00Z", "2024-01-01T00:00:00Z"),
        analyst
            .data(
                "{ lifetimeValueFits(asOf: \"2024-02-01T00:00:00Z\") { edges { node { asOf } } } }")
            .getList("lifetimeValueFits.edges.node.asOf"));
    String id = fits.getString("lifetimeValueFits.edges[0].node.id");
    assertEquals(
        id, admin.data("query($id: ID!) { node(id: $id) { id } }", "id", id).getString("node.id"));
  }

  @Test
  void a_run_for_a_past_day_does_not_take_newer_scores_back() {
    update(FITTED);
    Given.Person wei = Given.customer("Zhang Wei");
    wei.boughtAt("till", "30.00", "2024-03-01T10:00:00Z");
    refresh(wei);
    String newest = value(wei, null).getString("asOf");
    admin.data(
        "mutation { runJob(input: {name: \"fit-lifetime-value\", asOf: \"2024-06-01T00:00:00Z\"}) { state } }");
    assertEquals(newest, value(wei, null).getString("asOf"));
  }

  @Test
  void the_models_of_a_run_that_catches_up_count_for_whoever_changed_meanwhile() {
    update(FITTED);
    Given.Person wei = Given.customer("Zhang Wei");
    wei.boughtAt("till", "30.00", "2024-03-01T10:00:00Z");
    wei.boughtAt("till", "30.00", "2024-07-01T10:00:00Z");
    refresh(wei);
    double before = value(wei, null).getDouble("alive");
    // what the run of June 1st has fitted, while the queue had scored them for today
    update(FITTED.replace("2024-01-01Z", "2024-06-01Z").replace("0.793", "2.5"));
    admin.data(
        "mutation { runJob(input: {name: \"fit-lifetime-value\", asOf: \"2024-06-01T00:00:00Z\"}) { state } }");
    JsonPath caughtUp = value(wei, null);
    assertTrue(caughtUp.getDouble("alive") < before);
    assertEquals(1, caughtUp.getInt("repeatPurchases"), "what came after the run's instant stays");
    List<String> stored = TestDatabase.rows(SCORES);
    refresh(wei);
    assertEquals(stored, TestDatabase.rows(SCORES), "the queue would have left the same");
  }

  @Test
  void customers_are_scored_by_the_models_of_their_first_channel_where_there_are_any() {
    update(FITTED);
    update(SPEND_FITTED.formatted("3.74"));
    // as a version writes them that knows no other segments
    update(
        FITTED
            .replace("(fit_id, model,", "(fit_id, first_channel, model,")
            .replace("(gen_random_uuid(), ", "(gen_random_uuid(), 'till', ")
            .replace("0.793", "2.5"));
    Given.Person wei = Given.customer("Zhang Wei");
    Given.Person ann = Given.customer("Ann");
    for (String day : List.of("2024-03-01", "2024-04-01")) {
      wei.boughtAt("till", "30.00", day + "T10:00:00Z");
      ann.boughtAt("web", "30.00", day + "T10:00:00Z");
    }
    refresh(wei, ann);
    assertEquals(
        List.of("till|2.5", "null|0.793"),
        TestDatabase.rows(
            """
            SELECT f.segment, f.parameters[3] FROM customer_value v JOIN value_fit f USING (fit_id)
            ORDER BY f.segment NULLS LAST
            """));
    String day = "2024-06-01T00:00:00Z";
    assertTrue(value(wei, day).getDouble("alive") < value(ann, day).getDouble("alive"));
    JsonPath forecast =
        analyst.data(
            """
            { purchaseForecast(input: {model: BG_NBD, firstChannel: "till", repeats: 1, lastWeeks: 4.428571428571429,
                ageWeeks: 13, weeks: 1}) { alive fits { firstChannel segmentBy segment } } }
            """);
    assertEquals(
        forecast.getDouble("purchaseForecast.alive"), value(wei, day).getDouble("alive"), 1e-6);
    assertEquals(
        Map.of("firstChannel", "till", "segmentBy", "FIRST_CHANNEL", "segment", "till"),
        forecast.getMap("purchaseForecast.fits[0]"));
  }

  @Test
  void each_channel_with_repeat_buyers_enough_has_models_of_its_own_sample() {
    Given.source("till");
    update(
        """
        INSERT INTO customer (customer_id, created_at, updated_at)
        SELECT md5('c' || i)::uuid, now(), now() FROM generate_series(1, 300) i;
        CREATE TEMP TABLE bought AS
        SELECT md5('c' || i)::uuid AS id, date '2024-01-01' + i % 90 + CASE n WHEN 0 THEN 0 WHEN 1 THEN 1 + i * 7 % 60 ELSE 70 + i % 20 END AS day
        FROM generate_series(1, 300) i CROSS JOIN generate_series(0, 2) n
        WHERE n = 0 OR n = 1 AND i % 2 = 0 OR n = 2 AND i % 10 = 0;
        INSERT INTO customer_purchases (customer_id, orders, purchase_days, first_purchase_at, last_purchase_at, currency, net_minor, computed_at)
        SELECT id, count(*), count(*), min(day), max(day), 'CNY', 1000 * count(*), now() FROM bought GROUP BY id;
        INSERT INTO customer_purchase_day (customer_id, day, currency, orders, net_minor, first_at, moments, nets)
        SELECT id, day, 'CNY', 1, 1000, day, ARRAY[day::timestamptz], ARRAY[1000] FROM bought;
        INSERT INTO customer_origin (customer_id, channel, source_id)
        SELECT md5('c' || i)::uuid, CASE WHEN i <= 240 THEN 'till' ELSE 'web' END, (SELECT source_id FROM source LIMIT 1)
        FROM generate_series(1, 300) i;
        DROP TABLE bought
        """);
    JsonPath run =
        admin.data(
            "mutation { runJob(input: {name: \"fit-lifetime-value\", asOf: \"2024-08-01T00:00:00Z\"}) { state done error } }");
    assertEquals("COMPLETED", run.getString("runJob.state"), run.getString("runJob.error"));
    assertEquals(
        List.of("till|till|BG_NBD|240|240|120", "null|null|BG_NBD|300|300|150"),
        TestDatabase.rows(
            """
            SELECT first_channel, segment, model, customers, sample, repeaters FROM value_fit WHERE model = 'BG_NBD'
            ORDER BY first_channel NULLS LAST
            """),
        "of the web only 30 bought again");
  }

  @Test
  void whoever_was_merged_away_has_no_score_of_their_own() {
    update(FITTED);
    Given.Person wei = Given.customer("Zhang Wei");
    wei.boughtAt("till", "30.00", "2024-03-01T10:00:00Z");
    Given.Person twin = Given.customer("Zhang Wei");
    twin.boughtAt("web", "30.00", "2024-04-01T10:00:00Z");
    refresh(wei, twin);
    admin.merge(wei.id(), twin.id());
    changes.drain().await().atMost(Duration.ofMinutes(1));
    assertEquals(1, value(wei, null).getInt("repeatPurchases"));
    assertEquals(
        List.of(wei.uuid().toString()),
        TestDatabase.rows("SELECT customer_id FROM customer_value"));
    assertEquals(
        List.of(wei.uuid() + "|till"),
        TestDatabase.rows("SELECT customer_id, channel FROM customer_origin"));
  }

  @Test
  void settings_choose_the_model_and_how_far_it_looks() {
    update(FITTED);
    Given.Person wei = Given.customer("Zhang Wei");
    wei.boughtAt("till", "30.00", "2024-03-01T10:00:00Z");
    refresh(wei);
    double bg = value(wei, null).getDouble("expectedPurchases");
    JsonPath set =
        analyst.data(
            """
            mutation { setLifetimeValueSettings(input: {model: PARETO_NBD, months: 24}) {
              settings { model months monthlyDiscount } } }
            """);
    assertEquals(24, set.getInt("setLifetimeValueSettings.settings.months"));
    refresh(wei);
    assertTrue(value(wei, null).getDouble("alive") < 1, "Pareto/NBD doubts everybody");
    assertTrue(value(wei, null).getDouble("expectedPurchases") != bg);
    assertEquals(
        "INVALID_INPUT",
        analyst.error(
            "mutation { setLifetimeValueSettings(input: {model: GAMMA_GAMMA}) { settings { months } } }"));
    assertEquals(
        "INVALID_INPUT",
        analyst.error(
            "mutation { setLifetimeValueSettings(input: {months: 0}) { settings { months } } }"));
  }

  @Test
  void questions_that_cannot_be_are_refused() {
    String ask =
        "{ purchaseForecast(input: {model: %s, repeats: %s, lastWeeks: %s, ageWeeks: %s, weeks: 1}) { alive } }";
    assertEquals("NOT_FOUND", analyst.error(ask.formatted("BG_NBD", 0, 0, 1)));
    assertEquals("INVALID_INPUT", analyst.error(ask.formatted("GAMMA_GAMMA", 0, 0, 1)));
    assertEquals("INVALID_INPUT", analyst.error(ask.formatted("BG_NBD", 1, 0, 1)));
    assertEquals("INVALID_INPUT", analyst.error(ask.formatted("BG_NBD", 1, 2, 1)));
    assertEquals("INVALID_INPUT", analyst.error(ask.formatted("BG_NBD", -1, 0, 1)));
    assertEquals("FORBIDDEN", Api.as("till").error("{ lifetimeValueModels { asOf } }"));
  }

  @Test
  void a_page_of_values_costs_the_same_however_long_it_is() {
    update(FITTED);
    update(SPEND_FITTED.formatted("3.74"));
    Given.Person[] people =
        IntStream.range(0, 12)
            .mapToObj(
                i -> {
                  Given.Person person = Given.customer("Person " + i);
                  person.boughtAt("web", (10 + i) + ".00", "2024-03-01T10:00:00Z");
                  return person;
                })
            .toArray(Given.Person[]::new);
    refresh(people);
    String page =
        """
        query($first: Int) { customers(first: $first) { edges { node { metrics {
          stored: lifetimeValue { alive } again: lifetimeValue { months }
          past: lifetimeValue(asOf: "2024-04-01T00:00:00Z") { alive repeatPurchases }
          none: lifetimeValue(asOf: "2024-02-01T00:00:00Z") { reason } } } } } }
        """;
    long few = statements(page, 2);
    assertEquals(few, statements(page, 12));
    assertEquals(
        List.of("1"),
        TestDatabase.rows(
            "SELECT sum(calls) FROM pg_stat_statements WHERE query ILIKE '%LEFT JOIN customer_value v%'"),
        "one for what is stored, however often it is asked for");
  }

  private long statements(String page, int first) {
    analyst.data(page, "first", first);
    TestDatabase.clearStatements();
    JsonPath answer = analyst.data(page, "first", first);
    assertEquals(first, answer.getList("customers.edges").size());
    assertEquals("NO_PURCHASES", answer.getString("customers.edges[0].node.metrics.none.reason"));
    assertEquals(0, answer.getInt("customers.edges[1].node.metrics.past.repeatPurchases"));
    return TestDatabase.statements();
  }

  private JsonPath value(Given.Person person, String asOf) {
    return analyst
        .data(VALUE, "id", person.id(), "asOf", asOf)
        .setRootPath("data.customer.metrics.lifetimeValue");
  }

  private void refresh(Given.Person... people) {
    List<UUID> customers = List.of(people).stream().map(Given.Person::uuid).toList();
    tx.write(connection -> ChangeQueue.note(connection, customers))
        .chain(changes::drain)
        .await()
        .atMost(Duration.ofMinutes(1));
  }

  private static void update(String sql) {
    try (var connection = TestDatabase.connect();
        var statement = connection.createStatement()) {
      statement.execute(sql);
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }
}
