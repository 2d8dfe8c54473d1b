package io.tributary.identity.linking.score;

import java.util.Collection;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.Map;

/**
 * How usual values are: the share of people who have each, for the usual ones, and one share for
 * all the rarer ones.
 *
 * @param shares the usual values, by field
 * @param rare the share of any other value, by field
 */
public record Terms(Map<Field, Map<String, Double>> shares, Map<Field, Double> rare) {
  private static final int MOST = 2_000;

  /** Terms. */
  public Terms {
    shares = Map.copyOf(shares);
    rare = Map.copyOf(rare);
  }

  /** How many usual values of a field are worth keeping. */
  public static int most() {
    return MOST;
  }

  /** The fields for which it counts how usual a value is, with the trait that holds it. */
  public static Map<Field, Trait> counted() {
    Map<Field, Trait> counted = new EnumMap<>(Field.class);
    for (Field field : Field.values()) {
      if (field.term() != null) {
        counted.put(field, field.term());
      }
    }
    return counted;
  }

  /** Counts values over people, each of whom counts once. */
  static Terms count(Collection<Traits> people) {
    Map<Field, Map<String, Long>> usual = new EnumMap<>(Field.class);
    Map<Field, Long> known = new EnumMap<>(Field.class);
    counted()
        .forEach(
            (field, trait) -> {
              Map<String, Long> counts = new HashMap<>();
              people.stream()
                  .map(traits -> traits.get(trait))
                  .filter(value -> value != null)
                  .forEach(value -> counts.merge(value, 1L, Long::sum));
              known.put(field, counts.values().stream().mapToLong(Long::longValue).sum());
              Map<String, Long> most = new HashMap<>();
              counts.entrySet().stream()
                  .filter(entry -> entry.getValue() >= 2)
                  .sorted(
                      Map.Entry.<String, Long>comparingByValue()
                          .reversed()
                          .thenComparing(Map.Entry.comparingByKey()))
                  .limit(MOST)
                  .forEach(entry -> most.put(entry.getKey(), entry.getValue()));
              usual.put(field, most);
            });
    return of(usual, known);
  }

  /**
   * Terms from counts.
   *
   * @param usual how many have each usual value, by field
   * @param known how many have any value, by field
   */
  public static Terms of(Map<Field, Map<String, Long>> usual, Map<Field, Long> known) {
    Map<Field, Map<String, Double>> shares = new EnumMap<>(Field.class);
    Map<Field, Double> rare = new EnumMap<>(Field.class);
    usual.forEach(
        (field, counts) -> {
          double all = Math.max(known.get(field), 1);
          Map<String, Double> of = new HashMap<>();
          counts.forEach((value, count) -> of.put(value, count / all));
          // where not all usual values were kept, the rarest kept one bounds the others
          long next = counts.values().stream().mapToLong(Long::longValue).min().orElse(1);
          shares.put(field, Map.copyOf(of));
          rare.put(field, (counts.size() < MOST ? 1 : next) / all);
        });
    return new Terms(shares, rare);
  }

  /** The share of people who have a value; otherwise where nothing was counted. */
  double share(Field field, String value, double otherwise) {
    Map<String, Double> usual = shares.get(field);
    Double share = usual == null ? null : usual.get(value);
    return share != null ? share : rare.getOrDefault(field, otherwise);
  }
}
