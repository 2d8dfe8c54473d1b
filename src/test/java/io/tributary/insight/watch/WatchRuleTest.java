package io.tributary.insight.watch;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Label;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

class WatchRuleTest {
  private static final WatchRule USUAL = new WatchRule(4, null, null);

  @Property(tries = 300)
  @Label("the usual value is inside its band, whatever the order of the weeks")
  void inside(@ForAll @Size(min = 4, max = 8) List<@LongRange(min = 0, max = 100_000) Long> weeks) {
    WatchRule.Band band = USUAL.band(weeks);
    assertTrue(band.low() < band.usual() && band.usual() < band.high());
    assertEquals(WatchRule.Side.INSIDE, USUAL.side(band.usual(), band));
    assertEquals(WatchRule.Side.LOW, USUAL.side(band.low() - 1, band));
    assertEquals(WatchRule.Side.HIGH, USUAL.side(band.high() + 1, band));
    List<Long> turned = new ArrayList<>(weeks);
    Collections.reverse(turned);
    assertEquals(band, USUAL.band(turned));
  }

  @Property(tries = 300)
  @Label("one odd week of eight moves nothing when the others agree")
  void robust(
      @ForAll @LongRange(min = 100, max = 10_000) long value,
      @ForAll @LongRange(min = 0, max = 1_000_000) long odd,
      @ForAll @IntRange(min = 0, max = 7) int place) {
    List<Long> weeks = new ArrayList<>(Collections.nCopies(8, value));
    WatchRule.Band band = USUAL.band(weeks);
    weeks.set(place, odd);
    assertEquals(band, USUAL.band(weeks));
  }

  @Test
  void without_weeks_enough_the_bounds_alone_count() {
    assertNull(USUAL.band(List.of(1L, 2L, 3L)));
    assertEquals(WatchRule.Side.INSIDE, USUAL.side(1_000_000, null));
    WatchRule bounded = new WatchRule(4, 10L, 20L);
    assertEquals(WatchRule.Side.LOW, bounded.side(9, null));
    assertEquals(WatchRule.Side.INSIDE, bounded.side(10, null));
    assertEquals(WatchRule.Side.HIGH, bounded.side(21, null));
  }

  @Test
  void the_channel_that_differs_most_to_that_side_explains() {
    DayFigures figures = DayFigures.of(4);
    for (int week = 1; week <= 4; week++) {
      figures.add("web", week, 100);
      figures.add("till", week, 50);
    }
    figures.add("web", 0, 20);
    figures.add("till", 0, 90);
    assertEquals(new DayFigures.Part("web", 20, 100), figures.explanation(false));
    assertEquals(new DayFigures.Part("till", 90, 50), figures.explanation(true));
    assertEquals(110, figures.value());
    assertEquals(List.of(150L, 150L, 150L, 150L), figures.before());
    assertNull(DayFigures.of(4).explanation(true));
  }
}
