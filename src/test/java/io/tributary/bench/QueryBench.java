package io.tributary.bench;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.tributary.bench.Load.Measured;
import io.tributary.bench.QueryMix.Kind;
import io.tributary.bench.QueryMix.Request;
import io.tributary.bench.Recording.Statement;
import java.io.File;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.Callable;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.HdrHistogram.Histogram;

/**
 * What front ends ask for most over GraphQL (C2) against the smallest Vert.x handler that runs the
 * same SQL and puts JSON together by hand (C1), and the SQL alone, sent by as many clients in the
 * handler's process (C0): interleaved A B B A, after a warm-up, medians. C2 has the JVM's settings
 * of production, C1 512 MiB of heap; both share the machine with the database and the client, so
 * CPU time a request is given as well, of the process and of PostgreSQL apart: unlike throughput it
 * does not depend on who else is there. Then the mix by a schedule at 70 % of what each can do.
 */
final class QueryBench {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final double LEAST_PAGE = 0.8;
  private static final double LEAST_MIX = 0.7;
  private static final double MOST_TAIL = 5;
  private static final long MOST_MIB = 400;
  private static final String MIX = "mix";
  private static final String ALONE = "C0";

  /** What one of the two servers came to, of one kind of query. */
  private static final class Figures {
    private final List<Double> perSecond = new ArrayList<>();
    private final List<Double> cpuMillis = new ArrayList<>();
    private final List<Double> databaseCpuMillis = new ArrayList<>();
    private final List<Double> statements = new ArrayList<>();
    private final List<Double> median = new ArrayList<>();
    private long failed;

    private Map<String, Object> summary() {
      Map<String, Object> summary = new LinkedHashMap<>();
      summary.put("perSecond", Application.median(perSecond));
      summary.put("cpuMillis", Application.median(cpuMillis));
      summary.put("databaseCpuMillis", Application.median(databaseCpuMillis));
      summary.put("statements", Application.median(statements));
      summary.put("medianMillis", Application.median(median));
      summary.put("failed", failed);
      return summary;
    }
  }

  /** One of the two servers. */
  private record Side(
      String name,
      int port,
      ProcessHandle process,
      Map<String, Function<SplittableRandom, byte[]>> requests) {}

  private static final int LEAD_SECONDS = 10;

  private final Path folder;
  private final Database database;
  private final Options options;
  private final Map<String, Map<String, Figures>> figures = new LinkedHashMap<>();
  private final Result result = new Result("query");

  private QueryBench(Path folder, Database database, Options options) {
    this.folder = folder;
    this.database = database;
    this.options = options;
  }

  public static void main(String... arguments) throws Exception {
    Options options = new Options(arguments);
    Path folder = Files.createTempDirectory("bench-query");
    QueryBench bench;
    try (Database database = Database.start(folder)) {
      bench = new QueryBench(folder, database, options);
      Map<String, String> demo =
          Map.of("TRIBUTARY_DEMO_PEOPLE", Integer.toString(options.number("people", 500)));
      List<Kind> kinds;
      try (Application filling = Application.start(folder, database, demo)) {
        filling.awaitLog("The demo shop is open", 180);
        kinds = QueryMix.of(filling, folder.resolve("home"));
      }
      database.run("VACUUM ANALYZE");
      database.run("CHECKPOINT");
      database.countStatements();
      try (Application application =
          Application.startAsInProduction(folder, database, Application.WITHOUT_BACKGROUND)) {
        bench.compare(application, kinds);
      }
    }
    bench.result.end();
  }

  private void compare(Application application, List<Kind> kinds) throws Exception {
    List<List<Statement>> pages = recorded(application, kinds);
    int port = Application.freePort();
    Process handler = handler(port, pages);
    try {
      Side graphql =
          new Side(
              "C2",
              application.port(),
              ProcessHandle.of(application.pid()).orElseThrow(),
              graphql(kinds));
      Side smallest = new Side("C1", port, handler.toHandle(), smallest(kinds));
      warmUp(graphql, smallest);
      List<String> names = new ArrayList<>(kinds.stream().map(Kind::name).toList());
      names.add(MIX);
      for (int round = 0; round < options.number("rounds", 6); round++) {
        for (String name : names) {
          for (Side side :
              round % 2 == 0 ? List.of(graphql, smallest) : List.of(smallest, graphql)) {
            long seed = round;
            measure(side, side.name(), name, () -> asked(load(side, name), seed));
          }
          measure(smallest, ALONE, name, () -> alone(smallest, ranges(kinds, name)));
        }
      }
      List<String> mix = kinds.stream().map(Kind::name).toList();
      Measured least = openLoop(smallest, mix, "scheduledC1");
      report(application, names, openLoop(graphql, mix, "scheduled"), least);
    } finally {
      handler.destroy();
    }
  }

