package io.tributary.insight.value;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.path.json.JsonPath;
import io.tributary.Api;
import io.tributary.Given;
import io.tributary.TestDatabase;
import io.tributary.insight.CustomerSegment;
import io.tributary.job.ChangeQueue;
import io.tributary.job.Changes;
import io.tributary.platform.Tx;
import jakarta.inject.Inject;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Segments have models of their own, of one kind at a time. */
@QuarkusTest
@QuarkusTestResource(TestDatabase.class)
class ValueSegmentsTest {
  private static final Duration LONG = Duration.ofMinutes(1);
  private static final int CROWD = 400;
  private static final String JUNE = "2024-06-01T00:00:00Z";
  private static final String AUGUST = "2024-08-01T00:00:00Z";

  /** The crowd as its orders would leave it; every second one is of the same tier. */
  private static final String CROWD_SQL =
      """
      CREATE TEMP TABLE bought AS
      SELECT md5('c' || i)::uuid AS id, i, date '2024-01-01' + day AS day, minor FROM (VALUES %s) b(i, day, minor);
      INSERT INTO customer (customer_id, created_at, updated_at) SELECT DISTINCT id, now(), now() FROM bought;
      INSERT INTO customer_purchases (customer_id, orders, purchase_days, first_purchase_at, last_purchase_at, currency, net_minor, computed_at)
      SELECT id, count(*), count(*), min(day), max(day), 'CNY', sum(minor), now() FROM bought GROUP BY id;
      INSERT INTO customer_purchase_day (customer_id, day, currency, orders, net_minor, first_at, moments, nets)
      SELECT id, day, 'CNY', 1, minor, day, ARRAY[day::timestamptz], ARRAY[minor] FROM bought;
      INSERT INTO customer_origin (customer_id, channel, source_id, category)
      SELECT DISTINCT id, 'till', (SELECT source_id FROM source LIMIT 1), CASE WHEN i < 200 THEN 'Tea' ELSE 'Cups' END FROM bought;
      INSERT INTO tier_change (customer_id, programme_id, changed_at, to_tier, reason, policy_number, recorded_at)
      SELECT DISTINCT id, '018d0000-0000-7000-8000-000000000002'::uuid, timestamptz '2024-01-01Z',
             CASE WHEN i %% 2 = 0 THEN 'GOLD' ELSE 'SILVER' END, 'ENROLLED', 1, now()
      FROM bought;
      INSERT INTO customer_touch (customer_id, touched_at, channel, campaign)
      VALUES (md5('c1')::uuid, '2024-01-01Z', 'mail', 'spring'), (md5('c1')::uuid, '2024-07-01Z', 'mail', 'summer');
      DROP TABLE bought
      """;

  @Inject Tx tx;
  @Inject Changes changes;
  @Inject ValueStore store;

  private final Api analyst = Api.as("analyst");
  private Given.Person wei;
  private Given.Person ann;

  /** Two who bought on the same days, of whom one is of a tier, and of a higher one at first. */
  @BeforeEach
  void two_customers() {
    TestDatabase.clear();
    wei = Given.customer("Zhang Wei");
    ann = Given.customer("Ann");
    for (String day : List.of("2024-03-01", "2024-04-01")) {
      wei.boughtAt("till", "30.00", day + "T10:00:00Z").line("Tea", "30.00");
      ann.boughtAt("till", "30.00", day + "T10:00:00Z").line("Cups", "30.00");
    }
    TestDatabase.run(
        """
        UPDATE order_line SET category = sku;
        INSERT INTO programme (programme_id, name, currency, timezone, created_at, version)
        VALUES ('018d0000-0000-7000-8000-000000000002', 'Club', 'CNY', 'UTC', now(), 0);
        INSERT INTO tier_change (customer_id, programme_id, changed_at, to_tier, reason, policy_number, recorded_at)
        VALUES ('%1$s', '018d0000-0000-7000-8000-000000000002', '2024-02-01Z', 'GOLD', 'ENROLLED', 1, now()),
               ('%1$s', '018d0000-0000-7000-8000-000000000002', '2024-06-15Z', 'SILVER', 'EXPIRED', 1, now());
        INSERT INTO customer_attribute (customer_id, name, value, profile_id, source_id, observed_at, rule)
        SELECT '%1$s', 'city', '"Suzhou"', profile_id, source_id, now(), 'LATEST' FROM profile LIMIT 1
        """
            .formatted(wei.uuid()));
    refresh();
  }

