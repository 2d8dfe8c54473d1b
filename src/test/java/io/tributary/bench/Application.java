package io.tributary.bench;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.tributary.platform.keys.TestKeys;
import java.io.IOException;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The packaged application in a process of its own, with 512 MiB of heap unless said otherwise. */
final class Application implements AutoCloseable {
  private static final ObjectMapper JSON = new ObjectMapper();

  /** Settings under which it answers and does nothing by itself. */
  static final Map<String, String> WITHOUT_BACKGROUND =
      Map.of(
          "TRIBUTARY_JOBS_TICK", "off",
          "TRIBUTARY_CHANGES_EVERY", "off",
          "TRIBUTARY_IMPORTS_EVERY", "off");

  private static final Pattern HEAP_BEFORE_COLLECTION = Pattern.compile(" (\\d+)M->\\d+M\\(");
  private final Process process;
  private final Path folder;
  private final int port;
  private final HttpClient client =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

  private Application(Process process, Path folder, int port) {
    this.process = process;
    this.folder = folder;
    this.port = port;
  }

  /** Starts it on a database and waits until it answers. */
  static Application start(Path folder, Database database, Map<String, String> settings)
      throws IOException, InterruptedException {
    return start(folder, database, settings, List.of("-Xmx512m"));
  }

  /** The options of the JVM and the environment of the overlay for production. */
  static Application startAsInProduction(
      Path folder, Database database, Map<String, String> settings)
      throws IOException, InterruptedException {
    Map<String, String> all = new HashMap<>(Production.environment());
    all.putAll(settings);
    return start(folder, database, all, Production.options());
  }

  private static Application start(
      Path folder, Database database, Map<String, String> settings, List<String> options)
      throws IOException, InterruptedException {
    int port = freePort();
    List<String> command = new ArrayList<>();
    command.add(ProcessHandle.current().info().command().orElse("java"));
    command.addAll(options);
    command.addAll(
        List.of(
            "-Xlog:gc:file=" + folder.resolve("gc.log"),
            "-jar",
            "target/quarkus-app/quarkus-run.jar"));
    ProcessBuilder builder =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(folder.resolve("application.log").toFile());
    builder.environment().putAll(database.settings());
    builder.environment().put("QUARKUS_HTTP_PORT", Integer.toString(port));
    builder.environment().put("QUARKUS_MANAGEMENT_PORT", Integer.toString(freePort()));
    builder.environment().put("TRIBUTARY_LOCAL_ENABLED", "true");
    builder.environment().put("TRIBUTARY_KEYS_MASTER", TestKeys.MASTER);
    builder.environment().put("TRIBUTARY_LOCAL_DATA_DIR", folder.resolve("home").toString());
    for (String rate : List.of("ADDRESS", "STAFF", "OTHERS")) {
      builder.environment().put("TRIBUTARY_RATES_" + rate, "0");
    }
    builder.environment().put("TRIBUTARY_GRAPHQL_DEADLINE_MUTATION", "1h");
    builder.environment().putAll(settings);
    Application application = new Application(builder.start(), folder, port);
    application.awaitLog("Tributary is ready", 90);
    return application;
  }

