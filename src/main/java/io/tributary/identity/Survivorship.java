package io.tributary.identity;

import java.time.Instant;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;

/**
 * Chooses one value of each attribute among a customer's profiles. A rule: values in, values out.
 */
final class Survivorship {
  /** The rule's name, as the API shows it. */
  static final String RULE = "VERIFIED_THEN_TRUST_THEN_LATEST";

  /**
   * A profile's value of an attribute.
   *
   * @param value JSON text; the text {@code null} is a value taken back
   */
  record Candidate(
      UUID customer,
      UUID profile,
      UUID source,
      int trustRank,
      String name,
      String value,
      boolean verified,
      Instant observedAt) {}

  /** Decided by the data alone, so that every replica decides a tie the same way. */
  private static final Comparator<Candidate> BEST_LAST =
      Comparator.comparing(Candidate::verified)
          .thenComparing(Candidate::trustRank)
          .thenComparing(Candidate::observedAt)
          .thenComparing(Candidate::value)
          .thenComparing(candidate -> candidate.profile().toString());

  private Survivorship() {}

  /** The surviving candidate of each attribute of each customer. */
  static Map<UUID, Map<String, Candidate>> choose(Collection<Candidate> candidates) {
    Map<UUID, Map<String, Candidate>> chosen = new HashMap<>();
    for (Candidate candidate : candidates) {
      if (candidate.value().equals("null")) {
        continue;
      }
      chosen
          .computeIfAbsent(candidate.customer(), c -> new HashMap<>())
          .merge(
              candidate.name(),
              candidate,
              (one, other) -> BEST_LAST.compare(one, other) >= 0 ? one : other);
    }
    return chosen;
  }

  /**
   * The name to show: the attribute {@code name}, else first and last name in the order that their
   * script has; null when there is none.
   *
   * @param attributes plain text values by name
   */
  static String displayName(Map<String, String> attributes) {
    String name = attributes.get("name");
    if (name != null && !name.isBlank()) {
      return name.strip();
    }
    String first = attributes.getOrDefault("first_name", "").strip();
    String last = attributes.getOrDefault("last_name", "").strip();
    boolean han =
        (first + last)
            .codePoints()
            .anyMatch(c -> Character.UnicodeScript.of(c) == Character.UnicodeScript.HAN);
    String whole = han ? last + first : (first + " " + last).strip();
    return whole.isEmpty() ? null : whole;
  }
}
