package io.tributary.insight.retention;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.path.json.JsonPath;
import io.tributary.Api;
import io.tributary.Given;
import io.tributary.TestDatabase;
import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.postgresql.PGConnection;

/** The published figures of a real shop: 69,659 orders of 23,570 customers. */
@QuarkusTest
@QuarkusTestResource(TestDatabase.class)
class CdnowTest {
  private static final Path ORDERS = Path.of("..", "shared", "data", "cdnow", "orders.csv");

  /** The orders as facts, straight into the tables: one profile and one customer for each card. */
  private static final String LOAD =
      """
      SELECT add_month_partition('customer_order', month::date)
      FROM generate_series(date '1997-01-01', date '1998-06-01', interval '1 month') month;
      INSERT INTO customer (customer_id, created_at, updated_at)
      SELECT md5('customer ' || customer_ref)::uuid, now(), now() FROM (SELECT DISTINCT customer_ref FROM cdnow) c;
      INSERT INTO profile (profile_id, source_id, key_kind, key, customer_id, first_seen_at, last_seen_at, created_at)
      SELECT md5('profile ' || customer_ref)::uuid, '%1$s', 'USER_ID', customer_ref,
             md5('customer ' || customer_ref)::uuid, now(), now(), now()
      FROM (SELECT DISTINCT customer_ref FROM cdnow) c;
      INSERT INTO customer_order (profile_id, ordered_at, order_id, source_id, external_id, status, currency,
                                  total_minor, changed_at, recorded_at)
      SELECT md5('profile ' || customer_ref)::uuid, ordered_at, md5(order_id)::uuid, '%1$s', order_id, 'PAID', currency,
             (total * 100)::bigint, ordered_at, now()
      FROM cdnow;
      ANALYZE customer_order, profile, customer;
      """;

  private static boolean loaded;

  private final Api analyst = Api.as("analyst");

  /** Once: the requests' port is known only when a test begins. */
  @BeforeEach
  void load() throws IOException, SQLException {
    assumeTrue(
        Files.exists(ORDERS), "skipped: the CDNOW orders are not at " + ORDERS.toAbsolutePath());
    if (loaded) {
      return;
    }
    TestDatabase.clear();
    String source = Given.source("cdnow").uuid().toString();
    try (var connection = TestDatabase.connect();
        var statement = connection.createStatement();
        Reader file = Files.newBufferedReader(ORDERS)) {
      statement.execute(
          """
          CREATE TEMP TABLE cdnow (order_id text, customer_ref text, ordered_at timestamptz, currency text,
                                   total numeric, quantity integer)
          """);
      connection
          .unwrap(PGConnection.class)
          .getCopyAPI()
          .copyIn("COPY cdnow FROM STDIN WITH (FORMAT csv, HEADER)", file);
      statement.execute(LOAD.formatted(source));
    }
    JsonPath run =
        Api.as("admin")
            .data("mutation { runJob(input: {name: \"refresh-retention\"}) { state done total } }");
    assertEquals("COMPLETED", run.getString("runJob.state"));
    assertEquals(23_570, run.getInt("runJob.done"));
    loaded = true;
  }

  @Test
  void monthly_cohorts_and_who_of_them_buys_in_each_later_month() {
    JsonPath table = table("BOUNDED");
    assertEquals(
        List.of("1997-01-01", "1997-02-01", "1997-03-01"),
        table.getList("retention.cohorts.period"));
    assertEquals(List.of(7846, 8476, 7248), table.getList("retention.cohorts.size"));
    assertEquals(
        List.of(
            7846, 1157, 964, 810, 679, 736, 720, 582, 559, 594, 673, 634, 528, 511, 664, 472, 497,
            498),
        table.getList("retention.cohorts[0].cells.customers"));
    assertEquals(23_570, table.getInt("retention.overall[0].customers"));
    assertEquals(18, table.getList("retention.overall").size());
  }

  @Test
  void who_of_them_buys_in_a_month_or_later() {
    List<Integer> january = table("UNBOUNDED").getList("retention.cohorts[0].cells.customers");
    assertEquals(List.of(7846, 3654, 3357, 3140, 2958), january.subList(0, 5));
    assertEquals(498, january.get(17));
  }

  @Test
  void who_buys_again_within_a_quarter_half_a_year_and_a_year() {
    JsonPath report =
        analyst.data(
            """
            { repurchase(input: {days: [90, 180, 365], asOf: "1998-07-01T00:00:00Z", timezone: "UTC"}) {
              windows { days eligible repeated rate } } }
            """);
    assertEquals(List.of(23_570, 23_570, 23_570), report.getList("repurchase.windows.eligible"));
    List<Integer> repeated = report.getList("repurchase.windows.repeated");
    assertEquals(List.of(6887, 8827, 10_810), repeated);
    assertEquals(
        List.of("0.292193", "0.374501", "0.458634"),
        repeated.stream().map(n -> "%.6f".formatted(n / 23_570.0)).toList());
    // the parser reads a number as float
    List<Float> rates = report.getList("repurchase.windows.rate");
    assertEquals(repeated.stream().map(n -> (float) (n / 23_570.0)).toList(), rates);
  }

  private JsonPath table(String measure) {
    return analyst.data(
        """
        query($measure: RetentionMeasure!) { retention(input: {
          grain: MONTH, clock: CALENDAR, measure: $measure, from: "1997-01-01", to: "1998-06-30",
          timezone: "UTC", asOf: "1998-07-01T00:00:00Z"}) {
          cohorts { period size cells { k customers rate } } overall { k customers rate } } }
        """,
        "measure",
        measure);
  }
}