  /** Two hundred who begin with tea, come back often and stay, and as many who hardly do. */
  private static void crowd() {
    Random random = new Random(4711);
    TestDatabase.run(
        CROWD_SQL.formatted(
            IntStream.range(0, CROWD)
                .mapToObj(i -> bought(i, random))
                .collect(Collectors.joining(", "))));
  }

  /** A version of BG/NBD as a run of that year's beginning would have left it. */
  private static void fitted(String by, String segment, double a) {
    TestDatabase.run(
        """
        INSERT INTO value_fit (fit_id, model, segment_by, segment, as_of, fitted_at, timezone, currency, customers,
                               sample, repeaters, used, log_likelihood, parameters)
        VALUES (gen_random_uuid(), 'BG_NBD', %s, %s, '2024-01-01Z', now(), 'UTC', 'CNY', 2357, 2357, 946, 2357, -9582.4,
                ARRAY[0.243, 4.414, %s, 2.426])
        """
            .formatted(by, segment, a));
  }

  @AfterEach
  void divided_as_usual() {
    TestDatabase.run("UPDATE insight_setting SET value_segment_by = 'FIRST_CHANNEL'");
  }

  /** A customer who buys and leaves as BG/NBD says. */
  private static String bought(int i, Random random) {
    boolean tea = i < CROWD / 2;
    double rate = -Math.log(1 - random.nextDouble()) * (tea ? 0.25 : 0.09);
    double leaving = 1 - Math.pow(1 - random.nextDouble(), tea ? 1 / 9.0 : 1);
    int first = random.nextInt(60);
    double mean = 1_000 + 8_000 * Math.pow(random.nextDouble(), 2);
    TreeSet<Integer> days = new TreeSet<>(List.of(first));
    double at = first;
    do {
      at += -Math.log(1 - random.nextDouble()) / rate * 7;
      if (at < 210) {
        days.add((int) at);
      }
    } while (at < 210 && random.nextDouble() > leaving);
    return days.stream()
        .map(
            day -> "(%d, %d, %d)".formatted(i, day, Math.round(mean * (0.5 + random.nextDouble()))))
        .collect(Collectors.joining(", "));
  }

  @Test
  void each_segment_of_the_kind_that_is_set_has_models_that_score_its_customers() {
    crowd();
    divide("segmentBy: FIRST_CATEGORY");
    fit(AUGUST);
    String fits =
        """
        SELECT segment_by, segment, customers, refusal, first_channel FROM value_fit WHERE model = 'BG_NBD'
        ORDER BY segment_by NULLS FIRST, segment
        """;
    assertEquals(
        List.of(
            "null|null|402|null|null",
            "FIRST_CATEGORY|Cups|201|null|",
            "FIRST_CATEGORY|Tea|201|null|"),
        TestDatabase.rows(fits),
        "a version that knows only channels takes none of them for a model of all");
    String scored =
        """
        SELECT o.category, f.segment, count(*) FROM customer_value v JOIN customer_origin o USING (customer_id)
        JOIN value_fit f USING (fit_id) GROUP BY 1, 2 ORDER BY 1
        """;
    List<String> each = List.of("Cups|Cups|201", "Tea|Tea|201");
    assertEquals(each, TestDatabase.rows(scored));
    refresh();
    assertEquals(each, TestDatabase.rows(scored), "the change queue takes the same models");
    double staying = alive(wei, AUGUST);
    assertTrue(staying > alive(ann, AUGUST));
    assertEquals(foreseen("segmentBy: FIRST_CATEGORY, segment: \"Tea\"", 152), staying, 1e-6);

    divide("segmentBy: TIER");
    fit(AUGUST);
    assertEquals(
        List.of("TIER|GOLD|200|null|", "TIER|SILVER|201|null|"),
        TestDatabase.rows(fits).stream().filter(row -> row.startsWith("TIER")).toList());
    assertEquals(
        List.of("null|1", "GOLD|200", "SILVER|201"),
        TestDatabase.rows(
            """
            SELECT f.segment, count(*) FROM customer_value v JOIN value_fit f USING (fit_id) GROUP BY 1
            ORDER BY 1 NULLS FIRST
            """));
  }

