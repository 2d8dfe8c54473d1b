package io.tributary;

import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import io.tributary.platform.keys.TestKeys;
import io.tributary.platform.local.LocalKey;
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
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Pattern;
import org.flywaydb.core.Flyway;

/**
 * One PostgreSQL 18 and one application for the whole run. Without fsync, since nothing here has to
 * survive; the tests that are about surviving start their own.
 */
public final class TestDatabase implements QuarkusTestResourceLifecycleManager {
  private static final EmbeddedPostgres SERVER = startServer();

  /** Bytes from which a table is truncated: less is deleted sooner, and no plan is made anew. */
  private static final long LARGE = 256 * 1024;

  /** A signature takes longer than most requests. */
  private static final Map<Map<String, String>, String> TOKENS = new ConcurrentHashMap<>();

  private static final Path KEY_DIRECTORY = makeKeyDirectory();

  /** Where each process of the run keeps its log; LogTest and LogIT search them. */
  static final Path LOGS = Path.of("target", "test-logs");

  /** That of this process. */
  public static final Path LOG = LOGS.resolve(ProcessHandle.current().pid() + ".log");

  private static final LocalKey KEY = LocalKey.of(KEY_DIRECTORY);

  private static EmbeddedPostgres startServer() {
    try {
      EmbeddedPostgres server =
          EmbeddedPostgres.builder()
              .setOverrideWorkingDirectory(
                  Path.of("target", "test-postgres").toAbsolutePath().toFile())
              .setServerConfig("fsync", "off")
              .setServerConfig("synchronous_commit", "off")
              .setServerConfig("full_page_writes", "off")
              .setServerConfig("max_connections", "100")
              .setServerConfig("shared_preload_libraries", "pg_stat_statements")
              .setServerConfig("pg_stat_statements.track", "top")
              .start();
      try (Connection connection = server.getPostgresDatabase().getConnection();
          Statement statement = connection.createStatement()) {
        statement.execute("CREATE EXTENSION pg_stat_statements");
      }
      return server;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  private static Path makeKeyDirectory() {
    try {
      return Files.createTempDirectory(Path.of("target"), "test-key");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public Map<String, String> start() {
    String address = "postgresql://localhost:" + SERVER.getPort() + "/postgres";
    Map<String, String> settings = new HashMap<>(KEY.settings());
    settings.put("quarkus.datasource.reactive.url", address);
    settings.put("quarkus.datasource.jdbc.url", "jdbc:" + address);
    settings.put("quarkus.datasource.username", "postgres");
    settings.put("quarkus.datasource.password", "postgres");
    settings.put("quarkus.http.test-port", "0");
    settings.put("tributary.keys.master", TestKeys.MASTER);
    // one file for all applications of this process: LogTest searches it
    settings.put("quarkus.log.file.enabled", "true");
    settings.put("quarkus.log.file.path", LOG.toString());
    settings.put("quarkus.log.file.rotation.rotate-on-boot", "false");
    settings.put("quarkus.log.file.rotation.max-file-size", "1G");
    return settings;
  }

  @Override
  public void stop() {
    // the server ends with the JVM: other classes of this run use it too
  }

  /** The server's port. */
  public static int port() {
    return SERVER.getPort();
  }

  /** Where the key is that signs the tokens. */
  public static Path keyDirectory() {
    return KEY_DIRECTORY;
  }

  /** A real, signed token for a role, or for several with blanks between. */
  public static String token(String roles) {
    return token(Map.of("role", roles));
  }

  /**
   * A real, signed token with further claims ({@code customer}, {@code store}, {@code subject}).
   */
  public static String token(Map<String, String> options) {
    return TOKENS.computeIfAbsent(
        Map.copyOf(options),
        all -> KEY.token(all, all.getOrDefault("role", "admin"), Duration.ofDays(30)));
  }

  /** A real, signed token whose claim is whatever it is, as an identity provider may send it. */
  public static String tokenWith(String role, String claim, Object value) {
    return KEY.token(Map.of(claim, value), role, Duration.ofDays(1));
  }

  /** A real, signed token for a role that ends soon. */
  public static String token(String role, Duration validity) {
    return KEY.token(Map.of(), role, validity);
  }

  /**
   * A JDBC connection beside the application's, for looking at tables. Refused on an event loop: a
   * statement that waits there for a row waits for ever, since whoever holds the row commits on the
   * same loop. Elsewhere a wait for a lock ends after a minute.
   */
  public static Connection connect() throws SQLException {
    return connect("postgres");
  }

  /** The same, to another database of the server. */
  public static Connection connect(String database) throws SQLException {
    if (io.vertx.core.Context.isOnEventLoopThread()) {
      throw new IllegalStateException("JDBC would block the event loop: use Tx here.");
    }
    return DriverManager.getConnection(
        "jdbc:postgresql://localhost:"
            + SERVER.getPort()
            + "/"
            + database
            + "?options=-c%20lock_timeout=60s",
        "postgres",
        "postgres");
  }

  /**
   * A database of its own on the same server, with every migration; for tests that drive the code
   * without the application. Its address, without the scheme.
   */
  public static String separate(String name) {
    return separate(name, "latest");
  }

  /** The same with the migrations up to a version. */
  public static String separate(String name, String version) {
    try (Connection connection = connect();
        Statement statement = connection.createStatement()) {
      statement.execute("DROP DATABASE IF EXISTS " + name);
      statement.execute("CREATE DATABASE " + name);
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
    String address = "postgresql://localhost:" + SERVER.getPort() + "/" + name;
    TestKeys.use();
    Flyway.configure()
        .dataSource("jdbc:" + address, "postgres", "postgres")
        .javaMigrations(TestKeys.steps())
        .target(version)
        .load()
        .migrate();
    return address;
  }

  /**
   * Removes every fact and all that follows from them; definitions that migrations brought stay.
   */
  public static void clear() {
    try (Connection connection = connect();
        Statement statement = connection.createStatement()) {
      List<String> small = new ArrayList<>();
      List<String> large = new ArrayList<>();
      try (ResultSet rows =
          statement.executeQuery(
              """
              SELECT c.oid::regclass, pg_relation_size(c.oid) FROM pg_class c
              WHERE c.relnamespace = 'public'::regnamespace AND c.relkind = 'r' AND pg_relation_size(c.oid) > 0
                AND c.relname NOT IN ('flyway_schema_history', 'identifier_policy', 'sales_rule', 'insight_setting',
                                      'change_bucket', 'job', 'audit_record', 'audit_seal', 'key_ring')
              """)) {
        while (rows.next()) {
          (rows.getLong(2) > LARGE ? large : small).add(rows.getString(1));
        }
      }
      // what is only ever added to lets nobody empty it either, but a replica
      statement.execute("SET session_replication_role = replica");
      if (!large.isEmpty()) {
        statement.execute("TRUNCATE " + String.join(", ", large) + " CASCADE");
      }
      if (!small.isEmpty()) {
        connection.setAutoCommit(false);
        // whatever still writes comes to its end first
        statement.execute(
            "LOCK TABLE " + String.join(", ", small) + " IN SHARE ROW EXCLUSIVE MODE");
        statement.execute("DELETE FROM " + String.join("; DELETE FROM ", small));
        connection.commit();
      }
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  /**
   * What is in each table, as a count and a hash, by the table's name: to compare what was before
   * with what is after. Logs, locks, what jobs and requests did, and definitions that came with
   * migrations apart.
   *
   * @param except the beginnings of the names of further tables that are left out
   */
  public static Map<String, String> contents(String... except) {
    Map<String, String> result = new TreeMap<>();
    for (String table :
        rows(
            """
            SELECT relname FROM pg_class
            WHERE relnamespace = 'public'::regnamespace AND relkind IN ('r', 'p') AND NOT relispartition
              AND relname !~ '^(flyway_schema_history|audit_|rate_bucket|change_bucket|job)'
            """)) {
      if (Arrays.stream(except).noneMatch(table::startsWith)) {
        result.put(
            table,
            rows("SELECT count(*) || ' ' || md5(string_agg(t::text, E'\\n' ORDER BY t::text)) FROM "
                    + table
                    + " t")
                .get(0));
      }
    }
    return result;
  }

  /** Runs statements that answer nothing. */
  public static void run(String sql) {
    try (Connection connection = connect();
        Statement statement = connection.createStatement()) {
      statement.execute(sql);
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  /** What is sealed, opened, a text for each row, by table. */
  public static Map<String, List<String>> sealed() {
    try (Connection connection = connect()) {
      return TestKeys.sealed(connection);
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Writes an identifier of a profile as the application would. */
  public static void identifier(
      UUID profile, String kind, String scope, String value, UUID hash, String state) {
    try (Connection connection = connect()) {
      TestKeys.identifier(connection, profile, kind, scope, value, hash, state);
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  /** The identifiers that a condition chooses, opened: see {@link TestKeys#identifiers}. */
  public static List<String> identifiers(String condition) {
    try (Connection connection = connect()) {
      return TestKeys.identifiers(connection, condition);
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  /** A query that reads the column of profile; a part of another name is none. */
  private static final Pattern COLUMN_KEY = Pattern.compile("(?s)^\\s*(SELECT|WITH).*\\bkey\\b");

  /** The rows of a query as text, columns joined by '|'. */
  public static List<String> rows(String sql) {
    try (Connection connection = connect()) {
      if (sql.contains("profile") && COLUMN_KEY.matcher(sql).find()) {
        TestKeys.openProfiles(connection);
      }
      return rows(connection, sql);
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  private static List<String> rows(Connection connection, String sql) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery(sql)) {
      List<String> result = new ArrayList<>();
      while (rows.next()) {
        StringBuilder line = new StringBuilder();
        for (int i = 1; i <= rows.getMetaData().getColumnCount(); i++) {
          line.append(i == 1 ? "" : "|").append(rows.getString(i));
        }
        result.add(line.toString());
      }
      return result;
    }
  }

  /**
   * How many statements the application has sent since {@code clearStatements}; its own polls, and
   * what goes on record about the requests, apart.
   */
  public static long statements() {
    return Long.parseLong(
        rows("""
                SELECT coalesce(sum(calls), 0) FROM pg_stat_statements
                WHERE query NOT ILIKE '%pg_stat_statements%' AND query NOT ILIKE ALL (ARRAY['BEGIN%', 'COMMIT%', 'SET %', 'SHOW %', 'RESET%', 'DISCARD%', '%change_bucket%', '%customer_change%', '%job%', '%audit_record%'])
                """)
            .get(0));
  }

  /** Begins counting statements. */
  public static void clearStatements() {
    rows("SELECT pg_stat_statements_reset()");
  }
}
