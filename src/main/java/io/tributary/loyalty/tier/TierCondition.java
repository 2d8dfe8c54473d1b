package io.tributary.loyalty.tier;

import io.tributary.platform.Money;
import org.eclipse.microprofile.graphql.Description;
import org.eclipse.microprofile.graphql.NonNull;
import org.eclipse.microprofile.graphql.Type;

/**
 * So much of one measure.
 *
 * @param measure what is counted
 * @param amount how much, in whole units
 */
@Type("TierCondition")
@Description("So much of one measure.")
public record TierCondition(
    @NonNull @Description("What is counted.") TierMeasure measure,
    @NonNull
        @Description(
            "How much: money in whole units of the programme's currency (\"99.50\"), else a whole number (\"12\").")
        String amount) {

  /** As the API shows it. */
  static TierCondition of(Condition condition, String currency) {
    return new TierCondition(
        condition.measure(), amount(condition.measure(), condition.minimum(), currency));
  }

  /** An amount of a measure. */
  static String amount(TierMeasure measure, long amount, String currency) {
    return measure == TierMeasure.NET_SPEND
        ? new Money(amount, currency).getAmount()
        : Long.toString(amount);
  }
}
