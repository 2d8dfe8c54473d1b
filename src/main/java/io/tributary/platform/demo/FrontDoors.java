package io.tributary.platform.demo;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Stream;

/**
 * The ways into Tributary that everybody has: GraphQL, the tracking API and bulk imports. Its calls
 * wait for their answers and belong on a thread of one's own.
 */
final class FrontDoors {
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final int TRIES = 6;
  private static final ObjectMapper JSON = new ObjectMapper();

  private final URI address;
  private final String token;
  private final HttpClient client =
      HttpClient.newBuilder()
          .version(HttpClient.Version.HTTP_1_1)
          .connectTimeout(Duration.ofSeconds(5))
          .build();

  FrontDoors(URI address, String adminToken) {
    this.address = address;
    this.token = adminToken;
  }

  /**
   * Sends one of the documents with variables, names and values in turn.
   *
   * @return the answer's data
   * @throws IOException when the answer holds errors, with the first one's message
   */
  JsonNode ask(String operation, Object... variables) throws IOException, InterruptedException {
    Map<String, Object> values = new LinkedHashMap<>();
    for (int i = 0; i < variables.length; i += 2) {
      values.put((String) variables[i], variables[i + 1]);
    }
    Map<String, Object> body = Map.of("query", Documents.named(operation), "variables", values);
    HttpRequest request =
        to("/graphql", "Bearer " + token)
            .header("Content-Type", "application/json")
            .header("Accept", "application/graphql-response+json")
            .POST(BodyPublishers.ofByteArray(JSON.writeValueAsBytes(body)))
            .build();
    JsonNode answer = JSON.readTree(answer(request));
    if (answer.hasNonNull("errors")) {
      throw new IOException(
          operation
              + " failed: "
              + answer.at("/errors/0/message").asText()
              + " "
              + answer.at("/errors/0/extensions"));
    }
    return answer.get("data");
  }

  /**
   * Sends a batch of tracking messages, as an SDK does.
   *
   * @throws IOException also when one of the messages is refused
   */
  void track(String writeKey, String batch) throws IOException, InterruptedException {
    HttpRequest request =
        to("/v1/batch", basic(writeKey))
            .header("Content-Type", "application/json")
            .POST(BodyPublishers.ofString(batch))
            .build();
    JsonNode refused = JSON.readTree(answer(request)).path("rejected").path(0);
    if (!refused.isMissingNode()) {
      throw new IOException("a message was refused: " + refused);
    }
  }

  /**
   * Begins a bulk import of CSV lines.
   *
   * @return the import's id
   */
  String upload(String writeKey, String kind, Stream<String> lines)
      throws IOException, InterruptedException {
    Iterable<byte[]> bytes = () -> encoded(lines.iterator());
    BodyPublisher body = BodyPublishers.ofByteArrays(bytes);
    HttpRequest request =
        to("/v1/imports/" + kind, basic(writeKey))
            .header("Content-Type", "text/csv")
            .POST(body)
            .build();
    HttpResponse<String> answer = client.send(request, HttpResponse.BodyHandlers.ofString());
    if (answer.statusCode() != 202) {
      throw refusal(request, answer);
    }
    return JSON.readTree(answer.body()).get("id").asText();
  }

  private static Iterator<byte[]> encoded(Iterator<String> lines) {
    return new Iterator<>() {
      @Override
      public boolean hasNext() {
        return lines.hasNext();
      }

      @Override
      public byte[] next() {
        return (lines.next() + '\n').getBytes(StandardCharsets.UTF_8);
      }
    };
  }

  private HttpRequest.Builder to(String path, String authorization) {
    return HttpRequest.newBuilder(address.resolve(path))
        .timeout(PATIENCE)
        .header("Authorization", authorization);
  }

  private static String basic(String writeKey) {
    byte[] pair = (writeKey + ":").getBytes(StandardCharsets.UTF_8);
    return "Basic " + Base64.getEncoder().encodeToString(pair);
  }

  /** The answer's body; what may pass is tried again, a little later each time. */
  private String answer(HttpRequest request) throws IOException, InterruptedException {
    for (int tried = 1; ; tried++) {
      HttpResponse<String> answer = client.send(request, HttpResponse.BodyHandlers.ofString());
      int status = answer.statusCode();
      if (status < 300) {
        return answer.body();
      }
      boolean mayPass = status == 408 || status == 429 || status >= 500;
      if (!mayPass || tried == TRIES) {
        throw refusal(request, answer);
      }
      Thread.sleep(100L << tried);
    }
  }

  private static IOException refusal(HttpRequest request, HttpResponse<String> answer) {
    String body = answer.body();
    return new IOException(
        request.uri().getPath()
            + " answered "
            + answer.statusCode()
            + ": "
            + body.substring(0, Math.min(body.length(), 500)));
  }
}
