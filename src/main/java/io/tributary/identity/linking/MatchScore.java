package io.tributary.identity.linking;

import io.tributary.identity.linking.score.Field;
import io.tributary.identity.linking.score.Score;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;
import org.eclipse.microprofile.graphql.Description;
import org.eclipse.microprofile.graphql.NonNull;

/**
 * How alike two profiles are and why.
 *
 * @param probability that they are one person, after the model
 * @param modelVersion the model
 * @param fields what each field on which both say something adds
 */
@Description("How alike two profiles are, and why.")
public record MatchScore(
    @Description("The probability that both are one person, after the model; 0 to 1.")
        double probability,
    @Description("The version of the model that says so; 0 is the built-in one.") int modelVersion,
    @NonNull @Description("What each field on which both say something adds to the score.")
        List<@NonNull MatchScoreField> fields) {

  /**
   * What one field adds.
   *
   * @param field which
   * @param level how closely both agree, in words
   * @param weight in bits
   */
  @Description("What one field adds to a score.")
  public record MatchScoreField(
      @NonNull @Description("What was compared.") Field field,
      @NonNull @Description("How closely both agree, in words.") String level,
      @Description("In bits: +1 makes one person twice as likely, -1 half as likely.")
          double weight) {}

  /**
   * Reads a score that was stored with a merge or a review.
   *
   * @param explanation JSON
   */
  public static MatchScore of(double probability, int modelVersion, String explanation) {
    List<MatchScoreField> fields =
        new JsonArray(explanation)
            .stream()
                .map(JsonObject.class::cast)
                .map(
                    part ->
                        new MatchScoreField(
                            Field.valueOf(part.getString("field")),
                            part.getString("level"),
                            part.getDouble("weight")))
                .toList();
    return new MatchScore(probability, modelVersion, fields);
  }

  static MatchScore of(Score score, int modelVersion) {
    return of(score.probability(), modelVersion, Linker.explanation(score).encode());
  }
}
