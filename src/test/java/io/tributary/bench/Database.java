package io.tributary.bench;

import io.tributary.platform.keys.TestKeys;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;

/**
 * A PostgreSQL as an operator would run it: with the parameters of the overlay for production, and
 * nothing that makes it durable is turned off.
 */
final class Database implements AutoCloseable {
  private final EmbeddedPostgres server;
  private final Path data;

  private Database(EmbeddedPostgres server, Path data) {
    this.server = server;
    this.data = data;
  }

  static Database start(Path folder) throws IOException {
    return start(folder, false);
  }

  /**
   * On what is in a folder already, if anything is.
   *
   * @param stays whether it stays there when it is closed
   */
  static Database start(Path folder, boolean stays) throws IOException {
    Path data = folder.resolve("postgres");
    EmbeddedPostgres.Builder server =
        EmbeddedPostgres.builder()
            .setDataDirectory(data)
            .setCleanDataDirectory(!stays)
            .setOverrideWorkingDirectory(
                Path.of("target", "test-postgres").toAbsolutePath().toFile())
            .setServerConfig("fsync", "on")
            .setServerConfig("synchronous_commit", "on")
            .setServerConfig("full_page_writes", "on")
            .setServerConfig("logging_collector", "on")
            .setServerConfig("log_destination", "jsonlog")
            .setServerConfig("log_rotation_size", "0")
            .setServerConfig("shared_preload_libraries", "pg_stat_statements")
            .setServerConfig("pg_stat_statements.track_planning", "on");
    Production.postgres().forEach(server::setServerConfig);
    return new Database(server.start(), data);
  }

  private String address() {
    return "postgresql://localhost:" + server.getPort() + "/postgres";
  }

  /** The settings with which an application reaches it. */
  Map<String, String> settings() {
    return Map.of(
        "QUARKUS_DATASOURCE_REACTIVE_URL",
        address(),
        "QUARKUS_DATASOURCE_JDBC_URL",
        "jdbc:" + address(),
        "QUARKUS_DATASOURCE_USERNAME",
        "postgres",
        "QUARKUS_DATASOURCE_PASSWORD",
        "postgres");
  }

  int port() {
    return server.getPort();
  }

  Connection connect() throws SQLException {
    return DriverManager.getConnection("jdbc:" + address(), "postgres", "postgres");
  }

  /** A query's first column as text. */
  List<String> column(String sql) throws SQLException {
    try (Connection connection = connect();
        Statement statement = connection.createStatement()) {
      if (sql.contains("p.key")) {
        TestKeys.openProfiles(connection);
      }
      ResultSet rows = statement.executeQuery(sql);
      List<String> values = new ArrayList<>();
      while (rows.next()) {
        values.add(rows.getString(1));
      }
      return values;
    }
  }

  /** Runs statements that answer nothing. */
  void run(String sql) throws SQLException {
    try (Connection connection = connect();
        Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  /**
   * Runs statements that fill tables at the same time, as quickly as the server can: what they
   * point at is not looked up, and it writes no checkpoint meanwhile.
   */
  void fill(String... statements) throws SQLException {
    run("ALTER SYSTEM SET max_wal_size = '16GB'");
    run("SELECT pg_reload_conf()");
    List<CompletableFuture<Void>> filled = new ArrayList<>();
    for (String statement : statements) {
      filled.add(
          CompletableFuture.runAsync(
              () -> {
                try {
                  run("SET session_replication_role = replica; " + statement);
                } catch (SQLException e) {
                  throw new CompletionException(e);
                }
              },
              task -> new Thread(task).start()));
    }
    CompletableFuture.allOf(filled.toArray(CompletableFuture[]::new)).join();
    run("ALTER SYSTEM RESET max_wal_size");
    run("SELECT pg_reload_conf()");
    run("CHECKPOINT");
  }

  /** Begins to count what statements cost. */
  void countStatements() throws SQLException {
    run("CREATE EXTENSION IF NOT EXISTS pg_stat_statements");
    column("SELECT pg_stat_statements_reset()");
  }

  /** How many statements it has run since it began to count. */
  long statements() throws SQLException {
    return Long.parseLong(column("SELECT coalesce(sum(calls), 0) FROM pg_stat_statements").get(0));
  }

  /**
   * CPU time of all its processes so far, in seconds; of those that have ended while it looks,
   * none.
   */
  double cpuSeconds() throws IOException {
    long server = Long.parseLong(Files.readAllLines(data.resolve("postmaster.pid")).get(0).strip());
    double seconds = Application.cpuSeconds(server);
    for (ProcessHandle process :
        (Iterable<ProcessHandle>) ProcessHandle.of(server).orElseThrow().children()::iterator) {
      try {
        seconds += Application.cpuSeconds(process.pid());
      } catch (IOException e) {
        // it has just ended
      }
    }
    return seconds;
  }

  /**
   * What has cost most since then: milliseconds to run and to plan, pages, the write-ahead log, and
   * how the statement begins.
   */
  List<String> costliest(int most) throws SQLException {
    return column(
        """
        SELECT format('%8s ms + %6s ms to plan, %6s times, %8s buffers, %6s of them read, %5s MB of log (%s pages whole)  %s',
                      round(total_exec_time), round(total_plan_time), calls, shared_blks_hit + shared_blks_read, shared_blks_read,
                      round(wal_bytes / 1e6), wal_fpi, left(regexp_replace(query, '\\s+', ' ', 'g'), 110))
        FROM pg_stat_statements ORDER BY total_exec_time + total_plan_time DESC LIMIT
        """
            + most);
  }

  @Override
  public void close() throws IOException {
    server.close();
  }
}
