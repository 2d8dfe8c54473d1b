package io.tributary.insight.value;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.path.json.JsonPath;
import io.tributary.Api;
import io.tributary.Given;
import io.tributary.TestDatabase;
import java.io.Reader;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.postgresql.PGConnection;

/** The sample of 2,357 customers on which the models were published, from its orders on. */
@QuarkusTest
@QuarkusTestResource(TestDatabase.class)
class CdnowSampleTest {
  private static final Path FOLDER = Path.of("..", "shared", "data", "cdnow");
  private static final String CALIBRATED = "1997-10-01T00:00:00Z";
  private static final String END = "1998-07-01T00:00:00Z";

  private static final String LOAD =
      """
      SELECT add_month_partition('customer_order', month::date)
      FROM generate_series(date '1997-01-01', date '1998-06-01', interval '1 month') month;
      INSERT INTO customer (customer_id, created_at, updated_at)
      SELECT md5('customer ' || ref)::uuid, now(), now() FROM sampled;
      INSERT INTO profile (profile_id, source_id, key_kind, key, customer_id, first_seen_at, last_seen_at, created_at)
      SELECT md5('profile ' || ref)::uuid, '%1$s', 'USER_ID', ref, md5('customer ' || ref)::uuid, now(), now(), now()
      FROM sampled;
      INSERT INTO customer_order (profile_id, ordered_at, order_id, source_id, external_id, status, currency,
                                  total_minor, changed_at, recorded_at)
      SELECT md5('profile ' || customer_ref)::uuid, ordered_at, md5(order_id)::uuid, '%1$s', order_id, 'PAID', currency,
             (total * 100)::bigint, ordered_at, now()
      FROM cdnow JOIN sampled ON ref = customer_ref;
      ANALYZE customer_order, profile, customer;
      """;

  private static boolean loaded;

  private final Api analyst = Api.as("analyst");

  /** Once: the requests' port is known only when a test begins. */
  @BeforeEach
  void load() throws Exception {
    assumeTrue(Files.exists(FOLDER), "skipped: CDNOW is not at " + FOLDER.toAbsolutePath());
    if (loaded) {
      return;
    }
    TestDatabase.clear();
    String source = Given.source("cdnow").uuid().toString();
    try (var connection = TestDatabase.connect();
        var statement = connection.createStatement();
        Reader orders = Files.newBufferedReader(FOLDER.resolve("orders.csv"));
        Reader sample = Files.newBufferedReader(FOLDER.resolve("sample_customers.txt"))) {
      statement.execute(
          """
          CREATE TEMP TABLE cdnow (order_id text, customer_ref text, ordered_at timestamptz, currency text,
                                   total numeric, quantity integer);
          CREATE TEMP TABLE sampled (ref text)
          """);
      var copy = connection.unwrap(PGConnection.class).getCopyAPI();
      copy.copyIn("COPY cdnow FROM STDIN WITH (FORMAT csv, HEADER)", orders);
      copy.copyIn("COPY sampled FROM STDIN", sample);
      statement.execute(LOAD.formatted(source));
    }
    JsonPath run =
        Api.as("admin")
            .data(
                """
                mutation($asOf: DateTime) {
                  first: runJob(input: {name: "refresh-retention"}) { state }
                  then: runJob(input: {name: "fit-lifetime-value", asOf: $asOf}) { state done error } }
                """,
                "asOf",
                CALIBRATED);
    assertEquals("COMPLETED", run.getString("then.state"), run.getString("then.error"));
    assertEquals(2_357, run.getInt("then.done"));
    loaded = true;
  }

  @Test
  void the_parameters_and_likelihoods_are_the_published_ones() {
    JsonPath models =
        analyst.data(
            """
            query($asOf: DateTime) { lifetimeValueModels(asOf: $asOf) { fits {
              model asOf customers sample repeaters used logLikelihood parameters { name value }
              correlation warnings refusal currency timezone } } }
            """,
            "asOf",
            END);
    Map<String, List<String>> published =
        Map.of(
            "BG_NBD", List.of("-9582.429", "0.2425945", "4.4136019", "0.7929199", "2.4258881"),
            "PARETO_NBD", List.of("-9594.976", "0.553", "10.578", "0.606", "11.669"),
            "GAMMA_GAMMA", List.of("-4055.918", "6.25", "3.74", "15.44"));
    List<Map<String, Object>> fits = models.getList("lifetimeValueModels.fits");
    assertEquals(3, fits.size());
    for (Map<String, Object> fit : fits) {
      List<String> expected = published.get(fit.get("model"));
      assertClose(expected.get(0), fit.get("logLikelihood"), 1e-6);
      @SuppressWarnings("unchecked")
      List<Map<String, Object>> parameters = (List<Map<String, Object>>) fit.get("parameters");
      for (int i = 0; i < parameters.size(); i++) {
        assertClose(expected.get(i + 1), parameters.get(i).get("value"), 1e-3);
      }
      assertEquals(2_357, fit.get("customers"));
      assertEquals(946, fit.get("repeaters"));
      assertEquals(CALIBRATED, fit.get("asOf"));
      assertEquals("USD", fit.get("currency"), "nobody paid in the reporting currency");
      assertEquals(List.of(), fit.get("warnings"));
    }
    assertEquals(946, fits.get(fits.size() - 1).get("used") instanceof Integer n ? used(fits) : 0);
  }

