package io.tributary.graphql.request;

import static io.restassured.RestAssured.given;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.RestAssured;
import io.tributary.TestDatabase;
import jakarta.inject.Inject;
import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Whichever way the endpoint's path is written, and whatever lies below it. */
@QuarkusTest
@QuarkusTestResource(TestDatabase.class)
class PathsTest {
  private static final List<String> SPELLINGS =
      List.of(
          "/graphql/",
          "//graphql",
          "/graphql//",
          "/./graphql",
          "/x/../graphql",
          "/%67raphql",
          "/graphql/.",
          "/GRAPHQL",
          "/graphql;a=b",
          "/graphql%2f");

  @Inject Rates rates;

  /** Sends bytes as they are: clients put paths right before they send them. */
  private static String raw(String method, String path, String headers, String body) {
    try (Socket socket = new Socket("localhost", RestAssured.port)) {
      socket
          .getOutputStream()
          .write(
              ("%s %s HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n%sContent-Length: %d\r\n\r\n%s"
                      .formatted(method, path, headers, body.length(), body))
                  .getBytes(StandardCharsets.ISO_8859_1));
      return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  private static int status(String answer) {
    return Integer.parseInt(answer.substring(9, 12));
  }

  private static final String JSON = "Content-Type: application/json\r\n";
  private static final String ASK = "{\"query\": \"{ jobs { name } }\"}";

  @Test
  void nobody_is_let_in_by_another_spelling() {
    for (String path : SPELLINGS) {
      String answer = raw("POST", path, JSON, ASK);
      assertTrue(List.of(401, 404).contains(status(answer)), () -> path + " " + answer);
      assertTrue(!answer.contains("refresh-"), answer);
    }
  }

  @Test
  void only_a_get_of_the_endpoint_itself_can_become_a_socket() {
    String upgrade = JSON + "Upgrade: websocket\r\n";
    assertEquals(401, status(raw("POST", "/graphql", upgrade, ASK)));
    assertEquals(401, status(raw("GET", "/graphql/schema.graphql", upgrade, "")));
    for (String path : SPELLINGS) {
      String answer = raw("POST", path, upgrade, ASK);
      assertTrue(List.of(401, 404).contains(status(answer)), () -> path + " " + answer);
    }
  }

  @Test
  void the_schemas_text_is_for_staff() {
    assertEquals(401, given().get("/graphql/schema.graphql").statusCode());
    for (String role : List.of("member", "till", "offline_access")) {
      assertEquals(403, schema(role), role);
    }
    for (String role : List.of("admin", "steward", "service", "marketer", "analyst")) {
      assertEquals(200, schema(role), role);
    }
    for (String path : List.of("/graphql//schema.graphql", "/graphql/./schema.graphql")) {
      String answer =
          raw("GET", path, "Authorization: Bearer " + TestDatabase.token("till") + "\r\n", "");
      assertTrue(List.of(403, 404).contains(status(answer)), () -> path + " " + answer);
    }
  }

  private static int schema(String role) {
    return given()
        .header("Authorization", "Bearer " + TestDatabase.token(role))
        .get("/graphql/schema.graphql")
        .statusCode();
  }

  @Test
  void another_spelling_does_not_escape_the_limit_of_an_address() {
    rates.fullAt.put("address 127.0.0.1", Long.MAX_VALUE / 2);
    try {
      for (String path : SPELLINGS.subList(0, 7)) {
        int status = status(raw("POST", path, JSON, ASK));
        assertTrue(List.of(429, 404).contains(status), () -> path + " " + status);
      }
      assertEquals(429, given().get("/graphql/schema.graphql").statusCode());
      assertEquals(429, status(raw("POST", "/graphql/", JSON, ASK)));
    } finally {
      rates.fullAt.remove("address 127.0.0.1");
    }
  }

  @Test
  void the_page_to_click_on_is_there_where_it_is_wanted() {
    assertEquals(404, given().get("/q/graphql-ui/").statusCode());
    assertEquals(404, given().get("/q/graphql-ui/index.html").statusCode());
  }
}
