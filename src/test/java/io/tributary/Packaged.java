package io.tributary;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.restassured.RestAssured;
import io.restassured.path.json.JsonPath;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * The packaged application in a process of its own, on ports of its own, as whoever runs it starts
 * it: settings in the environment, a data directory, a log on the console.
 */
public final class Packaged implements AutoCloseable {
  private static final Path APPLICATION = Path.of("target", "quarkus-app").toAbsolutePath();
  private static final Duration START_LIMIT = Duration.ofSeconds(90);

  private final Path folder;
  private final int port;
  private final int managementPort;
  private final Process process;

  private Packaged(Path folder, int port, int managementPort, Process process) {
    this.folder = folder;
    this.port = port;
    this.managementPort = managementPort;
    this.process = process;
  }

  /**
   * Starts it without waiting for anything.
   *
   * @param folder where its log goes ({@code app.log}) and its data directory is ({@code home})
   * @param settings environment variables, and properties, which have dots in their names
   * @param arguments of its command line
   */
  public static Packaged launch(Path folder, Map<String, String> settings, String... arguments) {
    return launch(APPLICATION, folder, settings, arguments);
  }

  private static Packaged launch(
      Path application, Path folder, Map<String, String> settings, String... arguments) {
    List<String> command =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx512m",
                "-XX:TieredStopAtLevel=1",
                "-XX:SharedArchiveFile=app-cds.jsa"));
    settings.forEach(
        (name, value) -> {
          if (isProperty(name)) {
            command.add("-D" + name + "=" + value);
          }
        });
    command.addAll(List.of("-jar", "quarkus-run.jar"));
    command.addAll(List.of(arguments));
    ProcessBuilder builder =
        new ProcessBuilder(command)
            .directory(application.toFile())
            .redirectErrorStream(true)
            .redirectOutput(folder.resolve("app.log").toFile());
    int port = freePort();
    int managementPort = freePort();
    builder
        .environment()
        .put("TRIBUTARY_LOCAL_DATA_DIR", folder.resolve("home").toAbsolutePath().toString());
    // it has the processor to share: what is asked first is read when it is asked
    builder.environment().put("TRIBUTARY_WARM_UP", "0s");
    builder.environment().put("QUARKUS_HTTP_PORT", Integer.toString(port));
    builder.environment().put("QUARKUS_MANAGEMENT_PORT", Integer.toString(managementPort));
    settings.forEach(
        (name, value) -> {
          if (!isProperty(name)) {
            builder.environment().put(name, value);
          }
        });
    try {
      return new Packaged(folder, port, managementPort, builder.start());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static boolean isProperty(String name) {
    return name.contains(".");
  }

  /** Starts it and waits until it says that it is ready. */
  public static Packaged start(Path folder, Map<String, String> settings) {
    return launch(folder, settings).awaitReady();
  }

  /**
   * Starts another build and waits until it says that it is ready.
   *
   * @param application its {@code quarkus-app}
   */
  public static Packaged start(Path application, Path folder, Map<String, String> settings) {
    return launch(application.toAbsolutePath(), folder, settings).awaitReady();
  }

  /** Waits until it says that it is ready. */
  public Packaged awaitReady() {
    await()
        .atMost(START_LIMIT)
        .pollInterval(Duration.ofMillis(100))
        .ignoreExceptions()
        .until(
            () -> {
              assertTrue(process.isAlive(), this::log);
              return readiness() == 200;
            });
    return this;
  }

  /** The status that it answers when it is asked whether it is ready. */
  public int readiness() {
    return RestAssured.given().get(management("/q/health/ready")).statusCode();
  }

  /** Where a path of the public port is. */
  public String url(String path) {
    return "http://localhost:" + port + path;
  }

  /** Where a path of the management port is. */
  public String management(String path) {
    return "http://localhost:" + managementPort + path;
  }

  /** What it has said so far. */
  public String log() {
    try {
      return Files.readString(folder.resolve("app.log"));
    } catch (IOException e) {
      return e.getMessage();
    }
  }

  /** The administrator's token that local mode writes down. */
  public String token() {
    try {
      return Files.readString(folder.resolve("home").resolve("admin.token")).strip();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** What it answers an administrator, {@code data} of it; fails when there are errors. */
  public JsonPath ask(String document, Object... variables) {
    Map<String, Object> values = new HashMap<>();
    for (int i = 0; i < variables.length; i += 2) {
      values.put((String) variables[i], variables[i + 1]);
    }
    JsonPath answer =
        RestAssured.given()
            .header("Authorization", "Bearer " + token())
            .contentType("application/json")
            .body(Map.of("query", document, "variables", values))
            .post(url("/graphql"))
            .jsonPath();
    assertNull(answer.get("errors"), answer::prettify);
    return answer.setRootPath("data");
  }

  /** Its process. */
  public Process process() {
    return process;
  }

  /** Ends it as a power cut would. */
  public void kill() {
    try {
      process.destroyForcibly().waitFor();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** A port that nobody listens on. */
  public static int freePort() {
    try (ServerSocket socket = new ServerSocket(0)) {
      return socket.getLocalPort();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Asks it to stop and waits for that. */
  @Override
  public void close() {
    process.destroy();
    try {
      assertTrue(process.waitFor(60, TimeUnit.SECONDS), () -> "it does not stop: " + log());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
