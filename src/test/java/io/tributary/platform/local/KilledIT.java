package io.tributary.platform.local;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.restassured.RestAssured;
import io.restassured.path.json.JsonPath;
import io.restassured.specification.RequestSpecification;
import io.tributary.platform.Ids;
import io.tributary.platform.keys.TestKeys;
import java.io.IOException;
import java.nio.file.Files;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** The packaged application in local mode, killed as machines kill. */
class KilledIT extends LocalRun {
  private static final int ROWS = 2_000;
  private static final int HALF = ROWS / 2;
  private static final int TRACKED = 20;

  private String writeKey(String source) {
    return graphql(
            "mutation { createSource(input: {name: \""
                + source
                + "\", kind: ONLINE, currency: \"USD\"}) { writeKey } }")
        .getString("data.createSource.writeKey");
  }

  private RequestSpecification by(String writeKey) {
    return RestAssured.given().auth().preemptive().basic(writeKey, "");
  }

  private String sendOrders(String writeKey) {
    return by(writeKey)
        .contentType("text/csv")
        .body(orders())
        .post(url("/v1/imports/orders"))
        .then()
        .statusCode(202)
        .extract()
        .jsonPath()
        .getString("id");
  }

  /** A sale over the tracking API; what is answered with success is acknowledged. */
  private void track(String writeKey, int number) {
    by(writeKey)
        .contentType("application/json")
        .body(
            Map.of(
                "messageId",
                "m-" + number,
                "userId",
                "tracked-" + number,
                "event",
                "Order Completed",
                "timestamp",
                "2024-01-15T10:00:00Z",
                "properties",
                Map.of("order_id", "t-" + number, "total", 5, "currency", "USD")))
        .post(url("/v1/track"))
        .then()
        .statusCode(200);
  }

  /** The second half is of other customers than the first. */
  private static String orders() {
    StringBuilder file = new StringBuilder("order_id,customer_ref,ordered_at,currency,total\n");
    for (int i = 0; i < ROWS; i++) {
      file.append("o")
          .append(i)
          .append(i < HALF ? ",c" + i % 600 : ",d" + i % 500)
          .append(",2024-0")
          .append(1 + i % 9)
          .append("-1")
          .append(i % 10);
      file.append("T10:00:00Z,USD,").append(1 + i % 300).append(".50\n");
    }
    return file.toString();
  }

  private JsonPath importJob(String id) {
    return graphql("{ importJob(id: \"" + id + "\") { state accepted rejected duplicates } }")
        .setRootPath("data.importJob");
  }

  private void awaitImport(String id) {
    await()
        .atMost(Duration.ofSeconds(90))
        .ignoreExceptions()
        .until(() -> "COMPLETED".equals(importJob(id).getString("state")));
  }

  /**
   * What must be equal however a source's facts came in: every fact and whose it is, without ids.
   */
  private List<String> endState(String source) throws SQLException, IOException {
    return query(
        """
        SELECT o.external_id || '|' || p.key || '|' || o.total_minor || '|' || o.ordered_at || '|' || o.status || '|'
          || p.paid || '|' || p.first_seen_at || '|' || p.last_seen_at || '|' || c.created_at || '|'
          || count(*) OVER (PARTITION BY p.customer_id)
        FROM customer_order o JOIN profile p USING (profile_id) JOIN customer c USING (customer_id)
        JOIN source s ON s.source_id = p.source_id WHERE s.name = '%s' AND p.key NOT LIKE 'tracked-%%' ORDER BY 1
        """
            .formatted(source));
  }

  @Test
  void killed_in_the_middle_of_an_import_it_starts_again_and_ends_where_a_clean_run_ends()
      throws Exception {
    Process first = start();
    assertEquals(List.of("on"), query("SHOW fsync"));
    assertEquals(List.of("on"), query("SHOW synchronous_commit"));
    assertEquals(
        System.getProperty("postgres.version").substring(0, 2),
        query("SHOW server_version_num").get(0).substring(0, 2));
    String key = writeKey("shop");
    String clean = writeKey("clean");
    UUID shop =
        UUID.fromString(query("SELECT source_id::text FROM source WHERE name = 'shop'").get(0));
    String interrupted;
    try (Connection holder = connect();
        Statement statement = holder.createStatement()) {
      holder.setAutoCommit(false);
      // the import comes to the first row of this customer, and there it stays
      statement.execute(
          "INSERT INTO profile_key (key_hash, profile_id) VALUES ('%s', gen_random_uuid())"
              .formatted(
                  TestKeys.blind(
                      Ids.hash("profile", shop.toString(), "USER_ID", "d0"),
                      data.resolve("home/master.key"))));
      interrupted = sendOrders(key);
      String progress = "SELECT state || ' ' || accepted FROM import_job";
      await().atMost(START_LIMIT).until(() -> query(progress).equals(List.of("RUNNING " + HALF)));
      for (int i = 0; i < TRACKED; i++) {
        track(key, i);
      }
      first.destroyForcibly().waitFor();
      assertEquals(List.of("RUNNING " + HALF), query(progress), "it was in the middle");
    }
    assertTrue(
        Files.exists(data.resolve("home/postgres/postmaster.pid")),
        "the database outlives its application");

    start();
    String tracked = "SELECT count(*)::text FROM customer_order WHERE external_id LIKE 't-%'";
    assertEquals(List.of("" + TRACKED), query(tracked), "what was acknowledged is there");
    awaitImport(interrupted);
    assertEquals(ROWS, importJob(interrupted).getInt("accepted"));
    List<String> resumed = endState("shop");
    assertEquals(ROWS, resumed.size());
    String uninterrupted = sendOrders(clean);
    awaitImport(uninterrupted);
    assertEquals(endState("clean"), resumed);

    String repeated = sendOrders(key);
    awaitImport(repeated);
    assertEquals(ROWS, importJob(repeated).getInt("duplicates"));
    assertEquals(0, importJob(repeated).getInt("accepted"));
    for (int i = 0; i < TRACKED; i++) {
      track(key, i);
    }
    assertEquals(resumed, endState("shop"));
    assertEquals(List.of("" + TRACKED), query(tracked));
    assertEquals(List.of("" + (2_200 + TRACKED)), query("SELECT count(*)::text FROM customer"));
  }

  @Test
  void a_demo_that_was_killed_goes_on_at_the_next_start_and_says_what_came_of_it()
      throws Exception {
    Map<String, String> demo = Map.of("TRIBUTARY_DEMO_PEOPLE", "60");
    Process first = start(demo);
    await()
        .atMost(START_LIMIT)
        .ignoreExceptions()
        .until(() -> !query("SELECT 'some' FROM customer_order LIMIT 1").isEmpty());
    first.destroyForcibly().waitFor();
    assertFalse(log().contains("The demo shop is open."), "it was killed in the middle");

    start(demo);
    await().atMost(START_LIMIT).until(() -> log().contains("The demo shop is open."));
    String said = log();
    assertTrue(said.contains("An earlier start was cut short"), said);
    for (String line :
        List.of(
            "people known to   Web shop \\d+, Tills \\d+, WeChat \\d+",
            "they make         \\d+ customers of 60 people, 0 pairs wrongly merged",
            "orders            \\d+",
            "tiers             Basic \\d+, .*Diamond \\d+",
            "again in 90 days  [\\d.]+ % of those who bought once",
            "somebody to see   the customer with phone \\+86\\d+",
            "to click          http://localhost:\\d+/q/graphql-ui/\\?headers=\\S+")) {
      assertTrue(Pattern.compile(line).matcher(said).find(), () -> line + " in " + said);
    }
  }
}
