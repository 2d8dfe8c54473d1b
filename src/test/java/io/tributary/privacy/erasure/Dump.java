package io.tributary.privacy.erasure;

import io.tributary.TestDatabase;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.LinkedHashMap;
import java.util.Map;
import org.postgresql.PGConnection;

/** A dump of all tables, outside of the database, that can be restored over what came since. */
final class Dump {
  private static final String LEFT_OUT =
      "('flyway_schema_history', 'job', 'job_run', 'change_bucket')";

  private final Path folder;
  private final Map<String, String> columns;

  private Dump(Path folder, Map<String, String> columns) {
    this.folder = folder;
    this.columns = columns;
  }

  /** The tables as they are now, each as PostgreSQL's COPY writes it. */
  static Dump of(Path folder) {
    Map<String, String> columns = new LinkedHashMap<>();
    for (String row :
        TestDatabase.rows(
            """
            SELECT c.relname, string_agg(quote_ident(a.attname), ', ' ORDER BY a.attnum)
            FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped AND a.attgenerated = ''
            WHERE c.relnamespace = 'public'::regnamespace AND c.relkind = 'r' AND pg_relation_size(c.oid) > 0
              AND c.relname NOT IN %s
            GROUP BY c.relname
            """
                .formatted(LEFT_OUT))) {
      String[] table = row.split("\\|", 2);
      columns.put(table[0], table[1]);
    }
    Dump dump = new Dump(folder, columns);
    dump.each(
        (connection, table) -> {
          try (OutputStream file = Files.newOutputStream(folder.resolve(table))) {
            connection
                .unwrap(PGConnection.class)
                .getCopyAPI()
                .copyOut("COPY %s (%s) TO STDOUT".formatted(table, columns.get(table)), file);
          }
        });
    return dump;
  }

  /** Whether a text stands in it. */
  boolean holds(String text) {
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

  /** Puts everything back as it was. */
  void restore() {
    StringBuilder empty = new StringBuilder("SET session_replication_role = replica;");
    TestDatabase.rows(
            "SELECT c.relname FROM pg_class c WHERE c.relnamespace = 'public'::regnamespace AND c.relkind = 'r' AND c.relname NOT IN "
                + LEFT_OUT)
        .forEach(table -> empty.append("DELETE FROM ").append(table).append(";"));
    TestDatabase.run(empty.toString());
    each(
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

  private void each(Step step) {
    try (Connection connection = TestDatabase.connect();
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
}
