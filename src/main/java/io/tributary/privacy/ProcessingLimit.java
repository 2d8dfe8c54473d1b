package io.tributary.privacy;

import java.time.OffsetDateTime;
import org.eclipse.microprofile.graphql.Description;
import org.eclipse.microprofile.graphql.Enum;
import org.eclipse.microprofile.graphql.NonNull;
import org.eclipse.microprofile.graphql.Type;

/**
 * A restriction or an objection that holds.
 *
 * @param kind which
 * @param since since when
 */
@Type("ProcessingLimit")
@Description("A restriction or an objection that holds.")
public record ProcessingLimit(
    @NonNull @Description("Which of the two.") Kind kind,
    @NonNull @Description("Since when.") OffsetDateTime since) {
  /** What a person put a limit to. */
  @Enum("ProcessingLimitKind")
  @Description("What a person put a limit to.")
  public enum Kind {
    /** Data are kept and hardly used: no churn, no comparing with others, no consent permits. */
    RESTRICTION,
    /** No profiling and no marketing: no churn, no consent permits. */
    OBJECTION
  }
}
