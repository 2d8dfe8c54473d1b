package io.tributary.identity.survivorship;

import java.time.OffsetDateTime;
import java.util.List;
import org.eclipse.microprofile.graphql.Description;
import org.eclipse.microprofile.graphql.Ignore;
import org.eclipse.microprofile.graphql.NonNull;
import org.eclipse.microprofile.graphql.Type;

/**
 * A version of the survivorship policy.
 *
 * @param policy what it says
 * @param publishedAt when; null for the built-in one
 * @param publishedBy who; null for the built-in one
 */
@Type("SurvivorshipPolicy")
@Description(
    "Which value of an attribute survives among a customer's profiles. It is never changed.")
public record PublishedSurvivorshipPolicy(
    @Ignore SurvivorshipPolicy policy,
    @Description("When it was published; null for the built-in one.") OffsetDateTime publishedAt,
    @Description("Who published it; null for the built-in one.") String publishedBy) {

  static final PublishedSurvivorshipPolicy BUILT_IN =
      new PublishedSurvivorshipPolicy(SurvivorshipPolicy.BUILT_IN, null, null);

  /**
   * The rules of one attribute.
   *
   * @param attribute its name
   * @param rules the first one first
   */
  @Description("The rules of one attribute.")
  public record AttributeRules(
      @NonNull @Description("The attribute's name.") String attribute,
      @NonNull @Description("The first one that tells two values apart decides.")
          List<@NonNull SurvivorshipRule> rules) {}

  /** The version. */
  @Description("The version, from 1; the highest is in force. 0 is the built-in one.")
  public int getVersion() {
    return policy.version();
  }

  /** The rules of attributes that are not named. */
  @NonNull
  @Description("The rules of attributes that are not named, the first one first.")
  public List<@NonNull SurvivorshipRule> getOtherwise() {
    return policy.otherwise();
  }

  /** The rules of named attributes, by name. */
  @NonNull
  @Description("The rules of named attributes.")
  public List<@NonNull AttributeRules> getAttributes() {
    return policy.attributes().entrySet().stream()
        .sorted(java.util.Map.Entry.comparingByKey())
        .map(entry -> new AttributeRules(entry.getKey(), entry.getValue()))
        .toList();
  }
}
