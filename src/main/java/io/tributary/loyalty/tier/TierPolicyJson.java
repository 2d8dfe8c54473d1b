package io.tributary.loyalty.tier;

import io.tributary.platform.Money;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Instant;
import java.time.Period;
import java.time.ZoneId;
import java.util.List;

/** How a version of a policy is kept in {@code tier_policy.definition}. */
final class TierPolicyJson {
  private TierPolicyJson() {}

  /** The definition; what the row and the programme say beside it is left out. */
  static JsonObject write(TierPolicy policy) {
    JsonArray tiers = new JsonArray();
    policy
        .tiers()
        .forEach(
            tier ->
                tiers.add(
                    new JsonObject()
                        .put("name", tier.name())
                        .put("minimumMinor", tier.minimumSpend().minor())));
    return new JsonObject()
        .put("tiers", tiers)
        .put("measure", policy.measure().name())
        .put("window", window(policy.window()))
        .put("validity", policy.validity().toString())
        .put("grace", policy.grace().toString())
        .put("floor", policy.floor().name())
        .put("onReturn", policy.onReturn().name());
  }

  /** The rule behind a row. */
  static TierPolicy read(
      JsonObject definition, int number, Instant from, ZoneId zone, String currency) {
    List<Tier> tiers =
        definition.getJsonArray("tiers").stream()
            .map(JsonObject.class::cast)
            .map(
                tier ->
                    new Tier(
                        tier.getString("name"), new Money(tier.getLong("minimumMinor"), currency)))
            .toList();
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
        OnReturn.valueOf(definition.getString("onReturn")));
  }

  private static JsonObject window(Window window) {
    if (window instanceof Window.Rolling rolling) {
      return new JsonObject().put("kind", "ROLLING").put("period", rolling.period().toString());
    }
    throw new IllegalStateException("no such window: " + window);
  }

  private static Window window(JsonObject json) {
    if (json.getString("kind").equals("ROLLING")) {
      return new Window.Rolling(Period.parse(json.getString("period")));
    }
    throw new IllegalStateException("no such window: " + json);
  }
}
