package io.tributary.drill;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.restassured.RestAssured;
import io.restassured.path.json.JsonPath;
import io.tributary.Dump;
import io.tributary.Packaged;
import io.tributary.platform.TypeId;
import io.tributary.platform.keys.TestKeys;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.flywaydb.core.Flyway;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The runbook's restore: a dump taken before somebody was erased goes into another server, the
 * erasures are replayed before anybody is let in, and everything is as it was on the first.
 */
class RestoreIT {
  private static final Duration LIMIT = Duration.ofMinutes(2);
  private static final int PEOPLE = 12;
  private static final List<Integer> ERASED = List.of(2, 5);

  @TempDir Path folder;
  private String writeKey;

  private static Map<String, String> settings(DurablePostgres database) {
    Map<String, String> settings = new HashMap<>();
    settings.put(
        "QUARKUS_DATASOURCE_REACTIVE_URL",
        "postgresql://localhost:" + database.port() + "/postgres");
    settings.put("QUARKUS_DATASOURCE_USERNAME", "postgres");
    settings.put("QUARKUS_DATASOURCE_PASSWORD", "postgres");
    settings.put("TRIBUTARY_LOCAL_ENABLED", "true");
    // a backup is worth nothing without the key that its identifiers are sealed under
    settings.put("TRIBUTARY_KEYS_MASTER", TestKeys.MASTER);
    return settings;
  }

  @Test
  void a_dump_in_another_server_with_erasures_replayed_is_what_the_first_one_is() throws Exception {
    Dump dump;
    List<Map<String, Object>> stones;
    List<String> figures;
    Path first = Files.createDirectories(folder.resolve("first"));
    Path dumped = Files.createDirectories(folder.resolve("dump"));
    try (DurablePostgres database = DurablePostgres.start(first);
        Packaged application = Packaged.start(first, settings(database))) {
      fill(application, database);
      dump = Dump.of(dumped, database::connect);
      assertTrue(dump.holds(customerId(database, 2)), "everybody is in the dump");
      erase(application, database);
      figures = figures(application, database);
      stones =
          application
              .ask(
                  "{ erasureTombstones(first: 100) { edges { node { customerId profileIds erasedAt } } } }")
              .getList("erasureTombstones.edges.node");
    }

    Path second = Files.createDirectories(folder.resolve("second"));
    try (DurablePostgres database = DurablePostgres.start(second)) {
      Flyway.configure()
          .dataSource(
              "jdbc:postgresql://localhost:" + database.port() + "/postgres",
              "postgres",
              "postgres")
          .javaMigrations(TestKeys.steps())
          .load()
          .migrate();
      dump.restore(database::connect);
      try (Packaged application = Packaged.start(second, settings(database))) {
        assertNotEquals(figures, figures(application, database), "the dump has everybody");
        JsonPath replayed =
            application.ask(
                "mutation($t: [TombstoneInput!]!) { replayErasures(input: {tombstones: $t}) { erased unclear } }",
                "t",
                stones);
        assertEquals(ERASED.size(), replayed.getList("replayErasures.erased").size());
        assertEquals(List.of(), replayed.getList("replayErasures.unclear"));
        drained(database);
        assertEquals(figures, figures(application, database));
        assertEquals(
            "COMPLETED",
            application
                .ask("mutation { runJob(input: {name: \"check-points\"}) { state } }")
                .getString("runJob.state"));
        nobodyIsFoundWhoWasErased(database);
      }
    }
  }

  private static void nobodyIsFoundWhoWasErased(DurablePostgres database) {
    for (int i : ERASED) {
      assertEquals(
          List.of("0"),
          database.rows("SELECT count(*) FROM profile WHERE key = 'planted-" + i + "'"));
    }
  }

