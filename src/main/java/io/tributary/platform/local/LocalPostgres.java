package io.tributary.platform.local;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * A PostgreSQL of our own in a data directory. The library's defaults suit tests (fsync off, data
 * removed at the end, everyone trusted); here each is turned round.
 */
final class LocalPostgres {
  private static final Duration START_LIMIT = Duration.ofSeconds(60);
  private static final Duration STOP_LIMIT = Duration.ofSeconds(20);
  private final EmbeddedPostgres server;
  private final String password;

  private LocalPostgres(EmbeddedPostgres server, String password) {
    this.server = server;
    this.password = password;
  }

  /** Whether this build carries a server: those for production are built without. */
  static boolean isPackedIn() {
    try {
      Class.forName(
          "io.zonky.test.db.postgres.embedded.EmbeddedPostgres",
          false,
          LocalPostgres.class.getClassLoader());
      return true;
    } catch (ClassNotFoundException e) {
      return false;
    }
  }

  /**
   * Starts the server of a data directory, which is made when it is not there. A server that a
   * killed run left behind is stopped first; what a run left that was killed while it set the
   * server up is thrown away, since nothing was in it yet.
   */
  static LocalPostgres start(Path dataDirectory) {
    Path data = dataDirectory.resolve("postgres");
    Path passwordFile = dataDirectory.resolve("postgres.password");
    Path unfinished = dataDirectory.resolve("postgres.unfinished");
    try {
      stopOrphan(data.resolve("postmaster.pid"));
      if (Files.exists(unfinished)) {
        remove(data);
      }
      boolean isEmpty = !Files.exists(data.resolve("PG_VERSION"));
      boolean isNew = isEmpty || !Files.exists(passwordFile);
      if (isEmpty) {
        Files.writeString(unfinished, "The server in " + data + " is being set up.\n");
      } else if (isNew) {
        // without its password nobody gets in to set another one
        admit(data, "trust");
      }
      String password = isNew ? newPassword() : Files.readString(passwordFile).strip();
      EmbeddedPostgres.Builder builder =
          EmbeddedPostgres.builder()
              .setDataDirectory(data)
              .setOverrideWorkingDirectory(dataDirectory.resolve("postgres-binaries").toFile())
              .setCleanDataDirectory(false)
              .setRegisterShutdownHook(false)
              .setPGStartupWait(START_LIMIT)
              .setOutputRedirector(
                  ProcessBuilder.Redirect.appendTo(dataDirectory.resolve("postgres.log").toFile()))
              .setErrorRedirector(
                  ProcessBuilder.Redirect.appendTo(dataDirectory.resolve("postgres.log").toFile()))
              .setServerConfig("fsync", "on")
              .setServerConfig("synchronous_commit", "on")
              .setServerConfig("full_page_writes", "on")
              .setServerConfig("listen_addresses", "localhost")
              .setServerConfig("max_connections", "60")
              .setServerConfig("shared_buffers", "256MB")
              .setServerConfig("max_wal_size", "2GB");
      if (!isNew) {
        builder.setConnectConfig("password", password);
      }
      EmbeddedPostgres server = builder.start();
      if (isNew) {
        secure(server, data, password, passwordFile);
      }
      Files.deleteIfExists(unfinished);
      return new LocalPostgres(server, password);
    } catch (IOException | SQLException e) {
      throw new LocalMode.Refusal(
          "the local PostgreSQL in "
              + data
              + " does not start ("
              + e.getMessage()
              + "); its own words are in postgres.log beside it.");
    }
  }

  /** The settings with which Quarkus reaches this server. */
  Map<String, String> settings() {
    String address = "postgresql://localhost:" + server.getPort() + "/postgres";
    return Map.of(
        "quarkus.datasource.reactive.url",
        address,
        "quarkus.datasource.jdbc.url",
        "jdbc:" + address,
        "quarkus.datasource.username",
        "postgres",
        "quarkus.datasource.password",
        password);
  }

  /** Stops the server; its data stays. */
  void stop() {
    try {
      server.close();
    } catch (IOException e) {
      throw new IllegalStateException("the local PostgreSQL does not stop", e);
    }
  }

  /** The password is kept before the server asks for it: killed in between, both still fit. */
  private static void secure(EmbeddedPostgres server, Path data, String password, Path passwordFile)
      throws SQLException, IOException {
    try (Connection connection = server.getPostgresDatabase().getConnection();
        Statement statement = connection.createStatement()) {
      statement.execute("ALTER USER postgres PASSWORD '" + password + "'");
      LocalKey.writeSecret(passwordFile, password);
      admit(data, "scram-sha-256");
      statement.execute("SELECT pg_reload_conf()");
    }
  }

  /** Says by which method the server lets people of this machine in, from its next look on. */
  private static void admit(Path data, String method) throws IOException {
    LocalKey.writeSecret(
        data.resolve("pg_hba.conf"),
        """
        local all all %1$s
        host all all 127.0.0.1/32 %1$s
        host all all ::1/128 %1$s
        """
            .formatted(method));
  }

  private static void remove(Path directory) throws IOException {
    if (!Files.exists(directory)) {
      return;
    }
    try (Stream<Path> files = Files.walk(directory)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    }
  }

  private static String newPassword() {
    byte[] random = new byte[24];
    new SecureRandom().nextBytes(random);
    return HexFormat.of().formatHex(random);
  }

  /**
   * Stops the server whose pid the file names, if it still runs: first politely, then at once. Our
   * own lock on the data directory says that no living Tributary uses it.
   */
  private static void stopOrphan(Path pidFile) throws IOException {
    if (!Files.exists(pidFile)) {
      return;
    }
    ProcessHandle orphan = process(Files.readString(pidFile)).orElse(null);
    for (String signal : List.of("-TERM", "-INT", "-QUIT")) {
      if (orphan == null || !orphan.isAlive()) {
        break;
      }
      new ProcessBuilder("kill", signal, Long.toString(orphan.pid())).start();
      awaitEnd(orphan);
    }
    if (orphan == null || !orphan.isAlive()) {
      Files.deleteIfExists(pidFile);
    }
  }

  /** The server that a pid file names; none when a crash left the file without a pid. */
  private static Optional<ProcessHandle> process(String pidFile) {
    return pidFile
        .lines()
        .findFirst()
        .map(String::strip)
        .filter(pid -> pid.matches("[1-9]\\d{0,17}"))
        .flatMap(pid -> ProcessHandle.of(Long.parseLong(pid)))
        .filter(LocalPostgres::isPostgres);
  }

  private static boolean isPostgres(ProcessHandle process) {
    return process.info().command().filter(command -> command.contains("postgres")).isPresent();
  }

  private static void awaitEnd(ProcessHandle process) {
    try {
      process.onExit().get(STOP_LIMIT.toSeconds() / 2, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (java.util.concurrent.ExecutionException | java.util.concurrent.TimeoutException e) {
      // the next, sharper signal follows
    }
  }
}
