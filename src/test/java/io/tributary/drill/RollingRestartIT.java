package io.tributary.drill;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tributary.Packaged;
import io.tributary.platform.keys.TestKeys;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;

/**
 * Two replicas on one database, each replaced by another while requests come in by a schedule:
 * {@code ./mvnw verify -Pdrills}. Those that are replaced are of another build, as in an upgrade,
 * where {@code -Drolling.previous} names its {@code quarkus-app}; the first of the new ones then
 * migrates the database beside them.
 */
@EnabledIfSystemProperty(
    named = "drills.seeds",
    matches = "[1-9]\\d*",
    disabledReason = "a drill: ./mvnw verify -Pdrills")
class RollingRestartIT {
  private static final int PER_SECOND = Integer.getInteger("rolling.rate", 200);
  private static final Path CURRENT = Path.of("target", "quarkus-app");
  private static final Path PREVIOUS =
      Path.of(System.getProperty("rolling.previous", CURRENT.toString()));
  private static final int SENDERS = 64;
  private static final Duration LIMIT = Duration.ofMinutes(2);
  private static final String CUSTOMERS =
      "{\"query\": \"{ customers(first: 5) { edges { node { id displayName } } } }\"}";

  @TempDir Path folder;
  private DurablePostgres database;
  private final List<Packaged> started = new ArrayList<>();
  private final Queue<String> failed = new ConcurrentLinkedQueue<>();
  private final AtomicInteger sent = new AtomicInteger();
  private final AtomicInteger tracked = new AtomicInteger();
  private final HttpClient client =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).connectTimeout(LIMIT).build();
  private volatile boolean isOver;

  @Test
  void no_request_fails_and_no_job_runs_beside_itself_while_every_replica_is_replaced()
      throws Exception {
    database = DurablePostgres.start(folder);
    try (Switchboard board = new Switchboard()) {
      Packaged first = replica(PREVIOUS);
      Packaged second = replica(PREVIOUS);
      board.add(first);
      board.add(second);
      String writeKey =
          first
              .ask(
                  "mutation { createSource(input: {name: \"web\", kind: ONLINE, currency: \"CNY\"}) { writeKey } }")
              .getString("createSource.writeKey");
      List<Thread> senders = send(board, writeKey, first.token());
      try {
        a_job_asked_of_both_at_once_is_done(first, second);
        replace(board, first);
        replace(board, second);
      } finally {
        isOver = true;
        for (Thread sender : senders) {
          sender.join();
        }
      }
      assertEquals(List.of(), List.copyOf(failed));
      assertEquals(
          List.of(tracked.get() + "|" + tracked.get()),
          database.rows(
              "SELECT count(*), count(DISTINCT name) FROM event WHERE name LIKE 'roll-%'"),
          "what was acknowledged is there, once");
      assertEquals(
          List.of(),
          database.rows(
              """
              SELECT one.job_name, one.run_id, other.run_id FROM job_run one JOIN job_run other USING (job_name)
              WHERE one.run_id < other.run_id AND tstzrange(one.started_at, one.finished_at) && tstzrange(other.started_at, other.finished_at)
              """),
          "no two runs of a job overlap");
    } finally {
      started.forEach(Packaged::close);
      database.close();
    }
  }

  private void a_job_asked_of_both_at_once_is_done(Packaged first, Packaged second) {
    String run =
        "mutation { runJob(input: {name: \"refresh-retention\", asOf: \"2026-01-01T00:00:00Z\"}) { state } }";
    Stream.of(first, second)
        .map(replica -> CompletableFuture.supplyAsync(() -> replica.ask(run)))
        .toList()
        .forEach(CompletableFuture::join);
    await()
        .atMost(LIMIT)
        .until(
            () ->
                database
                    .rows(
                        "SELECT DISTINCT state FROM job_run WHERE job_name = 'refresh-retention' AND as_of = '2026-01-01T00:00:00Z'")
                    .equals(List.of("COMPLETED")));
  }

  /** A new one is ready before the old one is asked to go. */
  private void replace(Switchboard board, Packaged old) throws Exception {
    Packaged next = replica(CURRENT);
    board.add(next);
    await().atMost(LIMIT).until(() -> board.ready().contains(next));
    int before = sent.get();
    old.process().destroy();
    assertTrue(old.process().waitFor(60, TimeUnit.SECONDS), old::log);
    await().atMost(LIMIT).until(() -> sent.get() > before + PER_SECOND);
  }

  /** A replica signs its tokens with the first one's key, as replicas of one installation do. */
  private Packaged replica(Path build) throws Exception {
    Path own = Files.createDirectories(folder.resolve("replica-" + started.size()));
    if (!started.isEmpty()) {
      Files.createDirectories(own.resolve("home"));
      Path key = folder.resolve("replica-0").resolve("home").resolve("signing.key");
      Files.copy(key, own.resolve("home").resolve("signing.key"));
    }
    Map<String, String> settings = new HashMap<>();
    settings.put("TRIBUTARY_WARM_UP", "5s");
    settings.put(
        "QUARKUS_DATASOURCE_REACTIVE_URL",
        "postgresql://localhost:" + database.port() + "/postgres");
    settings.put("QUARKUS_DATASOURCE_USERNAME", "postgres");
    settings.put("QUARKUS_DATASOURCE_PASSWORD", "postgres");
    settings.put("TRIBUTARY_LOCAL_ENABLED", "true");
    settings.put("TRIBUTARY_KEYS_MASTER", TestKeys.MASTER);
    settings.put("QUARKUS_SHUTDOWN_DELAY", "PT4S");
    for (String rate : List.of("ADDRESS", "STAFF", "OTHERS")) {
      settings.put("TRIBUTARY_RATES_" + rate, "0");
    }
    Packaged replica = Packaged.start(build, own, settings);
    started.add(replica);
    return replica;
  }

  /** By a schedule fixed in advance, whether earlier ones were answered or not. */
  private List<Thread> send(Switchboard board, String writeKey, String token) {
    long interval = TimeUnit.SECONDS.toNanos(1) / PER_SECOND;
    long begin = System.nanoTime();
    AtomicInteger next = new AtomicInteger();
    return IntStream.range(0, SENDERS)
        .mapToObj(
            i -> {
              Thread thread =
                  new Thread(
                      () -> {
                        while (!isOver) {
                          int number = next.getAndIncrement();
                          LockSupport.parkNanos(begin + number * interval - System.nanoTime());
                          call(board, number, writeKey, token);
                        }
                      },
                      "sender-" + i);
              thread.start();
              return thread;
            })
        .toList();
  }

  private void call(Switchboard board, int number, String writeKey, String token) {
    boolean asks = number % 4 == 0;
    String basic =
        "Basic "
            + Base64.getEncoder().encodeToString((writeKey + ":").getBytes(StandardCharsets.UTF_8));
    HttpRequest request =
        HttpRequest.newBuilder(board.uri(asks ? "/graphql" : "/v1/track"))
            .timeout(LIMIT)
            .header("Content-Type", "application/json")
            .header("Authorization", asks ? "Bearer " + token : basic)
            .POST(
                BodyPublishers.ofString(
                    asks
                        ? CUSTOMERS
                        : "{\"messageId\": \"m%d\", \"userId\": \"u%d\", \"event\": \"roll-%d\"}"
                            .formatted(number, number % 50, number)))
            .build();
    try {
      HttpResponse<String> answer = client.send(request, BodyHandlers.ofString());
      if (answer.statusCode() != 200 || answer.body().contains("\"errors\"")) {
        failed.add(Instant.now() + " " + answer.statusCode() + " " + answer.body());
      }
    } catch (IOException e) {
      failed.add(Instant.now() + " " + e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    sent.incrementAndGet();
    if (!asks) {
      tracked.incrementAndGet();
    }
  }
}
