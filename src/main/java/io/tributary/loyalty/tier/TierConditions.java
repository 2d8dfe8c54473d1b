package io.tributary.loyalty.tier;

import java.util.List;
import org.eclipse.microprofile.graphql.Description;
import org.eclipse.microprofile.graphql.NonNull;
import org.eclipse.microprofile.graphql.Type;

/**
 * Conditions that must all be met.
 *
 * @param allOf the conditions
 */
@Type("TierConditions")
@Description("Conditions that must all be met.")
public record TierConditions(
    @NonNull @Description("The conditions.") List<@NonNull TierCondition> allOf) {

  /** Alternatives as the API shows them. */
  static List<TierConditions> of(List<List<Condition>> anyOf, String currency) {
    return anyOf.stream()
        .map(
            all ->
                new TierConditions(
                    all.stream().map(one -> TierCondition.of(one, currency)).toList()))
        .toList();
  }
}
