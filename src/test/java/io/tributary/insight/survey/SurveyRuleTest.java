package io.tributary.insight.survey;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.time.OffsetDateTime;
import java.util.List;
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

  private static SurveyInput.Response response(String customer, Integer value, String at) {
    return new SurveyInput.Response(customer, value, OffsetDateTime.parse(at));
  }

  @Test
  void of_a_customer_one_answer_counts_until_the_cooldown_after_it_has_passed() {
    List<SurveyInput.Response> responses =
        List.of(
            response("ann", 9, "2024-01-31T10:00:00Z"),
            response("ann", 0, "2024-01-01T10:00:00Z"),
            response("ann", 10, "2024-03-01T09:59:59Z"),
            response("ann", 8, "2024-01-31T09:59:59Z"),
            response("wei", null, "2024-01-01T10:00:00Z"),
            response("wei", 10, "2024-01-02T10:00:00Z"));
    SurveyScore score = SurveyRule.score(SurveyKind.NPS, responses, Duration.ofDays(30));
    // ann's 0 counts, her 8 within the 30 days does not, her 9 at their end does and the 10 does
    // not
    assertEquals(3, score.answers());
    assertEquals(100 * (2 - 1) / 3.0, score.score(), 1e-9);
    assertEquals(2, score.leftOut());
    assertEquals(1, score.skipped());
    assertNull(SurveyRule.score(SurveyKind.NPS, answers(SurveyKind.NPS, 9, 1)).leftOut());
  }
}
