package io.tributary.loyalty.tier;

import io.vertx.core.json.JsonObject;
import jakarta.inject.Singleton;
import java.time.Instant;
import java.time.ZoneId;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The rules behind rows that were read before: there are few versions, and each request that works
 * out a tier reads them. What makes a rule is its key, so none is ever out of date.
 */
@Singleton
class KnownTierPolicies {
  /** More than there are in force anywhere. */
  static final int MOST = 500;

  private record Row(String definition, int number, Instant from, ZoneId zone, String currency) {}

  private final Map<Row, TierPolicy> known = new ConcurrentHashMap<>();

  /** The rule of a row. */
  TierPolicy of(String definition, int number, Instant from, ZoneId zone, String currency) {
    Row row = new Row(definition, number, from, zone, currency);
    TierPolicy policy = known.get(row);
    if (policy == null) {
      policy = TierPolicyJson.read(new JsonObject(definition), number, from, zone, currency);
      if (known.size() >= MOST) {
        known.clear();
      }
      known.put(row, policy);
    }
    return policy;
  }

  /** How many are kept. */
  int size() {
    return known.size();
  }
}
