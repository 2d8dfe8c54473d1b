package io.tributary.insight.survey;

import java.util.List;
import org.eclipse.microprofile.graphql.Description;
import org.eclipse.microprofile.graphql.Input;
import org.eclipse.microprofile.graphql.NonNull;

/**
 * Answers to a survey.
 *
 * @param kind what was asked
 * @param answers how often each was given; a skip is no answer
 */
@Input("SurveyInput")
@Description("Answers to a survey; who skipped it gave none.")
public record SurveyInput(
    @NonNull @Description("What was asked.") SurveyKind kind,
    @NonNull @Description("How often each answer was given, each answer once.")
        List<@NonNull Answer> answers) {

  /**
   * An answer.
   *
   * @param value on the survey's scale
   * @param count how often
   */
  @Input("SurveyAnswerInput")
  @Description("How often an answer was given.")
  public record Answer(
      @Description("On the survey's scale.") int value,
      @Description("How often, 0 or more.") int count) {}
}
