package io.tributary.identity.quality;

import io.tributary.platform.TypeId;
import java.time.OffsetDateTime;
import java.util.UUID;
import org.eclipse.microprofile.graphql.Description;
import org.eclipse.microprofile.graphql.Enum;
import org.eclipse.microprofile.graphql.Id;
import org.eclipse.microprofile.graphql.Ignore;
import org.eclipse.microprofile.graphql.NonNull;

/**
 * A pair of a sample.
 *
 * @param sample of which
 * @param profile one
 * @param other the other
 * @param number from 1
 * @param stratum its stratum
 * @param score when it was drawn
 * @param why the score, field by field
 * @param label null while nobody has decided
 * @param reason why
 * @param labelledBy who
 * @param labelledAt when
 */
@Description("A pair of profiles of a sample. Label it without looking at stratum and score first.")
public record SampledPair(
    @Ignore UUID sample,
    @Ignore UUID profile,
    @Ignore UUID other,
    @Description("Its number within the sample, from 1.") int number,
    @NonNull @Description("Its stratum.") String stratum,
    @Description("The probability that both are one person, when it was drawn.") double score,
    @NonNull @Description("The score field by field, in words.") String why,
    @Description("What somebody said; null while nobody has.") Label label,
    @Description("Why.") String reason,
    @Description("Who said it last.") String labelledBy,
    @Description("When it was said last.") OffsetDateTime labelledAt) {

  /** What somebody says of a pair. */
  @Enum("PairLabel")
  @Description("What somebody who looked says of a pair.")
  public enum Label {
    /** One person. */
    SAME,
    /** Two people. */
    DIFFERENT,
    /** Cannot be told. */
    UNSURE
  }

  /** The one profile. */
  @Id
  @NonNull
  @Description("The one profile.")
  public String getProfileId() {
    return TypeId.PROFILE.encode(profile);
  }

  /** The other profile. */
  @Id
  @NonNull
  @Description("The other profile.")
  public String getOtherProfileId() {
    return TypeId.PROFILE.encode(other);
  }
}
