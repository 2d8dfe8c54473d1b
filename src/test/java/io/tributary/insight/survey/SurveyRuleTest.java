package io.tributary.insight.survey;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

class SurveyRuleTest {
  private static long[] answers(SurveyKind kind, int... valuesAndCounts) {
    long[] counts = new long[kind.most() - kind.least() + 1];
    for (int i = 0; i < valuesAndCounts.length; i += 2) {
      counts[valuesAndCounts[i] - kind.least()] = valuesAndCounts[i + 1];
    }
    return counts;
  }

  @Test
  void six_is_a_detractor_and_seven_is_not() {
    SurveyScore nps =
        SurveyRule.score(
            SurveyKind.NPS, answers(SurveyKind.NPS, 10, 30, 9, 20, 8, 20, 7, 10, 6, 15, 0, 5));
    assertEquals(100, nps.answers());
    assertEquals(30, nps.score(), 1e-9);
    assertEquals(0.5, nps.favourable(), 1e-12);
    assertEquals(0.2, nps.unfavourable(), 1e-12);
    double reach = 1.96 * 100 * Math.sqrt((0.7 - 0.09) / 100);
    assertEquals(30 - reach, nps.low(), 1e-9);
    assertEquals(30 + reach, nps.high(), 1e-9);
    assertFalse(nps.fewAnswers());
  }

  @Test
  void satisfaction_is_a_share_and_effort_a_mean() {
    SurveyScore csat =
        SurveyRule.score(SurveyKind.CSAT, answers(SurveyKind.CSAT, 5, 10, 4, 5, 3, 4, 1, 1));
    assertEquals(0.75, csat.score(), 1e-12);
    assertTrue(csat.fewAnswers());
    assertNull(csat.low());
    SurveyScore ces = SurveyRule.score(SurveyKind.CES, answers(SurveyKind.CES, 7, 2, 5, 1, 4, 1));
    assertEquals(23 / 4.0, ces.score(), 1e-12);
    assertEquals(0.75, ces.favourable(), 1e-12);
  }

  @Test
  void without_answers_there_is_no_score() {
    for (SurveyKind kind : SurveyKind.values()) {
      SurveyScore none = SurveyRule.score(kind, answers(kind));
      assertNull(none.score());
      assertNull(none.favourable());
      assertTrue(none.fewAnswers());
    }
  }
}
