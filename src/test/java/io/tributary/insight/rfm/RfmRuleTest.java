package io.tributary.insight.rfm;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class RfmRuleTest {

  @Test
  void the_first_segment_that_holds_a_score_wins() {
    assertEquals("Champions", RfmRule.USUAL.segmentOf(5, 5, 5));
    assertEquals("Potential Loyalists", RfmRule.USUAL.segmentOf(4, 4, 4));
    assertEquals("Loyal", RfmRule.USUAL.segmentOf(2, 4, 4));
    assertEquals("Can't Lose", RfmRule.USUAL.segmentOf(1, 3, 5));
    assertEquals("Lost", RfmRule.USUAL.segmentOf(1, 1, 1));
    assertEquals("Others", RfmRule.USUAL.segmentOf(3, 5, 1));
    assertEquals("Others", new RfmRule(List.of()).segmentOf(3, 3, 3));
  }

  @Property
  void the_array_by_score_says_what_the_rule_says(
      @ForAll @IntRange(min = 1, max = 5) int r,
      @ForAll @IntRange(min = 1, max = 5) int f,
      @ForAll @IntRange(min = 1, max = 5) int m) {
    String[] byScore = RfmRule.USUAL.byScore();
    assertEquals(RfmRule.USUAL.segmentOf(r, f, m), byScore[(r - 1) * 25 + (f - 1) * 5 + (m - 1)]);
    assertTrue(RfmRule.USUAL.names().contains(RfmRule.USUAL.segmentOf(r, f, m)));
  }
}
