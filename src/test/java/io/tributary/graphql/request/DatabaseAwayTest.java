package io.tributary.graphql.request;

import static io.restassured.RestAssured.given;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import io.tributary.Socket;
import io.tributary.TestDatabase;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The database takes nobody any more: what callers hear of that. */
@QuarkusTest
@QuarkusTestResource(TestDatabase.class)
class DatabaseAwayTest {
  private static void connections(boolean areLetIn) {
    try (Connection connection = TestDatabase.connect("template1");
        Statement statement = connection.createStatement()) {
      statement.execute("ALTER DATABASE postgres WITH ALLOW_CONNECTIONS " + areLetIn);
      if (!areLetIn) {
        statement.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = 'postgres' AND application_name = 'vertx-pg-client'");
      }
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  @AfterEach
  void back() {
    connections(true);
    await().until(() -> ask("{ jobs { name } }").jsonPath().get("errors") == null);
  }

  private static Response ask(String document) {
    return given()
        .header("Authorization", "Bearer " + TestDatabase.token("admin"))
        .contentType("application/json")
        .body(Map.of("query", document))
        .post("/graphql");
  }

  private static void assertSaysNothing(String answer) {
    for (String internal :
        List.of("127.0.0.1", "localhost:", "postgres", "io.vertx", "Exception", "at io.", "pg_")) {
      assertFalse(answer.contains(internal), () -> internal + " in " + answer);
    }
  }

  @Test
  void no_answer_tells_where_the_database_is_or_what_it_said() {
    String token = TestDatabase.token("admin");
    try (Socket socket = Socket.open(Socket.PROTOCOL, token)) {
      connections(false);
      Response query = ask("{ jobRuns { edges { cursor } } }");
      assertTrue(
          List.of("INTERNAL", "OVERLOADED")
              .contains(query.jsonPath().getString("errors[0].extensions.code")),
          query.asString());
      assertSaysNothing(query.asString());
      socket.start("1", "{ jobRuns { edges { cursor } } }");
      String overSocket = socket.next("next", "error").prettify();
      assertSaysNothing(overSocket);
      Response file =
          given()
              .auth()
              .preemptive()
              .basic("key of web", "")
              .contentType("text/csv")
              .body("customer_ref\nc1\n")
              .post("/v1/imports/customers");
      assertTrue(file.statusCode() >= 500, file.asString());
      assertTrue(
          List.of("INTERNAL", "OVERLOADED").contains(file.jsonPath().getString("code")),
          file.asString());
      assertSaysNothing(file.asString());
      Response told =
          given()
              .auth()
              .preemptive()
              .basic("key of web", "")
              .contentType("application/json")
              .body("{\"userId\": \"u\", \"event\": \"e\"}")
              .post("/v1/track");
      assertTrue(told.statusCode() >= 500, told.asString());
      assertSaysNothing(told.asString());
      Response export = given().header("Authorization", "Bearer " + token).get("/v1/exports/rfm");
      assertEquals(503, export.statusCode());
      assertSaysNothing(export.asString());
    }
  }
}
