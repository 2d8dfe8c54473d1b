package io.tributary.bench;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * The statements that the application sends for a request, as the database logs them: the baseline
 * runs these very ones, so that the two cannot drift apart. A text that a request sends several
 * times is kept once, as whoever writes a handler by hand would.
 */
final class Recording {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Pattern EXECUTE = Pattern.compile("execute [^:]+: (.*)", Pattern.DOTALL);
  private static final Pattern PARAMETER =
      Pattern.compile("\\$\\d+ = (NULL|'([^']*+(?:''[^']*+)*+)')");

  private static final String KEPT = "(?is)(SELECT|WITH|INSERT INTO audit_record).*";

  /**
   * A statement.
   *
   * @param sql its text
   * @param parameters as text; null for NULL
   */
  record Statement(String sql, List<String> parameters) {}

  private Recording() {}

  /** Settings under which a database can record. */
  static void prepare(Database database) throws SQLException {
    database.run("ALTER SYSTEM SET log_statement = 'all'");
    database.run("SELECT pg_reload_conf()");
  }

  /** Ends it. */
  static void end(Database database) throws SQLException {
    database.run("ALTER SYSTEM SET log_statement = 'none'");
    database.run("SELECT pg_reload_conf()");
  }

  /** The statements of one request. */
  static List<Statement> of(Path logs, Callable<?> request) throws Exception {
    Path log = newest(logs);
    long before = Files.size(log);
    request.call();
    Thread.sleep(20); // the collector writes on its own time
    byte[] all = Files.readAllBytes(log);
    String text = new String(all, (int) before, all.length - (int) before, StandardCharsets.UTF_8);
    List<Statement> statements = new ArrayList<>();
    Set<String> seen = new HashSet<>();
    for (String line : text.split("\n")) {
      if (line.isBlank()) {
        continue;
      }
      JsonNode entry = JSON.readTree(line);
      Matcher matcher = EXECUTE.matcher(entry.path("message").asText());
      if (matcher.matches() && matcher.group(1).stripLeading().matches(KEPT)) {
        if (seen.add(matcher.group(1))) {
          statements.add(
              new Statement(matcher.group(1), parameters(entry.path("detail").asText())));
        }
      }
    }
    return statements;
  }

  /** How many statements one request sends, those that begin and end its transaction included. */
  static long count(Path logs, Callable<?> request) throws Exception {
    Path log = newest(logs);
    long before = Files.size(log);
    request.call();
    Thread.sleep(50); // the collector writes on its own time
    byte[] all = Files.readAllBytes(log);
    String text = new String(all, (int) before, all.length - (int) before, StandardCharsets.UTF_8);
    long statements = 0;
    for (String line : text.split("\n")) {
      if (!line.isBlank()) {
        String message = JSON.readTree(line).path("message").asText();
        statements += message.matches("(?s)(execute [^:]+|statement): .*") ? 1 : 0;
      }
    }
    return statements;
  }

  private static Path newest(Path logs) throws IOException {
    try (Stream<Path> files = Files.list(logs)) {
      return files.filter(f -> f.toString().endsWith(".json")).sorted().reduce((a, b) -> b).get();
    }
  }

  private static List<String> parameters(String detail) {
    List<String> values = new ArrayList<>();
    Matcher matcher = PARAMETER.matcher(detail);
    while (matcher.find()) {
      values.add(matcher.group(2) == null ? null : matcher.group(2).replace("''", "'"));
    }
    return values;
  }
}
