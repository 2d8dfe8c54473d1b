package io.tributary.insight.channel;

import io.tributary.identity.SourceKind;
import io.tributary.platform.Money;
import java.time.OffsetDateTime;
import java.util.List;
import org.eclipse.microprofile.graphql.Description;
import org.eclipse.microprofile.graphql.NonNull;
import org.eclipse.microprofile.graphql.Type;

/**
 * Who buys where.
 *
 * @param asOf purchases before it
 * @param computedAt when
 * @param customers who had bought
 * @param orders of theirs
 * @param byFirst by the channel of the first purchase
 * @param byLast by that of the last
 * @param byFavourite by that of most purchases
 * @param crossChannel who bought in two kinds or more
 * @param crossChannelShare of customers
 * @param singleChannel who bought in one channel
 * @param multiChannel who bought in several
 * @param moves from the kind they began with to others
 */
@Type("ChannelCustomers")
@Description("Who buys where: channels, and kinds of source (online, offline, social).")
public record ChannelCustomers(
    @NonNull @Description("Purchases before it.") OffsetDateTime asOf,
    @NonNull @Description("When it was computed.") OffsetDateTime computedAt,
    @Description("Customers who had bought.") int customers,
    @Description("How many orders they had made.") int orders,
    @NonNull @Description("By the channel of the first purchase.") List<@NonNull Group> byFirst,
    @NonNull @Description("By the channel of the last purchase.") List<@NonNull Group> byLast,
    @NonNull @Description("By the channel of most purchases; of several the latest used.")
        List<@NonNull Group> byFavourite,
    @Description("Customers who bought in two kinds of source or more.") int crossChannel,
    @Description("Their share of customers; null without any.") Double crossChannelShare,
    @NonNull @Description("Customers who bought in one channel alone.") Group singleChannel,
    @NonNull @Description("Customers who bought in several channels.") Group multiChannel,
    @NonNull @Description("From the kind of the first purchase to each other one.")
        List<@NonNull Move> moves) {

  /**
   * Customers of a part.
   *
   * @param channel its name; null for a part that is no channel
   * @param customers how many
   * @param share of all
   * @param spend in all
   * @param meanSpend a customer
   */
  @Type("ChannelCustomerGroup")
  @Description("Customers of a channel, or of a number of channels.")
  public record Group(
      @Description("The channel; null for a part that is none.") String channel,
      @Description("How many.") int customers,
      @Description("Their share of all; null without any.") Double share,
      @NonNull @Description("Net value of all their purchases.") Money spend,
      @Description("Of one of them; null without any.") Money meanSpend) {}

  /**
   * From one kind to another.
   *
   * @param from of the first purchase
   * @param to of a later one
   * @param began who began there
   * @param customers who went on
   * @param share of who began
   * @param medianDays it took
   */
  @Type("ChannelMove")
  @Description("Customers who began in one kind of source and bought in another later.")
  public record Move(
      @NonNull @Description("The kind of the first purchase.") SourceKind from,
      @NonNull @Description("The other kind.") SourceKind to,
      @Description("Customers who began there.") int began,
      @Description("Those of them who bought in the other kind.") int customers,
      @Description("customers / began.") Double share,
      @Description("Median days from the first purchase to the first one in the other kind.")
          Double medianDays) {}
}
