package io.tributary.insight.churn;

import io.tributary.platform.Money;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.UUID;
import org.eclipse.microprofile.graphql.Description;
import org.eclipse.microprofile.graphql.Ignore;
import org.eclipse.microprofile.graphql.NonNull;
import org.eclipse.microprofile.graphql.Type;

/**
 * How likely a customer is to have left.
 *
 * @param customer whose
 * @param level null for the reason
 * @param absence why there is no level
 * @param reasons what speaks for the level
 * @param nextStep what staff want done at that level; null where nothing is said
 * @param daysSinceLastPurchase local days
 * @param usualGapDays nine of ten gaps are at most that long
 * @param alive probability not to have left
 * @param expectedValueLost value if they are still there, times the odds that they are not
 * @param asOf the instant it is true for
 * @param computedAt when
 */
@Type("Churn")
@Description("How likely a customer is to have left, and why.")
public record Churn(
    @Ignore UUID customer,
    @Description("The level; null for the reason in absence.") ChurnLevel level,
    @Description("Why there is no level; null when there is.") ChurnAbsence absence,
    @NonNull @Description("What speaks for the level; empty at NONE.")
        List<@NonNull ChurnReason> reasons,
    @Description(
            "What staff want done about customers at that level, by setChurnSettings: for campaigns and"
                + " people to act on; null where nothing is said.")
        String nextStep,
    @Description("Local days since the last purchase.") Integer daysSinceLastPurchase,
    @Description(
            "Nine of ten gaps between purchases are at most that many days: the customer's own, with"
                + " fewer than three gaps drawn towards those of their first channel.")
        Double usualGapDays,
    @Description("The probability not to have left; null without a model, 1 for who bought once.")
        Double alive,
    @Description(
            "Lifetime value if the customer is still there, times the probability that they are not;"
                + " null without a value.")
        Money expectedValueLost,
    @Description("The instant it is true for.") OffsetDateTime asOf,
    @Description("When it was computed.") OffsetDateTime computedAt) {

  /** Nothing but a reason. */
  static Churn none(UUID customer, ChurnAbsence absence) {
    return new Churn(customer, null, absence, List.of(), null, null, null, null, null, null, null);
  }
}