  // ---- what is sent

  private static Map<String, Function<SplittableRandom, byte[]>> graphql(List<Kind> kinds) {
    Map<String, Function<SplittableRandom, byte[]>> requests = new LinkedHashMap<>();
    for (Kind kind : kinds) {
      byte[][] all = kind.requests().stream().map(Request::bytes).toArray(byte[][]::new);
      requests.put(kind.name(), random -> all[random.nextInt(all.length)]);
    }
    return mixed(requests);
  }

  private static Map<String, Function<SplittableRandom, byte[]>> smallest(List<Kind> kinds) {
    Map<String, Function<SplittableRandom, byte[]>> requests = new LinkedHashMap<>();
    int first = 0;
    for (Kind kind : kinds) {
      int from = first;
      int size = kind.requests().size();
      requests.put(
          kind.name(), random -> get(from + random.nextInt(size)).getBytes(StandardCharsets.UTF_8));
      first += size;
    }
    return mixed(requests);
  }

  private static Map<String, Function<SplittableRandom, byte[]>> mixed(
      Map<String, Function<SplittableRandom, byte[]>> requests) {
    List<Function<SplittableRandom, byte[]>> all = List.copyOf(requests.values());
    requests.put(MIX, random -> all.get(random.nextInt(all.size())).apply(random));
    return requests;
  }

  private List<List<Statement>> recorded(Application application, List<Kind> kinds)
      throws Exception {
    Recording.prepare(database);
    Thread.sleep(500);
    List<List<Statement>> pages = new ArrayList<>();
    for (Kind kind : kinds) {
      if (kind.requests().isEmpty()) {
        throw new IllegalStateException("there is nobody to ask for: " + kind.name());
      }
      for (Request request : kind.requests()) {
        pages.add(
            Recording.of(
                folder.resolve("postgres").resolve("log"),
                () -> application.ask(request.document(), request.variables(), request.token())));
      }
    }
    Recording.end(database);
    return pages;
  }

  private Process handler(int port, List<List<Statement>> pages)
      throws IOException, InterruptedException {
    Path file = folder.resolve("pages.json");
    JSON.writeValue(file.toFile(), pages);
    File log = folder.resolve("smallest.log").toFile();
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
            .redirectErrorStream(true)
            .redirectOutput(log)
            .start();
    for (int page = 0; page < pages.size(); page++) {
      int asked = page;
      Load one = new Load(port, 1, 1, i -> get(asked));
      int status = 0;
      for (int i = 0; i < 100 && status != 200; i++) {
        try {
          status = one.once();
        } catch (IOException e) {
          Thread.sleep(100); // not there yet
        }
      }
      if (status != 200) {
        process.destroy();
        throw new IOException(
            "the smallest handler answers page "
                + page
                + " with "
                + status
                + ":\n"
                + Files.readString(log.toPath()));
      }
    }
    return process;
  }

  private static String get(int page) {
    return "GET /" + page + " HTTP/1.1\r\nHost: localhost\r\n\r\n";
  }

  /** A request for one customer as it goes over the wire. */
  static String post(String document, String customer, String token) {
    return post(document, Map.of("id", customer), token);
  }

  /** A request as it goes over the wire. */
  static String post(String document, Map<String, ?> variables, String token) {
    String body = QueryMix.body(document, variables);
    return "POST /graphql HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
        + "Authorization: Bearer "
        + token
        + "\r\nContent-Length: "
        + body.getBytes(StandardCharsets.UTF_8).length
        + "\r\n\r\n"
        + body;
  }

  // ---- measuring

  /**
   * Both sides get the mix. Ours has far more code to be compiled, so it gets more time: half of it
   * passes before the other side begins.
   */
  private void warmUp(Side graphql, Side smallest) throws IOException, InterruptedException {
    int warmup = options.number("warmup", 180);
    load(graphql, MIX).run(Math.max(1, warmup / 2), 1);
    load(smallest, MIX).run(Math.max(1, warmup / 4), 2);
    load(graphql, MIX).run(Math.max(1, warmup / 2), 3);
    load(smallest, MIX).run(Math.max(1, warmup / 4), 4);
  }

