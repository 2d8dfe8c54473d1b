package io.tributary.loyalty.ledger;

import io.tributary.graphql.Node;
import io.tributary.platform.TypeId;
import java.time.OffsetDateTime;
import java.util.UUID;
import org.eclipse.microprofile.graphql.Description;
import org.eclipse.microprofile.graphql.Id;
import org.eclipse.microprofile.graphql.Ignore;
import org.eclipse.microprofile.graphql.NonNull;
import org.eclipse.microprofile.graphql.Type;

/**
 * An entry of the ledger: the sum over the accounts that it touched.
 *
 * @param uuid the id
 * @param kind what it is about
 * @param points how many; below 0 when they went
 * @param reference what it was for, in the caller's words
 * @param reason why
 * @param actor who asked
 * @param occurredAt when it happened
 * @param recordedAt when it came into the ledger
 */
@Type("PointsEntry")
@Description(
    "An entry of the points ledger. It is never changed; what takes it back is another entry.")
public record PointsEntry(
    @Ignore UUID uuid,
    @NonNull @Description("What it is about.") EntryKind kind,
    @Description("How many points came, or went when below 0.") long points,
    @Description("What it was for, in the caller's words: an order, a receipt.") String reference,
    @Description("Why, when it was said.") String reason,
    @Ignore String actor,
    @NonNull
        @Description(
            "When it happened; points expire at the end of their last day, whenever the job comes.")
        OffsetDateTime occurredAt,
    @NonNull @Description("When it came into the ledger.") OffsetDateTime recordedAt)
    implements Node {

  @Override
  @Id
  @NonNull
  @Description("TypeID pte_….")
  public String getId() {
    return TypeId.POINTS_ENTRY.encode(uuid);
  }
}