  @Test
  void models_of_another_kind_score_nobody_and_can_still_be_read() {
    fitted("NULL", "NULL", 0.793);
    fitted("'FIRST_CATEGORY'", "'Tea'", 2.5);
    fitted("'TIER'", "'SILVER'", 1.5);
    divide("segmentBy: FIRST_CATEGORY");
    refresh();
    assertEquals(List.of("Tea"), segmentsOf(wei));
    assertEquals(List.of("null"), segmentsOf(ann), "of whose segment there are none");
    divide("segmentBy: CITY");
    refresh();
    assertEquals(List.of("null"), segmentsOf(wei), "until the kind has models, those of all");
    assertEquals(Arrays.asList((String) null), inForce());
    JsonPath held =
        analyst.data(
            """
            { lifetimeValueCalibration(input: {model: BG_NBD, segmentBy: FIRST_CATEGORY, segment: "Tea",
                calibratedTo: "%s"}) { customers fit { segmentBy segment firstChannel } } }
            """
                .formatted(JUNE));
    assertEquals(1, held.getInt("lifetimeValueCalibration.customers"));
    assertEquals("Tea", held.getString("lifetimeValueCalibration.fit.segment"));
    assertNull(held.get("lifetimeValueCalibration.fit.firstChannel"));
    divide("segmentBy: TIER");
    fit(JUNE);
    assertEquals(List.of("SILVER"), segmentsOf(wei), "who is known for later than the run");
    divide("undivided: true");
    fit(AUGUST);
    assertEquals(List.of("null"), segmentsOf(wei));
    assertEquals(
        List.of("3"),
        TestDatabase.rows("SELECT count(*) FROM value_fit WHERE as_of = '2024-08-01Z'"));
  }

  @Test
  void a_customer_counts_to_the_tier_of_the_instant_that_is_asked_for() {
    fitted("NULL", "NULL", 0.793);
    fitted("'TIER'", "'GOLD'", 2.5);
    fitted("'TIER'", "'SILVER'", 1.5);
    divide("segmentBy: TIER");
    String gold = "segmentBy: TIER, segment: \"GOLD\"";
    assertNotEquals(foreseen(gold, 91), foreseen(gold.replace("GOLD", "SILVER"), 91));
    assertEquals(foreseen(gold, 91), alive(wei, JUNE), 1e-6);
    assertEquals(foreseen(gold.replace("GOLD", "SILVER"), 152), alive(wei, AUGUST), 1e-6);
    assertEquals(
        1,
        analyst
            .data(
                """
                { lifetimeValueCalibration(input: {model: BG_NBD, segmentBy: TIER, segment: "GOLD",
                    calibratedTo: "%s"}) { customers } }
                """
                    .formatted(JUNE))
            .getInt("lifetimeValueCalibration.customers"),
        "who has left it since");
  }

  @Test
  void a_segment_without_models_is_none() {
    String forecast =
        "{ purchaseForecast(input: {model: BG_NBD, %s, repeats: 1, lastWeeks: 1, ageWeeks: 2, weeks: 1}) { alive } }";
    assertEquals(
        "NOT_FOUND", analyst.error(forecast.formatted("segmentBy: CITY, segment: \"Suzhou\"")));
    assertEquals("NOT_FOUND", analyst.error(forecast.formatted("firstChannel: \"till\"")));
    for (String unclear :
        List.of(
            "segmentBy: CITY",
            "segment: \"Suzhou\"",
            "segmentBy: CITY, segment: \"Suzhou\", firstChannel: \"till\"")) {
      assertEquals("INVALID_INPUT", analyst.error(forecast.formatted(unclear)), unclear);
    }
    assertEquals(
        "INVALID_INPUT",
        analyst.error(
            "mutation { setLifetimeValueSettings(input: {segmentBy: CITY, undivided: true}) { settings { months } } }"));
  }

