package io.tributary.loyalty.earning;

import io.vertx.core.json.JsonObject;
import java.util.HashMap;
import java.util.Map;

/** How {@code points_earned} keeps what rules gave. */
final class GaveJson {
  private GaveJson() {}

  /** What rules gave, as it is kept. */
  static String write(Map<String, Long> gave) {
    JsonObject json = new JsonObject();
    gave.forEach(json::put);
    return json.encode();
  }

  /** What rules gave, as it was kept. */
  static Map<String, Long> read(JsonObject json) {
    Map<String, Long> gave = new HashMap<>();
    if (json != null) {
      json.fieldNames().forEach(rule -> gave.put(rule, json.getLong(rule)));
    }
    return gave;
  }
}