  private Load load(Side side, String name) {
    return new Load(side.port(), options.number("connections", 8), side.requests().get(name));
  }

  /**
   * What a round came to.
   *
   * @param answered requests that were answered
   * @param medianMillis of one; 0 where single ones are not timed
   */
  private record Round(double answered, double medianMillis, long failed) {}

  private Round asked(Load load, long seed) throws IOException, InterruptedException {
    Measured measured = load.run(options.number("seconds", 6), seed);
    return new Round(
        measured.latency().getTotalCount() - measured.failed(),
        measured.latency().getValueAtPercentile(50) / 1_000.0,
        measured.failed());
  }

  /** Which recorded requests are of a kind, as the smallest handler takes them. */
  private static String ranges(List<Kind> kinds, String name) {
    List<String> ranges = new ArrayList<>();
    int first = 0;
    for (Kind kind : kinds) {
      if (name.equals(MIX) || name.equals(kind.name())) {
        ranges.add(first + "-" + kind.requests().size());
      }
      first += kind.requests().size();
    }
    return String.join(",", ranges);
  }

  private Round alone(Side smallest, String ranges) throws IOException, InterruptedException {
    String address =
        "http://localhost:%d/alone/%s/%d/%d"
            .formatted(
                smallest.port(),
                ranges,
                options.number("connections", 8),
                options.number("seconds", 6));
    HttpResponse<String> answer =
        HttpClient.newHttpClient()
            .send(HttpRequest.newBuilder(URI.create(address)).build(), BodyHandlers.ofString());
    if (answer.statusCode() != 200) {
      throw new IOException(answer.body());
    }
    return new Round(Long.parseLong(answer.body()), 0, 0);
  }

  private void measure(Side side, String who, String name, Callable<Round> work) throws Exception {
    double cpu = Application.cpuSeconds(side.process().pid());
    double databaseCpu = database.cpuSeconds();
    long statements = database.statements();
    Round round = work.call();
    double answered = round.answered();
    if (!side.process().isAlive() || answered <= 0) {
      throw new IllegalStateException(
          "%s answered nothing of %s: %d requests failed, and its process is %s"
              .formatted(who, name, round.failed(), side.process().isAlive() ? "there" : "gone"));
    }
    Figures of =
        figures
            .computeIfAbsent(name, n -> new LinkedHashMap<>())
            .computeIfAbsent(who, n -> new Figures());
    of.perSecond.add(answered / options.number("seconds", 6));
    of.cpuMillis.add(1_000 * (Application.cpuSeconds(side.process().pid()) - cpu) / answered);
    of.databaseCpuMillis.add(1_000 * (database.cpuSeconds() - databaseCpu) / answered);
    of.statements.add((database.statements() - statements) / answered);
    of.median.add(round.medianMillis());
    of.failed += round.failed();
  }

  /** The mix by a schedule; latencies count from when a request was due. */
  private Measured openLoop(Side side, List<String> kinds, String as) throws InterruptedException {
    double saturation = Application.median(figures.get(MIX).get(side.name()).perSecond);
    int perSecond = Math.max(1, (int) Math.round(0.7 * saturation));
    int seconds = options.number("open", 30);
    SplittableRandom random = new SplittableRandom(7);
    int[] kind = random.ints((long) seconds * perSecond, 0, kinds.size()).toArray();
    byte[][] requests =
        IntStream.of(kind)
            .mapToObj(i -> side.requests().get(kinds.get(i)).apply(random))
            .toArray(byte[][]::new);
    OpenLoad load = new OpenLoad(side.port(), perSecond, 64, i -> requests[i]);
    // eight callers never had all connections of the pool open, nor their statements prepared
    load.run(Math.min(seconds, LEAD_SECONDS));
    Measured measured = load.run(seconds);
    Map<String, Object> parts = new LinkedHashMap<>();
    for (int i = 0; i < kinds.size(); i++) {
      int which = i;
      parts.put(
          Result.name(kinds.get(i)), percentiles(load.latencies(place -> kind[place] == which)));
    }
    result.put(as + "ByKind", parts);
    List<Map<String, Double>> bySecond = new ArrayList<>();
    for (int i = 0; i < seconds; i++) {
      int which = i;
      bySecond.add(percentiles(load.latencies(place -> place / perSecond == which)));
    }
    result.put(as + "BySecond", bySecond);
    result.put(
        as,
        Map.of(
            "perSecond",
            measured.perSecond(),
            "p50Millis",
            millis(measured, 50),
            "p99Millis",
            millis(measured, 99)));
    return measured;
  }

