package io.tributary.commerce.history;

import io.tributary.commerce.OrderStatus;
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
 * A sale.
 *
 * @param key what finds its rows
 * @param sourceId who sent it
 * @param storeId the store, or null
 * @param externalId the channel's id of it
 * @param orderedAt when
 * @param status how far it has come
 * @param counts whether figures count it
 * @param channel where it happened, in the channel's words
 * @param total what was owed
 * @param shipping of it, shipping
 * @param tax of it, tax
 * @param discount what was taken off before
 * @param pointsPaid of it, paid with points
 * @param refunded what counts as given back
 * @param net what figures count of it
 * @param quantity pieces
 * @param deliveredAt when the customer had it
 */
@Type("Order")
@Description("A sale, in whatever channel.")
public record Order(
    @Ignore OrderKey key,
    @Ignore UUID sourceId,
    @Ignore UUID storeId,
    @NonNull @Description("The channel's own id of it, unique within its source.")
        String externalId,
    @NonNull @Description("When it was placed.") OffsetDateTime orderedAt,
    @NonNull @Description("How far it has come.") OrderStatus status,
    @Description(
            "Whether figures count it: paid, and neither cancelled nor returned in full. A gift over 0 counts.")
        boolean counts,
    @Description("Where it happened, in the channel's words; null when not said.") String channel,
    @NonNull
        @Description(
            "What the customer owed, tax, shipping and points included; the sum of the lines while only these came.")
        Money total,
    @NonNull @Description("Of the total, shipping.") Money shipping,
    @NonNull @Description("Of the total, tax.") Money tax,
    @NonNull @Description("What was taken off before the total.") Money discount,
    @NonNull @Description("Of the total, paid with points.") Money pointsPaid,
    @NonNull @Description("What was given back; at most the total.") Money refunded,
    @NonNull
        @Description(
            "What figures count of it: total less refunded, and less tax, shipping and points where the sales rule"
                + " leaves these out; 0 when it does not count.")
        Money net,
    @Description("Pieces: as the order says, else as its lines add up; null when neither says.")
        BigDecimal quantity,
    @Description(
            "When the customer had it: the earliest time that was said; null while it was not.")
        OffsetDateTime deliveredAt)
    implements Node {

  @Override
  @Id
  @NonNull
  @Description("TypeID ord_….")
  public String getId() {
    return TypeId.ORDER.encode(key.orderId());
  }
}
