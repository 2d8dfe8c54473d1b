package io.tributary.insight.attribution;

import io.tributary.platform.Money;
import java.time.OffsetDateTime;
import java.util.List;
import org.eclipse.microprofile.graphql.Description;
import org.eclipse.microprofile.graphql.NonNull;
import org.eclipse.microprofile.graphql.Type;

/**
 * The models side by side.
 *
 * @param from sales from then on; null for given paths
 * @param asOf sales until then; null for given paths
 * @param computedAt when
 * @param customers whose sales they are; null for given paths
 * @param conversions sales with a touch before them
 * @param value of these sales
 * @param unattributed sales without a touch
 * @param unattributedValue of those
 * @param lostPaths touches that no sale followed, as paths
 * @param conversionProbability of the Markov chain; null without paths
 * @param groupedChannels channels that are told as one, OTHER; null for given paths
 * @param models each model's credits
 */
@Type("AttributionReport")
@Description("Which channels bring sales, by seven models side by side.")
public record AttributionReport(
    @Description("Sales at that instant or later; null for given paths.") OffsetDateTime from,
    @Description("Sales before that instant; null for given paths.") OffsetDateTime asOf,
    @NonNull @Description("When it was computed.") OffsetDateTime computedAt,
    @Description("Customers whose sales they are; null for given paths.") Integer customers,
    @Description("Sales that had a touch within the lookback.") int conversions,
    @NonNull @Description("Net value of these sales, which each model divides.") Money value,
    @Description("Sales without a touch, which no model divides.") int unattributed,
    @NonNull @Description("Net value of those.") Money unattributedValue,
    @Description("Customers' touches that no sale has followed, each customer's being one path.")
        int lostPaths,
    @Description("The probability, by the Markov chain, that a path ends in a sale.")
        Double conversionProbability,
    @Description(
            "How many channels with few touches are told as one, OTHER: 200 are told apart at most."
                + " Null for given paths.")
        Integer groupedChannels,
    @NonNull @Description("Each model's credits.") List<@NonNull ModelCredits> models) {

  /** Of what a rule has seen. */
  static AttributionReport of(
      AttributionRule rule,
      String currency,
      OffsetDateTime from,
      OffsetDateTime asOf,
      OffsetDateTime computedAt) {
    return new AttributionReport(
        from,
        asOf,
        computedAt,
        rule.rests() == null ? null : rule.rests().customers(),
        (int) rule.attributed(),
        new Money(rule.attributedMinor(), currency),
        (int) rule.unattributed(),
        new Money(rule.unattributedMinor(), currency),
        (int) rule.lost(),
        rule.conversion(),
        rule.rests() == null ? null : rule.rests().grouped(),
        java.util.Arrays.stream(AttributionModel.values())
            .map(model -> new ModelCredits(model, credits(rule, model, currency)))
            .toList());
  }

  private static List<ChannelCredit> credits(
      AttributionRule rule, AttributionModel model, String currency) {
    return rule.credits(model).stream()
        .map(
            given ->
                new ChannelCredit(
                    given.channel(),
                    given.conversions(),
                    rule.attributed() == 0 ? null : given.conversions() / rule.attributed(),
                    new Money(given.minor(), currency),
                    given.removalEffect()))
        .toList();
  }
}
