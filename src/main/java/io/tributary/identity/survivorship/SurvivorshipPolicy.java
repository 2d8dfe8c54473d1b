package io.tributary.identity.survivorship;

import java.util.List;
import java.util.Map;

/**
 * Which rules choose the value of which attribute: a definition, versioned in the database.
 *
 * @param version 0 for the rules that hold before the first one is published
 * @param otherwise the rules of attributes that are not named, the first one first
 * @param attributes the rules of named attributes
 */
public record SurvivorshipPolicy(
    int version, List<SurvivorshipRule> otherwise, Map<String, List<SurvivorshipRule>> attributes) {

  /** What holds before anybody publishes a policy. */
  public static final SurvivorshipPolicy BUILT_IN =
      new SurvivorshipPolicy(
          0,
          List.of(SurvivorshipRule.VERIFIED, SurvivorshipRule.TRUST_RANK, SurvivorshipRule.LATEST),
          Map.of());

  /** The rules of an attribute, the first one first. */
  List<SurvivorshipRule> rules(String attribute) {
    return attributes.getOrDefault(attribute, otherwise);
  }

  /** Whether another policy says the same. */
  boolean says(SurvivorshipPolicy other) {
    return otherwise.equals(other.otherwise) && attributes.equals(other.attributes);
  }
}
