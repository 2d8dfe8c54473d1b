package io.tributary.privacy.export;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** Writes what is kept on a person so that they can read it. */
final class ExportPage {
  private ExportPage() {}

  /**
   * A part of the export.
   *
   * @param table its name
   * @param about what it holds, in a sentence
   * @param rows JSON objects
   */
  record Part(String table, String about, List<JsonObject> rows) {}

  static String json(List<Part> parts) {
    JsonObject all = new JsonObject();
    parts.forEach(part -> all.put(part.table(), new JsonArray(part.rows())));
    return all.encodePrettily();
  }

  static String html(List<Part> parts) {
    StringBuilder page =
        new StringBuilder(
            "<!DOCTYPE html>\n<html lang=\"en\"><head><meta charset=\"utf-8\"><title>Your data</title>"
                + "<style>body{font-family:sans-serif}table{border-collapse:collapse;margin-bottom:2em}"
                + "td,th{border:1px solid #bbb;padding:.2em .5em;text-align:left;vertical-align:top}</style>"
                + "</head><body><h1>Your data</h1>\n");
    for (Part part : parts) {
      page.append("<h2>").append(escaped(part.table().replace('_', ' '))).append("</h2><p>");
      page.append(escaped(part.about())).append("</p><table><tr>");
      Set<String> columns = new LinkedHashSet<>();
      part.rows().forEach(row -> columns.addAll(row.fieldNames()));
      columns.forEach(
          name -> page.append("<th>").append(escaped(name.replace('_', ' '))).append("</th>"));
      page.append("</tr>\n");
      for (JsonObject row : part.rows()) {
        page.append("<tr>");
        columns.forEach(
            name -> page.append("<td>").append(escaped(text(row.getValue(name)))).append("</td>"));
        page.append("</tr>\n");
      }
      page.append("</table>\n");
    }
    return page.append("</body></html>\n").toString();
  }

  private static String text(Object value) {
    return value == null ? "" : value.toString();
  }

  /** A text that cannot become markup, whatever somebody called themselves. */
  static String escaped(String text) {
    StringBuilder safe = new StringBuilder(text.length());
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      switch (c) {
        case '&' -> safe.append("&amp;");
        case '<' -> safe.append("&lt;");
        case '>' -> safe.append("&gt;");
        case '"' -> safe.append("&quot;");
        case '\'' -> safe.append("&#39;");
        default -> safe.append(c);
      }
    }
    return safe.toString();
  }
}
