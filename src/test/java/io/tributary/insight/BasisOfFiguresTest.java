package io.tributary.insight;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;

import com.tngtech.archunit.core.domain.JavaMethod;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.path.json.JsonPath;
import io.tributary.Api;
import io.tributary.Given;
import io.tributary.TestDatabase;
import java.lang.reflect.ParameterizedType;
import java.time.OffsetDateTime;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.eclipse.microprofile.graphql.Query;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What every answer rests on, and how few statements it takes. */
@QuarkusTest
@QuarkusTestResource(TestDatabase.class)
class BasisOfFiguresTest {
  private static final String UNTIL = "asOf: \"2024-07-01T00:00:00Z\"";
  private static final String SINCE = "from: \"2024-01-01T00:00:00Z\", " + UNTIL;
  private static final String MONTHS =
      "grain: MONTH, clock: CALENDAR, from: \"2024-01-01\", to: \"2024-06-30\", " + UNTIL;

  private final Api analyst = Api.as("analyst");

  /** Three customers with six orders that count; two of these at one moment, one after the end. */
  @BeforeEach
  void give() {
    TestDatabase.clear();
    TestDatabase.run("UPDATE insight_setting SET timezone = 'UTC', currency = 'CNY'");
    Given.Person wei = Given.customer("Zhang Wei");
    wei.boughtAt("till", "10.00", "2024-02-01T10:00:00Z");
    wei.boughtAt("till", "11.00", "2024-02-01T10:00:00Z");
    wei.boughtAt("web", "12.00", "2024-03-01T10:00:00Z");
    wei.boughtAt("web", "13.00", "2024-07-01T00:00:00Z");
    Given.customer("Ann").boughtAt("web", "14.00", "2024-03-02T10:00:00Z");
    Given.customer("Lee").boughtAt("web", "15.00", "2024-04-02T10:00:00Z");
    Given.customer("Eve")
        .boughtAt("web", "16.00", "2024-04-02T10:00:00Z")
        .returned("16.00", "2024-04-03T10:00:00Z");
    Api.as("admin").data("mutation { runJob(input: {name: \"refresh-retention\"}) { state } }");
  }

  @Test
  void each_answer_says_when_and_from_how_many_customers_and_orders_it_was_computed() {
    for (String question :
        List.of(
            "retention(input: {measure: BOUNDED, %s})".formatted(MONTHS),
            "retention(input: {measure: UNBOUNDED, segmentBy: FIRST_CHANNEL, %s})"
                .formatted(MONTHS),
            "bracketRetention(input: {bounds: [1, 4], %s})".formatted(MONTHS),
            "repurchase(input: {days: [30], %s})".formatted(UNTIL),
            "rfm(input: {%s})".formatted(UNTIL),
            "rfmMigration(input: {%s})".formatted(SINCE),
            "activity(input: {%s})".formatted(SINCE),
            "channelPaths(input: {%s})".formatted(SINCE),
            "channelCustomers(%s)".formatted(UNTIL))) {
      JsonPath answer = analyst.data("{ of: " + question + " { computedAt customers orders } }");
      assertEquals(3, answer.getInt("of.customers"), question);
      assertEquals(5, answer.getInt("of.orders"), question);
      assertNotNull(answer.getString("of.computedAt"), question);
    }
    JsonPath attribution =
        analyst.data(
            "{ attribution(input: {%s}) { computedAt customers conversions unattributed } }"
                .formatted(SINCE));
    assertEquals(3, attribution.getInt("attribution.customers"));
  }

