package io.tributary.intake.tracking;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.RestAssured;
import io.tributary.NodeScripts;
import io.tributary.TestDatabase;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** npm's {@code @segment/analytics-node}, unchanged but for its host. Needs node 20 and npm. */
@QuarkusTest
@QuarkusTestResource(TestDatabase.class)
class AnalyticsNodeTest {
  /** Customer, profiles, orders, returns, events, paid and given back in fen. */
  private static final String ONE_PERSON = "1|3|1|1|3|5980|2990";

  @BeforeAll
  static void install() throws Exception {
    NodeScripts.install();
  }

  @BeforeEach
  void begin() {
    Sdk.begin();
  }

  @Test
  void one_person_on_two_devices_is_one_customer_with_one_order_and_one_refund() throws Exception {
    send(tributary(), "first");
    assertEquals(ONE_PERSON, state());
    assertEquals(
        List.of(
            "ANONYMOUS_ID|laptop|Zhang Wei",
            "ANONYMOUS_ID|phone|Zhang Wei",
            "USER_ID|wei|Zhang Wei"),
        TestDatabase.rows(
            "SELECT key_kind, key, display_name FROM profile JOIN customer USING (customer_id) ORDER BY 1, 2"));
    assertEquals(
        List.of("VIEW|Home|10:01", "VIEW|Product Viewed|10:03", "VIEW|Orders|10:05"),
        TestDatabase.rows(
            "SELECT kind, name, to_char(occurred_at AT TIME ZONE 'UTC', 'HH24:MI') FROM event ORDER BY occurred_at"));
  }

  @Test
  void messages_sent_again_under_their_ids_change_nothing() throws Exception {
    send(tributary(), "first");
    send(tributary(), "first");
    assertEquals(ONE_PERSON, state());
  }

  @Test
  void what_is_turned_away_is_sent_again_and_taken_once() throws Exception {
    try (Proxy proxy = new Proxy(false)) {
      send(proxy.address(), "first");
      assertTrue(proxy.calls.get() > Proxy.FAULTS, "the SDK tried again");
    }
    assertEquals(ONE_PERSON, state());
  }

  @Test
  void what_was_taken_though_its_answer_was_lost_is_sent_again_and_taken_once() throws Exception {
    try (Proxy proxy = new Proxy(true)) {
      send(proxy.address(), "first");
      assertTrue(proxy.calls.get() > Proxy.FAULTS, "the SDK tried again");
    }
    assertEquals(ONE_PERSON, state());
  }

  private static String state() {
    return Sdk.value(
        """
        SELECT (SELECT count(*) FROM customer WHERE merged_into IS NULL), (SELECT count(*) FROM profile),
               (SELECT count(*) FROM customer_order), (SELECT count(*) FROM order_return), (SELECT count(*) FROM event),
               (SELECT sum(total_minor) FROM customer_order), (SELECT sum(refunded_minor) FROM customer_order)
        """);
  }

  private static String tributary() {
    return "http://localhost:" + RestAssured.port;
  }

  private static void send(String host, String prefix) throws Exception {
    NodeScripts.Run sdk = NodeScripts.run("person.mjs", host, Sdk.key(), prefix);
    assertEquals(0, sdk.exit(), sdk.output());
  }

  /** Stands between the SDK and Tributary and fails the first calls. */
  private static final class Proxy implements AutoCloseable {
    static final int FAULTS = 2;
    final AtomicInteger calls = new AtomicInteger();
    private final HttpClient client = HttpClient.newHttpClient();
    private final HttpServer server;
    private final boolean afterwards;

    /**
     * A proxy.
     *
     * @param afterwards whether the calls that fail are delivered, and only their answer is lost
     */
    Proxy(boolean afterwards) throws IOException {
      this.afterwards = afterwards;
      server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
      server.createContext("/", this::pass);
      server.setExecutor(Executors.newCachedThreadPool());
      server.start();
    }

    String address() {
      return "http://localhost:" + server.getAddress().getPort();
    }

    private void pass(HttpExchange exchange) throws IOException {
      boolean fails = calls.incrementAndGet() <= FAULTS;
      byte[] body = exchange.getRequestBody().readAllBytes();
      int status = fails && !afterwards ? 503 : forward(exchange, body);
      exchange.sendResponseHeaders(fails ? 503 : status, -1);
      exchange.close();
    }

    private int forward(HttpExchange exchange, byte[] body) throws IOException {
      HttpRequest request =
          HttpRequest.newBuilder(URI.create(tributary() + exchange.getRequestURI()))
              .header("Authorization", exchange.getRequestHeaders().getFirst("Authorization"))
              .header("Content-Type", exchange.getRequestHeaders().getFirst("Content-Type"))
              .POST(HttpRequest.BodyPublishers.ofByteArray(body))
              .build();
      try {
        return client.send(request, HttpResponse.BodyHandlers.discarding()).statusCode();
      } catch (InterruptedException e) {
        throw new IOException(e);
      }
    }

    @Override
    public void close() {
      server.stop(0);
    }
  }
}
