package io.tributary.identity.similar;

import io.tributary.graphql.audit.AboutPerson;
import io.tributary.identity.linking.score.Household;
import io.tributary.identity.linking.score.Score;
import io.tributary.platform.TypeId;
import java.util.List;
import java.util.Locale;
import java.util.UUID;
import java.util.stream.Collectors;
import org.eclipse.microprofile.graphql.Description;
import org.eclipse.microprofile.graphql.Id;
import org.eclipse.microprofile.graphql.Ignore;
import org.eclipse.microprofile.graphql.NonNull;

/**
 * A customer that is like what was typed.
 *
 * @param uuid whose
 * @param similarity how alike, by the closest of the customer's profiles
 * @param household what speaks for somebody of the same household; null when nothing does
 * @param name the name to show; null when none is known
 * @param phone one that is known; null when none is
 * @param email one that is known; null when none is
 * @param birthDate null when not known
 * @param city null when not known
 * @param masked whether these values are masked
 */
@Description("A customer that is like what was typed.")
public record SimilarCustomer(
    @Ignore UUID uuid,
    @Ignore Score similarity,
    @Ignore Household household,
    @Description("The name to show, masked for tills; null when none is known.") String name,
    @Description("A phone number of theirs, masked for tills; null when none is known.")
        String phone,
    @Description("An e-mail address of theirs, masked for tills; null when none is known.")
        String email,
    @Description("The birth date, only the year for tills; null when not known.") String birthDate,
    @Description("The city; null when not known.") String city,
    @Description("Whether these values are masked, as they are for tills.") boolean masked)
    implements AboutPerson {

  /**
   * What one field adds to the score.
   *
   * @param field which
   * @param level how closely it agrees
   * @param weight in bits
   */
  @Description("What one field adds to a score.")
  public record SimilarityPart(
      @NonNull @Description("The field, such as phone or given name.") String field,
      @NonNull @Description("How closely the two agree, in words.") String level,
      @Description("What it adds, in bits: log2 of how much likelier this is for one person.")
          double weight) {}

  /** The customer's id. */
  @Id
  @NonNull
  @Description("The customer's id; customer(id:) shows all of them to whoever may see it.")
  public String getCustomerId() {
    return TypeId.CUSTOMER.encode(uuid);
  }

  @Override
  @Ignore
  public String personId() {
    return getCustomerId();
  }

  /** The probability that both are one person. */
  @Description("The probability that both are one person, 0 to 1, by the match model in force.")
  public double getScore() {
    return similarity.probability();
  }

  /** Field by field. */
  @NonNull
  @Description(
      "What each field adds to the score, the weightiest first; fields known on one side only are left out.")
  public List<@NonNull SimilarityPart> getExplanation() {
    return similarity.fields().stream()
        .map(part -> new SimilarityPart(words(part.field().name()), part.level(), part.weight()))
        .sorted((one, other) -> Double.compare(Math.abs(other.weight()), Math.abs(one.weight())))
        .toList();
  }

  /** A sentence for people. */
  @NonNull
  @Description("Why, in a sentence.")
  public String getWhy() {
    String agreeing =
        getExplanation().stream()
            .map(part -> part.field() + " " + part.level())
            .collect(Collectors.joining(", "));
    return household == null
        ? agreeing + "."
        : agreeing + "; perhaps somebody of the same household (" + words(household.name()) + ").";
  }

  private static String words(String name) {
    return name.toLowerCase(Locale.ROOT).replace('_', ' ');
  }
}
