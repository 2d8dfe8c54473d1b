package io.tributary.drill;

import static org.awaitility.Awaitility.await;

import io.tributary.platform.keys.TestKeys;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * A PostgreSQL that keeps what it acknowledged, and that can be killed, frozen and started again.
 */
final class DurablePostgres implements AutoCloseable {
  private static final Duration LIMIT = Duration.ofSeconds(60);

  private final Path data;
  private final int port;

  private DurablePostgres(Path data, int port) {
    this.data = data;
    this.port = port;
  }

  static DurablePostgres start(Path folder) {
    Path data = folder.resolve("data");
    return new DurablePostgres(data, start(data, 0));
  }

  /** The port that it listens on: the one that is asked for, or a free one for 0. */
  private static int start(Path data, int port) {
    try {
      return EmbeddedPostgres.builder()
          .setDataDirectory(data)
          .setOverrideWorkingDirectory(Path.of("target", "test-postgres").toAbsolutePath().toFile())
          .setCleanDataDirectory(false)
          .setRegisterShutdownHook(false)
          .setPGStartupWait(LIMIT)
          .setPort(port)
          .setServerConfig("fsync", "on")
          .setServerConfig("synchronous_commit", "on")
          .setServerConfig("full_page_writes", "on")
          .setServerConfig("max_connections", "60")
          .start()
          .getPort();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  int port() {
    return port;
  }

  Connection connect() throws SQLException {
    return DriverManager.getConnection(
        "jdbc:postgresql://localhost:" + port + "/postgres", "postgres", "postgres");
  }

  /** The rows of a query as text, columns joined by '|'. */
  List<String> rows(String sql) {
    try (Connection connection = connect();
        Statement statement = connection.createStatement()) {
      if (sql.contains("FROM profile") && sql.contains("key")) {
        TestKeys.openProfiles(connection);
      }
      ResultSet rows = statement.executeQuery(sql);
      List<String> found = new ArrayList<>();
      while (rows.next()) {
        StringBuilder line = new StringBuilder();
        for (int i = 1; i <= rows.getMetaData().getColumnCount(); i++) {
          line.append(i == 1 ? "" : "|").append(rows.getString(i));
        }
        found.add(line.toString());
      }
      return found;
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Ends the server as a power cut would: nobody has time to write anything. */
  void kill() {
    long server = pid();
    List<ProcessHandle> all = all(server);
    all.forEach(ProcessHandle::destroyForcibly);
    await().atMost(LIMIT).until(() -> all.stream().noneMatch(ProcessHandle::isAlive));
  }

  /** Starts the server that was killed; it recovers from its log. */
  void startAgain() {
    try {
      Files.deleteIfExists(data.resolve("postmaster.pid"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    start(data, port);
  }

  /** Stops every process of the server where it is; they hold their sockets and say nothing. */
  void freeze() {
    all(pid()).forEach(process -> signal("-STOP", process));
  }

  /** Lets them go on. */
  void thaw() {
    all(pid()).forEach(process -> signal("-CONT", process));
  }

  private static List<ProcessHandle> all(long server) {
    ProcessHandle postmaster = ProcessHandle.of(server).orElseThrow();
    return Stream.concat(Stream.of(postmaster), postmaster.descendants()).toList();
  }

  private static void signal(String signal, ProcessHandle process) {
    try {
      new ProcessBuilder("kill", signal, Long.toString(process.pid())).start().waitFor();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private long pid() {
    try {
      return Long.parseLong(Files.readAllLines(data.resolve("postmaster.pid")).get(0).strip());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() {
    List<ProcessHandle> all = all(pid());
    all.forEach(process -> signal("-CONT", process));
    signal("-INT", all.get(0));
    await().atMost(LIMIT).until(() -> all.stream().noneMatch(ProcessHandle::isAlive));
  }
}
