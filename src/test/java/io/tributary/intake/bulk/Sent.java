package io.tributary.intake.bulk;

import static io.restassured.RestAssured.given;
import static org.awaitility.Awaitility.await;

import io.restassured.path.json.JsonPath;
import io.restassured.response.Response;
import io.restassured.specification.RequestSpecification;
import io.tributary.Answer;
import io.tributary.Given;
import io.tributary.identity.Source;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A file as a source sends it, and what becomes of it:
 *
 * <pre>{@code
 * Sent.csv("web", "orders", "order_id,…").with("currency", "USD").finished().accepted(2)
 * }</pre>
 */
final class Sent {
  private static final AtomicInteger COUNT = new AtomicInteger();

  private final String source;
  private final String kind;
  private final RequestSpecification request;

  private Sent(String source, String kind, String contentType, byte[] body) {
    this.source = source;
    this.kind = kind;
    this.request =
        given()
            .auth()
            .preemptive()
            .basic("key of " + source, "")
            .contentType(contentType)
            .body(body);
  }

  /**
   * A source of a name that no test before had: who a write key belongs to is remembered for some
   * seconds, also when the tables are cleared.
   */
  static Source newSource(String name) {
    return Given.source(name + "-" + COUNT.incrementAndGet());
  }

  static Sent csv(String source, String kind, String body) {
    return csv(source, kind, body.getBytes(StandardCharsets.UTF_8));
  }

  static Sent csv(String source, String kind, byte[] body) {
    return new Sent(source, kind, "text/csv", body);
  }

  static Sent of(String source, String kind, String contentType, byte[] body) {
    return new Sent(source, kind, contentType, body);
  }

  Sent with(String option, String value) {
    request.queryParam(option, value);
    return this;
  }

  Sent header(String name, String value) {
    request.header(name, value);
    return this;
  }

  Response response() {
    return request.post("/v1/imports/" + kind);
  }

  /** Sends it and returns the acknowledged import's id. */
  String accepted() {
    return Answer.of(response().then().statusCode(202).extract().response()).getString("id");
  }

  /** Sends it and waits for its end. */
  Result finished() {
    return finished(accepted());
  }

  Result finished(String id) {
    return new Result(
        id,
        await()
            .atMost(Duration.ofMinutes(3))
            .pollInterval(Duration.ofMillis(100))
            .until(() -> status(source, id), job -> job.getString("finishedAt") != null));
  }

  static JsonPath status(String source, String id) {
    return Answer.of(
        given()
            .auth()
            .preemptive()
            .basic("key of " + source, "")
            .get("/v1/imports/" + id)
            .then()
            .statusCode(200)
            .extract()
            .response());
  }

  static String rejected(String source, String id) {
    return given()
        .auth()
        .preemptive()
        .basic("key of " + source, "")
        .get("/v1/imports/" + id + "/rejected")
        .then()
        .statusCode(200)
        .extract()
        .asString();
  }

  /** How an import ended. */
  record Result(String id, JsonPath job) {
    String counts() {
      return job.getString("state")
          + " accepted "
          + job.getInt("accepted")
          + " duplicates "
          + job.getInt("duplicates")
          + " rejected "
          + job.getInt("rejected");
    }
  }
}
