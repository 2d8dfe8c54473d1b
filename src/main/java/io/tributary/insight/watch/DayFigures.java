package io.tributary.insight.watch;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * A figure on a day and on the same weekday of the weeks before, by channel.
 *
 * @param weeks how many weeks before are known
 * @param byChannel values by weeks ago, 0 being the day itself; a missing one is 0
 */
record DayFigures(int weeks, Map<String, Map<Integer, Long>> byChannel) {

  /** Begins. */
  static DayFigures of(int weeks) {
    return new DayFigures(weeks, new HashMap<>());
  }

  void add(String channel, int weeksAgo, long value) {
    byChannel.computeIfAbsent(channel, c -> new HashMap<>()).merge(weeksAgo, value, Long::sum);
  }

  /** The day's value over all channels. */
  long value() {
    return at(0);
  }

  private long at(int weeksAgo) {
    return byChannel.values().stream().mapToLong(w -> w.getOrDefault(weeksAgo, 0L)).sum();
  }

  /** The values of the weeks before, over all channels. */
  List<Long> before() {
    List<Long> before = new ArrayList<>(weeks);
    for (int week = 1; week <= weeks; week++) {
      before.add(at(week));
    }
    return before;
  }

  /** A channel's value against its own usual one. */
  record Part(String channel, long value, long usual) {}

  /** The channel that differs most from its usual value to one side; null when none does. */
  Part explanation(boolean high) {
    Part most = null;
    for (var channel : byChannel.entrySet()) {
      double[] before = new double[weeks];
      for (int week = 1; week <= weeks; week++) {
        before[week - 1] = channel.getValue().getOrDefault(week, 0L);
      }
      long usual = weeks == 0 ? 0 : Math.round(WatchRule.median(before));
      Part part = new Part(channel.getKey(), channel.getValue().getOrDefault(0, 0L), usual);
      long differs = high ? part.value - usual : usual - part.value;
      long best = most == null ? 0 : high ? most.value - most.usual : most.usual - most.value;
      boolean isFirst = differs == best && most != null && part.channel.compareTo(most.channel) < 0;
      if (differs > best || isFirst) {
        most = part;
      }
    }
    return most;
  }
}
