package io.tributary.insight.survey;

/** Scores of surveys from how often each answer was given (metrics.md, "Surveys and service"). */
final class SurveyRule {
  private static final int FEW = 30;
  private static final double NORMAL_95 = 1.96;
  private static final int PROMOTER = 9;
  private static final int DETRACTOR = 6;
  private static final int SATISFIED = 4;
  private static final int EASY = 5;

  private SurveyRule() {}

  /**
   * The score.
   *
   * @param counts by answer, from the scale's lowest on
   */
  static SurveyScore score(SurveyKind kind, long[] counts) {
    long n = between(kind, counts, kind.least(), kind.most());
    boolean isSmall = n < FEW;
    if (n == 0) {
      return new SurveyScore(kind, 0, null, null, null, null, null, isSmall);
    }
    return switch (kind) {
      case NPS -> {
        double p = between(kind, counts, PROMOTER, kind.most()) / (double) n;
        double d = between(kind, counts, kind.least(), DETRACTOR) / (double) n;
        double reach = NORMAL_95 * 100 * Math.sqrt((p + d - (p - d) * (p - d)) / n);
        double score = 100 * (p - d);
        yield new SurveyScore(kind, (int) n, score, score - reach, score + reach, p, d, isSmall);
      }
      case CSAT -> {
        double share = between(kind, counts, SATISFIED, kind.most()) / (double) n;
        yield new SurveyScore(kind, (int) n, share, null, null, share, null, isSmall);
      }
      case CES -> {
        double sum = 0;
        for (int i = 0; i < counts.length; i++) {
          sum += counts[i] * (double) (kind.least() + i);
        }
        double share = between(kind, counts, EASY, kind.most()) / (double) n;
        yield new SurveyScore(kind, (int) n, sum / n, null, null, share, null, isSmall);
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
