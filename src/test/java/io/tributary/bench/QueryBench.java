package io.tributary.bench;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.tributary.bench.Load.Measured;
import io.tributary.bench.Recording.Statement;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.StreamSupport;

/**
 * The customer page over GraphQL (C2) against the smallest Vert.x handler that runs the same SQL
 * and puts JSON together by hand (C1): interleaved A B B A, after a warm-up, medians. Both have 512
 * MiB of heap and share the machine with the database and the client, so CPU time a request is
 * given as well: unlike throughput it does not depend on who else is there.
 */
final class QueryBench {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Map<String, String> WITHOUT_BACKGROUND =
      Map.of(
          "TRIBUTARY_JOBS_TICK", "off",
          "TRIBUTARY_CHANGES_EVERY", "off",
          "TRIBUTARY_IMPORTS_EVERY", "off");

  /** One of the two servers, and what was measured of it. */
  private static final class Side {
    private final Load load;
    private final long pid;
    private final List<Double> perSecond = new ArrayList<>();
    private final List<Double> cpuMillis = new ArrayList<>();
    private final List<Double> median = new ArrayList<>();
    private long failed;

    private Side(Load load, long pid) {
      this.load = load;
      this.pid = pid;
    }

    private void measure(int seconds, long seed) throws IOException, InterruptedException {
      double before = Application.cpuSeconds(pid);
      Measured measured = load.run(seconds, seed);
      double cpu = Application.cpuSeconds(pid) - before;
      perSecond.add(measured.perSecond());
      cpuMillis.add(1_000 * cpu / Math.max(1, measured.latency().getTotalCount()));
      median.add(measured.latency().getValueAtPercentile(50) / 1_000.0);
      failed += measured.failed();
    }
  }

  private QueryBench() {}

  public static void main(String... arguments) throws Exception {
    Options options = new Options(arguments);
    Path folder = Files.createTempDirectory("bench-query");
    String document =
        Files.readString(Path.of("graphql-schema", "operations", "CustomerPage.graphql"));
    try (Database database = Database.start(folder)) {
      Map<String, String> demo =
          Map.of("TRIBUTARY_DEMO_PEOPLE", Integer.toString(options.number("people", 500)));
      List<String> customers;
      try (Application filling = Application.start(folder, database, demo)) {
        filling.awaitLog("The demo shop is open", 180);
        customers = buyers(filling);
      }
      database.run("VACUUM ANALYZE");
      try (Application application = Application.start(folder, database, WITHOUT_BACKGROUND)) {
        List<List<Statement>> pages = recorded(folder, database, application, document, customers);
        compare(folder, database, application, document, customers, pages, options);
      }
    }
  }

  /** The first customers with two orders or more. */
  private static List<String> buyers(Application application)
      throws IOException, InterruptedException {
    String query =
        "{ customers(first: 100, orderBy: OLDEST) { edges { node { id metrics { orders } } } } }";
    JsonNode edges = application.ask(query, Map.of()).at("/customers/edges");
    return StreamSupport.stream(edges.spliterator(), false)
        .filter(edge -> edge.at("/node/metrics/orders").asInt() >= 2)
        .map(edge -> edge.at("/node/id").asText())
        .toList();
  }

  private static List<List<Statement>> recorded(
      Path folder,
      Database database,
      Application application,
      String document,
      List<String> customers)
      throws Exception {
    Recording.prepare(database);
    Thread.sleep(500);
    List<List<Statement>> pages = new ArrayList<>();
    for (String customer : customers) {
      Map<String, String> variables = Map.of("id", customer);
      pages.add(
          Recording.of(
              folder.resolve("postgres").resolve("log"),
              () -> application.ask(document, variables)));
    }
    Recording.end(database);
    System.out.printf(
        Locale.ROOT,
        "%d customers' pages, %.1f distinct statements each%n",
        pages.size(),
        pages.stream().mapToInt(List::size).average().orElse(0));
    return pages;
  }