  private static double millis(Measured measured, double percentile) {
    return measured.latency().getValueAtPercentile(percentile) / 1_000.0;
  }

  private static Map<String, Double> percentiles(Histogram latencies) {
    return Map.of(
        "p50Millis",
        latencies.getValueAtPercentile(50) / 1_000.0,
        "p99Millis",
        latencies.getValueAtPercentile(99) / 1_000.0,
        "mostMillis",
        latencies.getMaxValue() / 1_000.0);
  }

  // ---- reporting

  private void report(Application application, List<String> names, Measured open, Measured least)
      throws IOException {
    System.out.println(
        """
        C0 is the SQL alone: as many clients in one process, no HTTP, no JSON. C1 runs the statements that C2 sends, each once a request: those that read on one connection and all at once, then
        the record, with those of requests that came meanwhile. It does not: check a token or who may see what, open sealed
        identifiers, work out a tier.""");
    System.out.printf(
        "%-14s %9s %9s %9s %7s   %-23s %-23s %s%n",
        "",
        "C2 /s",
        "C1 /s",
        "C0 /s",
        "C2/C1",
        "CPU ms C2 + PostgreSQL",
        "CPU ms C1 + PostgreSQL",
        "statements C2, C1");
    long failed = open.failed() + least.failed();
    for (String name : names) {
      Figures c2 = figures.get(name).get("C2");
      Figures c1 = figures.get(name).get("C1");
      Figures c0 = figures.get(name).get(ALONE);
      double ratio = ratio(c2, c1);
      failed += c2.failed + c1.failed;
      System.out.printf(
          Locale.ROOT,
          "%-14s %9.0f %9.0f %9.0f %7.2f   %6.2f + %-14.2f %6.2f + %-14.2f %.1f, %.1f%n",
          name,
          Application.median(c2.perSecond),
          Application.median(c1.perSecond),
          Application.median(c0.perSecond),
          ratio,
          Application.median(c2.cpuMillis),
          Application.median(c2.databaseCpuMillis),
          Application.median(c1.cpuMillis),
          Application.median(c1.databaseCpuMillis),
          Application.median(c2.statements),
          Application.median(c1.statements));
      result.put(
          Result.name(name),
          Map.of(
              "c2",
              c2.summary(),
              "c1",
              c1.summary(),
              "c0",
              c0.summary(),
              "ratio",
              ratio,
              "ratioToSqlAlone",
              ratio(c2, c0)));
    }
    double p50 = millis(open, 50);
    double p99 = millis(open, 99);
    long resident = application.peakResidentMiB();
    System.out.printf(
        Locale.ROOT,
        "the mix by a schedule of %.0f a second, 70 %% of saturation, from when each was due: p50 %.1f ms, p99 %.1f ms%n"
            + "C1 by one of %.0f a second, 70 %% of its own: p50 %.1f ms, p99 %.1f ms%n"
            + "most memory of C2 with the settings of production: %d MiB; %d requests failed%n",
        open.perSecond(),
        p50,
        p99,
        least.perSecond(),
        millis(least, 50),
        millis(least, 99),
        resident,
        failed);
    result.put("peakResidentMiB", resident);
    result.put("failed", failed);
    double page = ratio(figures.get(names.get(0)).get("C2"), figures.get(names.get(0)).get("C1"));
    double mix = ratio(figures.get(MIX).get("C2"), figures.get(MIX).get("C1"));
    result.hold(failed == 0, "%d requests failed", failed);
    result.hold(
        page >= LEAST_PAGE,
        "the customer page reaches %.2f of C1, and %.1f is wanted",
        page,
        LEAST_PAGE);
    result.hold(mix >= LEAST_MIX, "the mix reaches %.2f of C1, and %.1f is wanted", mix, LEAST_MIX);
    result.hold(resident <= MOST_MIB, "it takes %d MiB, and %d are the most", resident, MOST_MIB);
    result.hold(
        p99 <= MOST_TAIL * p50,
        "the mix's p99 is %.1f times its median, and %.0f is the most",
        p99 / p50,
        MOST_TAIL);
  }

  /** The median of the rounds' own ratios. */
  private static double ratio(Figures c2, Figures c1) {
    return Application.median(
        IntStream.range(0, c2.perSecond.size())
            .mapToObj(i -> c2.perSecond.get(i) / c1.perSecond.get(i))
            .toList());
  }
}