  private void fill(Packaged application, DurablePostgres database) {
    application.ask(
        "mutation { createProgramme(input: {name: \"Club\", currency: \"CNY\", timezone: \"UTC\"}) { programme { id } } }");
    writeKey =
        application
            .ask(
                "mutation { createSource(input: {name: \"web\", kind: ONLINE, currency: \"CNY\"}) { writeKey } }")
            .getString("createSource.writeKey");
    StringBuilder orders = new StringBuilder("order_id,customer_ref,ordered_at,currency,total\n");
    for (int i = 0; i < PEOPLE; i++) {
      for (int month = 1; month <= 1 + i % 4; month++) {
        orders.append(
            "o%d-%d,planted-%d,2026-0%d-05T10:00:00Z,CNY,%d.00\n"
                .formatted(i, month, i, month, 10 * month));
      }
    }
    String id =
        RestAssured.given()
            .auth()
            .preemptive()
            .basic(writeKey, "")
            .contentType("text/csv")
            .body(orders.toString())
            .post(application.url("/v1/imports/orders"))
            .then()
            .statusCode(202)
            .extract()
            .jsonPath()
            .getString("id");
    await()
        .atMost(LIMIT)
        .until(
            () ->
                application
                    .ask("query($i: ID!) { importJob(id: $i) { state } }", "i", id)
                    .getString("importJob.state")
                    .equals("COMPLETED"));
    for (int i = 0; i < PEOPLE; i++) {
      application.ask(
          "mutation($c: ID!) { earnPoints(input: {customer: $c, points: 100, idempotencyKey: \"first\"}) { points { available } } }",
          "c",
          customer(database, i));
    }
    drained(database);
  }

  private static String customer(DurablePostgres database, int person) {
    return TypeId.CUSTOMER.encode(UUID.fromString(customerId(database, person)));
  }

  private static String customerId(DurablePostgres database, int person) {
    return database
        .rows("SELECT customer_id FROM profile WHERE key = 'planted-" + person + "'")
        .get(0);
  }

  private static void erase(Packaged application, DurablePostgres database) {
    for (int i : ERASED) {
      String request =
          application
              .ask(
                  "mutation($c: ID!) { openPrivacyRequest(input: {customer: $c, kind: ERASURE, idempotencyKey: \"e"
                      + i
                      + "\"}) { request { id } } }",
                  "c",
                  customer(database, i))
              .getString("openPrivacyRequest.request.id");
      application.ask(
          "mutation($r: ID!) { verifyPrivacyRequest(input: {request: $r, how: \"shown\"}) { request { state } } }",
          "r",
          request);
    }
    application.ask("mutation { runJob(input: {name: \"erase-people\"}) { state } }");
    await()
        .atMost(LIMIT)
        .until(
            () ->
                database
                    .rows("SELECT count(*) FROM privacy_request WHERE state = 'DONE'")
                    .equals(List.of("" + ERASED.size())));
    drained(database);
  }

  private static void drained(DurablePostgres database) {
    await()
        .atMost(LIMIT)
        .until(() -> database.rows("SELECT count(*) FROM customer_change").equals(List.of("0")));
  }

  /** What the service says of all, and what of each person is in its tables. */
  private static List<String> figures(Packaged application, DurablePostgres database) {
    JsonPath asked =
        application.ask(
            """
            { retention(input: {grain: MONTH, clock: CALENDAR, measure: BOUNDED, from: "2026-01-01", to: "2026-06-01", timezone: "UTC"}) {
                cohorts { period size cells { k customers } } } }
            """);
    return List.of(
        asked.getList("retention.cohorts").toString(),
        database
            .rows(
                "SELECT p.profile_id, p.key, p.paid, p.customer_id FROM profile p ORDER BY profile_id")
            .toString(),
        database
            .rows("SELECT external_id, profile_id, total_minor FROM customer_order ORDER BY 1")
            .toString(),
        database
            .rows("SELECT account_id, customer_id, available FROM points_account ORDER BY 1")
            .toString(),
        database.rows("SELECT count(*), sum(amount) FROM points_entry").toString());
  }
}
