package io.tributary.insight.survey;

import org.eclipse.microprofile.graphql.Description;
import org.eclipse.microprofile.graphql.NonNull;
import org.eclipse.microprofile.graphql.Type;

/**
 * A score.
 *
 * @param kind of which survey
 * @param answers how many
 * @param score NPS, or the share or mean
 * @param low of the interval of NPS
 * @param high of the interval of NPS
 * @param favourable the share of favourable answers
 * @param unfavourable the share of unfavourable ones
 * @param fewAnswers whether there are too few
 * @param skipped responses without an answer; null where answers were counted
 * @param leftOut answers within the cooldown; null where answers were counted
 */
@Type("SurveyScore")
@Description("The score of a survey.")
public record SurveyScore(
    @NonNull @Description("Of which survey.") SurveyKind kind,
    @Description("How many answered.") int answers,
    @Description(
            "NPS: promoters less detractors in percent of answers, -100 to 100. CSAT: the share of 4"
                + " and 5. CES: the mean. Null without answers.")
        Double score,
    @Description("NPS: the lower end of its 95 % interval; null for others.") Double low,
    @Description("NPS: the upper end of its 95 % interval; null for others.") Double high,
    @Description("The share of promoters, of 4 and 5, or of 5 to 7; null without answers.")
        Double favourable,
    @Description("NPS: the share of detractors; null for others and without answers.")
        Double unfavourable,
    @Description("Fewer than 30 answers: little can be said.") boolean fewAnswers,
    @Description("Of responses those that were skipped, which are no answers; null for counts.")
        Integer skipped,
    @Description(
            "Of responses the answers that do not count, within the cooldown after one of the same"
                + " customer that does; null for counts.")
        Integer leftOut) {

  /** The same score, of responses. */
  SurveyScore with(int skips, int within) {
    return new SurveyScore(
        kind, answers, score, low, high, favourable, unfavourable, fewAnswers, skips, within);
  }
}
