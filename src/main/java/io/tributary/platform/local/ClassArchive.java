package io.tributary.platform.local;

import io.tributary.platform.local.LocalMode.Refusal;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Comparator;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * What the JVM has read, checked and linked of the classes, kept in a file beside the jar. It is
 * taken from a whole start, since most classes are first used behind the point at which the
 * database is asked: one that ends as soon as it is ready.
 */
public final class ClassArchive {
  private static final String NAME = "app-cds.jsa";
  private static final int LIMIT_SECONDS = 300;

  /**
   * Ports that are free, and where this build brings a database, that one: not what is configured.
   */
  private static final Map<String, String> PORTS =
      Map.of("QUARKUS_HTTP_PORT", "0", "QUARKUS_MANAGEMENT_PORT", "0");

  private static final Map<String, String> OWN_DATABASE =
      Map.of(
          "TRIBUTARY_LOCAL_ENABLED", "true",
          "TRIBUTARY_DEMO_PEOPLE", "0",
          "QUARKUS_DATASOURCE_REACTIVE_URL", "",
          "QUARKUS_DATASOURCE_JDBC_URL", "",
          "QUARKUS_OIDC_AUTH_SERVER_URL", "",
          "TRIBUTARY_KEYS_MASTER", "",
          "TRIBUTARY_KEYS_MASTER_FILE", "");

  private ClassArchive() {}

  /**
   * Starts the packaged application once in a process of its own, with its own database or, in a
   * build without one, with the settings that there are, and leaves the archive beside the jar.
   *
   * @throws Refusal when it is not packaged, or does not start
   */
  public static void make() {
    Path jar = jar();
    try {
      Path folder = Files.createTempDirectory("tributary-archive");
      try {
        Path archive = folder.resolve(NAME);
        Path log = folder.resolve("start.log");
        start(jar, archive, log, folder.resolve("home"));
        if (!Files.exists(archive)) {
          throw new Refusal(
              "the start that was to fill the archive said:\n" + Files.readString(log));
        }
        Files.move(archive, jar.resolveSibling(NAME), StandardCopyOption.REPLACE_EXISTING);
      } finally {
        delete(folder);
      }
    } catch (IOException e) {
      throw new UncheckedIOException("the class archive cannot be made", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static void start(Path jar, Path archive, Path log, Path home)
      throws IOException, InterruptedException {
    // the JVM takes the archive only for the class path that it was made with, to the letter
    ProcessBuilder builder =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:ArchiveClassesAtExit=" + archive,
                "-Dtributary.warm-up.then-end=true",
                "-jar",
                jar.getFileName().toString())
            .directory(jar.getParent().toFile())
            .redirectErrorStream(true)
            .redirectOutput(log.toFile());
    builder.environment().putAll(PORTS);
    if (LocalPostgres.isPackedIn()) {
      builder.environment().putAll(OWN_DATABASE);
      builder.environment().put("TRIBUTARY_LOCAL_DATA_DIR", home.toString());
    }
    Process process = builder.start();
    try {
      process.waitFor(LIMIT_SECONDS, TimeUnit.SECONDS);
    } finally {
      process.destroy();
      process.waitFor();
    }
  }

  private static Path jar() {
    try {
      // beside it, for a class of this application is in a folder below
      Path here =
          Path.of(ClassArchive.class.getProtectionDomain().getCodeSource().getLocation().toURI());
      Path jar = here.resolveSibling("..").resolve("quarkus-run.jar").normalize();
      if (Files.isRegularFile(jar)) {
        return jar.toAbsolutePath();
      }
    } catch (URISyntaxException e) {
      throw new IllegalStateException(e);
    }
    throw new Refusal("a class archive is made of the packaged application, quarkus-run.jar.");
  }

  private static void delete(Path folder) throws IOException {
    try (Stream<Path> all = Files.walk(folder)) {
      for (Path path : (Iterable<Path>) all.sorted(Comparator.reverseOrder())::iterator) {
        Files.delete(path);
      }
    }
  }
}
