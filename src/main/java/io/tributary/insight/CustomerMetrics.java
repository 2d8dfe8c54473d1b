package io.tributary.insight;

import io.tributary.platform.Money;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.UUID;
import org.eclipse.microprofile.graphql.Description;
import org.eclipse.microprofile.graphql.Ignore;
import org.eclipse.microprofile.graphql.NonNull;
import org.eclipse.microprofile.graphql.Type;

/**
 * Figures about one customer, over all their orders that count: paid, neither cancelled nor
 * refunded in full.
 *
 * @param customer whose figures they are
 * @param orders how many
 * @param purchaseDays on how many local days
 * @param netSpend paid less refunded, when in one currency
 * @param netSpendReason why netSpend is null
 * @param netSpendByCurrency paid less refunded, in each currency
 * @param firstPurchaseAt null without a purchase
 * @param lastPurchaseAt null without a purchase
 * @param daysSinceLastPurchase local days; null without a purchase
 * @param asOf the instant they are true for
 * @param computedAt when; null without a purchase
 */
@Type("CustomerMetrics")
@Description(
    "Figures about one customer over all their orders that count: paid, neither cancelled nor"
        + " refunded in full, of every profile. They follow the facts within about a second.")
public record CustomerMetrics(
    @Ignore UUID customer,
    @Description("How many orders.") int orders,
    @Description("On how many local days of the reporting time zone they bought.") int purchaseDays,
    @Description("Paid less refunded; null with netSpendReason when that is not one amount.")
        Money netSpend,
    @Description("Why netSpend is null; null when it is not.") NetSpendReason netSpendReason,
    @NonNull @Description("Paid less refunded, in each currency paid in, by code.")
        List<@NonNull Money> netSpendByCurrency,
    @Description("When they first bought; null without a purchase.") OffsetDateTime firstPurchaseAt,
    @Description("When they last bought; null without a purchase.") OffsetDateTime lastPurchaseAt,
    @Description(
            "Local days of the reporting time zone since they last bought; null without a"
                + " purchase.")
        Integer daysSinceLastPurchase,
    @NonNull @Description("The instant they are true for: later purchases do not exist.")
        OffsetDateTime asOf,
    @Description("When they were computed; null without a purchase.") OffsetDateTime computedAt) {

  /** Someone who bought nothing that counts. */
  static CustomerMetrics none(UUID customer, OffsetDateTime asOf) {
    return new CustomerMetrics(
        customer, 0, 0, null, NetSpendReason.NO_PURCHASES, List.of(), null, null, null, asOf, null);
  }

  /** Someone who bought something; {@code spent} has an amount for each currency. */
  static CustomerMetrics of(
      UUID customer,
      int orders,
      int purchaseDays,
      List<Money> spent,
      OffsetDateTime first,
      OffsetDateTime last,
      int daysSinceLast,
      OffsetDateTime asOf,
      OffsetDateTime computedAt) {
    boolean one = spent.size() == 1;
    return new CustomerMetrics(
        customer,
        orders,
        purchaseDays,
        one ? spent.get(0) : null,
        one ? null : NetSpendReason.SEVERAL_CURRENCIES,
        spent,
        first,
        last,
        daysSinceLast,
        asOf,
        computedAt);
  }
}
