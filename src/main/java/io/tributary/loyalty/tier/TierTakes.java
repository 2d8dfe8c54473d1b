package io.tributary.loyalty.tier;

import io.tributary.graphql.ApiException;
import io.tributary.platform.Money;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/** Reads what a tier takes from what staff sent, or says which field is wrong. */
final class TierTakes {
  private static final int MOST_ALTERNATIVES = 10;
  private static final long MOST = 1_000_000_000_000L;

  private TierTakes() {}

  /** What a tier takes, and the field that says so. */
  record Taken(Requirement requirement, String field) {}

  /** What an input describes. INVALID_INPUT with the path of the field at fault. */
  static Taken of(String path, TierInput input, TierMeasure measure, String currency) {
    boolean invited = Boolean.TRUE.equals(input.byInvitation());
    long said =
        Stream.of(input.minimumSpend(), input.minimum(), input.anyOf())
                .filter(one -> one != null)
                .count()
            + (invited ? 1 : 0);
    if (said != 1) {
      throw ApiException.invalid(
          path, "A tier takes one of minimumSpend, minimum and anyOf, or is by invitation.");
    }
    if (invited) {
      return new Taken(Requirement.INVITATION, path + ".byInvitation");
    }
    if (input.anyOf() != null) {
      return new Taken(anyOf(path + ".anyOf", input.anyOf(), currency), path + ".anyOf");
    }
    boolean spend = input.minimumSpend() != null;
    TierMeasure of = spend ? TierMeasure.NET_SPEND : measure;
    String field = path + (spend ? ".minimumSpend" : ".minimum");
    long minimum = amount(field, of, spend ? input.minimumSpend() : input.minimum(), 0, currency);
    return new Taken(minimum == 0 ? Requirement.NOTHING : Requirement.of(of, minimum), field);
  }

  private static Requirement anyOf(String path, List<TierConditionsInput> anyOf, String currency) {
    if (anyOf.isEmpty() || anyOf.size() > MOST_ALTERNATIVES) {
      throw ApiException.invalid(path, "1 to " + MOST_ALTERNATIVES + " alternatives.");
    }
    return new Requirement(
        Stream.iterate(0, i -> i < anyOf.size(), i -> i + 1)
            .map(i -> allOf(path + "[" + i + "].allOf", anyOf.get(i).allOf(), currency))
            .toList());
  }

  private static List<Condition> allOf(
      String path, List<TierConditionInput> allOf, String currency) {
    Set<TierMeasure> measures = EnumSet.noneOf(TierMeasure.class);
    if (allOf.isEmpty() || !allOf.stream().allMatch(one -> measures.add(one.measure()))) {
      throw ApiException.invalid(path, "1 to 4 conditions, each of another measure.");
    }
    return Stream.iterate(0, i -> i < allOf.size(), i -> i + 1)
        .map(
            i -> {
              TierConditionInput one = allOf.get(i);
              String field = path + "[" + i + "].minimum";
              return new Condition(
                  one.measure(), amount(field, one.measure(), one.minimum(), 1, currency));
            })
        .toList();
  }

  /** An amount of a measure: minor units of money, or a whole number. */
  private static long amount(
      String field, TierMeasure measure, String text, long least, String currency) {
    if (measure == TierMeasure.NET_SPEND) {
      return Money.minorUnits(text, currency)
          .filter(minor -> minor >= least)
          .orElseThrow(
              () ->
                  ApiException.invalid(
                      field,
                      "A minimum spend is an amount in whole units of "
                          + currency
                          + " with no more decimals than it has, such as 5000."));
    }
    try {
      long amount = Long.parseLong(text.strip());
      if (amount >= least && amount <= MOST) {
        return amount;
      }
    } catch (NumberFormatException e) {
      // told below, like any other amount that will not do
    }
    throw ApiException.invalid(field, "This is a whole number such as 12.");
  }
}
