package io.tributary.platform;

import io.vertx.mutiny.sqlclient.Row;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Function;

/** What a statement answered, as lists and maps that the caller may change. */
public final class Rows {
  private Rows() {}

  /** What each row holds, in the rows' order. */
  public static <T> List<T> list(Iterable<Row> rows, Function<Row, T> each) {
    List<T> found = new ArrayList<>();
    rows.forEach(row -> found.add(each.apply(row)));
    return found;
  }

  /** What each row holds, by a key; of several rows with one key the last. */
  public static <K, T> Map<K, T> map(
      Iterable<Row> rows, Function<Row, K> key, Function<Row, T> each) {
    Map<K, T> found = new HashMap<>();
    rows.forEach(row -> found.put(key.apply(row), each.apply(row)));
    return found;
  }

  /** What each row holds, by a key that several rows may have, in the rows' order. */
  public static <K, T> Map<K, List<T>> grouped(
      Iterable<Row> rows, Function<Row, K> key, Function<Row, T> each) {
    Map<K, List<T>> found = new HashMap<>();
    rows.forEach(
        row -> found.computeIfAbsent(key.apply(row), k -> new ArrayList<>()).add(each.apply(row)));
    return found;
  }

  /** Rows that are an id and a number: budgets, stocks, uses, versions. */
  public static Map<UUID, Long> numbers(Iterable<Row> rows) {
    return map(rows, row -> row.getUUID(0), row -> row.getLong(1));
  }
}
