package io.tributary.graphql.request;

import static io.restassured.RestAssured.given;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.tributary.Socket;
import io.tributary.TestDatabase;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** A token whose claims cannot be read is turned away at once, wherever it is shown. */
@QuarkusTest
@QuarkusTestResource(TestDatabase.class)
class OddClaimsTest {
  static List<String> odd() {
    return List.of(
        TestDatabase.tokenWith("member", "customer", List.of("cus_1")),
        TestDatabase.tokenWith("service", "customer", 7),
        TestDatabase.tokenWith("service", "store", List.of("s1", "s2")),
        TestDatabase.tokenWith("admin", "store", Map.of("code", "s1")));
  }

  @ParameterizedTest
  @MethodSource("odd")
  void questions_are_not_answered(String token) {
    assertEquals(401, asked(token, "{ __typename }"));
    assertEquals(401, asked(token, "{ me { id } }"));
    assertEquals(401, asked(token, "{ jobs { name } }"), "refused to most roles");
    assertEquals(401, asked(token, "mutation { rebuildSearch { id } }"), "no such field");
  }

  @ParameterizedTest
  @MethodSource("odd")
  void files_are_not_given(String token) {
    assertEquals(
        401,
        given().header("Authorization", "Bearer " + token).get("/v1/exports/rfm").statusCode());
  }

  @ParameterizedTest
  @MethodSource("odd")
  void sockets_are_closed(String token) {
    try (Socket socket = Socket.open(Socket.PROTOCOL)) {
      socket.send(
          "{\"type\": \"connection_init\", \"payload\": {\"Authorization\": \"Bearer "
              + token
              + "\"}}");
      int status = socket.closed();
      assertTrue(List.of(4401, 4403).contains(status), "closed with " + status);
    }
  }

  private static int asked(String token, String query) {
    return given()
        .header("Authorization", "Bearer " + token)
        .contentType("application/json")
        .body(Map.of("query", query))
        .post("/graphql")
        .statusCode();
  }
}
