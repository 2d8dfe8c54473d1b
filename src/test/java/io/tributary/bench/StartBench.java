package io.tributary.bench;

import io.tributary.platform.keys.TestKeys;
import java.io.File;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * From the launch of the packaged application, on a database that is there and up to date, until it
 * says that it is ready; and of the smallest handler with the same pool until its first answer,
 * which is what a JVM with Vert.x takes. One after the other, medians.
 */
final class StartBench {
  private static final double MOST_SECONDS = 3;
  private static final Path JAR = Path.of("target", "quarkus-app").toAbsolutePath();

  private final HttpClient client =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
  private final Path folder;
  private final Database database;

  private StartBench(Path folder, Database database) {
    this.folder = folder;
    this.database = database;
  }

  /** How long a start took, and how much of the processors until then. */
  private record Start(double seconds, double cpuSeconds, long memoryMiB) {}

  public static void main(String... arguments) throws Exception {
    Options options = new Options(arguments);
    Path folder = Files.createTempDirectory("bench-start");
    Result result = new Result("start");
    try (Database database = Database.start(folder)) {
      StartBench bench = new StartBench(folder, database);
      double first = bench.application().seconds();
      System.out.printf(Locale.ROOT, "the first start, which makes the tables: %.1f s%n", first);
      result.put("firstSeconds", first);
      List<Start> ours = new ArrayList<>();
      List<Start> smallest = new ArrayList<>();
      for (int i = 0; i < options.number("starts", 7); i++) {
        ours.add(bench.application());
        smallest.add(bench.smallest());
      }
      double seconds = print("Tributary", ours, result);
      double least = print("the smallest handler", smallest, result);
      double ratio = seconds / least;
      System.out.printf(Locale.ROOT, "ratio %.1f%n", ratio);
      result.put("ratio", ratio);
      result.hold(
          seconds <= MOST_SECONDS,
          "a start takes %.1f s until it is ready, and %.0f are the most",
          seconds,
          MOST_SECONDS);
    }
    result.end();
  }

  private static double print(String who, List<Start> starts, Result result) {
    double seconds = Application.median(starts.stream().map(Start::seconds).toList());
    double least = starts.stream().mapToDouble(Start::seconds).min().orElseThrow();
    double most = starts.stream().mapToDouble(Start::seconds).max().orElseThrow();
    double cpu = Application.median(starts.stream().map(Start::cpuSeconds).toList());
    double memory =
        Application.median(starts.stream().map(start -> (double) start.memoryMiB()).toList());
    System.out.printf(
        Locale.ROOT,
        "%s: ready in %.2f s (%.2f to %.2f) with %.1f s of CPU and %.0f MiB%n",
        who,
        seconds,
        least,
        most,
        cpu,
        memory);
    result.put(
        Result.name(who),
        Map.of(
            "starts",
            starts.size(),
            "readySeconds",
            seconds,
            "leastSeconds",
            least,
            "mostSeconds",
            most,
            "cpuSeconds",
            cpu,
            "residentMiB",
            memory));
    return seconds;
  }

  private Start application() throws IOException, InterruptedException {
    int management = Application.freePort();
    ProcessBuilder builder =
        new ProcessBuilder(
            java(), "-Xmx512m", "-XX:SharedArchiveFile=app-cds.jsa", "-jar", "quarkus-run.jar");
    builder.directory(JAR.toFile());
    Map<String, String> environment = builder.environment();
    environment.putAll(database.settings());
    environment.put("QUARKUS_HTTP_PORT", Integer.toString(Application.freePort()));
    environment.put("QUARKUS_MANAGEMENT_PORT", Integer.toString(management));
    environment.put("TRIBUTARY_LOCAL_ENABLED", "true");
    environment.put("TRIBUTARY_LOCAL_DATA_DIR", folder.resolve("home").toString());
    environment.put("TRIBUTARY_KEYS_MASTER", TestKeys.MASTER);
    return time(builder, "http://localhost:" + management + "/q/health/ready");
  }

  private Start smallest() throws IOException, InterruptedException {
    int port = Application.freePort();
    Path pages = Files.writeString(folder.resolve("pages.json"), "[[]]");
    ProcessBuilder builder =
        new ProcessBuilder(
            java(),
            "-Xmx512m",
            "-cp",
            System.getProperty("java.class.path"),
            SmallestHandler.class.getName(),
            Integer.toString(port),
            Integer.toString(database.port()),
            pages.toString());
    return time(builder, "http://localhost:" + port + "/0");
  }

  private Start time(ProcessBuilder builder, String address)
      throws IOException, InterruptedException {
    File log = folder.resolve("start.log").toFile();
    long begun = System.nanoTime();
    Process process = builder.redirectErrorStream(true).redirectOutput(log).start();
    try {
      while (!isReady(address)) {
        if (!process.isAlive() || System.nanoTime() - begun > TimeUnit.MINUTES.toNanos(2)) {
          throw new IOException("it does not start:\n" + Files.readString(log.toPath()));
        }
        Thread.sleep(20);
      }
      double seconds = (System.nanoTime() - begun) / 1e9;
      return new Start(
          seconds, Application.cpuSeconds(process.pid()), Application.residentMiB(process.pid()));
    } finally {
      process.destroy();
      process.waitFor(20, TimeUnit.SECONDS);
    }
  }

  private boolean isReady(String address) throws InterruptedException {
    try {
      HttpRequest request = HttpRequest.newBuilder(URI.create(address)).build();
      return client.send(request, BodyHandlers.discarding()).statusCode() == 200;
    } catch (IOException notYet) {
      return false;
    }
  }

  private static String java() {
    return ProcessHandle.current().info().command().orElse("java");
  }
}
