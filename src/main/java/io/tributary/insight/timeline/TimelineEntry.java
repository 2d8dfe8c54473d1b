package io.tributary.insight.timeline;

import io.tributary.commerce.history.OrderKey;
import io.tributary.platform.Money;
import io.tributary.platform.TypeId;
import java.time.OffsetDateTime;
import java.util.UUID;
import org.eclipse.microprofile.graphql.Description;
import org.eclipse.microprofile.graphql.Id;
import org.eclipse.microprofile.graphql.Ignore;
import org.eclipse.microprofile.graphql.NonNull;
import org.eclipse.microprofile.graphql.Type;

/**
 * One thing that happened with a customer.
 *
 * @param uuid the id of what it tells of
 * @param sourceId who sent it; null for a merge
 * @param orderKey the order it is or belongs to, or null
 * @param kind the sort
 * @param at when
 * @param title what to show
 * @param channel where, in the channel's words
 * @param amount what was paid or given back
 * @param properties what the channel sent with it
 */
@Type("TimelineEntry")
@Description("One thing that happened with a customer.")
public record TimelineEntry(
    @Ignore UUID uuid,
    @Ignore UUID sourceId,
    @Ignore OrderKey orderKey,
    @NonNull @Description("What sort of thing happened.") TimelineKind kind,
    @NonNull @Description("When it happened.") OffsetDateTime at,
    @Description(
            "What to show beside the kind: an order's number, an event's name, why something was returned, which rule"
                + " merged; null when the channel gave nothing.")
        String title,
    @Description("Where it happened, in the channel's words; null when not said.") String channel,
    @Description("What an order came to or what a return gave back; null for anything else.")
        Money amount,
    @Description("What the channel sent with an event, as a JSON object; null for anything else.")
        String properties) {

  /** The id of what the entry tells of. */
  @Id
  @NonNull
  @Description("TypeID of what the entry tells of: ord_…, ret_…, evt_… or mrg_….")
  public String getId() {
    TypeId type =
        switch (kind) {
          case ORDER -> TypeId.ORDER;
          case RETURN -> TypeId.RETURN;
          case MERGE -> TypeId.MERGE;
          default -> TypeId.EVENT;
        };
    return type.encode(uuid);
  }
}
