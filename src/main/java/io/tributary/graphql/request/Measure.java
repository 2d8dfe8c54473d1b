package io.tributary.graphql.request;

/**
 * What executing a selection takes at most, fragments expanded. Every number stops at {@link
 * #MOST}, so that hostile documents overflow nothing.
 *
 * @param cost objects that may have to be read
 * @param fields fields
 * @param aliases fields with an alias
 * @param directives directives
 * @param depth levels of fields, introspection apart
 * @param introspects whether it asks for the schema
 * @param isOverview whether it asks for a figure over everything that is stored
 */
record Measure(
    long cost,
    long fields,
    long aliases,
    long directives,
    long depth,
    boolean introspects,
    boolean isOverview) {
  /** Nothing selected. */
  static final Measure NONE = new Measure(0, 0, 0, 0, 0, false, false);

  /** Where counting stops. */
  static final long MOST = 1_000_000_000_000L;

  /** Both, side by side. */
  Measure plus(Measure other) {
    return new Measure(
        add(cost, other.cost),
        add(fields, other.fields),
        add(aliases, other.aliases),
        add(directives, other.directives),
        Math.max(depth, other.depth),
        introspects || other.introspects,
        isOverview || other.isOverview);
  }

  /** The number {@code times} over, not more than {@link #MOST}. */
  static long times(long number, long times) {
    return number == 0 || times <= MOST / number ? number * times : MOST;
  }

  static long add(long a, long b) {
    return Math.min(MOST, a + b);
  }
}
