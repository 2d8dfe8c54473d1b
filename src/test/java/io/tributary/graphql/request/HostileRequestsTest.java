package io.tributary.graphql.request;

import static io.restassured.RestAssured.given;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.greaterThan;
import static org.hamcrest.Matchers.lessThan;
import static org.junit.jupiter.api.Assertions.assertEquals;

import graphql.introspection.IntrospectionQuery;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.RestAssured;
import io.restassured.path.json.JsonPath;
import io.restassured.response.ValidatableResponse;
import io.restassured.specification.RequestSpecification;
import io.tributary.Api;
import io.tributary.Socket;
import io.tributary.TestDatabase;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Requests that would cost more than they ask for are refused before anything is executed. */
@QuarkusTest
@QuarkusTestResource(TestDatabase.class)
class HostileRequestsTest {
  private static RequestSpecification signed(String role) {
    return given()
        .header("Authorization", "Bearer " + TestDatabase.token(role))
        .header("Accept", "application/graphql-response+json");
  }

  private static ValidatableResponse post(String role, String query) {
    return signed(role)
        .contentType("application/json")
        .body(Map.of("query", query))
        .post("/graphql")
        .then();
  }

  private static void tooCostly(String query, String reason) {
    post("admin", query)
        .statusCode(400)
        .body("errors[0].extensions.code", equalTo("QUERY_TOO_COSTLY"))
        .body("errors[0].message", containsString(reason));
  }

  private static String times(int n, String format) {
    return IntStream.range(0, n)
        .mapToObj(i -> format.replace("#", Integer.toString(i)))
        .collect(Collectors.joining(" "));
  }

  @Test
  void fragments_that_expand_without_end_are_refused_by_what_they_expand_to() {
    String doubling =
        "{ jobs { ...F0 } } "
            + IntStream.range(0, 30)
                .mapToObj(i -> "fragment F%d on Job { ...F%d ...F%d }".formatted(i, i + 1, i + 1))
                .collect(Collectors.joining(" "))
            + " fragment F30 on Job { a: name b: cron }";
    tooCostly(doubling, "aliases");
    tooCostly(doubling.replace("a: name b: cron", "name cron"), "fragments expanded");
    post("admin", "{ jobs { ...A } } fragment A on Job { ...A }")
        .statusCode(400)
        .body("errors[0].message", containsString("spreads itself"));
  }

  @Test
  void depth_aliases_directives_fields_and_tokens_have_limits() {
    tooCostly(
        "{ customers { edges { node { "
            + "mergedInto { ".repeat(10)
            + "id"
            + " }".repeat(10)
            + " } } } }",
        "levels deep");
    tooCostly("{ " + times(16, "a#: jobs { name }") + " }", "aliases");
    tooCostly("{ jobs { name " + "@include(if: true) ".repeat(51) + "} }", "directives");
    tooCostly("{ " + "jobs { name } ".repeat(21) + "}", "fields at its top");
    tooCostly("{ jobs { " + "name ".repeat(5_000) + "} }", "too large");
    tooCostly("{ jobs " + "{ x ".repeat(600) + "}".repeat(601), "too large");
  }

  @Test
  void a_cost_is_the_product_of_page_sizes_and_each_role_has_its_budget() {
    String nested =
        "{ customers(first: 100) { edges { node { orders(first: 100) { edges { node { id } } } } } } }";
    post("admin", nested)
        .statusCode(200)
        .body("extensions.cost.requested", equalTo(100 + 100 * 100))
        .body("extensions.cost.budget", equalTo(100_000));
    post("till", nested)
        .statusCode(400)
        .body("errors[0].extensions.code", equalTo("QUERY_TOO_COSTLY"))
        .body("errors[0].message", containsString("10100"));
    tooCostly(nested.replace("{ id }", "{ lines { product { id } } }"), "could cost");
  }

