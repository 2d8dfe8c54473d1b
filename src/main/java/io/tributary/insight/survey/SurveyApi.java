package io.tributary.insight.survey;

import io.smallrye.mutiny.Uni;
import io.tributary.graphql.ApiException;
import io.tributary.graphql.Cost;
import io.tributary.platform.Roles;
import jakarta.annotation.security.RolesAllowed;
import java.util.List;
import org.eclipse.microprofile.graphql.Description;
import org.eclipse.microprofile.graphql.GraphQLApi;
import org.eclipse.microprofile.graphql.Name;
import org.eclipse.microprofile.graphql.NonNull;
import org.eclipse.microprofile.graphql.Query;

/** Scores of surveys, over GraphQL. */
@GraphQLApi
public class SurveyApi {
  private static final int MOST = 100_000_000;

  /** A survey's score; INVALID_INPUT for answers that are not on its scale. */
  @Cost(weight = Cost.OVERVIEW)
  @Query("surveyScore")
  @NonNull
  @Description("The score of a survey from how often each answer was given: NPS, CSAT or CES.")
  @RolesAllowed({Roles.ADMIN, Roles.ANALYST, Roles.MARKETER, Roles.SERVICE})
  public Uni<SurveyScore> surveyScore(
      @Name("input") @NonNull @Description("The answers.") SurveyInput input) {
    SurveyKind kind = input.kind();
    long[] counts = new long[kind.most() - kind.least() + 1];
    List<SurveyInput.Answer> answers = input.answers();
    for (int i = 0; i < answers.size(); i++) {
      SurveyInput.Answer answer = answers.get(i);
      String field = "input.answers[" + i + "]";
      if (answer.value() < kind.least() || answer.value() > kind.most()) {
        throw ApiException.invalid(
            field + ".value",
            "Answers of " + kind + " are from " + kind.least() + " to " + kind.most() + ".");
      }
      if (answer.count() < 0 || answer.count() > MOST) {
        throw ApiException.invalid(field + ".count", "count is from 0 to " + MOST + ".");
      }
      if (counts[answer.value() - kind.least()] > 0) {
        throw ApiException.invalid(field + ".value", "Give each answer once.");
      }
      counts[answer.value() - kind.least()] = answer.count();
    }
    return Uni.createFrom().item(SurveyRule.score(kind, counts));
  }
}
