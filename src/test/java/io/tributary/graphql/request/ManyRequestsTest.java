package io.tributary.graphql.request;

import static io.restassured.RestAssured.given;
import static io.tributary.TestDatabase.rows;
import static org.hamcrest.Matchers.equalTo;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.ValidatableResponse;
import io.smallrye.mutiny.Uni;
import io.tributary.Socket;
import io.tributary.TestDatabase;
import jakarta.inject.Inject;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Callers that send more than they may. */
@QuarkusTest
@QuarkusTestResource(TestDatabase.class)
class ManyRequestsTest {
  private static final String TALKATIVE = "somebody-talkative";

  @Inject Rates rates;
  @Inject RateStore store;

  private static ValidatableResponse ask(String subject) {
    String token = TestDatabase.token(Map.of("role", "service", "subject", subject));
    return given()
        .header("Authorization", "Bearer " + token)
        .contentType("application/json")
        .body(Map.of("query", "{ jobs { name } }"))
        .post("/graphql")
        .then();
  }

  @Test
  void whoever_sends_too_many_requests_is_told_when_to_come_back_and_others_are_served() {
    rates.fullAt.put("caller " + TALKATIVE, Long.MAX_VALUE / 2);
    try {
      ask(TALKATIVE)
          .statusCode(429)
          .header("Retry-After", "1")
          .body("errors[0].extensions.code", equalTo("RATE_LIMITED"));
      ask("somebody-else").statusCode(200);
      String token = TestDatabase.token(Map.of("role", "service", "subject", TALKATIVE));
      try (Socket socket = Socket.subscribe(token, "{ jobs { name } }")) {
        assertEquals("RATE_LIMITED", socket.next("error").getString("payload[0].extensions.code"));
      }
    } finally {
      rates.fullAt.remove("caller " + TALKATIVE);
    }
    ask(TALKATIVE).statusCode(200);
  }

  @Test
  void an_address_that_sends_too_many_is_refused_before_its_token_is_looked_at() {
    rates.fullAt.put("address 127.0.0.1", Long.MAX_VALUE / 2);
    try {
      given().get("/graphql").then().statusCode(429).header("Retry-After", "1");
    } finally {
      rates.fullAt.remove("address 127.0.0.1");
    }
    given().get("/graphql").then().statusCode(401);
  }

  @Test
  void replicas_that_share_their_buckets_let_no_more_pass_together() {
    TestDatabase.clear();
    // a day for each request, so that nothing flows in meanwhile
    RateRule rule = new RateRule(1 / 86_400.0, 7);
    long passed =
        Uni.join()
            .all(IntStream.range(0, 40).mapToObj(i -> store.take("a till", rule)).toList())
            .andCollectFailures()
            .await()
            .indefinitely()
            .stream()
            .filter(isTaken -> isTaken)
            .count();
    assertEquals(7, passed);
    store.forget().await().indefinitely();
    assertEquals(1, rows("SELECT 1 FROM rate_bucket").size());
  }
}
