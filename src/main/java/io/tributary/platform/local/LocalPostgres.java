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
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

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
   * killed run left behind is stopped first.
   */
  static LocalPostgres start(Path dataDirectory) {
    Path data = dataDirectory.resolve("postgres");
    Path passwordFile = dataDirectory.resolve("postgres.password");
    try {
      stopOrphan(data.resolve("postmaster.pid"));
      boolean isNew = !Files.exists(data.resolve("PG_VERSION")) || !Files.exists(passwordFile);
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
        secure(server, data, password);
        LocalKey.writeSecret(passwordFile, password);
      }
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

  private static void secure(EmbeddedPostgres server, Path data, String password)
      throws SQLException, IOException {
    try (Connection connection = server.getPostgresDatabase().getConnection();
        Statement statement = connection.createStatement()) {
      statement.execute("ALTER USER postgres PASSWORD '" + password + "'");
      Files.write(
          data.resolve("pg_hba.conf"),
          List.of(
              "local all all scram-sha-256",
              "host all all 127.0.0.1/32 scram-sha-256",
              "host all all ::1/128 scram-sha-256"));
      statement.execute("SELECT pg_reload_conf()");
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
    long pid = Long.parseLong(Files.readAllLines(pidFile).get(0).strip());
    ProcessHandle orphan = ProcessHandle.of(pid).filter(LocalPostgres::isPostgres).orElse(null);
    for (String signal : List.of("-TERM", "-INT", "-QUIT")) {
      if (orphan == null || !orphan.isAlive()) {
        break;
      }
      new ProcessBuilder("kill", signal, Long.toString(pid)).start();
      awaitEnd(orphan);
    }
    if (orphan == null || !orphan.isAlive()) {
      Files.deleteIfExists(pidFile);
    }
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
