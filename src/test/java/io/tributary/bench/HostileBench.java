package io.tributary.bench;

import io.tributary.graphql.request.HostileCorpus;
import io.tributary.graphql.request.HostileCorpus.Hostile;
import io.tributary.platform.local.LocalKey;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.IntFunction;
import java.util.stream.StreamSupport;
import org.HdrHistogram.Histogram;

/**
 * What hostile requests do to others: the customer page by a fixed schedule, undisturbed and beside
 * the whole corpus of hostile requests over and over, interleaved A B B A; and how long each of
 * those takes to be refused.
 */
final class HostileBench {
  private final HttpClient client =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
  private final Map<String, Histogram> refusals = new TreeMap<>();
  private final List<Hostile> corpus;
  private final int port;
  private long wrong;
  private volatile long stoodStill;

  private HostileBench(List<Hostile> corpus, int port) {
    this.corpus = corpus;
    this.port = port;
  }

  public static void main(String... arguments) throws Exception {
    Options options = new Options(arguments);
    Path folder = Files.createTempDirectory("bench-hostile");
    Result result = new Result("hostile");
    try (Database database = Database.start(folder);
        Application application =
            Application.start(
                folder,
                database,
                Map.of("TRIBUTARY_DEMO_PEOPLE", Integer.toString(options.number("people", 500))))) {
      application.awaitLog("The demo shop is open", 180);
      database.run("VACUUM ANALYZE");
      Path home = folder.resolve("home");
      LocalKey key = LocalKey.of(home);
      List<Hostile> corpus =
          HostileCorpus.all(
              role -> key.token(Map.of("role", role)),
              home,
              key.settings().get("quarkus.oidc.public-key"));
      new HostileBench(corpus, application.port()).compare(application, options, result);
    }
    result.end();
  }

  private void compare(Application application, Options options, Result result) throws Exception {
    OpenLoad pages = new OpenLoad(port, options.number("rate", 100), 32, requests(application));
    int seconds = options.number("seconds", 20);
    int hostile = options.number("hostile", 20);
    for (int i = 0; i < 2; i++) {
      disturbed(pages, Math.max(1, options.number("warmup", 60) / 2), hostile);
    }
    refusals.clear();
    Thread watch = new Thread(this::standStill);
    watch.setDaemon(true);
    watch.start();
    List<Double> alone = new ArrayList<>();
    List<Double> beside = new ArrayList<>();
    long failed = 0;
    for (int round = 0; round < options.number("rounds", 6); round++) {
      for (int half = 0; half < 2; half++) {
        boolean isAlone = (round + half) % 2 == 0;
        Load.Measured measured = isAlone ? pages.run(seconds) : disturbed(pages, seconds, hostile);
        (isAlone ? alone : beside).add(measured.latency().getValueAtPercentile(99) / 1_000.0);
        failed += measured.failed();
      }
    }
    report(alone, beside, failed, hostile, result);
  }

