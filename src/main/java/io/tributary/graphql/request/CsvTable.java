package io.tributary.graphql.request;

import de.siegmar.fastcsv.writer.CsvWriter;
import io.tributary.platform.CsvCell;
import java.io.StringWriter;
import java.math.BigDecimal;
import java.util.Collections;
import java.util.HashSet;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * An answer as one table: a row for each object of the innermost list, what stands around it
 * repeated in each, and a column for each selected value, named by the way to it. Of a connection
 * the nodes are the rows; where its page stands is left out. A list of plain values is one cell,
 * and so is a list of nothing.
 */
final class CsvTable {
  private static final int ROWS_AT_ONCE = 500;

  private final Set<String> columns = new LinkedHashSet<>();
  private final Set<String> filled = new HashSet<>();
  private final String name;
  private final Object answer;

  /** The answer cannot be one table. */
  static final class NotOneTable extends RuntimeException {
    NotOneTable(String sentence) {
      super(sentence, null, false, false);
    }
  }

  private CsvTable(String field, Object answer) {
    this.name = answer instanceof Map || answer instanceof List ? "" : field;
    this.answer = answer;
    look(answer, name);
    columns.removeIf(this::isOnlyAnAbsence);
  }

  /**
   * The table that an answer is, its first line the names of the columns.
   *
   * @param data the answer's data: values, maps by name, and lists of these
   * @throws NotOneTable with a sentence, when it answers several fields, or has two lists beside
   *     each other
   */
  static CsvTable of(Map<String, Object> data) {
    if (data.size() != 1) {
      throw new NotOneTable("A table is the answer to one field: ask for one.");
    }
    Map.Entry<String, Object> field = data.entrySet().iterator().next();
    return new CsvTable(field.getKey(), field.getValue());
  }

  /** The table as text, some hundred rows at a time, each made when it is asked for. */
  Iterator<String> chunks() {
    if (columns.isEmpty()) {
      return Collections.emptyIterator();
    }
    Iterator<Map<String, String>> rows = rows(answer, name);
    return new Iterator<>() {
      private boolean begun;

      @Override
      public boolean hasNext() {
        return !begun || rows.hasNext();
      }

      @Override
      public String next() {
        StringWriter text = new StringWriter();
        CsvWriter writer = CsvWriter.builder().bufferSize(0).build(text);
        if (!begun) {
          begun = true;
          writer.writeRecord(columns);
        }
        for (int i = 0; i < ROWS_AT_ONCE && rows.hasNext(); i++) {
          Map<String, String> row = rows.next();
          writer.writeRecord(columns.stream().map(row::get).map(CsvCell::of).toList());
        }
        return text.toString();
      }
    };
  }

  /** Whether a column is there only for an object that is null in some rows. */
  private boolean isOnlyAnAbsence(String column) {
    return !filled.contains(column)
        && columns.stream().anyMatch(other -> other.startsWith(column + "."));
  }

  /** Goes through everything once for the columns; whether it is the rows of a list. */
  private boolean look(Object value, String name) {
    if (value instanceof Map<?, ?> object) {
      return lookInto(object, name);
    }
    if (isTable(value, name)) {
      ((List<?>) value).forEach(one -> look(one, name));
      return true;
    }
    columns.add(name);
    if (plain(value) != null) {
      filled.add(name);
    }
    return false;
  }

  private boolean lookInto(Map<?, ?> object, String name) {
    boolean isList = false;
    for (Map.Entry<?, ?> field : object.entrySet()) {
      String key = field.getKey().toString();
      if (!key.equals("pageInfo") && look(field.getValue(), way(name, key))) {
        if (isList) {
          throw new NotOneTable(
              "A table has the rows of one list: ask for " + key + " in a request of its own.");
        }
        isList = true;
      }
    }
    return isList;
  }

  private static boolean isList(Object value, String name) {
    return value instanceof Map<?, ?> object
        ? object.entrySet().stream()
            .filter(field -> !field.getKey().equals("pageInfo"))
            .anyMatch(field -> isList(field.getValue(), way(name, field.getKey().toString())))
        : isTable(value, name);
  }

  /** The rows of a value, each made when it is asked for. */
  private static Iterator<Map<String, String>> rows(Object value, String name) {
    if (value instanceof Map<?, ?> object) {
      return ofObject(object, name);
    }
    if (isTable(value, name)) {
      return new OfAll(((List<?>) value).iterator(), name);
    }
    Map<String, String> row = new LinkedHashMap<>();
    row.put(name, plain(value));
    return List.of(row).iterator();
  }

  private static Iterator<Map<String, String>> ofObject(Map<?, ?> object, String name) {
    Map<String, String> around = new LinkedHashMap<>();
    Iterator<Map<String, String>> inner = null;
    for (Map.Entry<?, ?> field : object.entrySet()) {
      String key = field.getKey().toString();
      if (key.equals("pageInfo")) {
        continue;
      }
      Iterator<Map<String, String>> rows = rows(field.getValue(), way(name, key));
      if (isList(field.getValue(), way(name, key))) {
        inner = rows;
      } else {
        around.putAll(rows.next());
      }
    }
    return inner == null ? List.of(around).iterator() : new Within(around, inner);
  }

  /** The rows of every value of a list, one after the other. */
  private static final class OfAll implements Iterator<Map<String, String>> {
    private final Iterator<?> values;
    private final String name;
    private Iterator<Map<String, String>> rows = Collections.emptyIterator();

    OfAll(Iterator<?> values, String name) {
      this.values = values;
      this.name = name;
    }

    @Override
    public boolean hasNext() {
      while (!rows.hasNext() && values.hasNext()) {
        rows = rows(values.next(), name);
      }
      return rows.hasNext();
    }

    @Override
    public Map<String, String> next() {
      if (!hasNext()) {
        throw new NoSuchElementException("the list has ended");
      }
      return rows.next();
    }
  }

  /** Rows with what stands around them. */
  private record Within(Map<String, String> around, Iterator<Map<String, String>> rows)
      implements Iterator<Map<String, String>> {
    @Override
    public boolean hasNext() {
      return rows.hasNext();
    }

    @Override
    public Map<String, String> next() {
      Map<String, String> whole = new LinkedHashMap<>(around);
      whole.putAll(rows.next());
      return whole;
    }
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
