package io.tributary.graphql.request;

import static io.restassured.RestAssured.given;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.matchesPattern;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.RestAssured;
import io.restassured.response.ValidatableResponse;
import io.restassured.specification.RequestSpecification;
import io.tributary.TestDatabase;
import jakarta.inject.Inject;
import java.io.IOException;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.eclipse.microprofile.config.ConfigProvider;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What operators see of requests: figures by operation, ids in answers and in the log. */
@QuarkusTest
@QuarkusTestResource(TestDatabase.class)
class MeasuredTest {
  private static final String ID = "f058ebd6-02f7-4d3f-942e-904344e8cde5";

  @TestHTTPResource(value = "/metrics", management = true)
  URL metrics;

  @Inject Measured measured;

  @AfterEach
  void mend() {
    TestDatabase.run("DROP FUNCTION IF EXISTS refuse_source CASCADE");
    measured.slow = Duration.ofSeconds(1);
  }

  private static RequestSpecification by(String role) {
    return given()
        .header("Authorization", "Bearer " + TestDatabase.token(role))
        .contentType("application/json");
  }

  private static ValidatableResponse ask(String text) {
    return by("admin")
        .header("X-Request-Id", ID)
        .body(Map.of("query", text))
        .post("/graphql")
        .then();
  }

  private static String registered(String name) throws IOException {
    return Files.readString(Path.of("graphql-schema", "operations", name + ".graphql"));
  }

  private List<String> lines(String beginning) {
    return RestAssured.get(metrics)
        .asString()
        .lines()
        .filter(line -> line.startsWith(beginning))
        .toList();
  }

  private double count(String operation, String outcome) {
    return lines("tributary_graphql_requests_seconds_count").stream()
        .filter(line -> line.contains("operation=\"" + operation + "\""))
        .filter(line -> line.contains("outcome=\"" + outcome + "\""))
        .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)))
        .sum();
  }

  private static String log() throws IOException {
    return Files.readString(
        Path.of(ConfigProvider.getConfig().getValue("quarkus.log.file.path", String.class)));
  }

  @Test
  void a_registered_document_is_counted_by_its_name_and_all_others_together() throws IOException {
    double programmes = count("Programmes", "answered");
    double others = count("other", "answered");
    ask(registered("Programmes")).statusCode(200);
    ask("query planted7002x { jobs { name } }").statusCode(200);
    ask("query planted7003x { jobs { name } }").statusCode(200);
    await().until(() -> count("Programmes", "answered") == programmes + 1);
    await().until(() -> count("other", "answered") == others + 2);
    assertEquals(List.of(), lines("").stream().filter(line -> line.contains("planted")).toList());
    assertFalse(lines("tributary_graphql_cost_bucket{operation=\"Programmes\"").isEmpty());
    assertTrue(
        lines("tributary_graphql_requests_seconds_bucket").stream()
            .anyMatch(line -> line.contains("le=\"0.25\"")));
  }

  @Test
  void an_answer_has_its_requests_id_whether_the_caller_gave_one_or_not() {
    ask("{ jobs { name } }").header("X-Request-Id", equalTo(ID));
    given().post("/v1/track").then().header("X-Request-Id", matchesPattern("[0-9a-f-]{36}"));
    given()
        .get("/graphql")
        .then()
        .statusCode(401)
        .header("X-Request-Id", matchesPattern("[0-9a-f-]{36}"));
  }

  @Test
  void a_fault_of_ours_is_found_in_the_log_by_the_requests_id() throws IOException {
    TestDatabase.run(
        """
        CREATE FUNCTION refuse_source() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN RAISE EXCEPTION 'as the test wants' USING ERRCODE = '22000'; END $$;
        CREATE TRIGGER refuse BEFORE INSERT ON source FOR EACH ROW EXECUTE FUNCTION refuse_source()
        """);
    ask("mutation { createSource(input: {name: \"refused\", kind: ONLINE}) { writeKey } }")
        .body("errors[0].extensions.code", equalTo("INTERNAL"))
        .body("errors[0].extensions.reference", equalTo(ID));
    assertTrue(
        log().lines().anyMatch(line -> line.contains(ID + " GraphQL fault, reference " + ID)));
  }

  @Test
  void a_slow_operation_is_named_in_the_log_without_what_was_asked_for() throws IOException {
    measured.slow = Duration.ofNanos(1);
    ask("query planted7004x { customer(id: \"cus_01m853a2xxfkdrwj4awfrbpwav\") { id } }");
    await().until(() -> log().contains("slow: query other took"));
    assertFalse(log().contains("planted7004x"));
  }
}