  @Test
  void a_form_of_another_site_cannot_act_for_its_user() throws Exception {
    for (String type :
        List.of(
            "text/plain",
            "application/x-www-form-urlencoded",
            "multipart/form-data; boundary=x",
            "application/graphql",
            "application/json; charset=utf-16")) {
      assertEquals(415, status("Content-Type", type), type);
    }
    assertEquals(415, status("X-Other", "no content type at all"));
    assertEquals(200, status("Content-Type", "Application/JSON; charset=\"UTF-8\""));
  }

  private static int status(String header, String value) throws Exception {
    return status(header, value, "{\"query\": \"{ jobs { name } }\"}");
  }

  private static int status(String header, String value, String body) throws Exception {
    HttpRequest request =
        HttpRequest.newBuilder(URI.create("http://localhost:" + RestAssured.port + "/graphql"))
            .header("Authorization", "Bearer " + TestDatabase.token("admin"))
            .header(header, value)
            .POST(HttpRequest.BodyPublishers.ofString(body))
            .build();
    return HttpClient.newHttpClient()
        .send(request, HttpResponse.BodyHandlers.discarding())
        .statusCode();
  }

  @Test
  void a_get_only_asks() {
    String mutation =
        "mutation { createSource(input: {name: \"by get\", kind: ONLINE}) { writeKey } }";
    signed("admin").queryParam("query", mutation).get("/graphql").then().statusCode(405);
    assertEquals(
        List.of("0"), TestDatabase.rows("SELECT count(*) FROM source WHERE name = 'by get'"));
    signed("admin")
        .queryParam("query", "{ jobs { name } }")
        .get("/graphql")
        .then()
        .statusCode(200)
        .body("data.jobs.size()", greaterThan(1));
    signed("admin").delete("/graphql").then().statusCode(405);
  }

  @Test
  void json_without_end_is_refused_and_so_is_a_body_that_is_too_long() throws Exception {
    String deep = "[".repeat(20_000) + "]".repeat(20_000);
    String body = "{\"query\": \"{ jobs { name } }\", \"variables\": {\"x\": " + deep + "}}";
    assertEquals(400, status("Content-Type", "application/json", body));
    signed("admin")
        .contentType("application/json")
        .body("{\"query\": \"" + " ".repeat(300 * 1024) + "{ jobs { name } }\"}")
        .post("/graphql")
        .then()
        .statusCode(413);
  }

  @Test
  void the_older_media_type_answers_faults_of_a_document_with_200() {
    given()
        .header("Authorization", "Bearer " + TestDatabase.token("admin"))
        .header("Accept", "application/json")
        .contentType("application/json")
        .body(Map.of("query", "{ nothing }"))
        .post("/graphql")
        .then()
        .statusCode(200)
        .body("errors[0].extensions.code", equalTo("INVALID_INPUT"));
    post("admin", "{ nothing }").statusCode(400);
    post("admin", "{ jobs ").statusCode(400).body("errors[0].locations[0].line", lessThan(2));
  }

  @Test
  void what_comes_over_a_socket_is_held_to_the_same_limits() {
    try (Socket socket =
        Socket.subscribe(
            TestDatabase.token("admin"), "{ " + times(16, "a#: jobs { name }") + " }")) {
      JsonPath answer = socket.next("error");
      assertEquals("QUERY_TOO_COSTLY", answer.getString("payload[0].extensions.code"));
    }
  }

  @Test
  void staff_read_the_whole_schema_as_tools_ask_for_it_and_members_do_not() {
    post("analyst", IntrospectionQuery.INTROSPECTION_QUERY)
        .statusCode(200)
        .body("data.__schema.types.size()", greaterThan(50));
    post("member", IntrospectionQuery.INTROSPECTION_QUERY)
        .statusCode(400)
        .body("errors[0].extensions.code", equalTo("FORBIDDEN"));
    post("till", "{ a: __typename }").statusCode(200);
  }

  @Test
  void a_document_that_passed_once_is_still_measured_with_its_variables() {
    String page = "query($n: Int) { customers(first: $n) { edges { node { id } } } }";
    Api admin = Api.as("admin");
    assertEquals(7, admin.send(page, "n", 7).getInt("extensions.cost.requested"));
    assertEquals(70, admin.send(page, "n", 70).getInt("extensions.cost.requested"));
  }
}
