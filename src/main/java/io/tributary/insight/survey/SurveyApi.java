package io.tributary.insight.survey;

import io.smallrye.mutiny.Uni;
import io.tributary.graphql.ApiException;
import io.tributary.graphql.Cost;
import io.tributary.platform.Roles;
import jakarta.annotation.security.RolesAllowed;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import org.eclipse.microprofile.graphql.Description;
import org.eclipse.microprofile.graphql.GraphQLApi;
import org.eclipse.microprofile.graphql.Name;
import org.eclipse.microprofile.graphql.NonNull;
import org.eclipse.microprofile.graphql.Query;

/** Scores of surveys, over GraphQL. */
@GraphQLApi
public class SurveyApi {
  private static final int MOST = 100_000_000;
  private static final int MOST_RESPONSES = 10_000;
  private static final int COOLDOWN = 90;
  private static final int LONGEST_COOLDOWN = 3_650;

  /** A survey's score; INVALID_INPUT for answers that are not on its scale. */
  @Cost(weight = Cost.OVERVIEW)
  @Query("surveyScore")
  @NonNull
  @Description(
      "The score of a survey from how often each answer was given, or from who gave which: NPS, CSAT"
          + " or CES.")
  @RolesAllowed({Roles.ADMIN, Roles.ANALYST, Roles.MARKETER, Roles.SERVICE})
  public Uni<SurveyScore> surveyScore(
      @Name("input") @NonNull @Description("The answers.") SurveyInput input) {
    boolean isCounted = input.answers() != null;
    if (isCounted == (input.responses() != null)) {
      throw ApiException.invalid("input", "Give either answers or responses.");
    }
    if ((isCounted ? input.answers() : input.responses()).stream().anyMatch(Objects::isNull)) {
      throw ApiException.invalid("input", "null is no answer and no response.");
    }
    return Uni.createFrom()
        .item(
            isCounted
                ? SurveyRule.score(input.kind(), counts(input.kind(), input.answers()))
                : score(input.kind(), input.responses(), input.cooldownDays()));
  }

  private static SurveyScore score(
      SurveyKind kind, List<SurveyInput.Response> responses, Integer cooldownDays) {
    int days = cooldownDays == null ? COOLDOWN : cooldownDays;
    if (days < 1 || days > LONGEST_COOLDOWN) {
      throw ApiException.invalid(
          "input.cooldownDays", "cooldownDays is a number from 1 to " + LONGEST_COOLDOWN + ".");
    }
    if (responses.size() > MOST_RESPONSES) {
      throw ApiException.invalid(
          "input.responses", "Give at most " + MOST_RESPONSES + " responses.");
    }
    for (int i = 0; i < responses.size(); i++) {
      if (responses.get(i).value() != null) {
        check(kind, "input.responses[" + i + "]", responses.get(i).value());
      }
    }
    return SurveyRule.score(kind, responses, Duration.ofDays(days));
  }

  private static void check(SurveyKind kind, String field, int value) {
    if (value < kind.least() || value > kind.most()) {
      throw ApiException.invalid(
          field + ".value",
          "Answers of " + kind + " are from " + kind.least() + " to " + kind.most() + ".");
    }
  }

  private static long[] counts(SurveyKind kind, List<SurveyInput.Answer> answers) {
    long[] counts = new long[kind.most() - kind.least() + 1];
    for (int i = 0; i < answers.size(); i++) {
      SurveyInput.Answer answer = answers.get(i);
      String field = "input.answers[" + i + "]";
      check(kind, field, answer.value());
      if (answer.count() < 0 || answer.count() > MOST) {
        throw ApiException.invalid(field + ".count", "count is from 0 to " + MOST + ".");
      }
      if (counts[answer.value() - kind.least()] > 0) {
        throw ApiException.invalid(field + ".value", "Give each answer once.");
      }
      counts[answer.value() - kind.least()] = answer.count();
    }
    return counts;
  }
}
