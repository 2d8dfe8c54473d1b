package io.tributary.insight.survey;

import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Scores of surveys (metrics.md, "Surveys and service"), from how often each answer was given or
 * from who gave which.
 */
final class SurveyRule {
  private static final int FEW = 30;
  private static final double NORMAL_95 = 1.96;
  private static final int PROMOTER = 9;
  private static final int DETRACTOR = 6;
  private static final int SATISFIED = 4;
  private static final int EASY = 5;

  private SurveyRule() {}

  /**
   * The score of responses: of a customer's answers one counts, and the next that comes when the
   * cooldown after it has passed. A skip is no answer and begins no cooldown.
   */
  static SurveyScore score(
      SurveyKind kind, List<SurveyInput.Response> responses, Duration cooldown) {
    long[] counts = new long[kind.most() - kind.least() + 1];
    Map<String, Instant> silentUntil = new HashMap<>();
    int skipped = 0;
    int leftOut = 0;
    List<SurveyInput.Response> sorted =
        responses.stream().sorted(Comparator.comparing(of -> of.at().toInstant())).toList();
    for (SurveyInput.Response response : sorted) {
      Instant at = response.at().toInstant();
      if (response.value() == null) {
        skipped++;
      } else if (at.isBefore(silentUntil.getOrDefault(response.customer(), Instant.MIN))) {
        leftOut++;
      } else {
        counts[response.value() - kind.least()]++;
        silentUntil.put(response.customer(), at.plus(cooldown));
      }
    }
    return score(kind, counts).with(skipped, leftOut);
  }

  /**
   * The score.
   *
   * @param counts by answer, from the scale's lowest on
   */
  static SurveyScore score(SurveyKind kind, long[] counts) {
    long n = between(kind, counts, kind.least(), kind.most());
    boolean isSmall = n < FEW;
    if (n == 0) {
      return new SurveyScore(kind, 0, null, null, null, null, null, isSmall, null, null);
    }
    return switch (kind) {
      case NPS -> {
        double p = between(kind, counts, PROMOTER, kind.most()) / (double) n;
        double d = between(kind, counts, kind.least(), DETRACTOR) / (double) n;
        double reach = NORMAL_95 * 100 * Math.sqrt((p + d - (p - d) * (p - d)) / n);
        double score = 100 * (p - d);
        yield new SurveyScore(
            kind, (int) n, score, score - reach, score + reach, p, d, isSmall, null, null);
      }
      case CSAT -> {
        double share = between(kind, counts, SATISFIED, kind.most()) / (double) n;
        yield new SurveyScore(kind, (int) n, share, null, null, share, null, isSmall, null, null);
      }
      case CES -> {
        double sum = 0;
        for (int i = 0; i < counts.length; i++) {
          sum += counts[i] * (double) (kind.least() + i);
        }
        double share = between(kind, counts, EASY, kind.most()) / (double) n;
        yield new SurveyScore(kind, (int) n, sum / n, null, null, share, null, isSmall, null, null);
      }
    };
  }

  private static long between(SurveyKind kind, long[] counts, int from, int to) {
    long sum = 0;
    for (int answer = from; answer <= to; answer++) {
      sum += counts[answer - kind.least()];
    }
    return sum;
  }
}
