package io.tributary.platform.local;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The states in which a killed run leaves its server, and that the next start makes do with each.
 */
class LocalPostgresTest {
  /** One for all: unpacking the server takes longer than starting it. */
  @TempDir static Path home;

  private LocalPostgres running;

  @BeforeEach
  void a_server_with_something_in_it_that_was_stopped() throws SQLException {
    running = LocalPostgres.start(home);
    run("CREATE TABLE IF NOT EXISTS kept AS SELECT 1");
    running.stop();
    running = null;
  }

  @AfterEach
  void stop() {
    if (running != null) {
      running.stop();
    }
  }

  private String run(String sql) throws SQLException {
    Map<String, String> settings = running.settings();
    try (Connection connection =
            DriverManager.getConnection(
                settings.get("quarkus.datasource.jdbc.url"),
                settings.get("quarkus.datasource.username"),
                settings.get("quarkus.datasource.password"));
        Statement statement = connection.createStatement()) {
      if (!statement.execute(sql)) {
        return null;
      }
      try (ResultSet rows = statement.getResultSet()) {
        rows.next();
        return rows.getString(1);
      }
    }
  }

  private String kept() throws SQLException {
    return run("SELECT to_regclass('kept')::text");
  }

  private void asksForThePassword() {
    String url = running.settings().get("quarkus.datasource.jdbc.url");
    SQLException refused =
        assertThrows(
            SQLException.class, () -> DriverManager.getConnection(url, "postgres", "guessed"));
    assertEquals("28P01", refused.getSQLState());
  }

  @Test
  void a_pid_file_without_a_pid_is_a_crashs() throws Exception {
    for (String remnant : new String[] {"", "-1\n"}) {
      Files.writeString(home.resolve("postgres/postmaster.pid"), remnant);
      running = LocalPostgres.start(home);
      assertEquals("kept", kept());
      asksForThePassword();
      stop();
    }
    running = null;
  }

  @Test
  void a_server_whose_password_was_not_kept_gets_another_one() throws Exception {
    String before = Files.readString(home.resolve("postgres.password"));
    Files.delete(home.resolve("postgres.password"));
    assertTrue(Files.readString(home.resolve("postgres/pg_hba.conf")).contains("scram-sha-256"));
    running = LocalPostgres.start(home);
    assertEquals("kept", kept());
    assertFalse(before.equals(Files.readString(home.resolve("postgres.password"))));
    asksForThePassword();
  }

  @Test
  void a_server_that_was_being_set_up_is_set_up_anew() throws Exception {
    Files.writeString(home.resolve("postgres.unfinished"), "");
    Files.delete(home.resolve("postgres/global/pg_control"));
    running = LocalPostgres.start(home);
    assertNull(kept(), "nothing was in it yet");
    assertFalse(Files.exists(home.resolve("postgres.unfinished")));
    asksForThePassword();
  }
}