  static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0)) {
      return socket.getLocalPort();
    }
  }

  int port() {
    return port;
  }

  long pid() {
    return process.pid();
  }

  String token() throws IOException {
    return Files.readString(folder.resolve("home").resolve("admin.token")).strip();
  }

  /** Waits for a line in the log. */
  void awaitLog(String text, int seconds) throws IOException, InterruptedException {
    Path log = folder.resolve("application.log");
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(seconds);
    while (!Files.readString(log).contains(text)) {
      if (!process.isAlive() || System.nanoTime() > end) {
        throw new IOException("no '" + text + "' in the log:\n" + Files.readString(log));
      }
      Thread.sleep(100);
    }
  }

  /** Sends a GraphQL document and returns its data. */
  JsonNode ask(String document, Map<String, ?> variables) throws IOException, InterruptedException {
    return ask(document, variables, token());
  }

  /** Sends a GraphQL document with somebody's token and returns its data. */
  JsonNode ask(String document, Map<String, ?> variables, String token)
      throws IOException, InterruptedException {
    HttpRequest request =
        request("/graphql", "Bearer " + token)
            .header("Content-Type", "application/json")
            .POST(
                BodyPublishers.ofByteArray(
                    JSON.writeValueAsBytes(Map.of("query", document, "variables", variables))))
            .build();
    JsonNode answer = JSON.readTree(client.send(request, BodyHandlers.ofString()).body());
    if (answer.hasNonNull("errors")) {
      throw new IOException(answer + ", logs in " + folder);
    }
    return answer.get("data");
  }

  /** Makes a source and returns the key that it writes with. */
  String createSource(Map<String, String> input) throws IOException, InterruptedException {
    return ask(
            "mutation($input: CreateSourceInput!) { createSource(input: $input) { writeKey } }",
            Map.of("input", input))
        .at("/createSource/writeKey")
        .asText();
  }

  /** Begins an import of orders and returns its id. */
  String importOrders(String writeKey, BodyPublisher file)
      throws IOException, InterruptedException {
    return importFile("orders", writeKey, file);
  }

  /** Begins an import of a CSV file and returns its id. */
  String importFile(String kind, String writeKey, BodyPublisher file)
      throws IOException, InterruptedException {
    String credentials =
        Base64.getEncoder().encodeToString((writeKey + ":").getBytes(StandardCharsets.UTF_8));
    HttpRequest request =
        request("/v1/imports/" + kind, "Basic " + credentials)
            .header("Content-Type", "text/csv")
            .POST(file)
            .build();
    return JSON.readTree(client.send(request, BodyHandlers.ofString()).body()).get("id").asText();
  }

  private HttpRequest.Builder request(String path, String authorization) {
    return HttpRequest.newBuilder(URI.create("http://localhost:" + port + path))
        .header("Authorization", authorization);
  }

  /** The most memory the process has had, in MiB, as the kernel counts it. */
  long peakResidentMiB() throws IOException {
    return memoryMiB(pid(), "VmHWM:");
  }

  /** The memory that a process has, in MiB. */
  static long residentMiB(long pid) throws IOException {
    return memoryMiB(pid, "VmRSS:");
  }

  private static long memoryMiB(long pid, String what) throws IOException {
    return Files.readAllLines(Path.of("/proc", Long.toString(pid), "status")).stream()
        .filter(line -> line.startsWith(what))
        .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")) / 1024)
        .findFirst()
        .orElse(-1);
  }

  /** The most heap in use that a collection found, in MiB. */
  long peakHeapMiB() throws IOException {
    long peak = 0;
    Matcher matcher = HEAP_BEFORE_COLLECTION.matcher(Files.readString(folder.resolve("gc.log")));
    while (matcher.find()) {
      peak = Math.max(peak, Long.parseLong(matcher.group(1)));
    }
    return peak;
  }

  /** CPU time that a process has used, in seconds; the kernel counts in hundredths. */
  static double cpuSeconds(long pid) throws IOException {
    String stat = Files.readString(Path.of("/proc", Long.toString(pid), "stat"));
    String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ");
    return (Long.parseLong(fields[11]) + Long.parseLong(fields[12])) / 100.0;
  }

  @Override
  public void close() {
    process.destroy();
    try {
      if (!process.waitFor(20, TimeUnit.SECONDS)) {
        process.destroyForcibly();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** The middle one of several values. */
  static double median(List<Double> values) {
    List<Double> sorted = new ArrayList<>(values);
    sorted.sort(null);
    int middle = sorted.size() / 2;
    return sorted.size() % 2 == 1
        ? sorted.get(middle)
        : (sorted.get(middle - 1) + sorted.get(middle)) / 2;
  }
}
