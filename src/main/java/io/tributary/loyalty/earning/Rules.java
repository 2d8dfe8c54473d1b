package io.tributary.loyalty.earning;

import io.tributary.loyalty.ledger.PointsCurrency;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/**
 * The versions of a programme's earning rules that give one currency.
 *
 * @param programme whose
 * @param currency of what
 * @param versions in order; at least one
 */
record Rules(UUID programme, PointsCurrency currency, List<PublishedEarningPolicy> versions) {
  /** The version that a sale is under: the highest that was effective when it was made. */
  Optional<PublishedEarningPolicy> at(Instant instant) {
    return versions.stream()
        .filter(version -> !version.effectiveFrom().toInstant().isAfter(instant))
        .reduce((first, second) -> second);
  }

  /** A version by its number. */
  Optional<PublishedEarningPolicy> version(int number) {
    return versions.stream().filter(version -> version.number() == number).findFirst();
  }

  /** The rules of any version of which a member, or everybody, gets only so much. */
  List<EarningRule> limited() {
    return versions.stream().flatMap(version -> version.definition().limited().stream()).toList();
  }

  /** Whether what a sale earns depends on the member's sales before it. */
  boolean looksBack() {
    return versions.stream().anyMatch(version -> version.definition().looksBack());
  }

  /** Whether what a sale earns depends on the member's tier then. */
  boolean asksForTier() {
    return versions.stream()
        .flatMap(version -> version.definition().rules().stream())
        .anyMatch(rule -> !rule.tiers().isEmpty());
  }

  /** From which sales on any version holds. */
  Instant from() {
    return versions.stream()
        .map(version -> version.effectiveFrom().toInstant())
        .min(Instant::compareTo)
        .orElseThrow();
  }
}