  private static void compare(
      Path folder,
      Database database,
      Application application,
      String document,
      List<String> customers,
      List<List<Statement>> pages,
      Options options)
      throws Exception {
    int connections = options.number("connections", 8);
    int seconds = options.number("seconds", 10);
    int warmup = options.number("warmup", 60);
    int port = Application.freePort();
    Process handler = handler(folder, database, port, pages);
    try {
      String token = application.token();
      Side graphql =
          new Side(
              new Load(
                  application.port(),
                  connections,
                  customers.size(),
                  i -> post(document, customers.get(i), token)),
              application.pid());
      Side smallest =
          new Side(new Load(port, connections, pages.size(), QueryBench::get), handler.pid());
      for (int i = 0; i < 4; i++) {
        (i % 2 == 0 ? graphql : smallest).load.run(Math.max(1, warmup / 2), i);
      }
      for (int round = 0; round < options.number("rounds", 6); round++) {
        Side first = round % 2 == 0 ? graphql : smallest;
        Side second = round % 2 == 0 ? smallest : graphql;
        first.measure(seconds, round);
        second.measure(seconds, round);
      }
      report(graphql, smallest, pages);
    } finally {
      handler.destroy();
    }
  }

  private static Process handler(
      Path folder, Database database, int port, List<List<Statement>> pages)
      throws IOException, InterruptedException {
    Path file = folder.resolve("pages.json");
    JSON.writeValue(file.toFile(), pages);
    Process process =
        new ProcessBuilder(
                ProcessHandle.current().info().command().orElse("java"),
                "-Xmx512m",
                "-cp",
                System.getProperty("java.class.path"),
                SmallestHandler.class.getName(),
                Integer.toString(port),
                Integer.toString(database.port()),
                file.toString())
            .inheritIO()
            .start();
    for (int i = 0; i < 100; i++) {
      try {
        if (new Load(port, 1, 1, QueryBench::get).run(1, 0).failed() == 0) {
          return process;
        }
      } catch (IOException e) {
        // not there yet
      }
      Thread.sleep(100);
    }
    process.destroy();
    throw new IOException("the smallest handler does not answer");
  }

  private static String get(int page) {
    return "GET /" + page + " HTTP/1.1\r\nHost: localhost\r\n\r\n";
  }

  static String post(String document, String customer, String token) {
    try {
      String body =
          JSON.writeValueAsString(Map.of("query", document, "variables", Map.of("id", customer)));
      return "POST /graphql HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
          + "Authorization: Bearer "
          + token
          + "\r\nContent-Length: "
          + body.getBytes(StandardCharsets.UTF_8).length
          + "\r\n\r\n"
          + body;
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  private static void report(Side graphql, Side smallest, List<List<Statement>> pages)
      throws IOException {
    List<Double> ratios = new ArrayList<>();
    for (int i = 0; i < graphql.perSecond.size(); i++) {
      ratios.add(graphql.perSecond.get(i) / smallest.perSecond.get(i));
    }
    Map<String, Object> result = new LinkedHashMap<>();
    result.put("c2PerSecond", Application.median(graphql.perSecond));
    result.put("c1PerSecond", Application.median(smallest.perSecond));
    result.put("ratio", Application.median(ratios));
    result.put("ratios", ratios);
    result.put("c2CpuMillis", Application.median(graphql.cpuMillis));
    result.put("c1CpuMillis", Application.median(smallest.cpuMillis));
    result.put("c2MedianMillis", Application.median(graphql.median));
    result.put("c1MedianMillis", Application.median(smallest.median));
    result.put("failed", graphql.failed + smallest.failed);
    result.put("statements", pages.stream().mapToInt(List::size).average().orElse(0));
    System.out.printf(
        Locale.ROOT,
        "customer page: C2 GraphQL %.0f/s, C1 smallest handler %.0f/s, C2/C1 %.2f; CPU a request %.2f and %.2f ms;"
            + " %d failed%n",
        result.get("c2PerSecond"),
        result.get("c1PerSecond"),
        result.get("ratio"),
        result.get("c2CpuMillis"),
        result.get("c1CpuMillis"),
        graphql.failed + smallest.failed);
    System.out.println(JSON.writeValueAsString(result));
  }
}
