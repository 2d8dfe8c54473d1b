package io.tributary.identity;

import io.tributary.graphql.Node;
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
    @NonNull @Description("The guard that holds them apart, such as VETO or VALUES_PER_CUSTOMER.")
        String guard,
    @NonNull @Description("The kinds of identifier that tie them.")
        List<@NonNull IdentifierKind> evidence,
    @NonNull @Description("Whether it is decided.") State state,
    @NonNull @Description("When it was opened.") OffsetDateTime openedAt,
    @Description("When it was decided.") OffsetDateTime decidedAt,
    @Description("Who decided it.") String decidedBy,
    @Description("What they gave as the reason.") String reason)
    implements Node {

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
    /** Looked at, and left open on purpose. */
    UNDECIDED
  }

  @Override
  @Id
  @NonNull
  @Description("TypeID rev_….")
  public String getId() {
    return TypeId.REVIEW.encode(uuid);
  }
}
