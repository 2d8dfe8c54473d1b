package io.tributary.loyalty.referral;

import io.tributary.graphql.Node;
import io.tributary.loyalty.bonus.BonusWindow;
import io.tributary.platform.Money;
import io.tributary.platform.TypeId;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.eclipse.microprofile.graphql.Description;
import org.eclipse.microprofile.graphql.Id;
import org.eclipse.microprofile.graphql.Ignore;
import org.eclipse.microprofile.graphql.NonNull;
import org.eclipse.microprofile.graphql.Type;

/**
 * A published version of what referrals give.
 *
 * @param uuid the id
 * @param programmeId whose
 * @param money the programme's currency, ISO 4217
 * @param zone the programme's
 * @param terms what it says
 * @param number the version
 * @param effectiveFrom for codes that are used from then on
 * @param endsAt for codes that are used before; null for no end
 * @param publishedAt when it was published
 * @param publishedBy who published it
 */
@Type("ReferralPolicy")
@Description("A published version of what referrals give. It is never changed.")
public record PublishedReferralPolicy(
    @Ignore UUID uuid,
    @Ignore UUID programmeId,
    @Ignore String money,
    @Ignore ZoneId zone,
    @Ignore ReferralTerms terms,
    @Description("The version, from 1.") int number,
    @NonNull @Description("It holds for codes that are used from then on.")
        OffsetDateTime effectiveFrom,
    @Description("It holds for codes that are used before; null for no end.") OffsetDateTime endsAt,
    @NonNull @Description("When it was published.") OffsetDateTime publishedAt,
    @NonNull @Description("Who published it: the token's name.") String publishedBy)
    implements Node {

  /** The version of a programme that holds for a code that is used at an instant. */
  static Optional<PublishedReferralPolicy> at(
      List<PublishedReferralPolicy> versions, UUID programme, Instant at) {
    return versions.stream()
        .filter(version -> version.programmeId().equals(programme))
        .filter(version -> !version.effectiveFrom().toInstant().isAfter(at))
        .max(
            Comparator.comparing((PublishedReferralPolicy v) -> v.effectiveFrom().toInstant())
                .thenComparing(PublishedReferralPolicy::number))
        .filter(version -> version.endsAt() == null || at.isBefore(version.endsAt().toInstant()));
  }

  @Override
  @Id
  @NonNull
  @Description("TypeID rfp_….")
  public String getId() {
    return TypeId.REFERRAL_POLICY.encode(uuid);
  }

  /** The code of the points. */
  @NonNull
  @Description("The code of the points that it gives.")
  public String getCurrency() {
    return terms.currency();
  }

  /** What the referrer gets. */
  @NonNull
  @Description("What a member gets who brought a new customer.")
  public ReferralReward getReferrer() {
    return terms.referrer();
  }

  /** What the new customer gets. */
  @NonNull
  @Description("What the new customer gets.")
  public ReferralReward getReferred() {
    return terms.referred();
  }

  /** What qualifies. */
  @NonNull
  @Description("What the new customer must do for it.")
  public ReferralQualification getQualifiesBy() {
    return terms.qualifiesBy();
  }

  /** What the order must be worth. */
  @NonNull
  @Description("What the order must be worth after its returns.")
  public Money getMinimumSpend() {
    return new Money(terms.minimumMinor(), money);
  }

  /** In what time. */
  @Description(
      "Local days after the use of the code in which the order must be made; null for ever.")
  public Integer getWithinDays() {
    return terms.withinDays();
  }

  /** How long points wait. */
  @Description(
      "Local days after the order for which the points cannot be used yet, as long as goods may be returned; null for"
          + " what the currency says.")
  public Integer getPendingDays() {
    return terms.pendingDays();
  }

  /** In what windows. */
  @NonNull
  @Description("In what window a referrer's limit holds.")
  public BonusWindow getPer() {
    return terms.per();
  }

  /** How many in a window. */
  @Description("Rewarded referrals of one referrer in each window; null for no limit.")
  public Integer getLimitPerWindow() {
    return terms.limitPerWindow();
  }

  /** How many in all. */
  @Description("Rewarded referrals of one referrer in all; null for no limit.")
  public Integer getLimitInAll() {
    return terms.limitInAll();
  }

  /** How many points. */
  @Description("Points that this version gives to all sides together; null for no limit.")
  public Long getBudget() {
    return terms.budget();
  }
}
