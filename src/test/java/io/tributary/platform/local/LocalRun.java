package io.tributary.platform.local;

import static org.awaitility.Awaitility.await;

import io.restassured.RestAssured;
import io.restassured.path.json.JsonPath;
import io.tributary.Packaged;
import io.tributary.platform.keys.TestKeys;
import java.io.IOException;
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
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.io.TempDir;

/** The packaged application in local mode on a data directory of its own, as a user starts it. */
abstract class LocalRun {
  static final Duration START_LIMIT = Duration.ofSeconds(90);

  @TempDir Path data;
  private final List<Packaged> started = new ArrayList<>();

  @AfterEach
  void stopAll() throws Exception {
    started.forEach(Packaged::close);
    stopDatabase();
  }

  final Process launch(Map<String, String> settings, String... arguments) {
    started.add(Packaged.launch(data, settings, arguments));
    return last().process();
  }

  final Packaged last() {
    return started.get(started.size() - 1);
  }

  final Process start() {
    return start(Map.of());
  }

  final Process start(Map<String, String> settings) {
    Process process = launch(settings);
    last().awaitReady();
    return process;
  }

  final String url(String path) {
    return last().url(path);
  }

  final String log() {
    return last().log();
  }

  private String token() {
    return last().token();
  }

  final JsonPath graphql(String query) {
    return RestAssured.given()
        .header("Authorization", "Bearer " + token())
        .contentType("application/json")
        .body(Map.of("query", query))
        .post(url("/graphql"))
        .then()
        .extract()
        .jsonPath();
  }

  final Connection connect() throws SQLException, IOException {
    String[] pid = Files.readString(data.resolve("home/postgres/postmaster.pid")).split("\n");
    String password = Files.readString(data.resolve("home/postgres.password")).strip();
    return DriverManager.getConnection(
        "jdbc:postgresql://localhost:" + pid[3].strip() + "/postgres", "postgres", password);
  }

  final List<String> query(String sql) throws SQLException, IOException {
    try (Connection connection = connect();
        Statement statement = connection.createStatement()) {
      if (sql.contains("p.key")) {
        TestKeys.openProfiles(connection, data.resolve("home/master.key"));
      }
      ResultSet rows = statement.executeQuery(sql);
      List<String> found = new ArrayList<>();
      while (rows.next()) {
        found.add(rows.getString(1));
      }
      return found;
    }
  }

  final String databasePid() throws IOException {
    return Files.readAllLines(data.resolve("home/postgres/postmaster.pid")).get(0).strip();
  }

  static void signal(String signal, String pid) throws Exception {
    new ProcessBuilder("kill", signal, pid).start().waitFor();
  }

  private void stopDatabase() throws Exception {
    Path pidFile = data.resolve("home/postgres/postmaster.pid");
    if (Files.exists(pidFile)) {
      signal("-INT", databasePid());
      await().atMost(Duration.ofSeconds(20)).until(() -> !Files.exists(pidFile));
    }
  }
}
