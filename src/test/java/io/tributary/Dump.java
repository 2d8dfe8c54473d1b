package io.tributary;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.postgresql.PGConnection;

/**
 * A dump of all tables, outside of the database, that can be restored over what came since, or into
 * another server that has the same migrations. The servers that tests bring come without pg_dump,
 * so it is made of COPY.
 */
public final class Dump {
  private static final String LEFT_OUT =
      "('flyway_schema_history', 'job', 'job_run', 'change_bucket')";

  private static final String TABLES =
      """
      SELECT c.relname, string_agg(quote_ident(a.attname), ', ' ORDER BY a.attnum)
      FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped AND a.attgenerated = ''
      WHERE c.relnamespace = 'public'::regnamespace AND c.relkind = 'r' AND pg_relation_size(c.oid) > 0
        AND c.relname NOT IN %s
      GROUP BY c.relname
      """
          .formatted(LEFT_OUT);

  /** Months that facts have come for: made as they came, so no migration brings them. */
  private static final String PARTITIONS =
      """
      SELECT 'CREATE TABLE IF NOT EXISTS ' || c.oid::regclass || ' PARTITION OF ' || i.inhparent::regclass || ' '
        || pg_get_expr(c.relpartbound, c.oid), ''
      FROM pg_class c JOIN pg_inherits i ON i.inhrelid = c.oid
      WHERE c.relispartition AND c.relkind = 'r' AND c.relnamespace = 'public'::regnamespace
      """;

  private static final String SEQUENCES =
      """
      SELECT format('SELECT setval(%L, %s)', schemaname || '.' || sequencename, last_value), ''
      FROM pg_sequences WHERE schemaname = 'public' AND last_value IS NOT NULL
      """;

  private final Path folder;
  private final Map<String, String> columns;
  private final List<String> partitions;
  private final List<String> sequences;

  /** A database that is dumped or restored. */
  @FunctionalInterface
  public interface Server {
    /** A connection whose user may do everything. */
    Connection connect() throws SQLException;
  }

  private Dump(Path folder, Server server) {
    this.folder = folder;
    this.columns = rows(server, TABLES);
    this.partitions = List.copyOf(rows(server, PARTITIONS).keySet());
    this.sequences = List.copyOf(rows(server, SEQUENCES).keySet());
  }

  /** The test database's tables as they are now. */
  public static Dump of(Path folder) {
    return of(folder, TestDatabase::connect);
  }

  /** The tables as they are now, each as PostgreSQL's COPY writes it. */
  public static Dump of(Path folder, Server server) {
    Dump dump = new Dump(folder, server);
    dump.each(
        server,
        (connection, table) -> {
          try (OutputStream file = Files.newOutputStream(folder.resolve(table))) {
            connection
                .unwrap(PGConnection.class)
                .getCopyAPI()
                .copyOut("COPY %s (%s) TO STDOUT".formatted(table, dump.columns.get(table)), file);
          }
        });
    return dump;
  }

  /** Whether a text stands in it. */
  public boolean holds(String text) {
    for (String table : columns.keySet()) {
      try {
        if (Files.readString(folder.resolve(table), StandardCharsets.UTF_8).contains(text)) {
          return true;
        }
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
    return false;
  }

  /** Puts everything in the test database back as it was. */
  public void restore() {
    restore(TestDatabase::connect);
  }

  /** Puts everything as it was into a database that has the same migrations. */
  public void restore(Server server) {
    List<String> steps = new ArrayList<>(List.of("SET session_replication_role = replica"));
    steps.addAll(partitions);
    rows(
            server,
            "SELECT c.relname, '' FROM pg_class c WHERE c.relnamespace = 'public'::regnamespace AND c.relkind = 'r' AND c.relname NOT IN "
                + LEFT_OUT)
        .keySet()
        .forEach(table -> steps.add("DELETE FROM " + table));
    steps.addAll(sequences);
    run(server, String.join(";", steps));
    each(
        server,
        (connection, table) -> {
          try (InputStream file = Files.newInputStream(folder.resolve(table))) {
            connection
                .unwrap(PGConnection.class)
                .getCopyAPI()
                .copyIn("COPY %s (%s) FROM STDIN".formatted(table, columns.get(table)), file);
          }
        });
  }

  private interface Step {
    void with(Connection connection, String table) throws SQLException, IOException;
  }

  private void each(Server server, Step step) {
    try (Connection connection = server.connect();
        Statement statement = connection.createStatement()) {
      statement.execute("SET session_replication_role = replica");
      for (String table : columns.keySet()) {
        step.with(connection, table);
      }
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void run(Server server, String sql) {
    try (Connection connection = server.connect();
        Statement statement = connection.createStatement()) {
      statement.execute(sql);
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  private static Map<String, String> rows(Server server, String sql) {
    try (Connection connection = server.connect();
        Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery(sql)) {
      Map<String, String> result = new LinkedHashMap<>();
      while (rows.next()) {
        result.put(rows.getString(1), rows.getString(2));
      }
      return result;
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }
}
