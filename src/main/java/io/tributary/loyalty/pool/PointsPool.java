package io.tributary.loyalty.pool;

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
 * Members who share what they have of one currency.
 *
 * @param uuid the id
 * @param currencyId of what
 * @param name what staff call it
 * @param memberLimit how many people it may have
 * @param createdAt when it was made
 */
@Type("PointsPool")
@Description(
    "A household's members who share what they have of one currency: each spends from all, what ends first before the"
        + " others; what each earned stays theirs when they leave.")
public record PointsPool(
    @Ignore UUID uuid,
    @Ignore UUID currencyId,
    @NonNull @Description("What staff call it.") String name,
    @Description("How many people it may have.") int memberLimit,
    @NonNull @Description("When it was made.") OffsetDateTime createdAt)
    implements Node {

  @Override
  @Id
  @NonNull
  @Description("TypeID ppl_….")
  public String getId() {
    return TypeId.POINTS_POOL.encode(uuid);
  }
}
