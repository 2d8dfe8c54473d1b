package io.tributary.graphql.request;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.RestAssured;
import io.tributary.Given;
import io.tributary.TestDatabase;
import io.tributary.graphql.request.HostileCorpus.Hostile;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import org.eclipse.microprofile.config.ConfigProvider;
import org.junit.jupiter.api.Test;

/** Every row of the corpus is refused as it has to be, and changes nothing. */
@QuarkusTest
@QuarkusTestResource(TestDatabase.class)
class HostileCorpusTest {
  private static final String STATE =
      """
      SELECT (SELECT count(*) FROM customer), (SELECT count(*) FROM source), (SELECT count(*) FROM customer_merge),
             (SELECT count(*) FROM job_run), (SELECT count(*) FROM points_entry), (SELECT count(*) FROM consent),
             (SELECT count(*) FROM privacy_request)
      """;

  private final HttpClient client = HttpClient.newHttpClient();

  @Test
  void every_hostile_request_is_refused_and_changes_nothing() throws Exception {
    TestDatabase.clear();
    Given.customer("Lin");
    String publicKey = ConfigProvider.getConfig().getValue("quarkus.oidc.public-key", String.class);
    List<Hostile> corpus =
        HostileCorpus.all(TestDatabase::token, TestDatabase.keyDirectory(), publicKey);
    assertTrue(corpus.size() >= 80, corpus.size() + " requests");
    List<String> before = TestDatabase.rows(STATE);
    List<String> wrong = new ArrayList<>();
    for (Hostile hostile : corpus) {
      HttpResponse<String> answer = send(hostile);
      boolean isRefused =
          answer.statusCode() == hostile.status()
              && (hostile.code() == null || answer.body().contains(hostile.code()))
              && !answer.body().contains("INTERNAL")
              && !answer.body().contains("Exception")
              && !answer.body().contains("classification")
              && answer.headers().firstValue("X-Injected").isEmpty();
      if (!isRefused) {
        wrong.add(hostile.name() + ": " + answer.statusCode() + " " + answer.body());
      }
    }
    assertEquals(List.of(), wrong);
    assertEquals(before, TestDatabase.rows(STATE));
  }

  private HttpResponse<String> send(Hostile hostile) throws Exception {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(
                URI.create("http://localhost:" + RestAssured.port + "/graphql" + hostile.query()))
            .method(hostile.method(), HttpRequest.BodyPublishers.ofString(hostile.body()));
    hostile.headers().forEach(request::header);
    return client.send(request.build(), HttpResponse.BodyHandlers.ofString());
  }
}