  @Test
  void each_kind_of_segment_has_the_customers_that_are_counted() {
    crowd();
    Instant june = Instant.parse(JUNE);
    for (CustomerSegment by : CustomerSegment.values()) {
      List<ValueStore.Members> segments =
          tx.read(connection -> store.segments(connection, june, by, 20, 1)).await().atMost(LONG);
      assertEquals(
          switch (by) {
            case FIRST_CATEGORY -> Map.of("Tea", 201L, "Cups", 201L);
            case TIER -> Map.of("GOLD", 201L, "SILVER", 200L);
            case CITY -> Map.of("Suzhou", 1L);
            case ACQUISITION_CAMPAIGN -> Map.of("spring", 1L);
            case FIRST_CHANNEL, FIRST_STORE -> Map.of();
          },
          segments.stream()
              .collect(Collectors.toMap(of -> of.segment().name(), of -> of.customers())),
          by.name());
      for (ValueStore.Members of : segments) {
        List<PastPurchases> pasts =
            tx.read(connection -> store.sample(connection, june, "CNY", 1, of.segment()))
                .await()
                .atMost(LONG);
        assertEquals(of.customers(), pasts.size());
        assertEquals(
            Set.of(of.segment().name()),
            pasts.stream().map(PastPurchases::segment).collect(Collectors.toSet()));
      }
    }
  }

  private void divide(String by) {
    JsonPath set =
        analyst.data(
            "mutation { setLifetimeValueSettings(input: {%s}) { settings { segmentBy } } }"
                .formatted(by));
    assertEquals(
        by.startsWith("segmentBy: ") ? by.substring(11) : null,
        set.getString("setLifetimeValueSettings.settings.segmentBy"));
  }

  private static void fit(String asOf) {
    JsonPath run =
        Api.as("admin")
            .data(
                "mutation { runJob(input: {name: \"fit-lifetime-value\", asOf: \"%s\"}) { state error } }"
                    .formatted(asOf));
    assertEquals("COMPLETED", run.getString("runJob.state"), run.getString("runJob.error"));
  }

  private void refresh() {
    tx.write(connection -> ChangeQueue.note(connection, List.of(wei.uuid(), ann.uuid())))
        .chain(changes::drain)
        .await()
        .atMost(LONG);
  }

  /** The segment of the models that gave the score that is stored. */
  private static List<String> segmentsOf(Given.Person person) {
    return TestDatabase.rows(
        "SELECT f.segment FROM customer_value v JOIN value_fit f USING (fit_id) WHERE v.customer_id = '%s'"
            .formatted(person.uuid()));
  }

  private List<String> inForce() {
    return analyst
        .data("{ lifetimeValueModels { fits { segment } } }")
        .getList("lifetimeValueModels.fits.segment");
  }

  private double alive(Given.Person person, String asOf) {
    return analyst
        .data(
            "query($id: ID!, $asOf: DateTime) { customer(id: $id) { metrics { lifetimeValue(asOf: $asOf) { alive } } } }",
            "id",
            person.id(),
            "asOf",
            asOf)
        .getDouble("customer.metrics.lifetimeValue.alive");
  }

  /** What the models of a segment say of the two who bought on March 1st and on April 1st. */
  private double foreseen(String segment, int ageDays) {
    return analyst
        .data(
            """
            { purchaseForecast(input: {model: BG_NBD, %s, repeats: 1, lastWeeks: 4.428571428571429, ageWeeks: %s,
                weeks: 1}) { alive } }
            """
                .formatted(segment, ageDays / 7.0))
        .getDouble("purchaseForecast.alive");
  }
}
