package io.tributary.insight.watch;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.LocalDate;
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
    WatchRule.Band band = USUAL.band(weeks, 1);
    assertTrue(band.low() < band.usual() && band.usual() < band.high());
    assertEquals(WatchRule.Side.INSIDE, USUAL.side(band.usual(), band));
    assertEquals(WatchRule.Side.LOW, USUAL.side(band.low() - 1, band));
    assertEquals(WatchRule.Side.HIGH, USUAL.side(band.high() + 1, band));
    List<Long> turned = new ArrayList<>(weeks);
    Collections.reverse(turned);
    assertEquals(band, USUAL.band(turned, 1));
  }

  @Property(tries = 300)
  @Label("one odd week of eight moves nothing when the others agree")
  void robust(
      @ForAll @LongRange(min = 100, max = 10_000) long value,
      @ForAll @LongRange(min = 0, max = 1_000_000) long odd,
      @ForAll @IntRange(min = 0, max = 7) int place) {
    List<Long> weeks = new ArrayList<>(Collections.nCopies(8, value));
    WatchRule.Band band = USUAL.band(weeks, 1);
    weeks.set(place, odd);
    assertEquals(band, USUAL.band(weeks, 1));
  }

  @Test
  void without_weeks_enough_the_bounds_alone_count() {
    assertNull(USUAL.band(List.of(1L, 2L, 3L), 1));
    assertEquals(WatchRule.Side.INSIDE, USUAL.side(1_000_000, null));
    WatchRule bounded = new WatchRule(4, 10L, 20L);
    assertEquals(WatchRule.Side.LOW, bounded.side(9, null));
    assertEquals(WatchRule.Side.INSIDE, bounded.side(10, null));
    assertEquals(WatchRule.Side.HIGH, bounded.side(21, null));
  }

  private static DayFigures figures(AlertDimension dimension, Object... partsUsualAndValue) {
    DayFigures figures = DayFigures.of(4);
    add(figures, dimension, partsUsualAndValue);
    return figures;
  }

  private static void add(DayFigures figures, AlertDimension dimension, Object... parts) {
    for (int i = 0; i < parts.length; i += 3) {
      for (int week = 1; week <= 4; week++) {
        figures.add(dimension, (String) parts[i], week, (int) parts[i + 1]);
      }
      figures.add(dimension, (String) parts[i], 0, (int) parts[i + 2]);
    }
  }

  @Test
  void the_channel_that_differs_most_to_that_side_is_named() {
    DayFigures figures = figures(AlertDimension.CHANNEL, "web", 100, 20, "till", 50, 90);
    assertEquals(
        new DayFigures.Part(AlertDimension.CHANNEL, "web", 20, 100), figures.channel(false));
    assertEquals(
        new DayFigures.Part(AlertDimension.CHANNEL, "till", 90, 50), figures.channel(true));
    assertEquals(110, figures.value());
    assertEquals(List.of(150L, 150L, 150L, 150L), figures.before());
    assertNull(DayFigures.of(4).explanation(true));
  }

  @Test
  void what_differs_most_beyond_a_move_of_all_alike_explains() {
    DayFigures figures = figures(AlertDimension.CHANNEL, "web", 100, 100, "till", 100, 40);
    add(figures, AlertDimension.STORE, "North", 50, 0, "South", 50, 40);
    add(figures, AlertDimension.CUSTOMER_KIND, "RETURNING", 200, 140);
    assertEquals(
        new DayFigures.Part(AlertDimension.STORE, "North", 0, 50),
        figures.explanation(false),
        "returning customers are all there are, and of the till's loss most is the north's");
    DayFigures alike = figures(AlertDimension.CHANNEL, "web", 100, 50, "till", 50, 25);
    assertEquals("web", alike.explanation(false).name(), "all went alike: the largest loss");
    assertNull(alike.explanation(true));
  }

  private static void rate(DayFigures figures, String channel, int usual, int value, int of) {
    for (int week = 1; week <= 4; week++) {
      figures.add(AlertDimension.CHANNEL, channel, week, new Counted(usual, of));
    }
    figures.add(AlertDimension.CHANNEL, channel, 0, new Counted(value, of));
  }

  @Test
  void a_rate_divides_sums_and_the_part_whose_own_rate_moved_most_people_explains() {
    DayFigures figures = DayFigures.ofRate(4);
    rate(figures, "web", 200, 100, 1_000);
    rate(figures, "till", 50, 40, 100);
    rate(figures, "wechat", 5, 0, 10);
    assertEquals(Math.round(1e6 * 140 / 1_110), figures.value());
    assertEquals(List.of(229_730L, 229_730L, 229_730L, 229_730L), figures.before());
    DayFigures.Part web = new DayFigures.Part(AlertDimension.CHANNEL, "web", 100_000, 200_000);
    assertEquals(
        web, figures.channel(false), "a tenth less of a thousand is more than half of ten");
    assertNull(figures.channel(true));
    DayFigures small = DayFigures.ofRate(4);
    rate(small, "web", 200, 200, 1_000);
    rate(small, "till", 50, 10, 100);
    assertEquals("till", small.explanation(false).name());
  }

  @Test
  void a_rate_of_nothing_is_no_value_and_a_rate_of_few_is_left_to_chance() {
    DayFigures figures = DayFigures.ofRate(4);
    assertNull(figures.value());
    assertEquals(List.of(), figures.before());
    rate(figures, "web", 1, 0, 4);
    assertEquals(WatchRule.Side.INSIDE, side(figures), "none of four, usually one");
    DayFigures many = DayFigures.ofRate(4);
    rate(many, "web", 1_000, 0, 4_000);
    assertEquals(WatchRule.Side.LOW, side(many));
  }

  private static WatchRule.Side side(DayFigures figures) {
    return USUAL.side(figures.value(), USUAL.band(figures.before(), figures.leastSpread()));
  }

  @Property(tries = 300)
  @Label("spells hold each day once, in order, each on one side and without a gap")
  void spells(@ForAll @Size(max = 12) List<@IntRange(min = -1, max = 1) Integer> sides) {
    LocalDate begin = LocalDate.parse("2024-06-01");
    List<WatchStore.Outside> outside = new ArrayList<>();
    for (int i = 0; i < sides.size(); i++) {
      if (sides.get(i) != 0) {
        outside.add(
            new WatchStore.Outside(
                WatchedFigure.ORDERS,
                begin.plusDays(i),
                sides.get(i) > 0,
                i,
                null,
                null,
                null,
                null));
      }
    }
    List<String> days = new ArrayList<>();
    Spell before = null;
    for (Spell spell : Spell.of(outside)) {
      boolean touches =
          before != null
              && before.until().plusDays(1).equals(spell.first().day())
              && before.first().high() == spell.first().high();
      assertFalse(touches, "two that touch are one");
      for (LocalDate day = spell.first().day();
          !day.isAfter(spell.until());
          day = day.plusDays(1)) {
        days.add(day + " " + spell.first().high());
      }
      before = spell;
    }
    assertEquals(outside.stream().map(o -> o.day() + " " + o.high()).toList(), days);
  }
}