  /** What each query of this room is asked, so that one that is added fails until it is here. */
  private static final Map<String, String> QUESTIONS =
      Map.ofEntries(
          Map.entry(
              "retention",
              "retention(input: {measure: BOUNDED, segmentBy: CITY, %s}) { overall { rate } segments { customers } }"
                  .formatted(MONTHS)),
          Map.entry(
              "retentionComparison",
              "retentionComparison(input: {measure: UNBOUNDED, segmentBy: TIER, %s}, otherFrom: \"2023-01-01\", otherTo: \"2024-03-31\") { differences { rate } other { segments { customers } } }"
                  .formatted(MONTHS)),
          Map.entry(
              "bracketRetention",
              "bracketRetention(input: {bounds: [1, 4], segmentBy: FIRST_STORE, %s}) { overall { rate moneyRate } segments { customers } }"
                  .formatted(MONTHS)),
          Map.entry(
              "repurchase",
              "repurchase(input: {days: [30, 90], %s}) { windows { rate } period { rate } }"
                  .formatted(SINCE)),
          Map.entry("rfm", "rfm(input: {%s}) { segments { customers } }".formatted(UNTIL)),
          Map.entry("rfmSettings", "rfmSettings { months segments { name } }"),
          Map.entry(
              "rfmMigration", "rfmMigration(input: {%s}) { moves { customers } }".formatted(SINCE)),
          Map.entry("activity", "activity(input: {%s}) { churnRate }".formatted(SINCE)),
          Map.entry("customersAtRisk", "customersAtRisk(first: 5) { edges { node { level } } }"),
          Map.entry("churnWarnings", "churnWarnings(first: 5) { edges { node { level } } }"),
          Map.entry("churnRuns", "churnRuns(first: 5) { edges { node { activeDays } } }"),
          Map.entry("churnSettings", "churnSettings { activeDays }"),
          Map.entry("lifetimeValueModels", "lifetimeValueModels { fits { model } }"),
          Map.entry(
              "lifetimeValueFits", "lifetimeValueFits(first: 5) { edges { node { model } } }"),
          Map.entry("lifetimeValueSettings", "lifetimeValueSettings { model months }"),
          Map.entry(
              "purchaseForecast",
              "purchaseForecast(input: {model: BG_NBD, repeats: 2, lastWeeks: 30, ageWeeks: 38, weeks: 39}) { expectedPurchases }"),
          Map.entry(
              "lifetimeValueCalibration",
              "lifetimeValueCalibration(input: {model: BG_NBD, calibratedTo: \"2024-05-01T00:00:00Z\"}) { actual byCohort { expected } weeks { actual } }"),
          Map.entry(
              "lifecycleStages",
              "lifecycleStages(%s) { stages { customers } flows { customers } }".formatted(SINCE)),
          Map.entry(
              "attribution",
              "attribution(input: {%s}) { models { channels { conversions } } }".formatted(SINCE)),
          Map.entry(
              "attributionOfPaths",
              "attributionOfPaths(input: {currency: \"CNY\", paths: [{channels: [\"a\"], converted: true}]}) { conversions }"),
          Map.entry(
              "channels",
              "channels(input: {%s}) { channels { visits } overall { sales } }".formatted(SINCE)),
          Map.entry(
              "channelPaths",
              "channelPaths(input: {%s}) { paths { from fromStep to toStep share } }"
                  .formatted(SINCE)),
          Map.entry("channelSettings", "channelSettings { registrationEvents }"),
          Map.entry(
              "channelCustomers",
              "channelCustomers(%s) { byFirst { customers } moves { share } }".formatted(UNTIL)),
          Map.entry(
              "funnel",
              "funnel(input: {%s, steps: [{kind: REGISTRATION}, {kind: PURCHASE}]}) { steps { people } }"
                  .formatted(SINCE)),
          Map.entry(
              "productSales", "productSales(input: {%s}) { products { stage } }".formatted(SINCE)),
          Map.entry("storeSales", "storeSales(input: {%s}) { stores { orders } }".formatted(SINCE)),
          Map.entry(
              "experimentBucket",
              "experimentBucket(salt: \"s\", experiment: \"spring\", customer: \"c\")"),
          Map.entry(
              "experimentResult",
              "experimentResult(input: {plannedPerArm: 10, arms: [{name: \"a\", customers: 10, conversions: 1}, {name: \"b\", customers: 10, conversions: 2}]}) { verdict }"),
          Map.entry(
              "incrementalReturn",
              "incrementalReturn(input: {margin: 0.4, costMinorUnits: 100, treated: {customers: 10, meanMinorUnits: 5, deviationMinorUnits: 1}, heldOut: {customers: 10, meanMinorUnits: 4, deviationMinorUnits: 1}}) { returnOnInvestment }"),
          Map.entry(
              "surveyScore",
              "surveyScore(input: {kind: NPS, answers: [{value: 10, count: 3}]}) { score }"),
          Map.entry(
              "serviceClocks",
              "serviceClocks(input: {createdAt: \"2024-01-01T00:00:00Z\", resolutionMinutes: 60, calendars: [{version: \"1\", timezone: \"UTC\", hours: [{days: [1], from: \"09:00\", to: \"24:00\"}]}]}) { clocks { state } }"),
          Map.entry("figureAlerts", "figureAlerts(first: 5) { edges { node { day } } }"),
          Map.entry("figureWatches", "figureWatches { figure }"),
          Map.entry("insightSettings", "insightSettings { timezone currency }"));

  private static final Set<String> BROUGHT_ALONG =
      Set.of(
          "attributionOfPaths",
          "experimentBucket",
          "experimentResult",
          "incrementalReturn",
          "serviceClocks",
          "surveyScore");

