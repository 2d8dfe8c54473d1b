package io.tributary.graphql.request;

import static io.restassured.RestAssured.given;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.notNullValue;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.specification.RequestSpecification;
import io.tributary.Api;
import io.tributary.TestDatabase;
import jakarta.inject.Inject;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A process that has as much under way as it takes on. */
@QuarkusTest
@QuarkusTestResource(TestDatabase.class)
class CapacityTest {
  @Inject Capacity capacity;

  @AfterEach
  void usual() {
    capacity.mostRequests = 512;
    capacity.mostBytes = 32 << 20;
  }

  private static RequestSpecification asked() {
    return given()
        .header("Authorization", "Bearer " + TestDatabase.token("admin"))
        .contentType("application/json")
        .body(Map.of("query", "{ jobs { name } }"));
  }

  private static RequestSpecification told(int padding) {
    return given()
        .contentType("application/json")
        .body("{\"writeKey\": \"none\", \"batch\": []" + " ".repeat(padding) + "}");
  }

  @Test
  void one_request_too_many_is_refused_as_its_endpoint_refuses() {
    capacity.mostRequests = 0;
    asked()
        .post("/graphql")
        .then()
        .statusCode(503)
        .header("Retry-After", "1")
        .body("errors[0].extensions.code", equalTo("OVERLOADED"));
    told(0)
        .post("/v1/batch")
        .then()
        .statusCode(503)
        .header("Retry-After", "1")
        .header("Access-Control-Allow-Origin", "*")
        .body("success", equalTo(false))
        .body("code", equalTo("OVERLOADED"))
        .body("reason", notNullValue());
    given()
        .body("customer_ref\nc1\n")
        .post("/v1/imports/customers")
        .then()
        .statusCode(503)
        .body("error", notNullValue());
  }

  @Test
  void a_body_that_does_not_fit_is_refused_and_a_small_one_is_taken() {
    // what tests before this one left open counts
    capacity.mostBytes = capacity.bytesUnderWay() + 10_000;
    told(20_000).post("/v1/batch").then().statusCode(503);
    told(0).post("/v1/batch").then().statusCode(401);
    asked().post("/graphql").then().statusCode(200);
  }

  @Test
  void nothing_counts_any_more_that_has_been_answered_in_whatever_way() {
    int before = capacity.underWay();
    String admin = "Bearer " + TestDatabase.token("admin");
    Api.as("admin").data("{ jobs { name } }");
    Api.as("admin").send("{ nothing }");
    Api.as("admin").send("{ customer(id: \"x\") { id } }");
    Api.as("analyst").send("mutation { runJob(input: {name: \"check-points\"}) { state } }");
    asked().header("Accept", "text/csv").post("/graphql");
    asked().header("Accept", "image/png").post("/graphql");
    given().header("Authorization", "Bearer x").post("/graphql");
    given().post("/graphql");
    given().header("Authorization", admin).body("{").post("/graphql");
    given().header("Authorization", admin).queryParam("query", "{ jobs { name } }").get("/graphql");
    given().header("Authorization", admin).delete("/graphql");
    given().header("Authorization", admin).get("/v1/exports/rfm");
    given().body("customer_ref\nc1\n").post("/v1/imports/customers");
    told(0).post("/v1/batch");
    await().until(() -> capacity.underWay() <= before);
  }

  @Test
  void what_ended_makes_room() {
    capacity.mostRequests = capacity.underWay() + 1;
    for (int i = 0; i < 5; i++) {
      // an answer is here a moment before it counts as given
      await().until(() -> asked().post("/graphql").statusCode() == 200);
      await().until(() -> told(0).post("/v1/batch").statusCode() == 401);
    }
  }
}
