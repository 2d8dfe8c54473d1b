package io.tributary.drill;

import io.tributary.Packaged;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;

/**
 * Callers who do what callers do: send something, and send the same again until somebody says that
 * it is done. What was acknowledged is remembered. Each begins something new so often and no
 * oftener, and makes up for nothing: what is acknowledged a second is as much as callers want as
 * long as they are served, and not what the compiler or the machine has just to spare.
 */
final class Callers implements AutoCloseable {
  /** What a caller sends. */
  enum Kind {
    /** An event over the tracking API. */
    TRACK,
    /** An order over the tracking API. */
    ORDER,
    /** Points redeemed over GraphQL. */
    REDEEM,
    /** A file of ten orders. */
    IMPORT
  }

  static final int ROWS = 10;

  /** What all callers want, as long as they are served. */
  static final int PER_SECOND = 80;

  private static final int CALLERS = 8;
  private static final Duration PACE = Duration.ofSeconds(CALLERS).dividedBy(PER_SECOND);
  private static final Duration PATIENCE = Duration.ofSeconds(20);
  private static final Duration BETWEEN_TRIES = Duration.ofMillis(50);

  private final Supplier<Packaged> application;
  private final String writeKey;
  private final List<String> members;
  private final HttpClient client =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).connectTimeout(PATIENCE).build();
  private final List<Thread> threads = new ArrayList<>();
  private final AtomicInteger next = new AtomicInteger();

  /** What was acknowledged, by its number. */
  final Map<Integer, Kind> acknowledged = new ConcurrentHashMap<>();

  /** Answers that were acknowledgements, refusals, and anything else, by status; 0 for none. */
  final Map<Integer, AtomicLong> answers = new ConcurrentHashMap<>();

  private volatile boolean isOver;

  Callers(Supplier<Packaged> application, String writeKey, List<String> members, long seed) {
    this.application = application;
    this.writeKey = writeKey;
    this.members = members;
    SplittableRandom random = new SplittableRandom(seed);
    for (int i = 0; i < CALLERS; i++) {
      SplittableRandom own = random.split();
      Thread thread = new Thread(() -> call(own), "caller-" + i);
      threads.add(thread);
      thread.start();
    }
  }

  private void call(SplittableRandom random) {
    long due = System.nanoTime();
    while (!isOver) {
      int dice = random.nextInt(100);
      Kind kind =
          dice < 2 ? Kind.IMPORT : dice < 40 ? Kind.TRACK : dice < 70 ? Kind.ORDER : Kind.REDEEM;
      int number = next.getAndIncrement();
      HttpRequest.Builder request = request(kind, number);
      // also when the callers are told to go home: what was begun is brought to its end
      while (!isAcknowledged(kind, request)) {
        LockSupport.parkNanos(BETWEEN_TRIES.toNanos());
      }
      acknowledged.put(number, kind);
      due = Math.max(due + PACE.toNanos(), System.nanoTime());
      LockSupport.parkNanos(due - System.nanoTime());
    }
  }

  private boolean isAcknowledged(Kind kind, HttpRequest.Builder request) {
    int status = 0;
    try {
      String path =
          switch (kind) {
            case TRACK, ORDER -> "/v1/track";
            case REDEEM -> "/graphql";
            case IMPORT -> "/v1/imports/orders";
          };
      Packaged to = application.get();
      request.uri(URI.create(to.url(path)));
      if (kind == Kind.REDEEM) {
        request.setHeader("Authorization", "Bearer " + to.token());
      }
      HttpResponse<String> response = client.send(request.build(), BodyHandlers.ofString());
      status = response.statusCode();
      count(status);
      return kind == Kind.REDEEM
          ? status == 200 && !response.body().contains("\"errors\"")
          : status / 100 == 2;
    } catch (IOException e) {
      count(status);
      return false;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return true;
    }
  }

  private void count(int status) {
    answers.computeIfAbsent(status, any -> new AtomicLong()).incrementAndGet();
  }

  private HttpRequest.Builder request(Kind kind, int number) {
    String member = members.get(number % members.size());
    HttpRequest.Builder request = HttpRequest.newBuilder().timeout(PATIENCE);
    if (kind == Kind.REDEEM) {
      return request
          .header("Content-Type", "application/json")
          .POST(
              BodyPublishers.ofString(
                  """
                  {"query": "mutation { redeemPoints(input: {customer: \\"%s\\", points: %d, reference: \\"drill-%d\\", idempotencyKey: \\"drill-%d\\"}) { entry { id } } }"}
                  """
                      .formatted(member, points(number), number, number)));
    }
    String credentials =
        Base64.getEncoder().encodeToString((writeKey + ":").getBytes(StandardCharsets.UTF_8));
    request.header("Authorization", "Basic " + credentials);
    if (kind == Kind.IMPORT) {
      return request.header("Content-Type", "text/csv").POST(BodyPublishers.ofString(file(number)));
    }
    String body =
        kind == Kind.TRACK
            ? "{\"messageId\": \"drill-%d\", \"userId\": \"u%d\", \"event\": \"drill-%d\"}"
                .formatted(number, number % 50, number)
            : "{\"messageId\": \"drill-%d\", \"userId\": \"u%d\", \"event\": \"Order Completed\", \"properties\": {\"order_id\": \"drill-%d\", \"total\": %d, \"currency\": \"CNY\"}}"
                .formatted(number, number % 50, number, points(number));
    return request.header("Content-Type", "application/json").POST(BodyPublishers.ofString(body));
  }

  /** How many points, or units of money, are in what has a number. */
  static int points(int number) {
    return 1 + number % 7;
  }

  private static String file(int number) {
    StringBuilder file = new StringBuilder("order_id,customer_ref,ordered_at,currency,total\n");
    for (int row = 0; row < ROWS; row++) {
      file.append("file-%d-%d,u%d,2026-01-05T10:00:00Z,CNY,1.00\n".formatted(number, row, row));
    }
    return file.toString();
  }

  /** Numbers of a kind that were acknowledged. */
  List<Integer> of(Kind kind) {
    return acknowledged.entrySet().stream()
        .filter(entry -> entry.getValue() == kind)
        .map(Map.Entry::getKey)
        .sorted()
        .toList();
  }

  /** Lets everybody end what they have begun, and no more. */
  @Override
  public void close() {
    isOver = true;
    for (Thread thread : threads) {
      try {
        thread.join();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }
  }
}
