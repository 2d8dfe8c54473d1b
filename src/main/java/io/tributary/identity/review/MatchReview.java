package io.tributary.identity.review;

import io.tributary.graphql.Node;
import io.tributary.identity.IdentifierKind;
import io.tributary.platform.TypeId;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.UUID;
import org.eclipse.microprofile.graphql.Description;
import org.eclipse.microprofile.graphql.Enum;
import org.eclipse.microprofile.graphql.Id;
import org.eclipse.microprofile.graphql.Ignore;
import org.eclipse.microprofile.graphql.NonNull;
import org.eclipse.microprofile.graphql.Type;

/** Two customers that a rule would merge and a guard holds apart, until staff decide. */
@Type("MatchReview")
@Description("Two customers that a rule would merge and a guard holds apart, until staff decide.")
public record MatchReview(
    @Ignore UUID uuid,
    @Ignore UUID customerId,
    @Ignore UUID otherId,
    @Ignore UUID mergeId,
    @NonNull
        @Description(
            "What holds them apart: a guard such as VETO or VALUES_PER_CUSTOMER, or why a score is not enough; or"
                + " MODEL_DOUBTS: a newer model does not support the merge that made them one.")
        String guard,
    @NonNull @Description("The kinds of identifier that tie them.")
        List<@NonNull IdentifierKind> evidence,
    @NonNull @Description("Whether it is decided.") State state,
    @NonNull @Description("When it was opened.") OffsetDateTime openedAt,
    @Description("When it was decided.") OffsetDateTime decidedAt,
    @Description("Who decided it.") String decidedBy,
    @Description("What they gave as the reason.") String reason,
    @Description(
            "The probability that both are one person, by a model and whatever the guard says, 0 to 1; null while"
                + " one of them says nothing that can be compared.")
        Double score,
    @Description("The version of the model; null without a score.") Integer modelVersion,
    @NonNull @Description("What each compared field added to the score; empty without one.")
        List<@NonNull ScoredField> fields,
    @Description("How probably the answer is SAME, 0 to 1: the score, or what the guard suggests.")
        double likelihood,
    @Description("How many orders the customer of the two with fewer of them has.") int stake,
    @Description(
            "likelihood, of a doubt 1 - likelihood, x (1 + stake): the queue is worked from the highest.")
        double priority)
    implements Node {

  /**
   * What one compared field added to a score.
   *
   * @param field which
   * @param level how closely both agree
   * @param weight in bits
   */
  @Type("MatchReviewField")
  @Description("What one compared field added to a score.")
  public record ScoredField(
      @NonNull @Description("The field.") String field,
      @NonNull @Description("How closely both agree.") String level,
      @Description("In bits: +1 makes one person twice as likely, -1 half as likely.")
          double weight) {}

  /** Whether a review is decided, and how. */
  @Enum("MatchReviewState")
  @Description("Whether a review is decided, and how.")
  public enum State {
    /** Nobody has decided. */
    OPEN,
    /** One person: they were merged. */
    SAME,
    /** Two people: no rule may merge them. */
    DIFFERENT,
    /** Looked at and left as it is on purpose. */
    UNDECIDED,
    /** A newer model would not ask: closed by a rule, and asked again when that changes. */
    OBSOLETE
  }

  /** The guard of a review that asks whether to undo a merge. */
  static final String DOUBT = "MODEL_DOUBTS";

  /** Whether it asks whether to undo a merge. */
  boolean doubts() {
    return guard.equals(DOUBT);
  }

  /** The merge that it doubts, or that answered it. */
  @Id
  @Description("The merge that it doubts, or that answered it; null when there is none.")
  public String getMerge() {
    return mergeId == null ? null : TypeId.MERGE.encode(mergeId);
  }

  @Override
  @Id
  @NonNull
  @Description("TypeID rev_….")
  public String getId() {
    return TypeId.REVIEW.encode(uuid);
  }
}
