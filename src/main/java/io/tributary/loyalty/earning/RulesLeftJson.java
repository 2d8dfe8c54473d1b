package io.tributary.loyalty.earning;

import io.vertx.core.json.JsonObject;
import java.util.HashMap;
import java.util.Map;

/** How {@code points_earned} keeps what rules could still give, and what they gave. */
final class RulesLeftJson {
  private RulesLeftJson() {}

  /** As it is kept. */
  static String write(Map<String, RuleLeft> left) {
    JsonObject json = new JsonObject();
    left.forEach(
        (rule, can) ->
            json.put(rule, new JsonObject().put("member", can.member()).put("all", can.all())));
    return json.encode();
  }

  /** As it was kept; nothing is no limit. */
  static Map<String, RuleLeft> read(JsonObject json) {
    Map<String, RuleLeft> left = new HashMap<>();
    if (json != null) {
      for (String rule : json.fieldNames()) {
        JsonObject can = json.getJsonObject(rule);
        left.put(rule, new RuleLeft(can.getLong("member"), can.getLong("all")));
      }
    }
    return left;
  }

  /** What rules gave, as it is kept. */
  static String writeGave(Map<String, Long> gave) {
    JsonObject json = new JsonObject();
    gave.forEach(json::put);
    return json.encode();
  }

  /** What rules gave, as it was kept. */
  static Map<String, Long> readGave(JsonObject json) {
    Map<String, Long> gave = new HashMap<>();
    if (json != null) {
      json.fieldNames().forEach(rule -> gave.put(rule, json.getLong(rule)));
    }
    return gave;
  }
}
