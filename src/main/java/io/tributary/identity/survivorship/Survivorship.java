package io.tributary.identity.survivorship;

import java.text.Normalizer;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * Chooses the value of each attribute among a customer's profiles. A rule: values in, values out.
 * Values are compared as JSON text, so profiles that give an attribute different types (a number
 * here, a list there) are two values like any other.
 */
final class Survivorship {
  /** What decided, when it was no rule of the policy: a steward. */
  static final String PIN = "PIN";

  /** What decided: there was one value only. */
  static final String ONLY_VALUE = "ONLY_VALUE";

  /** What decided: no rule did, so the order of the values themselves. */
  static final String TIE = "TIE";

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
      Instant observedAt) {
    /** What values are the same by: texts without case, width and outer blanks. */
    String meaning() {
      return value.startsWith("\"")
          ? Normalizer.normalize(value, Normalizer.Form.NFKC)
              .toLowerCase(Locale.ROOT)
              .replaceAll("^\"\\s+|\\s+\"$", "\"")
          : value;
    }

    private int length() {
      int quotes = value.startsWith("\"") ? 2 : 0;
      return value.codePointCount(0, value.length()) - quotes;
    }
  }

  /**
   * A value that a steward chose.
   *
   * @param profile whose it was; null for one that the steward typed
   * @param source of the profile; null without one
   * @param value JSON text
   * @param pinnedAt the later of two pins of one attribute holds
   */
  record Pin(
      UUID customer,
      UUID pin,
      UUID profile,
      UUID source,
      String name,
      String value,
      Instant pinnedAt) {}

  /**
   * A value that survived.
   *
   * @param position 0; for an attribute that keeps all values also 1, 2, …
   * @param profile null when a steward typed it
   * @param rule what decided
   */
  record Chosen(
      UUID customer,
      String name,
      int position,
      String value,
      UUID profile,
      UUID source,
      Instant observedAt,
      String rule) {}

  /**
   * Ends every tie by the data alone, so that every replica chooses the same; the profile's id
   * decides only between equal values.
   */
  private static final Comparator<Candidate> BEST_FIRST =
      Comparator.comparing(Candidate::verified)
          .thenComparing(Candidate::trustRank)
          .thenComparing(Candidate::observedAt)
          .thenComparing(Candidate::value)
          .thenComparing(candidate -> candidate.profile().toString())
          .reversed();

  private static final Comparator<Candidate> LATEST_FIRST =
      Comparator.comparing(Candidate::observedAt).reversed().thenComparing(BEST_FIRST);

  private Survivorship() {}

  /**
   * What survives, by customer and attribute, the names in order.
   *
   * @param candidates of any number of customers
   * @param pins that hold, of the same customers
   */
  static List<Chosen> choose(
      SurvivorshipPolicy policy, Collection<Candidate> candidates, Collection<Pin> pins) {
    Map<UUID, Map<String, Pin>> pinned = new HashMap<>();
    for (Pin pin : pins) {
      pinned
          .computeIfAbsent(pin.customer(), c -> new LinkedHashMap<>())
          .merge(pin.name(), pin, Survivorship::later);
    }
    List<Chosen> chosen = new ArrayList<>();
    pinned.values().forEach(byName -> byName.values().forEach(pin -> chosen.add(of(pin))));
    candidates.stream()
        .filter(candidate -> !candidate.value().equals("null"))
        .filter(c -> !pinned.getOrDefault(c.customer(), Map.of()).containsKey(c.name()))
        .collect(Collectors.groupingBy(c -> List.of(c.customer(), c.name())))
        .values()
        .forEach(group -> chosen.addAll(choose(policy.rules(group.get(0).name()), group)));
    chosen.sort(
        Comparator.comparing((Chosen one) -> one.customer().toString())
            .thenComparing(Chosen::name)
            .thenComparing(Chosen::position));
    return chosen;
  }

  private static Pin later(Pin one, Pin other) {
    Comparator<Pin> order =
        Comparator.comparing(Pin::pinnedAt).thenComparing(pin -> pin.pin().toString());
    return order.compare(one, other) >= 0 ? one : other;
  }

  private static Chosen of(Pin pin) {
    return new Chosen(
        pin.customer(),
        pin.name(),
        0,
        pin.value(),
        pin.profile(),
        pin.source(),
        pin.pinnedAt(),
        PIN);
  }

  private static List<Chosen> choose(List<SurvivorshipRule> rules, List<Candidate> group) {
    if (rules.get(0) == SurvivorshipRule.KEEP_ALL) {
      return keepAll(group);
    }
    Map<String, Long> frequency =
        group.stream().collect(Collectors.groupingBy(Candidate::meaning, Collectors.counting()));
    List<Candidate> left = group;
    String decided = areOne(left) ? ONLY_VALUE : TIE;
    for (SurvivorshipRule rule : rules) {
      boolean open = !areOne(left);
      left = best(left, rule, frequency);
      if (open && areOne(left)) {
        decided = rule.name();
      }
    }
    Candidate winner = left.stream().min(BEST_FIRST).orElseThrow();
    return List.of(of(winner, 0, decided));
  }

  /** Each value once, as the best of its profiles wrote it. */
  private static List<Chosen> keepAll(List<Candidate> group) {
    Map<String, Candidate> byMeaning = new LinkedHashMap<>();
    group.stream().sorted(BEST_FIRST).forEach(c -> byMeaning.putIfAbsent(c.meaning(), c));
    List<Candidate> kept = byMeaning.values().stream().sorted(LATEST_FIRST).toList();
    List<Chosen> chosen = new ArrayList<>();
    for (Candidate candidate : kept) {
      chosen.add(of(candidate, chosen.size(), SurvivorshipRule.KEEP_ALL.name()));
    }
    return chosen;
  }

  private static Chosen of(Candidate candidate, int position, String decided) {
    return new Chosen(
        candidate.customer(),
        candidate.name(),
        position,
        candidate.value(),
        candidate.profile(),
        candidate.source(),
        candidate.observedAt(),
        decided);
  }

  private static boolean areOne(List<Candidate> candidates) {
    String first = candidates.get(0).meaning();
    return candidates.stream().allMatch(candidate -> candidate.meaning().equals(first));
  }

  private static List<Candidate> best(
      List<Candidate> candidates, SurvivorshipRule rule, Map<String, Long> frequency) {
    return switch (rule) {
      case VERIFIED -> highest(candidates, Candidate::verified);
      case TRUST_RANK -> highest(candidates, Candidate::trustRank);
      case LATEST -> highest(candidates, Candidate::observedAt);
      case MOST_FREQUENT -> highest(candidates, candidate -> frequency.get(candidate.meaning()));
      case LONGEST -> highest(candidates, Candidate::length);
      case KEEP_ALL -> candidates;
    };
  }

  private static <K extends Comparable<K>> List<Candidate> highest(
      List<Candidate> candidates, Function<Candidate, K> by) {
    K most = candidates.stream().map(by).max(Comparator.naturalOrder()).orElseThrow();
    return candidates.stream().filter(c -> by.apply(c).compareTo(most) == 0).toList();
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
