package io.tributary.loyalty.earning;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalTime;
import java.util.List;
import java.util.Objects;
import java.util.function.Function;

/** How a version of the rules is kept in {@code earning_policy.definition}. */
final class EarningRulesJson {
  private EarningRulesJson() {}

  /** The definition. */
  static JsonObject write(EarningRules rules) {
    JsonArray list = new JsonArray();
    rules.rules().forEach(rule -> list.add(write(rule)));
    return new JsonObject()
        .put("currency", rules.currency())
        .put("pointsPerUnit", rules.pointsPerUnit().toPlainString())
        .put("rounding", rules.rounding().name())
        .put("stacking", rules.stacking().name())
        .put("rules", list)
        .put("excludedSkus", new JsonArray(rules.excludedSkus()))
        .put("excludedCategories", new JsonArray(rules.excludedCategories()))
        .put("capPerOrder", rules.capPerOrder())
        .put("capPerDay", rules.capPerDay())
        .put("activation", write(rules.activation()));
  }

  private static JsonObject write(EarningActivation activation) {
    return activation == null
        ? null
        : new JsonObject().put("when", activation.when().name()).put("days", activation.days());
  }

  private static JsonObject write(EarningRule rule) {
    return new JsonObject()
        .put("name", rule.name())
        .put("multiplier", text(rule.multiplier()))
        .put("bonus", rule.bonus())
        .put("tiers", new JsonArray(rule.tiers()))
        .put("channels", new JsonArray(rule.channels()))
        .put("stores", new JsonArray(rule.stores()))
        .put("skus", new JsonArray(rule.skus()))
        .put("categories", new JsonArray(rule.categories()))
        .put("days", new JsonArray(rule.days().stream().map(Weekday::name).toList()))
        .put("fromTime", text(rule.fromTime()))
        .put("toTime", text(rule.toTime()))
        .put("since", text(rule.since()))
        .put("until", text(rule.until()))
        .put("minimumMinor", rule.minimumMinor())
        .put("firstOrder", rule.firstOrder())
        .put("capPerMember", rule.capPerMember())
        .put("budget", rule.budget());
  }

  /** The rules behind a row. */
  static EarningRules read(JsonObject json) {
    return new EarningRules(
        json.getString("currency"),
        new BigDecimal(json.getString("pointsPerUnit")),
        EarningRounding.valueOf(json.getString("rounding")),
        EarningStacking.valueOf(json.getString("stacking")),
        json.getJsonArray("rules").stream()
            .map(JsonObject.class::cast)
            .map(EarningRulesJson::rule)
            .toList(),
        texts(json, "excludedSkus"),
        texts(json, "excludedCategories"),
        json.getLong("capPerOrder"),
        json.getLong("capPerDay"),
        activation(json.getJsonObject("activation")));
  }

  private static EarningActivation activation(JsonObject json) {
    return json == null
        ? null
        : new EarningActivation(
            EarningActivationKind.valueOf(json.getString("when")), json.getInteger("days"));
  }

  private static EarningRule rule(JsonObject json) {
    return new EarningRule(
        json.getString("name"),
        value(json, "multiplier", BigDecimal::new),
        json.getLong("bonus"),
        texts(json, "tiers"),
        texts(json, "channels"),
        texts(json, "stores"),
        texts(json, "skus"),
        texts(json, "categories"),
        texts(json, "days").stream().map(Weekday::valueOf).toList(),
        value(json, "fromTime", LocalTime::parse),
        value(json, "toTime", LocalTime::parse),
        value(json, "since", Instant::parse),
        value(json, "until", Instant::parse),
        json.getLong("minimumMinor"),
        json.getBoolean("firstOrder"),
        json.getLong("capPerMember"),
        json.getLong("budget"));
  }

  private static String text(Object value) {
    return value == null ? null : Objects.toString(value);
  }

  private static <T> T value(JsonObject json, String field, Function<String, T> reader) {
    String text = json.getString(field);
    return text == null ? null : reader.apply(text);
  }

  private static List<String> texts(JsonObject json, String field) {
    return json.getJsonArray(field).stream().map(String.class::cast).toList();
  }
}
