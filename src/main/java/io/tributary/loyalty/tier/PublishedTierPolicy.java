package io.tributary.loyalty.tier;

import io.tributary.graphql.Node;
import io.tributary.platform.TypeId;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.UUID;
import org.eclipse.microprofile.graphql.Description;
import org.eclipse.microprofile.graphql.Id;
import org.eclipse.microprofile.graphql.Ignore;
import org.eclipse.microprofile.graphql.NonNull;
import org.eclipse.microprofile.graphql.Type;

/**
 * A published version of a programme's tier policy.
 *
 * @param uuid the id
 * @param rule what it says
 * @param publishedAt from when it holds; the first version holds for the time before, too
 * @param publishedBy who published it
 */
@Type("TierPolicy")
@Description("A published version of a programme's tier policy. It is never changed.")
public record PublishedTierPolicy(
    @Ignore UUID uuid,
    @Ignore TierPolicy rule,
    @NonNull
        @Description("From when it holds; the first version holds for all the time before, too.")
        OffsetDateTime publishedAt,
    @NonNull @Description("Who published it: the token's name.") String publishedBy)
    implements Node {

  @Override
  @Id
  @NonNull
  @Description("TypeID tpl_….")
  public String getId() {
    return TypeId.TIER_POLICY.encode(uuid);
  }

  /** The version. */
  @Description("The version, from 1; the highest is in force.")
  public int getNumber() {
    return rule.number();
  }

  /** The ladder. */
  @NonNull
  @Description("The ladder, the base tier first.")
  public List<@NonNull Tier> getTiers() {
    return rule.tiers();
  }

  /** What the policy mainly counts. */
  @NonNull
  @Description("What the policy mainly counts; each tier says what it takes.")
  public TierMeasure getMeasure() {
    return rule.measure();
  }

  /** The window's kind. */
  @NonNull
  @Description("Over which time what earns a tier is counted.")
  public TierWindow getWindow() {
    return rule.window().kind();
  }

  /** The window's length. */
  @Description(
      "The window's length, an ISO 8601 period such as P12M; null for SINCE_TIER_START and LIFETIME.")
  public String getPeriod() {
    return rule.window().period() == null ? null : rule.window().period().toString();
  }

  /** How long evidence promises a tier. */
  @NonNull
  @Description(
      "How long a tier is valid from the last time at which it was earned: an ISO 8601 period, to the end of its"
          + " last local day.")
  public String getValidity() {
    return rule.validity().toString();
  }

  /** How long an ended tier is kept. */
  @NonNull
  @Description("How long a tier is kept after its last valid day, an ISO 8601 period.")
  public String getGrace() {
    return rule.grace().toString();
  }

  /** How far a tier can fall. */
  @NonNull
  @Description("How far a tier can fall when it ends.")
  public TierFloor getFloor() {
    return rule.floor();
  }

  /** When a return takes back a tier. */
  @NonNull
  @Description("When a return takes back the tier that its money brought.")
  public OnReturn getOnReturn() {
    return rule.onReturn();
  }

  /** Tiers elsewhere that start a member here. */
  @NonNull
  @Description("Tiers of other programmes whose members start here in a tier.")
  public List<@NonNull TierRecognition> getRecognises() {
    return rule.recognises().stream()
        .map(
            one ->
                new TierRecognition(TypeId.PROGRAMME.encode(one.programme()), one.tier(), one.as()))
        .toList();
  }
}
