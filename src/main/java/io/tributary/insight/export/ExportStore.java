package io.tributary.insight.export;

import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.SqlConnection;
import io.vertx.mutiny.sqlclient.Tuple;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/** Rows of tables, all columns as text, page by page along the key. */
final class ExportStore {
  /** The first rows, or those after the key whose parts are $2 and on. */
  private static final String PAGE = "SELECT %s FROM %s %s ORDER BY %s LIMIT $1";

  private ExportStore() {}

  private static String page(ExportTable table, boolean first) {
    String columns =
        java.util.stream.Stream.concat(
                table.key().stream().map(part -> part[0]), table.others().stream())
            .map(column -> "(" + column.replaceFirst(" AS \\w+$", "") + ")::text")
            .collect(Collectors.joining(", "));
    String keys = table.key().stream().map(part -> part[0]).collect(Collectors.joining(", "));
    List<String> parameters = new ArrayList<>();
    for (int i = 0; i < table.key().size(); i++) {
      parameters.add("$" + (i + 2) + "::text::" + table.key().get(i)[1]);
    }
    String after = first ? "" : "WHERE (" + keys + ") > (" + String.join(", ", parameters) + ")";
    return PAGE.formatted(columns, table.table(), after, keys);
  }

  /** The rows after a key given as text; after none when it is null. */
  static Uni<List<List<String>>> page(
      SqlConnection connection, ExportTable table, List<String> after, int most) {
    Tuple values = Tuple.of(most);
    if (after != null) {
      after.forEach(values::addString);
    }
    return connection
        .preparedQuery(page(table, after == null))
        .execute(values)
        .map(
            rows -> {
              List<List<String>> page = new ArrayList<>(rows.size());
              for (Row row : rows) {
                List<String> cells = new ArrayList<>(row.size());
                for (int i = 0; i < row.size(); i++) {
                  cells.add(row.getString(i));
                }
                page.add(cells);
              }
              return page;
            });
  }
}
