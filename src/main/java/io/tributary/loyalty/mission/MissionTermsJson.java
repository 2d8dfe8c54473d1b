package io.tributary.loyalty.mission;

import io.tributary.loyalty.bonus.BonusWindow;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Instant;
import java.util.List;
import java.util.UUID;

/** How a version of a mission is kept in {@code mission_version.definition}. */
final class MissionTermsJson {
  private MissionTermsJson() {}

  /** The definition. */
  static JsonObject write(MissionTerms terms) {
    JsonArray steps = new JsonArray();
    terms.steps().forEach(step -> steps.add(write(step)));
    return new JsonObject()
        .put("since", terms.since().toString())
        .put("until", text(terms.until()))
        .put("tiers", new JsonArray(terms.tiers()))
        .put("joined", terms.joined())
        .put("ordered", terms.ordered())
        .put("steps", steps)
        .put("per", terms.per().name())
        .put("times", terms.times())
        .put("currency", terms.currency())
        .put("points", terms.points())
        .put("coupon", text(terms.coupon()))
        .put("reward", text(terms.reward()));
  }

  private static JsonObject write(MissionStep step) {
    return new JsonObject()
        .put("name", step.name())
        .put("kind", step.kind().name())
        .put("goal", step.goal())
        .put("money", step.money())
        .put("minimumMinor", step.minimumMinor())
        .put("skus", new JsonArray(step.skus()))
        .put("categories", new JsonArray(step.categories()))
        .put("eventNames", new JsonArray(step.eventNames()));
  }

  private static String text(Object value) {
    return value == null ? null : value.toString();
  }

  /** The terms behind a row. */
  static MissionTerms read(JsonObject json) {
    String until = json.getString("until");
    return new MissionTerms(
        Instant.parse(json.getString("since")),
        until == null ? null : Instant.parse(until),
        texts(json, "tiers"),
        json.getBoolean("joined"),
        json.getBoolean("ordered"),
        json.getJsonArray("steps").stream()
            .map(JsonObject.class::cast)
            .map(MissionTermsJson::step)
            .toList(),
        BonusWindow.valueOf(json.getString("per")),
        json.getInteger("times"),
        json.getString("currency"),
        json.getLong("points"),
        id(json, "coupon"),
        id(json, "reward"));
  }

  private static MissionStep step(JsonObject json) {
    return new MissionStep(
        json.getString("name"),
        MissionStepKind.valueOf(json.getString("kind")),
        json.getLong("goal"),
        json.getString("money"),
        json.getLong("minimumMinor"),
        texts(json, "skus"),
        texts(json, "categories"),
        texts(json, "eventNames"));
  }

  private static UUID id(JsonObject json, String field) {
    String id = json.getString(field);
    return id == null ? null : UUID.fromString(id);
  }

  private static List<String> texts(JsonObject json, String field) {
    return json.getJsonArray(field).stream().map(String.class::cast).toList();
  }
}
