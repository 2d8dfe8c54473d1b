package io.tributary.platform;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import io.tributary.TestDatabase;
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
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/**
 * Pods of the last release go on on the schema of the next one: migrations since then only add.
 * What that release still used is taken away in the release after.
 */
class ExpandContractTest {
  private static final Path FOLDER = Path.of("src", "test", "migrations");
  private static final Path RELEASED = FOLDER.resolve("released-schema.txt");

  /**
   * A break, and from which release on nothing uses what it breaks: {@code a.b is gone | 0.2.0}.
   */
  private static final Path ALLOWED = FOLDER.resolve("allowed-contractions.txt");

  private static final Pattern RELEASE = Pattern.compile("\\d+\\.\\d+\\.\\d+");

  private static final List<String> OLD =
      List.of(
          "column tea.leaf text required",
          "column tea.made_at timestamp with time zone required default",
          "column tea.name text",
          "function brew(integer)",
          "rule tea PRIMARY KEY (leaf)");

  private static List<String> catalogue() throws SQLException {
    String address = TestDatabase.separate("expand_contract");
    try (Connection connection =
            DriverManager.getConnection("jdbc:" + address, "postgres", "postgres");
        Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery(SchemaContract.CATALOGUE)) {
      List<String> lines = new ArrayList<>();
      while (rows.next()) {
        lines.add(rows.getString(1));
      }
      return lines;
    }
  }

  @Test
  void nothing_that_the_last_release_uses_goes_unless_it_is_listed_with_the_release_that_stopped()
      throws IOException, SQLException {
    List<String> now = catalogue();
    if (Boolean.getBoolean("schema.release")) {
      Files.write(RELEASED, now);
      Files.writeString(ALLOWED, "");
    }
    List<String> allowed = new ArrayList<>();
    for (String line : Files.readAllLines(ALLOWED)) {
      if (!line.isBlank()) {
        String[] parts = line.split("\\s*\\|\\s*");
        assertEquals(2, parts.length, "a break | the release that stopped using it: " + line);
        assertEquals(true, RELEASE.matcher(parts[1]).matches(), line);
        allowed.add(parts[0]);
      }
    }
    assertEquals(
        allowed.stream().sorted().toList(),
        SchemaContract.breaks(Files.readAllLines(RELEASED), now),
        "Pods of the last release would fail on this schema. Add beside it first, and take away in"
            + " the release after; if nothing has used it for a release, list it in "
            + ALLOWED);
  }

  @Test
  void what_is_added_breaks_nothing() {
    List<String> now = new ArrayList<>(OLD);
    now.add("column tea.price bigint");
    now.add("column tea.rank integer required default");
    now.add("column cup.size integer required");
    now.add("rule cup CHECK ((size > 0))");
    now.add("function pour(integer)");
    assertEquals(List.of(), SchemaContract.breaks(OLD, now));
  }

  @Test
  void what_goes_changes_or_asks_for_more_is_a_break_each() {
    for (String[] change :
        new String[][] {
          {"column tea.name text", null},
          {"column tea.name text", "column tea.title text"},
          {"column tea.name text", "column tea.name integer"},
          {"column tea.name text", "column tea.name text required"},
          {
            "column tea.made_at timestamp with time zone required default",
            "column tea.made_at timestamp with time zone required"
          },
          {"function brew(integer)", null},
          {null, "column tea.price bigint required"},
          {null, "rule tea CHECK ((name <> ''))"},
          {null, "rule tea UNIQUE (name)"}
        }) {
      List<String> now = new ArrayList<>(OLD);
      if (change[0] != null) {
        now.remove(change[0]);
      }
      if (change[1] != null) {
        now.add(change[1]);
      }
      assertNotEquals(
          List.of(),
          SchemaContract.breaks(OLD, now),
          String.join(" to ", change[0] + "", change[1] + ""));
    }
  }
}