  /** Queries of what is set, and of what is brought along. */
  private static final Set<String> OF_NO_INSTANT =
      Set.of(
          "attributionOfPaths",
          "channelSettings",
          "churnSettings",
          "experimentBucket",
          "experimentResult",
          "figureWatches",
          "incrementalReturn",
          "insightSettings",
          "lifetimeValueSettings",
          "rfmSettings",
          "surveyScore");

  @Test
  void every_figure_can_be_asked_for_any_past_instant() {
    Set<String> without = new TreeSet<>();
    for (JavaMethod query : queries()) {
      boolean dated =
          Arrays.stream(query.reflect().getParameters())
              .anyMatch(
                  parameter ->
                      parameter.getType() == OffsetDateTime.class
                          || parameter.getType().isRecord()
                              && Arrays.stream(parameter.getType().getRecordComponents())
                                  .anyMatch(part -> part.getName().equals("asOf")));
      if (!dated) {
        without.add(query.getAnnotationOfType(Query.class).value());
      }
    }
    assertEquals(new TreeSet<>(OF_NO_INSTANT), without);
  }

  /** Lists of what is stored, each with its own instant, and answers that are made of others. */
  private static final Set<String> SAYS_IT_WITHIN =
      Set.of(
          "churnRuns",
          "churnWarnings",
          "figureAlerts",
          "lifetimeValueFits",
          "lifetimeValueModels",
          "purchaseForecast",
          "retentionComparison");

  @Test
  void every_answer_says_when_it_was_computed_and_from_how_many_customers() {
    Set<String> without = new TreeSet<>();
    for (JavaMethod query : queries()) {
      Set<String> says = new TreeSet<>();
      boolean isReport =
          query.reflect().getGenericReturnType() instanceof ParameterizedType later
              && later.getActualTypeArguments()[0] instanceof Class<?> type
              && type.isRecord()
              && Arrays.stream(type.getRecordComponents())
                  .allMatch(part -> says.add(part.getName()));
      if (!isReport || !says.containsAll(Set.of("computedAt", "customers"))) {
        without.add(query.getAnnotationOfType(Query.class).value());
      }
    }
    without.removeAll(OF_NO_INSTANT);
    without.removeAll(BROUGHT_ALONG);
    assertEquals(new TreeSet<>(SAYS_IT_WITHIN), without);
  }

  private static List<JavaMethod> queries() {
    return new ClassFileImporter()
        .importPackages("io.tributary.insight").stream()
            .flatMap(of -> of.getMethods().stream())
            .filter(method -> method.isAnnotatedWith(Query.class))
            .toList();
  }

  @Test
  void every_query_takes_one_statement() {
    TestDatabase.run(
        """
        INSERT INTO value_fit (fit_id, model, as_of, fitted_at, timezone, currency, customers, sample, repeaters, used,
                               log_likelihood, parameters)
        VALUES (gen_random_uuid(), 'BG_NBD', '2024-01-01Z', now(), 'UTC', 'CNY', 2357, 2357, 946, 2357, -9582.4,
                ARRAY[0.243, 4.414, 0.793, 2.426])
        """);
    Set<String> queries =
        queries().stream()
            .map(method -> method.getAnnotationOfType(Query.class).value())
            .collect(Collectors.toCollection(TreeSet::new));
    assertEquals(queries, new TreeSet<>(QUESTIONS.keySet()));
    QUESTIONS.forEach(
        (query, question) -> {
          long most = BROUGHT_ALONG.contains(query) ? 0 : 1;
          assertEquals(most, sent("{ " + question + " }"), question);
        });
  }

  @Test
  void figures_of_a_page_of_customers_take_as_many_statements_as_those_of_one() {
    String page = "{ customers(first: %d) { edges { node { metrics { %s } } } } }";
    long without = sent(page.formatted(1, "orders"));
    for (String figure :
        List.of(
            "rfm { segment }",
            "churn { level }",
            "lifetimeValue { value { minorUnits } }",
            "lifecycle { stage }")) {
      assertEquals(without + 1, sent(page.formatted(4, "orders " + figure)), figure);
    }
    String past = "rfm(%1$s) { segment } churn(%1$s) { level } lifecycle(%1$s) { stage }";
    String figures = past.formatted(UNTIL);
    assertEquals(sent(page.formatted(1, figures)), sent(page.formatted(4, figures)));
  }

  private long sent(String document) {
    TestDatabase.clearStatements();
    analyst.data(document);
    return TestDatabase.statements();
  }
}
