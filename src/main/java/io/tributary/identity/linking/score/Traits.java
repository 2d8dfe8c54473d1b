package io.tributary.identity.linking.score;

import java.util.Arrays;
import java.util.List;

/**
 * What one profile says of its person, in the form in which it is compared. A value of several (two
 * phones) holds them with {@link #AND} between.
 */
public final class Traits {
  /** Stands between the values of one trait. */
  public static final char AND = ' ';

  private static final Trait[] ALL = Trait.values();
  private final String[] values;

  private Traits(String[] values) {
    this.values = values;
  }

  /**
   * Traits by their order.
   *
   * @param values by the order of {@link Trait}; null or blank where nothing is known
   */
  public static Traits of(String... values) {
    String[] copy = Arrays.copyOf(values, ALL.length);
    for (int i = 0; i < copy.length; i++) {
      copy[i] = copy[i] == null || copy[i].isBlank() ? null : copy[i];
    }
    return new Traits(copy);
  }

  /** The value of a trait; null when nothing is known. */
  public String get(Trait trait) {
    return values[trait.ordinal()];
  }

  /** The values of a trait that can have several; empty when nothing is known. */
  public List<String> all(Trait trait) {
    String value = get(trait);
    if (value == null) {
      return List.of();
    }
    return value.indexOf(AND) < 0 ? List.of(value) : List.of(value.split(String.valueOf(AND)));
  }

  /** Traits from the text that {@link #toText} made. */
  public static Traits ofText(String text) {
    return of(text.split("\t", -1));
  }

  /** The values in the order of {@link Trait}, a tab between. */
  public String toText() {
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < values.length; i++) {
      text.append(i == 0 ? "" : "\t").append(values[i] == null ? "" : values[i]);
    }
    return text.toString();
  }

  /** Whether nothing is known at all. */
  public boolean isEmpty() {
    return Arrays.stream(values).allMatch(value -> value == null);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Traits traits && Arrays.equals(values, traits.values);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(values);
  }

  @Override
  public String toString() {
    return Arrays.toString(values);
  }
}
