package io.tributary.insight.survey;

import org.eclipse.microprofile.graphql.Description;

/** What a survey asks. */
@Description("What a survey asks.")
public enum SurveyKind {
  /** Whether one would recommend. */
  @Description("Net promoter score: answers from 0 to 10, promoters 9 to 10, detractors 0 to 6.")
  NPS(0, 10),
  /** Whether one is satisfied. */
  @Description("Customer satisfaction: answers from 1 to 5, satisfied 4 to 5.")
  CSAT(1, 5),
  /** Whether it was easy. */
  @Description("Customer effort: answers from 1 to 7, 7 being easy.")
  CES(1, 7);

  private final int least;
  private final int most;

  SurveyKind(int least, int most) {
    this.least = least;
    this.most = most;
  }

  /** The lowest answer. */
  int least() {
    return least;
  }

  /** The highest answer. */
  int most() {
    return most;
  }
}
