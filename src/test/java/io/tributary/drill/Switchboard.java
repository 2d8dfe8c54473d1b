package io.tributary.drill;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.tributary.Packaged;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * What a service before several replicas does: each request goes to the next one that says that it
 * is ready. It never tries again, so that what a replica does wrong is seen.
 */
final class Switchboard implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofSeconds(20);

  private final List<Packaged> replicas = new CopyOnWriteArrayList<>();
  private volatile List<Packaged> ready = List.of();
  private final AtomicInteger turn = new AtomicInteger();
  private final HttpClient client =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).connectTimeout(PATIENCE).build();
  private final ExecutorService threads = Executors.newCachedThreadPool();
  private final ScheduledExecutorService watch = Executors.newSingleThreadScheduledExecutor();
  private final HttpServer door;

  Switchboard() throws IOException {
    door = HttpServer.create(new InetSocketAddress("localhost", 0), 1_000);
    door.setExecutor(threads);
    door.createContext("/", this::pass);
    door.start();
    watch.scheduleWithFixedDelay(this::look, 0, 100, TimeUnit.MILLISECONDS);
  }

  URI uri(String path) {
    return URI.create("http://localhost:" + door.getAddress().getPort() + path);
  }

  /** Puts a replica on the board. */
  void add(Packaged replica) {
    replicas.add(replica);
    look();
  }

  /** Those that get requests now. */
  List<Packaged> ready() {
    return ready;
  }

  private synchronized void look() {
    ready = replicas.parallelStream().filter(Switchboard::isReady).toList();
  }

  private static boolean isReady(Packaged replica) {
    try {
      return replica.readiness() == 200;
    } catch (Exception gone) { // a refused connection comes through undeclared
      return false;
    }
  }

  private void pass(HttpExchange call) throws IOException {
    try (call) {
      List<Packaged> now = ready;
      Packaged to = now.get(Math.floorMod(turn.getAndIncrement(), now.size()));
      HttpRequest.Builder request =
          HttpRequest.newBuilder(URI.create(to.url(call.getRequestURI().toString())))
              .timeout(PATIENCE)
              .method(
                  call.getRequestMethod(),
                  BodyPublishers.ofByteArray(call.getRequestBody().readAllBytes()));
      for (String name : List.of("Authorization", "Content-Type")) {
        request.header(name, call.getRequestHeaders().getFirst(name));
      }
      HttpResponse<byte[]> answer;
      try {
        answer = client.send(request.build(), BodyHandlers.ofByteArray());
      } catch (IOException e) {
        answer(call, 502, (to.url("") + ": " + e).getBytes(StandardCharsets.UTF_8));
        return;
      }
      answer(call, answer.statusCode(), answer.body());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static void answer(HttpExchange call, int status, byte[] body) throws IOException {
    call.sendResponseHeaders(status, body.length == 0 ? -1 : body.length);
    call.getResponseBody().write(body);
  }

  @Override
  public void close() {
    watch.shutdownNow();
    door.stop(0);
    threads.shutdownNow();
  }
}
