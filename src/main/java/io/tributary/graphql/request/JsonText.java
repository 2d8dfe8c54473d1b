package io.tributary.graphql.request;

import graphql.ExecutionResult;
import io.smallrye.graphql.execution.ExecutionResponse;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.Collection;
import java.util.Map;

/** Results as JSON, written in one go. */
final class JsonText {
  private static final int USUAL = 4_096;
  private static final char[] HEX = "0123456789abcdef".toCharArray();

  private final StringBuilder text = new StringBuilder(USUAL);

  private JsonText() {}

  /** A result; one with errors is the library's to write, which has its own way with them. */
  static String of(ExecutionResult result) {
    if (!result.getErrors().isEmpty() || !result.isDataPresent()) {
      return new ExecutionResponse(result).getExecutionResultAsString();
    }
    JsonText json = new JsonText();
    json.text.append("{\"data\":");
    json.write((Object) result.getData());
    if (result.getExtensions() != null) {
      json.text.append(",\"extensions\":");
      json.write(result.getExtensions());
    }
    return json.text.append('}').toString();
  }

  private void write(Object value) {
    if (value instanceof String string) {
      write(string);
    } else if (value instanceof Map<?, ?> object) {
      write(object);
    } else if (value instanceof Collection<?> list) {
      write(list);
    } else if (value == null
        || value instanceof Integer
        || value instanceof Long
        || value instanceof Boolean
        || value instanceof BigDecimal
        || value instanceof BigInteger) {
      text.append(value);
    } else if (value instanceof Double number) {
      text.append(BigDecimal.valueOf(number));
    } else {
      throw new IllegalArgumentException("No scalar answers a " + value.getClass().getName());
    }
  }

  private void write(Map<?, ?> object) {
    char before = '{';
    for (Map.Entry<?, ?> entry : object.entrySet()) {
      text.append(before);
      write((String) entry.getKey());
      text.append(':');
      write(entry.getValue());
      before = ',';
    }
    text.append(object.isEmpty() ? "{}" : "}");
  }

  private void write(Collection<?> list) {
    char before = '[';
    for (Object item : list) {
      text.append(before);
      write(item);
      before = ',';
    }
    text.append(list.isEmpty() ? "[]" : "]");
  }

  private void write(String string) {
    text.append('"');
    int written = 0;
    for (int i = 0; i < string.length(); i++) {
      char c = string.charAt(i);
      if (c < ' ' || c == '"' || c == '\\') {
        text.append(string, written, i);
        escape(c);
        written = i + 1;
      }
    }
    text.append(string, written, string.length()).append('"');
  }

  private void escape(char c) {
    switch (c) {
      case '"', '\\' -> text.append('\\').append(c);
      case '\n' -> text.append("\\n");
      case '\r' -> text.append("\\r");
      case '\t' -> text.append("\\t");
      default -> text.append("\\u00").append(HEX[c >> 4]).append(HEX[c & 15]);
    }
  }
}
