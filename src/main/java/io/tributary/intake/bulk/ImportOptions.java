package io.tributary.intake.bulk;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.tributary.platform.Money;
import io.vertx.core.json.JsonObject;
import java.time.DateTimeException;
import java.time.ZoneId;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * How a file is to be read.
 *
 * @param map their column names to ours
 * @param fixed values of our columns that hold for every row
 * @param timezone in which times without an offset are read; null for the source's
 * @param currency of amounts that name none; null for the source's
 * @param dryRun whether everything is checked and nothing is kept
 * @param delimiter between columns; null to find out
 */
record ImportOptions(
    Map<String, String> map,
    Map<String, String> fixed,
    ZoneId timezone,
    String currency,
    boolean dryRun,
    Character delimiter) {

  /** The options' names, for people. */
  static final String NAMES = "map, fixed, timezone, currency, dryRun, delimiter";

  private static final ObjectMapper JSON = new ObjectMapper();

  /**
   * Reads options that came as query parameters, as a JSON part, or partly so.
   *
   * @param kind the columns that can be named
   * @param query the parameters by name; a parameter may come several times
   * @param json the JSON part; null when there is none
   * @throws HttpRefusal when one is unknown, given twice, or has no meaning
   */
  static ImportOptions of(ImportKind kind, Map<String, List<String>> query, String json) {
    Map<String, String> single = new LinkedHashMap<>();
    Map<String, String> map = new LinkedHashMap<>();
    Map<String, String> fixed = new LinkedHashMap<>();
    query.forEach(
        (name, values) -> {
          for (String value : values) {
            switch (name) {
              case "map" -> pairs(name, value, true, map);
              case "fixed" -> pairs(name, value, false, fixed);
              default -> once(single, name, value);
            }
          }
        });
    if (json != null) {
      object(json)
          .properties()
          .forEach(
              entry -> {
                switch (entry.getKey()) {
                  case "map" -> pairs("map", entry.getValue(), true, map);
                  case "fixed" -> pairs("fixed", entry.getValue(), false, fixed);
                  default -> once(single, entry.getKey(), scalar(entry));
                }
              });
    }
    return checked(kind, map, fixed, single);
  }

  private static ImportOptions checked(
      ImportKind kind,
      Map<String, String> map,
      Map<String, String> fixed,
      Map<String, String> single) {
    map.values().forEach(column -> known(kind, "map", column));
    fixed.keySet().forEach(column -> known(kind, "fixed", column));
    String timezone = single.remove("timezone");
    String currency = single.remove("currency");
    String dryRun = single.remove("dryRun");
    String delimiter = single.remove("delimiter");
    if (!single.isEmpty()) {
      throw HttpRefusal.bad(
          "There is no option "
              + single.keySet().iterator().next()
              + ". There are: "
              + NAMES
              + ".");
    }
    if (currency != null && !Money.isCurrency(currency)) {
      throw HttpRefusal.bad("currency is an ISO 4217 code, such as CNY.");
    }
    if (dryRun != null && !dryRun.equals("true") && !dryRun.equals("false")) {
      throw HttpRefusal.bad("dryRun is true or false.");
    }
    return new ImportOptions(
        map, fixed, zone(timezone), currency, "true".equals(dryRun), delimiter(delimiter));
  }

  private static void known(ImportKind kind, String option, String column) {
    if (column.isEmpty() || (!kind.keepsOthers() && !kind.columns().contains(column))) {
      throw HttpRefusal.bad(
          option
              + " names a column "
              + column
              + ", which "
              + kind.path()
              + " do not have. They have: "
              + String.join(", ", kind.columns())
              + ".");
    }
  }

  private static ZoneId zone(String timezone) {
    try {
      return timezone == null ? null : ZoneId.of(timezone);
    } catch (DateTimeException e) {
      throw HttpRefusal.bad("timezone is an IANA name, such as Asia/Shanghai.");
    }
  }

  private static Character delimiter(String delimiter) {
    if (delimiter == null) {
      return null;
    }
    return switch (delimiter) {
      case ",", "comma" -> ',';
      case ";", "semicolon" -> ';';
      case "\t", "\\t", "tab" -> '\t';
      case "|", "bar" -> '|';
      default -> throw HttpRefusal.bad("delimiter is one of comma, semicolon, tab, bar.");
    };
  }

  /** Reads {@code a:b,c:d}; a column of theirs may hold a colon, as may a fixed value. */
  private static void pairs(
      String option, String text, boolean splitsAtLast, Map<String, String> into) {
    for (String pair : text.split(",")) {
      int colon = splitsAtLast ? pair.lastIndexOf(':') : pair.indexOf(':');
      if (colon <= 0 || colon == pair.length() - 1) {
        throw HttpRefusal.bad(
            option.equals("map")
                ? "map is a list of theirs:ours, separated by commas."
                : "fixed is a list of ours:value, separated by commas.");
      }
      put(option, pair.substring(0, colon).strip(), pair.substring(colon + 1).strip(), into);
    }
  }

  private static void pairs(
      String option, JsonNode node, boolean splitsAtLast, Map<String, String> into) {
    if (node.isTextual()) {
      pairs(option, node.textValue(), splitsAtLast, into);
    } else if (node.isObject()) {
      node.properties().forEach(entry -> put(option, entry.getKey(), scalar(entry), into));
    } else {
      throw HttpRefusal.bad("In options, " + option + " is an object or a text of pairs.");
    }
  }

  private static void put(String option, String key, String value, Map<String, String> into) {
    if (into.putIfAbsent(key, value) != null) {
      throw HttpRefusal.bad(option + " names " + key + " twice. Say it once.");
    }
  }

  private static void once(Map<String, String> single, String name, String value) {
    if (single.putIfAbsent(name, value) != null) {
      throw HttpRefusal.bad("The option " + name + " is given twice. Say it once.");
    }
  }

  private static JsonNode object(String json) {
    try {
      JsonNode node = JSON.readTree(json);
      if (node != null && node.isObject()) {
        return node;
      }
    } catch (JsonProcessingException e) {
      // said below
    }
    throw HttpRefusal.bad("The part options is a JSON object with any of: " + NAMES + ".");
  }

  private static String scalar(Map.Entry<String, JsonNode> entry) {
    if (entry.getValue().isValueNode() && !entry.getValue().isNull()) {
      return entry.getValue().asText();
    }
    throw HttpRefusal.bad("In options, " + entry.getKey() + " is a text, a number or a boolean.");
  }

  /** As the database keeps them. */
  JsonObject toJson() {
    return new JsonObject()
        .put("map", new JsonObject(new LinkedHashMap<>(map)))
        .put("fixed", new JsonObject(new LinkedHashMap<>(fixed)))
        .put("timezone", timezone == null ? null : timezone.getId())
        .put("currency", currency)
        .put("dryRun", dryRun)
        .put("delimiter", delimiter == null ? null : delimiter.toString());
  }

  /** Reads what {@link #toJson} wrote. */
  static ImportOptions fromJson(JsonObject json) {
    String zone = json.getString("timezone");
    String delimiter = json.getString("delimiter");
    return new ImportOptions(
        texts(json.getJsonObject("map")),
        texts(json.getJsonObject("fixed")),
        zone == null ? null : ZoneId.of(zone),
        json.getString("currency"),
        json.getBoolean("dryRun"),
        delimiter == null ? null : delimiter.charAt(0));
  }

  private static Map<String, String> texts(JsonObject object) {
    Map<String, String> result = new LinkedHashMap<>();
    object.forEach(entry -> result.put(entry.getKey(), (String) entry.getValue()));
    return result;
  }
}
