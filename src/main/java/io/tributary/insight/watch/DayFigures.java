package io.tributary.insight.watch;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * A figure on a day and on the same weekday of the weeks before, by its parts. Its channels make up
 * the whole; another dimension can leave some of it out.
 *
 * @param weeks how many weeks before are known
 * @param rate whether it is a rate: then a day on which nothing was counted has no value
 * @param parts what was counted by weeks ago, 0 being the day itself; a missing one is nothing
 */
record DayFigures(
    int weeks, boolean rate, Map<AlertDimension, Map<String, Map<Integer, Counted>>> parts) {

  /** Begins with an amount. */
  static DayFigures of(int weeks) {
    return new DayFigures(weeks, false, new EnumMap<>(AlertDimension.class));
  }

  /** Begins with a rate. */
  static DayFigures ofRate(int weeks) {
    return new DayFigures(weeks, true, new EnumMap<>(AlertDimension.class));
  }

  void add(AlertDimension dimension, String part, int weeksAgo, long value) {
    add(dimension, part, weeksAgo, new Counted(value, 0));
  }

  void add(AlertDimension dimension, String part, int weeksAgo, Counted counted) {
    parts
        .computeIfAbsent(dimension, d -> new TreeMap<>())
        .computeIfAbsent(part, p -> new TreeMap<>())
        .merge(weeksAgo, counted, Counted::plus);
  }

  private Map<String, Map<Integer, Counted>> in(AlertDimension dimension) {
    return parts.getOrDefault(dimension, Map.of());
  }

  private Counted counted(int weeksAgo) {
    return in(AlertDimension.CHANNEL).values().stream()
        .map(byWeek -> byWeek.getOrDefault(weeksAgo, Counted.NOTHING))
        .reduce(Counted.NOTHING, Counted::plus);
  }

  private Long valueOf(Counted counted) {
    return rate ? counted.rate() : Long.valueOf(counted.value());
  }

  /** The day's value over all channels; null for a rate of nothing. */
  Long value() {
    return valueOf(counted(0));
  }

  /** The values of the weeks before that have one, over all channels. */
  List<Long> before() {
    List<Long> before = new ArrayList<>(weeks);
    for (int week = 1; week <= weeks; week++) {
      Long value = valueOf(counted(week));
      if (value != null) {
        before.add(value);
      }
    }
    return before;
  }

  /** How wide a spread is at least: 1, or what chance does to a rate of the day's number. */
  double leastSpread() {
    List<Long> before = before();
    return rate && !before.isEmpty() ? counted(0).chance(Math.round(median(before))) : 1;
  }

  /** A part's value against its own usual one. */
  record Part(AlertDimension dimension, String name, long value, long usual) {}

  /** A part, and for how many it stands: 1, or of a rate those of the day. */
  private record Weighed(Part part, long weight) {
    private double differs(boolean high) {
      return (double) weight * (high ? part.value - part.usual : part.usual - part.value);
    }
  }

  private List<Weighed> partsOf(AlertDimension dimension) {
    List<Weighed> found = new ArrayList<>();
    in(dimension)
        .forEach(
            (name, byWeek) -> {
              Counted now = byWeek.getOrDefault(0, Counted.NOTHING);
              Long value = valueOf(now);
              if (value != null) {
                long usual = usual(byWeek);
                found.add(
                    new Weighed(new Part(dimension, name, value, usual), rate ? now.of() : 1));
              }
            });
    return found;
  }

  /** A part's usual value; of a rate that it never had before, that of all. */
  private long usual(Map<Integer, Counted> byWeek) {
    List<Long> known = new ArrayList<>(weeks);
    for (int week = 1; week <= weeks; week++) {
      Long value = valueOf(byWeek.getOrDefault(week, Counted.NOTHING));
      if (value != null) {
        known.add(value);
      }
    }
    List<Long> values = known.isEmpty() ? before() : known;
    return values.isEmpty() ? 0 : Math.round(median(values));
  }

  /** The channel that differs most from its usual value to one side; null when none does. */
  Part channel(boolean high) {
    Weighed most = null;
    for (Weighed one : partsOf(AlertDimension.CHANNEL)) {
      if (one.differs(high) > (most == null ? 0 : most.differs(high))) {
        most = one;
      }
    }
    return most == null ? null : most.part();
  }

  /**
   * The part of any dimension that explains most: that differs most beyond what it would if all
   * parts had moved alike, so that a large part is not named for being large: amounts by the same
   * share, rates by as much. Where all did move alike, the channel that differs most; null when no
   * part goes to that side.
   */
  Part explanation(boolean high) {
    List<Long> before = before();
    Long value = value();
    double usual = before.isEmpty() ? 0 : median(before);
    double moved = value == null ? 0 : high ? value - usual : usual - value;
    Part most = null;
    double furthest = 0;
    for (AlertDimension dimension : AlertDimension.values()) {
      for (Weighed one : partsOf(dimension)) {
        double alike =
            rate ? one.weight() * moved : usual == 0 ? 0 : one.part().usual() * moved / usual;
        double beyond = one.differs(high) - alike;
        if (one.differs(high) > 0 && beyond > furthest + 1e-9) {
          most = one.part();
          furthest = beyond;
        }
      }
    }
    return most == null ? channel(high) : most;
  }

  private static double median(List<Long> values) {
    return WatchRule.median(values.stream().mapToDouble(Long::doubleValue).toArray());
  }
}
