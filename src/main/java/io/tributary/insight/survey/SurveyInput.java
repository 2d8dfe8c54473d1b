package io.tributary.insight.survey;

import java.time.OffsetDateTime;
import java.util.List;
import org.eclipse.microprofile.graphql.Description;
import org.eclipse.microprofile.graphql.Input;
import org.eclipse.microprofile.graphql.NonNull;

/**
 * Answers to a survey.
 *
 * @param kind what was asked
 * @param answers how often each was given; a skip is no answer
 * @param responses who answered what and when, instead of answers
 * @param cooldownDays of responses
 */
@Input("SurveyInput")
@Description("Answers to a survey, counted or one by one; who skipped it gave none.")
public record SurveyInput(
    @NonNull @Description("What was asked.") SurveyKind kind,
    @Description("How often each answer was given, each answer once.") List<Answer> answers,
    @Description("Or who answered what and when, in any order, up to 10000.")
        List<Response> responses,
    @Description(
            "For how many days after an answer that counts no other of the same customer does, 1 to"
                + " 3650; 90 when left out.")
        Integer cooldownDays) {

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

  /**
   * A response.
   *
   * @param customer whose
   * @param value on the survey's scale; null for a skip
   * @param at when
   */
  @Input("SurveyResponseInput")
  @Description("What a customer answered when.")
  public record Response(
      @NonNull @Description("Whose: any text that is the same for the same customer.")
          String customer,
      @Description("On the survey's scale; left out where they skipped it.") Integer value,
      @NonNull @Description("When.") OffsetDateTime at) {}
}
