package io.tributary;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.restassured.RestAssured;
import io.restassured.path.json.JsonPath;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.function.IntFunction;
import java.util.stream.IntStream;

/** The GraphQL endpoint as a client sees it. */
public final class Api {
  private static final ObjectMapper JSON = new ObjectMapper().findAndRegisterModules();
  private static final HttpClient CLIENT =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

  private final String token;

  private Api(String token) {
    this.token = token;
  }

  /** A client whose token has a role. */
  public static Api as(String role) {
    return new Api(TestDatabase.token(role));
  }

  /** A client with a given token. */
  public static Api withToken(String token) {
    return new Api(token);
  }

  /** Sends a document with variables ({@code name, value, …}) and returns the whole answer. */
  public JsonPath send(String document, Object... variables) {
    Map<String, Object> values = new HashMap<>();
    for (int i = 0; i < variables.length; i += 2) {
      values.put((String) variables[i], variables[i + 1]);
    }
    HttpRequest request =
        request(Map.of("query", document, "variables", values))
            .header("Accept", "application/graphql-response+json")
            .build();
    return new Answer(
        CLIENT.sendAsync(request, HttpResponse.BodyHandlers.ofString()).join().body());
  }

  /** Sends a document and returns {@code data}; fails the test when there are errors. */
  public JsonPath data(String document, Object... variables) {
    JsonPath answer = send(document, variables);
    if (answer.get("errors") != null) {
      throw new AssertionError(answer.prettify());
    }
    return answer.setRootPath("data");
  }

  /** The version of what merging two customers would do. */
  public String mergeVersion(String survivor, String absorbed) {
    return data(
            "query($a: ID!, $b: ID!) { mergePreview(input: {survivor: $a, absorbed: $b}) { version } }",
            "a",
            survivor,
            "b",
            absorbed)
        .getString("mergePreview.version");
  }

  /** Merges two customers as a steward does, after a look at the preview; the merge's id. */
  public String merge(String survivor, String absorbed) {
    return data(
            "mutation($a: ID!, $b: ID!, $v: String) { mergeCustomers(input: {survivor: $a, absorbed: $b, version: $v}) { merge { id } } }",
            "a",
            survivor,
            "b",
            absorbed,
            "v",
            mergeVersion(survivor, absorbed))
        .getString("mergeCustomers.merge.id");
  }

  /** Sends a document that must fail and returns the first error's code. */
  public String error(String document, Object... variables) {
    JsonPath answer = send(document, variables);
    if (answer.get("errors") == null) {
      throw new AssertionError("expected an error, got " + answer.prettify());
    }
    return answer.getString("errors[0].extensions.code");
  }

  /** Sends documents all at once, each on its own, and returns the whole answers as text. */
  public List<String> atOnce(int times, IntFunction<String> document) {
    List<CompletableFuture<HttpResponse<String>>> sent =
        IntStream.range(0, times)
            .mapToObj(i -> request(Map.of("query", document.apply(i))).build())
            .map(request -> CLIENT.sendAsync(request, HttpResponse.BodyHandlers.ofString()))
            .toList();
    return sent.stream().map(answer -> answer.join().body()).toList();
  }

  private HttpRequest.Builder request(Map<String, Object> body) {
    try {
      return HttpRequest.newBuilder(URI.create("http://localhost:" + RestAssured.port + "/graphql"))
          .header("Authorization", "Bearer " + token)
          .header("Content-Type", "application/json")
          .POST(HttpRequest.BodyPublishers.ofByteArray(JSON.writeValueAsBytes(body)));
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException(e);
    }
  }
}
