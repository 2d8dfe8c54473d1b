package io.tributary.loyalty.payment;

import io.tributary.platform.Money;
import org.eclipse.microprofile.graphql.Description;
import org.eclipse.microprofile.graphql.NonNull;
import org.eclipse.microprofile.graphql.Type;

/**
 * What points are worth as money on an order.
 *
 * @param points so many points
 * @param worth are worth this
 * @param minimumPoints the fewest that pay for an order
 * @param maximumPoints the most that pay for one; null for no limit
 * @param maximumShare per cent of an order's total that points may pay
 */
@Type("PointsPaymentRule")
@Description("What points are worth as money on an order.")
public record PointsPaymentRule(
    @Description("So many points …") long points,
    @NonNull @Description("… are worth this.") Money worth,
    @Description("The fewest that pay for an order.") long minimumPoints,
    @Description("The most that pay for one; null for no limit.") Long maximumPoints,
    @Description("Per cent of an order's total that points may pay.") int maximumShare) {

  static PointsPaymentRule of(PaymentRule rule, String money) {
    return new PointsPaymentRule(
        rule.points(),
        new Money(rule.worthMinor(), money),
        rule.minimum(),
        rule.maximum(),
        rule.share());
  }
}