  private static int used(List<Map<String, Object>> fits) {
    return fits.stream()
        .filter(fit -> fit.get("model").equals("GAMMA_GAMMA"))
        .map(fit -> (Integer) fit.get("used"))
        .findFirst()
        .orElseThrow();
  }

  /** Within a part of the published figure, or within what its last digit can hide. */
  private static void assertClose(String published, Object found, double part) {
    BigDecimal figure = new BigDecimal(published);
    double rounding = figure.ulp().doubleValue() / 2;
    assertEquals(
        figure.doubleValue(),
        ((Number) found).doubleValue(),
        Math.max(part * Math.abs(figure.doubleValue()), rounding),
        "published " + published);
  }

  @Test
  void a_forecast_gives_the_published_expectations() {
    JsonPath forecast =
        analyst.data(
            """
            { known: purchaseForecast(input: {model: BG_NBD, repeats: 2, lastWeeks: 30.43, ageWeeks: 38.86, weeks: 39}) {
                expectedPurchases alive parameters { name } }
              new: purchaseForecast(input: {model: BG_NBD, repeats: 0, lastWeeks: 0, ageWeeks: 0, weeks: 52}) {
                expectedOfNewCustomer expectedPurchases alive }
              given: purchaseForecast(input: {model: PARETO_NBD, parameters: [0.5534, 10.5802, 0.6061, 11.6562],
                repeats: 26, lastWeeks: 30.86, ageWeeks: 31, weeks: 52}) { expectedPurchases alive } }
            """);
    assertEquals(1.226, forecast.getDouble("known.expectedPurchases"), 1e-3);
    assertEquals(List.of("r", "alpha", "a", "b"), forecast.getList("known.parameters.name"));
    assertEquals(1.444, forecast.getDouble("new.expectedOfNewCustomer"), 1e-3);
    assertEquals(1.444, forecast.getDouble("new.expectedPurchases"), 1e-3);
    assertEquals(1.0, forecast.getDouble("new.alive"));
    assertEquals(25.46, forecast.getDouble("given.expectedPurchases"), 1e-2);
    assertEquals(0.9979, forecast.getDouble("given.alive"), 1e-4);
  }

  /** Figures of the papers and of BTYD's and lifetimes' manuals, by the fits in force. */
  @Test
  void a_forecast_says_what_a_past_is_worth() {
    JsonPath forecast =
        analyst.data(
            """
            { fitted: purchaseForecast(input: {model: BG_NBD, repeats: 2, lastWeeks: 30.43, ageWeeks: 38.86, weeks: 39,
                spend: {mean: 22.35}, mostRepeats: 2, weeklyDiscountRate: 0.0027}) {
                expectedSpend lifetimeValue lifetimeValueReason distributionOfNewCustomer discountedPurchases
                fits { model customers asOf } }
              new: purchaseForecast(input: {model: PARETO_NBD, repeats: 0, lastWeeks: 0, ageWeeks: 30, weeks: 1,
                spend: {mean: 0, parameters: [6.25, 3.74, 15.44]}, months: 1, monthlyDiscount: 0}) {
                expectedSpend lifetimeValue discountedPurchases distributionOfNewCustomer fits { model } }
              clv: purchaseForecast(input: {model: PARETO_NBD, parameters: [0.5629966, 12.5590370, 0.4081095, 10.5148048],
                repeats: 7, lastWeeks: 35, ageWeeks: 77.86, weeks: 52, weeklyDiscountRate: 0.0027,
                spend: {mean: 20, purchases: 7, parameters: [6, 1, 15]}}) { discountedPurchases lifetimeValue lifetimeValueReason } }
            """);
    assertEquals(24.66, forecast.getDouble("fitted.expectedSpend"), 0.05);
    assertEquals(List.of("BG_NBD", "GAMMA_GAMMA"), forecast.getList("fitted.fits.model"));
    assertEquals(2_357, forecast.getInt("fitted.fits[0].customers"));
    assertEquals(List.of("PARETO_NBD"), forecast.getList("new.fits.model"));
    assertTrue(forecast.getDouble("fitted.lifetimeValue") > 20);
    assertNull(forecast.get("fitted.lifetimeValueReason"));
    assertEquals(
        List.of(0.5743f, 0.1992f, 0.0853f),
        forecast.getList("fitted.distributionOfNewCustomer", Float.class).stream()
            .map(p -> Math.round(p * 1e4f) / 1e4f)
            .toList());
    assertEquals(5.156, forecast.getDouble("fitted.discountedPurchases"), 5e-3);
    assertEquals(6.25 * 15.44 / 2.74, forecast.getDouble("new.expectedSpend"), 1e-4);
    assertNull(forecast.get("new.discountedPurchases"));
    assertNull(forecast.get("new.distributionOfNewCustomer"));
    assertEquals(1.864183, forecast.getDouble("clv.discountedPurchases"), 1e-5);
    assertEquals("MEAN_UNDEFINED", forecast.getString("clv.lifetimeValueReason"));
    assertNull(forecast.get("clv.lifetimeValue"));
    JsonPath month =
        analyst.data(
            """
            { purchaseForecast(input: {model: PARETO_NBD, repeats: 0, lastWeeks: 0, ageWeeks: 30, weeks: 4.345}) {
                expectedPurchases } }
            """);
    assertEquals(
        month.getDouble("purchaseForecast.expectedPurchases") * 6.25 * 15.44 / 2.74,
        forecast.getDouble("new.lifetimeValue"),
        1e-4,
        "of one month without discount");
    String ask =
        "{ purchaseForecast(input: {model: BG_NBD, repeats: 0, lastWeeks: 0, ageWeeks: 0, weeks: 1, %s}) { alive } }";
    for (String wrong :
        List.of(
            "weeklyDiscountRate: 0",
            "weeklyDiscountRate: 2",
            "mostRepeats: 101",
            "months: 0",
            "monthlyDiscount: 1",
            "spend: {mean: -1}",
            "spend: {mean: 1, purchases: -1}",
            "spend: {mean: 1, parameters: [6, 4]}")) {
      assertEquals("INVALID_INPUT", analyst.error(ask.formatted(wrong)), wrong);
    }
  }

