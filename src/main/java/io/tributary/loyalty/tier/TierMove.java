package io.tributary.loyalty.tier;

import java.util.List;
import org.eclipse.microprofile.graphql.Description;
import org.eclipse.microprofile.graphql.Enum;
import org.eclipse.microprofile.graphql.Id;
import org.eclipse.microprofile.graphql.NonNull;
import org.eclipse.microprofile.graphql.Type;

/**
 * What a new policy changes for one member.
 *
 * @param kind which way
 * @param customerId whose, a TypeID
 * @param from the tier before; null when newly enrolled
 * @param to the tier after
 * @param reasons why
 */
@Type("TierMove")
@Description("What a new policy changes for one member.")
public record TierMove(
    @NonNull @Description("Which way.") Kind kind,
    @Id @NonNull @Description("TypeID of the customer.") String customerId,
    @Description("The tier before; null when newly enrolled.") String from,
    @NonNull @Description("The tier after.") String to,
    @NonNull @Description("Sentences that say why.") List<@NonNull String> reasons) {

  /** Which way a member moves. */
  @Enum("TierMoveKind")
  @Description("Which way a member moves.")
  public enum Kind {
    /** To a higher tier. */
    UP,
    /** To a lower tier. */
    DOWN,
    /** Into the programme. */
    ENROLLED
  }
}
