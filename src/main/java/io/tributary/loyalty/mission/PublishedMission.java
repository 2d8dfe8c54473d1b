package io.tributary.loyalty.mission;

import io.tributary.graphql.Node;
import io.tributary.loyalty.bonus.BonusWindow;
import io.tributary.platform.FactKeys;
import io.tributary.platform.TypeId;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.util.List;
import java.util.UUID;
import org.eclipse.microprofile.graphql.Description;
import org.eclipse.microprofile.graphql.Id;
import org.eclipse.microprofile.graphql.Ignore;
import org.eclipse.microprofile.graphql.NonNull;
import org.eclipse.microprofile.graphql.Type;

/**
 * A published version of a mission.
 *
 * @param uuid the mission's id
 * @param programmeId whose
 * @param zone the programme's
 * @param name unique within the programme
 * @param terms what it asks for and gives
 * @param number the version
 * @param effectiveFrom for what members do from then on
 * @param publishedAt when it was published
 * @param publishedBy who published it
 */
@Type("Mission")
@Description("Something that members do in steps for a reward, as a version of it says.")
public record PublishedMission(
    @Ignore UUID uuid,
    @Ignore UUID programmeId,
    @Ignore ZoneId zone,
    @NonNull @Description("Unique within the programme.") String name,
    @Ignore MissionTerms terms,
    @Description("The version, from 1.") int number,
    @NonNull @Description("The version holds for what members do from then on.")
        OffsetDateTime effectiveFrom,
    @NonNull @Description("When the version was published.") OffsetDateTime publishedAt,
    @NonNull @Description("Who published the version: the token's name.") String publishedBy)
    implements Node {

  @Override
  @Id
  @NonNull
  @Description("TypeID msn_….")
  public String getId() {
    return TypeId.MISSION.encode(uuid);
  }

  /** From when. */
  @NonNull
  @Description("What members do from then on counts.")
  public OffsetDateTime getSince() {
    return FactKeys.utc(terms.since());
  }

  /** Until when. */
  @Description("What members do before counts; null for no end.")
  public OffsetDateTime getUntil() {
    return FactKeys.utc(terms.until());
  }

  /** For whom. */
  @NonNull
  @Description("Only what members of these tiers do counts; empty for everybody.")
  public List<@NonNull String> getTiers() {
    return terms.tiers();
  }

  /** Whether members join. */
  @Description("Whether members take part only from when they have joined.")
  public boolean isJoined() {
    return terms.joined();
  }

  /** Whether in order. */
  @Description("Whether a step counts only what is done after the one before it was taken.")
  public boolean isOrdered() {
    return terms.ordered();
  }

  /** The steps. */
  @NonNull
  @Description("The steps.")
  public List<@NonNull MissionStep> getSteps() {
    return terms.steps();
  }

  /** In what windows. */
  @NonNull
  @Description("In what window it can be completed so many times.")
  public BonusWindow getPer() {
    return terms.per();
  }

  /** How often. */
  @Description("How often it can be completed in each window.")
  public int getTimes() {
    return terms.times();
  }

  /** What it gives. */
  @NonNull
  @Description("What each completion gives.")
  public MissionReward getReward() {
    return new MissionReward(terms.currency(), terms.points(), terms.coupon(), terms.reward());
  }
}
