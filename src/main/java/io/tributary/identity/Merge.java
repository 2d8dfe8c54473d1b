package io.tributary.identity;

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

/** A merge of two customers, as it happened; it can be undone at any time. */
@Type("Merge")
@Description("A merge of two customers, as it happened; it can be undone at any time.")
public record Merge(
    @Ignore UUID uuid,
    @Ignore UUID survivorId,
    @Ignore UUID absorbedId,
    @NonNull
        @Description(
            "IDENTIFIER: a shared value; LINK: a source said so; SCORE: much agrees, see matchScore; MANUAL: staff"
                + " decided.")
        String rule,
    @NonNull @Description("Who: \"rule\", or the subject of a token.") String actor,
    @Description("What staff gave as the reason.") String reason,
    @NonNull @Description("The kinds of identifier that it rests on.")
        List<@NonNull IdentifierKind> evidence,
    @NonNull @Description("When.") OffsetDateTime mergedAt,
    @Description("When it was undone; null while it holds.") OffsetDateTime unmergedAt,
    @Description("Who undid it.") String unmergedBy,
    @Description("How many profiles it moved.") int profilesMoved)
    implements Node {

  @Override
  @Id
  @NonNull
  @Description("TypeID mrg_….")
  public String getId() {
    return TypeId.MERGE.encode(uuid);
  }

  /** The id of the customer that stands for both. */
  @Id
  @NonNull
  @Description("The customer that stands for both.")
  public String getSurvivorCustomerId() {
    return TypeId.CUSTOMER.encode(survivorId);
  }

  /** The id of the customer that was merged away. */
  @Id
  @NonNull
  @Description("The customer that was merged away; its id keeps resolving.")
  public String getAbsorbedCustomerId() {
    return TypeId.CUSTOMER.encode(absorbedId);
  }
}
