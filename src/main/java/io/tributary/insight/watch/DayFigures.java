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
 * @param parts values by weeks ago, 0 being the day itself; a missing one is 0
 */
record DayFigures(int weeks, Map<AlertDimension, Map<String, Map<Integer, Long>>> parts) {

  /** Begins. */
  static DayFigures of(int weeks) {
    return new DayFigures(weeks, new EnumMap<>(AlertDimension.class));
  }

  void add(AlertDimension dimension, String part, int weeksAgo, long value) {
    parts
        .computeIfAbsent(dimension, d -> new TreeMap<>())
        .computeIfAbsent(part, p -> new TreeMap<>())
        .merge(weeksAgo, value, Long::sum);
  }

  /** The day's value over all channels. */
  long value() {
    return at(0);
  }

  private Map<String, Map<Integer, Long>> in(AlertDimension dimension) {
    return parts.getOrDefault(dimension, Map.of());
  }

  private long at(int weeksAgo) {
    return in(AlertDimension.CHANNEL).values().stream()
        .mapToLong(w -> w.getOrDefault(weeksAgo, 0L))
        .sum();
  }

  /** The values of the weeks before, over all channels. */
  List<Long> before() {
    List<Long> before = new ArrayList<>(weeks);
    for (int week = 1; week <= weeks; week++) {
      before.add(at(week));
    }
    return before;
  }

  /** A part's value against its own usual one. */
  record Part(AlertDimension dimension, String name, long value, long usual) {
    private long differs(boolean high) {
      return high ? value - usual : usual - value;
    }
  }

  private List<Part> partsOf(AlertDimension dimension) {
    List<Part> found = new ArrayList<>();
    in(dimension)
        .forEach(
            (name, byWeek) -> {
              double[] before = new double[weeks];
              for (int week = 1; week <= weeks; week++) {
                before[week - 1] = byWeek.getOrDefault(week, 0L);
              }
              long usual = weeks == 0 ? 0 : Math.round(WatchRule.median(before));
              found.add(new Part(dimension, name, byWeek.getOrDefault(0, 0L), usual));
            });
    return found;
  }

  /** The channel that differs most from its usual value to one side; null when none does. */
  Part channel(boolean high) {
    Part most = null;
    for (Part part : partsOf(AlertDimension.CHANNEL)) {
      if (part.differs(high) > (most == null ? 0 : most.differs(high))) {
        most = part;
      }
    }
    return most;
  }

  /**
   * The part of any dimension that explains most: that differs most beyond what it would if all
   * parts had moved alike, so that a large part is not named for being large. Where all did move
   * alike, the channel that differs most; null when no part goes to that side.
   */
  Part explanation(boolean high) {
    List<Long> before = before();
    double usual =
        before.isEmpty()
            ? 0
            : WatchRule.median(before.stream().mapToDouble(Long::doubleValue).toArray());
    double moved = usual == 0 ? 0 : (high ? value() - usual : usual - value()) / usual;
    Part most = null;
    double furthest = 0;
    for (AlertDimension dimension : AlertDimension.values()) {
      for (Part part : partsOf(dimension)) {
        double beyond = part.differs(high) - moved * part.usual();
        if (part.differs(high) > 0 && beyond > furthest + 1e-9) {
          most = part;
          furthest = beyond;
        }
      }
    }
    return most == null ? channel(high) : most;
  }
}
