package io.tributary.insight.watch;

import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;

/**
 * Days in a row on which a figure was outside its band on one side.
 *
 * @param first its first day, of which the figures are told
 * @param until its last day
 */
record Spell(WatchStore.Outside first, LocalDate until) {

  /** The spells of a figure's days, which are given in order without the days inside. */
  static List<Spell> of(List<WatchStore.Outside> days) {
    List<Spell> spells = new ArrayList<>();
    for (WatchStore.Outside day : days) {
      Spell last = spells.isEmpty() ? null : spells.get(spells.size() - 1);
      boolean continues =
          last != null
              && last.first().high() == day.high()
              && last.until().plusDays(1).equals(day.day());
      if (continues) {
        spells.set(spells.size() - 1, new Spell(last.first(), day.day()));
      } else {
        spells.add(new Spell(day, day.day()));
      }
    }
    return spells;
  }
}
