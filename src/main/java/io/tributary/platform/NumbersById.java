package io.tributary.platform;

import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.RowSet;
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;

/** Reads rows that are an id and a number: budgets, stocks, uses, versions. */
public final class NumbersById {
  private NumbersById() {}

  /** The number of each id, in a map that the caller may change; an id without a row is missing. */
  public static Map<UUID, Long> of(RowSet<Row> rows) {
    Map<UUID, Long> found = new HashMap<>();
    rows.forEach(row -> found.put(row.getUUID(0), row.getLong(1)));
    return found;
  }
}
