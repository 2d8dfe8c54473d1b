package io.tributary.insight.value;

import io.tributary.platform.Money;
import java.time.OffsetDateTime;
import org.eclipse.microprofile.graphql.Description;
import org.eclipse.microprofile.graphql.Type;

/**
 * What a customer is expected to bring.
 *
 * @param value discounted net value of the purchases expected; null for the reason
 * @param reason why value is null
 * @param alive probability that the customer has not left; null without a model
 * @param expectedPurchases purchase days expected within months; null without a model
 * @param expectedPurchase net value expected of one of them; null without a model of it
 * @param months how far ahead it looks
 * @param repeatPurchases purchase days after the first
 * @param asOf the instant it is true for; null without a model
 * @param computedAt when it was computed; null without a model
 */
@Type("LifetimeValue")
@Description("What a customer is expected to bring, by the models that were in force.")
public record LifetimeValue(
    @Description("Discounted net value of the purchases expected; null for the reason beside it.")
        Money value,
    @Description("Why value is null; null when it is not.") LifetimeValueReason reason,
    @Description("The probability that the customer has not left for good, 0 to 1.") Double alive,
    @Description("Purchase days expected within the months ahead.") Double expectedPurchases,
    @Description("Net value expected of one purchase day.") Money expectedPurchase,
    @Description("How many months ahead it looks; a month is 4.345 weeks.") Integer months,
    @Description("Purchase days after the first, by asOf.") Integer repeatPurchases,
    @Description("The instant it is true for; null where no model was in force.")
        OffsetDateTime asOf,
    @Description("When it was computed.") OffsetDateTime computedAt) {

  /** Nothing but a reason. */
  static LifetimeValue none(LifetimeValueReason reason) {
    return new LifetimeValue(null, reason, null, null, null, null, null, null, null);
  }
}
