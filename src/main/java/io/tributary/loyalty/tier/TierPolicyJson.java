package io.tributary.loyalty.tier;

import io.tributary.platform.Money;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Instant;
import java.time.Period;
import java.time.ZoneId;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;

/** How a version of a policy is kept in {@code tier_policy.definition}. */
final class TierPolicyJson {
  private TierPolicyJson() {}

  /** The definition; what the row and the programme say beside it is left out. */
  static JsonObject write(TierPolicy policy) {
    JsonArray tiers = new JsonArray();
    for (Tier tier : policy.tiers()) {
      JsonObject one = new JsonObject().put("name", tier.name());
      Condition only = tier.requirement().only();
      boolean spend = only != null && only.measure() == TierMeasure.NET_SPEND;
      if (spend || tier.requirement().equals(Requirement.NOTHING)) {
        one.put("minimumMinor", spend ? only.minimum() : 0L);
      } else {
        one.put("anyOf", anyOf(tier.requirement().anyOf()));
      }
      tiers.add(one);
    }
    return new JsonObject()
        .put("tiers", tiers)
        .put("measure", policy.measure().name())
        .put("window", window(policy.window()))
        .put("validity", policy.validity().toString())
        .put("grace", policy.grace().toString())
        .put("floor", policy.floor().name())
        .put("onReturn", policy.onReturn().name())
        .put("recognises", recognises(policy));
  }

  /** Alternatives of conditions. */
  static JsonArray anyOf(List<List<Condition>> alternatives) {
    JsonArray anyOf = new JsonArray();
    for (List<Condition> all : alternatives) {
      JsonArray allOf = new JsonArray();
      all.forEach(
          one ->
              allOf.add(
                  new JsonObject()
                      .put("measure", one.measure().name())
                      .put("minimum", one.minimum())));
      anyOf.add(allOf);
    }
    return anyOf;
  }

  private static JsonArray recognises(TierPolicy policy) {
    JsonArray recognises = new JsonArray();
    policy
        .recognises()
        .forEach(
            one ->
                recognises.add(
                    new JsonObject()
                        .put("programme", one.programme().toString())
                        .put("tier", one.tier())
                        .put("as", one.as())));
    return recognises;
  }

  /** The rule behind a row. */
  static TierPolicy read(
      JsonObject definition, int number, Instant from, ZoneId zone, String currency) {
    List<Tier> tiers =
        objects(definition.getJsonArray("tiers")).map(tier -> tier(tier, currency)).toList();
    return new TierPolicy(
        number,
        from,
        zone,
        currency,
        tiers,
        TierMeasure.valueOf(definition.getString("measure")),
        window(definition.getJsonObject("window")),
        Period.parse(definition.getString("validity")),
        Period.parse(definition.getString("grace")),
        TierFloor.valueOf(definition.getString("floor")),
        OnReturn.valueOf(definition.getString("onReturn")),
        objects(definition.getJsonArray("recognises", new JsonArray()))
            .map(
                one ->
                    new Recognition(
                        UUID.fromString(one.getString("programme")),
                        one.getString("tier"),
                        one.getString("as")))
            .toList());
  }

  private static Tier tier(JsonObject tier, String currency) {
    if (tier.containsKey("minimumMinor")) {
      return Tier.spend(tier.getString("name"), new Money(tier.getLong("minimumMinor"), currency));
    }
    Requirement takes = new Requirement(conditions(tier.getJsonArray("anyOf")));
    return new Tier(tier.getString("name"), takes, currency);
  }

  /** The conditions behind {@link #anyOf}. */
  static List<List<Condition>> conditions(JsonArray anyOf) {
    return anyOf.stream()
        .map(
            all ->
                objects((JsonArray) all)
                    .map(
                        one ->
                            new Condition(
                                TierMeasure.valueOf(one.getString("measure")),
                                one.getLong("minimum")))
                    .toList())
        .toList();
  }

  private static Stream<JsonObject> objects(JsonArray array) {
    return array.stream().map(JsonObject.class::cast);
  }

  private static JsonObject window(Window window) {
    JsonObject json = new JsonObject().put("kind", window.kind().name());
    return window.period() == null ? json : json.put("period", window.period().toString());
  }

  private static Window window(JsonObject json) {
    String period = json.getString("period");
    return of(
        TierWindow.valueOf(json.getString("kind")), period == null ? null : Period.parse(period));
  }

  /** The window of a kind; the period means nothing to one that has no length. */
  static Window of(TierWindow kind, Period period) {
    return switch (kind) {
      case ROLLING -> new Window.Rolling(period);
      case CALENDAR -> new Window.Calendar(period);
      case ANNIVERSARY -> new Window.Anniversary(period);
      case SINCE_TIER_START -> new Window.SinceTierStart();
      case LIFETIME -> new Window.Lifetime();
    };
  }
}
