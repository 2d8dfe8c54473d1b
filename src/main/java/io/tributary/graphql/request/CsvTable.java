package io.tributary.graphql.request;

import de.siegmar.fastcsv.writer.CsvWriter;
import io.tributary.platform.CsvCell;
import java.io.StringWriter;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * An answer as one table: a row for each object of the innermost list, what stands around it
 * repeated in each, and a column for each selected value, named by the way to it. Of a connection
 * the nodes are the rows; where its page stands is left out. A list of plain values is one cell,
 * and so is a list of nothing.
 */
final class CsvTable {
  private final Set<String> columns = new LinkedHashSet<>();
  private final List<Map<String, String>> rows;

  /** The answer cannot be one table. */
  static final class NotOneTable extends RuntimeException {
    NotOneTable(String sentence) {
      super(sentence, null, false, false);
    }
  }

  private CsvTable(String field, Object answer) {
    rows = rows(answer, answer instanceof Map || answer instanceof List ? "" : field).rows();
    columns.removeIf(this::isOnlyAnAbsence);
  }

  /**
   * The table that an answer is, its first line the names of the columns.
   *
   * @param data the answer's data: values, maps by name, and lists of these
   * @throws NotOneTable with a sentence, when it answers several fields, or has two lists beside
   *     each other
   */
  static String of(Map<String, Object> data) {
    if (data.size() != 1) {
      throw new NotOneTable("A table is the answer to one field: ask for one.");
    }
    Map.Entry<String, Object> field = data.entrySet().iterator().next();
    return new CsvTable(field.getKey(), field.getValue()).text();
  }

  private String text() {
    StringWriter text = new StringWriter();
    if (columns.isEmpty()) {
      return "";
    }
    CsvWriter writer = CsvWriter.builder().bufferSize(0).build(text);
    writer.writeRecord(columns);
    for (Map<String, String> row : rows) {
      writer.writeRecord(columns.stream().map(row::get).map(CsvCell::of).toList());
    }
    return text.toString();
  }

  /** Whether a column is there only for an object that is null in some rows. */
  private boolean isOnlyAnAbsence(String column) {
    return columns.stream().anyMatch(other -> other.startsWith(column + "."))
        && rows.stream().allMatch(row -> row.get(column) == null);
  }

  /** Rows, and whether they are a list's. */
  private record Part(List<Map<String, String>> rows, boolean isList) {}

  private Part rows(Object value, String name) {
    if (value instanceof Map<?, ?> object) {
      return ofObject(object, name);
    }
    if (isTable(value, name)) {
      List<Map<String, String>> all = new ArrayList<>();
      ((List<?>) value).forEach(one -> all.addAll(rows(one, name).rows()));
      return new Part(all, true);
    }
    columns.add(name);
    Map<String, String> row = new LinkedHashMap<>();
    row.put(name, plain(value));
    return new Part(List.of(row), false);
  }

  private Part ofObject(Map<?, ?> object, String name) {
    Map<String, String> around = new LinkedHashMap<>();
    List<Map<String, String>> inner = null;
    for (Map.Entry<?, ?> field : object.entrySet()) {
      String key = field.getKey().toString();
      if (key.equals("pageInfo")) {
        continue;
      }
      Part part = rows(field.getValue(), way(name, key));
      if (!part.isList()) {
        around.putAll(part.rows().get(0));
      } else if (inner == null) {
        inner = part.rows();
      } else {
        throw new NotOneTable(
            "A table has the rows of one list: ask for " + key + " in a request of its own.");
      }
    }
    if (inner == null) {
      return new Part(List.of(around), false);
    }
    List<Map<String, String>> all = new ArrayList<>(inner.size());
    for (Map<String, String> row : inner) {
      Map<String, String> whole = new LinkedHashMap<>(around);
      whole.putAll(row);
      all.add(whole);
    }
    return new Part(all, true);
  }

  /** Edges and nodes are the connection's way to say what its rows are, not names of theirs. */
  private static String way(String name, String key) {
    if (key.equals("edges") || key.equals("node")) {
      return name;
    }
    return name.isEmpty() ? key : name + "." + key;
  }

  private static boolean isTable(Object value, String name) {
    return value instanceof List<?> list
        && (name.isEmpty() || list.stream().anyMatch(Map.class::isInstance));
  }

  private static String plain(Object value) {
    if (value == null) {
      return null;
    }
    if (value instanceof List<?> list) {
      return list.isEmpty()
          ? null
          : list.stream().map(CsvTable::plain).collect(Collectors.joining(";"));
    }
    return value instanceof BigDecimal number ? number.toPlainString() : value.toString();
  }
}
