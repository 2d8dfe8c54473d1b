package io.tributary.graphql.request;

import static io.restassured.RestAssured.given;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.equalTo;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.path.json.JsonPath;
import io.tributary.Api;
import io.tributary.TestDatabase;
import jakarta.inject.Inject;
import java.net.Socket;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.sql.Connection;
import java.sql.Statement;
import java.time.Duration;
import java.util.Map;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

/** A read that nobody waits for any more does not go on in the database. */
@QuarkusTest
@QuarkusTestResource(TestDatabase.class)
class StoppedReadsTest {
  private static final String STORES =
      "{ stores(first: 3) { edges { node { code } } } few: stores(first: 2) { edges { node { code } } }"
          + " sources(first: 3) { edges { node { name } } } }";
  private static final String WAITING =
      "SELECT count(*) FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND query LIKE '%store%'";

  @Inject Deadlines deadlines;
  @TestHTTPResource URL address;

  /** While nobody can read stores. */
  private interface Step {
    void run() throws Exception;
  }

  private static void whileStoresAreHeld(Step step) throws Exception {
    try (Connection holder = TestDatabase.connect();
        Statement statement = holder.createStatement()) {
      holder.setAutoCommit(false);
      statement.execute("LOCK TABLE store IN ACCESS EXCLUSIVE MODE");
      step.run();
      await().atMost(Duration.ofSeconds(10)).until(() -> waiting() == 0);
      holder.rollback();
    }
    // the connection that was stopped serves the next request as any other
    for (int i = 0; i < 20; i++) {
      assertEquals(true, Api.as("admin").data(STORES).get("stores.edges") != null);
    }
  }

  private static int waiting() {
    return Integer.parseInt(TestDatabase.rows(WAITING).get(0));
  }

  @Test
  void a_query_at_its_deadline_stops_its_statements() throws Exception {
    Duration usual = deadlines.query;
    deadlines.query = Duration.ofMillis(500);
    try {
      whileStoresAreHeld(
          () ->
              given()
                  .header("Authorization", "Bearer " + TestDatabase.token("admin"))
                  .contentType("application/json")
                  .body(Map.of("query", STORES))
                  .post("/graphql")
                  .then()
                  .statusCode(503)
                  .body("errors[0].extensions.code", equalTo("OVERLOADED")));
    } finally {
      deadlines.query = usual;
    }
    assertFalse(
        Files.readString(TestDatabase.LOG).contains("Response head already sent"),
        "what comes after the answer is not written");
  }

  /** The figures over everything hold out beyond what a page waits for, to their own deadline. */
  @Test
  void a_figure_over_everything_has_longer() {
    Duration usual = deadlines.query;
    deadlines.query = Duration.ofMillis(1);
    try {
      JsonPath answer = Api.as("admin").send("{ rfm { customers } }");
      assertNull(answer.get("errors"), answer::prettify);
      assertEquals(
          101, answer.getInt("extensions.cost.requested"), "what the schema says it takes");
    } finally {
      deadlines.query = usual;
    }
  }

  @Test
  void a_caller_who_hangs_up_stops_the_statements_of_the_query() throws Exception {
    String body = "{\"query\": \"" + STORES + "\"}";
    String request =
        """
        POST /graphql HTTP/1.1
        Host: localhost
        Authorization: Bearer %s
        Content-Type: application/json
        Content-Length: %d

        """
            .formatted(TestDatabase.token("admin"), body.length());
    whileStoresAreHeld(
        () -> {
          try (Socket caller = new Socket(address.getHost(), address.getPort())) {
            caller
                .getOutputStream()
                .write((request.replace("\n", "\r\n") + body).getBytes(StandardCharsets.US_ASCII));
            await().atMost(Duration.ofSeconds(10)).until(() -> waiting() > 0);
            assertEquals(1, waiting(), "all that a request reads takes one connection");
          }
        });
  }

  /** A query over a socket whose client then does something. */
  private static void overASocket(Consumer<io.tributary.Socket> then) throws Exception {
    whileStoresAreHeld(
        () -> {
          try (io.tributary.Socket socket =
              io.tributary.Socket.open(io.tributary.Socket.PROTOCOL, TestDatabase.token("admin"))) {
            socket.start("q", STORES);
            await().atMost(Duration.ofSeconds(10)).until(() -> waiting() > 0);
            then.accept(socket);
          }
        });
  }

  @Test
  void a_socket_that_closes_stops_the_statements_of_its_queries() throws Exception {
    overASocket(io.tributary.Socket::close);
  }

  @Test
  void a_client_that_has_done_with_its_query_stops_its_statements() throws Exception {
    overASocket(
        socket -> {
          socket.send("{\"type\": \"complete\", \"id\": \"q\"}");
          await().atMost(Duration.ofSeconds(10)).until(() -> waiting() == 0);
        });
  }

  @Test
  void a_query_over_a_socket_at_its_deadline_stops_its_statements() throws Exception {
    Duration usual = deadlines.query;
    deadlines.query = Duration.ofMillis(1_500);
    try {
      overASocket(
          socket -> {
            assertEquals(
                "OVERLOADED", socket.next("error").getString("payload[0].extensions.code"));
            await().atMost(Duration.ofSeconds(10)).until(() -> waiting() == 0);
          });
    } finally {
      deadlines.query = usual;
    }
  }
}
