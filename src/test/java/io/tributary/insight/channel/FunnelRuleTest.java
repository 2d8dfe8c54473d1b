package io.tributary.insight.channel;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Label;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;

class FunnelRuleTest {
  private static final long WINDOW = 10;

  /** An event: when, and which letter; each step of a funnel is one or another letter. */
  record Deed(long second, int letter) {}

  @Property(tries = 500)
  @Label("each person comes as far as the furthest of all their chains")
  void furthest(@ForAll("people") List<List<Deed>> people, @ForAll("steps") List<Integer> steps) {
    FunnelRule rule = new FunnelRule(steps.size(), WINDOW);
    long[] expected = new long[steps.size()];
    for (List<Deed> deeds : people) {
      deeds.forEach(deed -> rule.happened(deed.second(), places(steps, deed)));
      rule.endOfPerson();
      int depth = 0;
      for (int first = 0; first < deeds.size(); first++) {
        depth = Math.max(depth, depth(deeds, steps, first, 0, deeds.get(first).second()));
      }
      for (int step = 0; step < depth; step++) {
        expected[step]++;
      }
    }
    for (int step = 0; step < steps.size(); step++) {
      assertEquals(expected[step], rule.reached(step), "step " + step);
      if (step > 0 && rule.reached(step) > 0) {
        assertTrue(rule.medianSeconds(step) >= 0 && rule.medianSeconds(step) < WINDOW);
      }
    }
  }

  /** Every chain that begins with the event at {@code at}, tried one by one. */
  private static int depth(List<Deed> deeds, List<Integer> steps, int at, int step, long begin) {
    Deed deed = deeds.get(at);
    if (step == steps.size()
        || deed.letter() != steps.get(step)
        || deed.second() - begin >= WINDOW) {
      return 0;
    }
    int further = 0;
    for (int next = at + 1; next < deeds.size(); next++) {
      further = Math.max(further, depth(deeds, steps, next, step + 1, begin));
    }
    return 1 + further;
  }

  private static boolean[] places(List<Integer> steps, Deed deed) {
    boolean[] places = new boolean[steps.size()];
    for (int i = 0; i < places.length; i++) {
      places[i] = steps.get(i) == deed.letter();
    }
    return places;
  }

  @Provide
  Arbitrary<List<Integer>> steps() {
    return Arbitraries.integers().between(0, 2).list().ofMinSize(2).ofMaxSize(4);
  }

  @Provide
  Arbitrary<List<List<Deed>>> people() {
    Arbitrary<List<Deed>> deeds =
        Arbitraries.integers()
            .between(0, 8)
            .flatMap(
                gap -> Arbitraries.integers().between(0, 2).map(letter -> new Deed(gap, letter)))
            .list()
            .ofMaxSize(10)
            .map(FunnelRuleTest::oneAfterAnother);
    return deeds.list().ofMaxSize(4);
  }

  private static List<Deed> oneAfterAnother(List<Deed> gaps) {
    long[] now = {0};
    return gaps.stream().map(deed -> new Deed(now[0] += deed.second(), deed.letter())).toList();
  }

  @Test
  void of_several_tries_the_one_that_gets_furthest_gives_the_times() {
    FunnelRule rule = new FunnelRule(3, 100);
    boolean[] view = {true, false, false};
    boolean[] cart = {false, true, false};
    boolean[] buy = {false, false, true};
    rule.happened(0, view);
    rule.happened(90, cart);
    rule.happened(200, view);
    rule.happened(230, cart);
    rule.happened(290, buy);
    rule.happened(300, buy);
    rule.endOfPerson();
    rule.happened(0, view);
    rule.happened(50, cart);
    rule.happened(100, buy);
    rule.endOfPerson();
    assertEquals(2, rule.reached(0));
    assertEquals(2, rule.reached(1));
    assertEquals(1, rule.reached(2), "the window is over at its end");
    assertEquals(40, rule.medianSeconds(1));
    assertEquals(60, rule.medianSeconds(2));
    assertNull(new FunnelRule(2, 1).medianSeconds(1));
  }
}
