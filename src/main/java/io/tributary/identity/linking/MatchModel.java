package io.tributary.identity.linking;

import io.tributary.identity.linking.score.Field;
import io.tributary.identity.linking.score.Model;
import io.tributary.identity.linking.score.Thresholds;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import org.eclipse.microprofile.graphql.Description;
import org.eclipse.microprofile.graphql.Ignore;
import org.eclipse.microprofile.graphql.NonNull;

/**
 * What profiles are scored with.
 *
 * @param version from 1; the highest is in force, 0 is the built-in one
 * @param model weights and prior
 * @param thresholds in bits
 * @param precision the share of links over the merge threshold that must be right
 * @param profiles how many profiles it was trained on
 * @param trainedAt when; null for the built-in one
 * @param trainedBy who asked; null for the built-in one
 */
@Description("What profiles are scored with: trained without labels, never changed.")
public record MatchModel(
    @Description("The version, from 1; the highest is in force. 0 is the built-in one.")
        int version,
    @Ignore Model model,
    @Ignore Thresholds thresholds,
    @Description("The share of links over the merge threshold that must be right.")
        double precision,
    @Description("How many profiles it was trained on; 0 for the built-in one.") int profiles,
    @Description("When it was trained; null for the built-in one.") OffsetDateTime trainedAt,
    @Description("Who asked for it; null for the built-in one.") String trainedBy) {

  /**
   * What the levels of a field say.
   *
   * @param field which
   * @param levels the closest first
   */
  @Description("What the levels of a field say.")
  public record MatchModelField(
      @NonNull @Description("What is compared.") Field field,
      @NonNull @Description("The closest first.") List<@NonNull MatchModelLevel> levels) {}

  /**
   * A level of agreement.
   *
   * @param level in words
   * @param m of one person
   * @param u of two people
   * @param weight in bits
   */
  @Description("A level of agreement.")
  public record MatchModelLevel(
      @NonNull @Description("In words.") String level,
      @Description("The share of pairs of one person's profiles that agree so.") double m,
      @Description("The share of pairs of two people's profiles that agree so.") double u,
      @Description("What it adds to a score: log2(m/u), in bits.") double weight) {}

  /** The probability that two profiles taken at random are one person. */
  @Description("The probability that two profiles taken at random are one person.")
  public double getPrior() {
    return model.prior();
  }

  /** Over it two profiles are merged, in bits. */
  @Description("Over this weight two profiles are merged, in bits.")
  public double getMergeThreshold() {
    return thresholds.merge();
  }

  /** Between it and the merge threshold staff are asked, in bits. */
  @Description("Between this weight and the merge threshold staff are asked, in bits.")
  public double getReviewThreshold() {
    return thresholds.review();
  }

  /** The fields and what they say. */
  @NonNull
  @Description("The fields that count, with what their levels say.")
  public List<@NonNull MatchModelField> getFields() {
    List<MatchModelField> fields = new ArrayList<>();
    for (Model.FieldWeights field : model.fields()) {
      List<MatchModelLevel> levels = new ArrayList<>();
      for (int level = 0; level < field.m().length; level++) {
        levels.add(
            new MatchModelLevel(
                field.field().levels().get(level),
                field.m()[level],
                field.u()[level],
                field.weight(level)));
      }
      fields.add(new MatchModelField(field.field(), levels));
    }
    return fields;
  }
}