  /**
   * Notes how late a thread that wants to run each millisecond gets to: no answer can be sooner.
   */
  private void standStill() {
    while (true) {
      long begin = System.nanoTime();
      LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(1));
      stoodStill = Math.max(stoodStill, System.nanoTime() - begin);
    }
  }

  /** The schedule, and beside it hostile requests by another. */
  private Load.Measured disturbed(OpenLoad pages, int seconds, int perSecond)
      throws InterruptedException {
    Thread attacker =
        new Thread(
            () -> {
              long begin = System.nanoTime();
              for (int i = 0; i < seconds * perSecond; i++) {
                long wait = begin + i * TimeUnit.SECONDS.toNanos(1) / perSecond - System.nanoTime();
                LockSupport.parkNanos(wait);
                attack(corpus.get(i % corpus.size()));
              }
            });
    attacker.start();
    Load.Measured measured = pages.run(seconds);
    attacker.join();
    return measured;
  }

  private void attack(Hostile hostile) {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(
                URI.create("http://localhost:" + port + "/graphql" + hostile.query()))
            .method(hostile.method(), HttpRequest.BodyPublishers.ofString(hostile.body()));
    hostile.headers().forEach(request::header);
    long begin = System.nanoTime();
    try {
      HttpResponse<String> answer =
          client.send(request.build(), HttpResponse.BodyHandlers.ofString());
      wrong += answer.statusCode() == hostile.status() ? 0 : 1;
    } catch (IOException e) {
      wrong++;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    refusals
        .computeIfAbsent(hostile.name(), name -> new Histogram(600_000_000L, 3))
        .recordValue((System.nanoTime() - begin) / 1_000);
  }

  private IntFunction<byte[]> requests(Application application)
      throws IOException, InterruptedException {
    String document =
        Files.readString(Path.of("graphql-schema", "operations", "CustomerPage.graphql"));
    String token = application.token();
    List<byte[]> all =
        StreamSupport.stream(
                application
                    .ask("{ customers(first: 100) { edges { node { id } } } }", Map.of())
                    .at("/customers/edges")
                    .spliterator(),
                false)
            .map(edge -> edge.at("/node/id").asText())
            .map(id -> QueryBench.post(document, id, token).getBytes(StandardCharsets.UTF_8))
            .toList();
    return i -> all.get(i % all.size());
  }

  /** What must hold, as issue and operations say it. */
  private static final double MOST_MILLIS = 50;

  private static final double MOST_RATIO = 2;

  private void report(
      List<Double> alone, List<Double> beside, long failed, int perSecond, Result result) {
    double p99 = Application.median(alone);
    double disturbed = Application.median(beside);
    double ratio = disturbed / p99;
    Histogram all = new Histogram(600_000_000L, 3);
    refusals.values().forEach(all::add);
    double refusalMedian = millis(all, 50);
    double refusalP99 = millis(all, 99);
    double refusalMost = millis(all, 100);
    System.out.printf(
        Locale.ROOT,
        "customer page, p99 from when it was due: %.1f ms undisturbed, %.1f ms beside %d hostile requests a second: ratio %.2f; %d failed%n",
        p99,
        disturbed,
        perSecond,
        ratio,
        failed);
    System.out.printf(
        Locale.ROOT,
        "%d hostile requests of %d kinds, refused in: median %.1f ms, p99 %.1f ms, at most %.1f ms; %d answered otherwise; the client itself once stood still for %.1f ms%n",
        all.getTotalCount(),
        refusals.size(),
        refusalMedian,
        refusalP99,
        refusalMost,
        wrong,
        stoodStill / 1e6);
    result.put("hostilePerSecond", perSecond);
    result.put("undisturbedP99Millis", p99);
    result.put("disturbedP99Millis", disturbed);
    result.put("ratio", ratio);
    result.put("failed", failed);
    result.put("hostileRequests", all.getTotalCount());
    result.put("hostileKinds", refusals.size());
    result.put("refusalMedianMillis", refusalMedian);
    result.put("refusalP99Millis", refusalP99);
    result.put("refusalMostMillis", refusalMost);
    result.put("answeredOtherwise", wrong);
    result.put("clientStoodStillMillis", stoodStill / 1e6);
    List<Map<String, Object>> slowest = new ArrayList<>();
    refusals.entrySet().stream()
        .sorted(
            Comparator.comparingLong(
                (Map.Entry<String, Histogram> one) -> -one.getValue().getMaxValue()))
        .limit(5)
        .forEach(
            one -> {
              double median = millis(one.getValue(), 50);
              double most = millis(one.getValue(), 100);
              System.out.printf(
                  Locale.ROOT,
                  "  %.1f ms median, %.1f ms at most: %s%n",
                  median,
                  most,
                  one.getKey());
              slowest.add(Map.of("kind", one.getKey(), "medianMillis", median, "mostMillis", most));
            });
    result.put("slowest", slowest);
    result.hold(
        ratio <= MOST_RATIO,
        "usual requests' p99 is %.2f times the undisturbed, and %.0f is the most",
        ratio,
        MOST_RATIO);
    result.hold(
        refusalP99 <= MOST_MILLIS,
        "the p99 of refusals is %.1f ms, and %.0f is the most",
        refusalP99,
        MOST_MILLIS);
    List<String> slow =
        refusals.entrySet().stream()
            .filter(one -> millis(one.getValue(), 50) > MOST_MILLIS)
            .map(Map.Entry::getKey)
            .toList();
    result.hold(
        slow.isEmpty(), "%d kinds are refused in over %.0f ms: %s", slow.size(), MOST_MILLIS, slow);
    result.hold(wrong == 0, "%d hostile requests answered otherwise", wrong);
    result.hold(failed == 0, "%d usual requests failed", failed);
  }

  private static double millis(Histogram times, double percentile) {
    return times.getValueAtPercentile(percentile) / 1_000.0;
  }
}