  @Test
  void what_was_foreseen_is_held_against_what_came() {
    JsonPath report =
        analyst.data(
            """
            query($from: DateTime!, $to: DateTime) {
              lifetimeValueCalibration(input: {model: BG_NBD, calibratedTo: $from, asOf: $to}) {
                customers sample actual expected error meanAbsoluteError rootMeanSquareError fit { model }
                weeks { week actual cumulativeActual cumulativeExpected }
                byRepeats { repeats customers expectedCustomers actualMean expectedMean }
                byCohort { period customers actual expected error } } }
            """,
            "from",
            CALIBRATED,
            "to",
            END);
    report.setRootPath("data.lifetimeValueCalibration");
    assertEquals(2_357, report.getInt("customers"));
    assertEquals(2_357, report.getInt("sample"));
    assertEquals(78, report.getList("weeks").size());
    assertEquals(report.getInt("weeks.actual.sum()"), report.getInt("weeks[77].cumulativeActual"));
    // the paper: "the BG/NBD ... underforecasts by 4 % at week 78"
    double ratio =
        report.getDouble("weeks[77].cumulativeExpected")
            / report.getDouble("weeks[77].cumulativeActual");
    assertEquals(0.96, ratio, 0.01);
    assertEquals(
        report.getDouble("expected") / report.getInt("actual") - 1,
        report.getDouble("error"),
        1e-6);
    List<Integer> groups = report.getList("byRepeats.customers");
    assertEquals(List.of(1411, 439, 214, 100, 62, 38, 29, 64), groups);
    assertTrue(report.getDouble("byRepeats[7].expectedMean") > 3);
    assertEquals(1407.7, report.getDouble("byRepeats[0].expectedCustomers"), 0.5);
    assertEquals(2_357, report.getDouble("byRepeats.expectedCustomers.sum()"), 1e-2);
    assertEquals(
        List.of("1997-01-01", "1997-02-01", "1997-03-01"), report.getList("byCohort.period"));
    assertEquals(2_357, report.getInt("byCohort.customers.sum()"));
    assertEquals(report.getInt("actual"), report.getInt("byCohort.actual.sum()"));
    assertEquals(report.getDouble("expected"), report.getDouble("byCohort.expected.sum()"), 1e-2);
  }

  @Test
  void a_score_is_stored_and_the_same_when_it_is_asked_for_as_of_that_instant() {
    String customers = TestDatabase.rows("SELECT md5('customer 00004')::uuid").get(0);
    String id = io.tributary.platform.TypeId.CUSTOMER.encode(java.util.UUID.fromString(customers));
    String fields =
        "{ alive expectedPurchases expectedPurchase { amount currency } value { amount }"
            + " repeatPurchases months asOf reason }";
    JsonPath both =
        analyst.data(
            "query($id: ID!, $asOf: DateTime) { customer(id: $id) { metrics { stored: lifetimeValue "
                + fields
                + " then: lifetimeValue(asOf: $asOf) "
                + fields
                + " before: lifetimeValue(asOf: \"1997-09-01T00:00:00Z\") { reason value { amount } } } } }",
            "id",
            id,
            "asOf",
            CALIBRATED);
    both.setRootPath("data.customer.metrics");
    assertEquals(both.getMap("then"), both.getMap("stored"));
    assertEquals(2, both.getInt("stored.repeatPurchases"));
    assertEquals(CALIBRATED, both.getString("stored.asOf"));
    assertEquals("USD", both.getString("stored.expectedPurchase.currency"));
    assertTrue(both.getDouble("stored.alive") > 0.7);
    assertTrue(Double.parseDouble(both.getString("stored.value.amount")) > 10);
    assertEquals("NOT_FITTED", both.getString("before.reason"));
  }
}
