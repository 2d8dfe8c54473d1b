package io.tributary.commerce.history;

import io.tributary.graphql.Node;
import io.tributary.platform.Money;
import io.tributary.platform.TypeId;
import java.math.BigDecimal;
import java.time.OffsetDateTime;
import java.util.UUID;
import org.eclipse.microprofile.graphql.Description;
import org.eclipse.microprofile.graphql.Id;
import org.eclipse.microprofile.graphql.Ignore;
import org.eclipse.microprofile.graphql.NonNull;
import org.eclipse.microprofile.graphql.Type;

/**
 * Money given back for an order.
 *
 * @param uuid the id
 * @param orderKey its order
 * @param externalId the channel's id of it
 * @param returnedAt when
 * @param amount what was given back
 * @param whole whether the channel named no amount
 * @param sku the product
 * @param quantity pieces
 * @param reason in the channel's words
 */
@Type("OrderReturn")
@Description("Money given back for an order.")
public record OrderReturn(
    @Ignore UUID uuid,
    @Ignore OrderKey orderKey,
    @Description("The channel's own id of it; null when it gave none.") String externalId,
    @NonNull @Description("When it was given back.") OffsetDateTime returnedAt,
    @NonNull
        @Description(
            "What was given back, as sent; of a return that named no amount, all that the others leave.")
        Money amount,
    @Description("Whether the channel named no amount, so that it is for all that is left.")
        boolean whole,
    @Description("The article number; null when not said.") String sku,
    @Description("Pieces; null when not said.") BigDecimal quantity,
    @Description("Why, in the channel's words; null when not said.") String reason)
    implements Node {

  @Override
  @Id
  @NonNull
  @Description("TypeID ret_….")
  public String getId() {
    return TypeId.RETURN.encode(uuid);
  }
}
