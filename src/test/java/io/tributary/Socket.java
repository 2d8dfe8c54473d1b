package io.tributary;

import io.restassured.RestAssured;
import io.restassured.path.json.JsonPath;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** A subscription as a client of the graphql-transport-ws protocol sees it. */
public final class Socket implements AutoCloseable {
  /** The protocol that is spoken. */
  public static final String PROTOCOL = "graphql-transport-ws";

  private static final Duration PATIENCE = Duration.ofSeconds(10);
  private final BlockingQueue<String> messages = new LinkedBlockingQueue<>();
  private final CompletableFuture<Integer> closed = new CompletableFuture<>();
  private final WebSocket socket;

  private Socket(String protocol) {
    socket =
        HttpClient.newHttpClient()
            .newWebSocketBuilder()
            .subprotocols(protocol)
            .buildAsync(
                URI.create("ws://localhost:" + RestAssured.port + "/graphql"), new Listener())
            .join();
  }

  /** Opens a socket that has said nothing yet. */
  public static Socket open(String protocol) {
    return new Socket(protocol);
  }

  /** Opens a socket and brings the token, if any, in the first message. */
  public static Socket open(String protocol, String token) {
    Socket opened = new Socket(protocol);
    String payload = token == null ? "{}" : "{\"Authorization\": \"Bearer " + token + "\"}";
    opened.send("{\"type\": \"connection_init\", \"payload\": " + payload + "}");
    opened.next("connection_ack");
    return opened;
  }

  /** Opens a socket, brings the token in the first message and subscribes. */
  public static Socket subscribe(String token, String document) {
    Socket opened = open(PROTOCOL, token);
    opened.start("1", document);
    return opened;
  }

  /** Starts an operation under an id. */
  public void start(String id, String document) {
    send(
        "{\"type\": \"subscribe\", \"id\": \""
            + id
            + "\", \"payload\": {\"query\": \""
            + document.replace("\"", "\\\"")
            + "\"}}");
  }

  /** The status with which the other side closed; fails when it does not in time. */
  public int closed() {
    return closed.orTimeout(PATIENCE.toMillis(), TimeUnit.MILLISECONDS).join();
  }

  /** Sends a message as it is. */
  public void send(String text) {
    socket.sendText(text, true).join();
  }

  /** The next message of some types, others passed over; null when none comes in time. */
  public JsonPath next(String... types) {
    try {
      // the other side's pings come in between for ever
      long end = System.nanoTime() + PATIENCE.toNanos();
      while (true) {
        String message = messages.poll(end - System.nanoTime(), TimeUnit.NANOSECONDS);
        if (message == null) {
          return null;
        }
        JsonPath json = new Answer(message);
        if (List.of(types).contains(json.getString("type"))) {
          return json;
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return null;
    }
  }

  @Override
  public void close() {
    socket.abort();
  }

  private final class Listener implements WebSocket.Listener {
    private final StringBuilder text = new StringBuilder();

    @Override
    public CompletionStage<?> onClose(WebSocket from, int status, String reason) {
      closed.complete(status);
      return null;
    }

    @Override
    public CompletionStage<?> onText(WebSocket from, CharSequence data, boolean last) {
      text.append(data);
      if (last) {
        messages.add(text.toString());
        text.setLength(0);
      }
      from.request(1);
      return null;
    }
  }
}
