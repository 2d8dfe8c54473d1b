package io.tributary;

import io.restassured.RestAssured;
import io.restassured.path.json.JsonPath;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.time.Duration;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** A subscription as a client of the graphql-transport-ws protocol sees it. */
public final class Socket implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofSeconds(10);
  private final BlockingQueue<String> messages = new LinkedBlockingQueue<>();
  private final WebSocket socket;

  private Socket(String token) {
    socket =
        HttpClient.newHttpClient()
            .newWebSocketBuilder()
            .subprotocols("graphql-transport-ws")
            .buildAsync(
                URI.create("ws://localhost:" + RestAssured.port + "/graphql"), new Listener())
            .join();
    String payload = token == null ? "{}" : "{\"Authorization\": \"Bearer " + token + "\"}";
    send("{\"type\": \"connection_init\", \"payload\": " + payload + "}");
  }

  /** Opens a socket, brings the token in the first message and subscribes. */
  public static Socket subscribe(String token, String document) {
    Socket opened = new Socket(token);
    opened.next("connection_ack");
    opened.send(
        "{\"type\": \"subscribe\", \"id\": \"1\", \"payload\": {\"query\": \""
            + document.replace("\"", "\\\"")
            + "\"}}");
    return opened;
  }

  private void send(String text) {
    socket.sendText(text, true).join();
  }

  /** The next message of a type, others passed over; null when none comes in time. */
  public JsonPath next(String type) {
    try {
      while (true) {
        String message = messages.poll(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
        if (message == null) {
          return null;
        }
        JsonPath json = JsonPath.from(message);
        if (type.equals(json.getString("type"))) {
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
