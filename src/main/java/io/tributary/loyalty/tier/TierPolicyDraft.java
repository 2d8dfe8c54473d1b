package io.tributary.loyalty.tier;

import io.tributary.graphql.ApiException;
import io.tributary.loyalty.Programme;
import io.tributary.platform.Money;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.Period;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/** Makes a rule of what staff sent, or says which field is wrong and what it must be. */
final class TierPolicyDraft {
  private static final int MOST_TIERS = 20;
  private static final int LONGEST_NAME = 60;
  private static final Period ONE_YEAR = Period.ofYears(1);

  /** Periods are compared by where they lead from here, since a month has no fixed length. */
  private static final LocalDate ANY_DAY = LocalDate.of(2000, 1, 1);

  private static final LocalDate LATEST = ANY_DAY.plusYears(50);

  private TierPolicyDraft() {}

  /** The rule that an input describes. INVALID_INPUT with the path of the field at fault. */
  static TierPolicy of(TierPolicyInput input, Programme programme, int number, Instant from) {
    return new TierPolicy(
        number,
        from,
        programme.zone(),
        programme.currency(),
        tiers(input.tiers(), programme.currency()),
        input.measure() == null ? TierMeasure.NET_SPEND : input.measure(),
        new Window.Rolling(period("period", input.period(), ONE_YEAR, 1)),
        period("validity", input.validity(), ONE_YEAR, 1),
        period("grace", input.grace(), Period.ZERO, 0),
        input.floor() == null ? TierFloor.ONE_DOWN : input.floor(),
        input.onReturn() == null ? OnReturn.IMMEDIATE : input.onReturn());
  }

  private static List<Tier> tiers(List<TierInput> inputs, String currency) {
    if (inputs.isEmpty() || inputs.size() > MOST_TIERS) {
      throw ApiException.invalid(
          "input.tiers", "A policy has 1 to " + MOST_TIERS + " tiers, the base tier first.");
    }
    List<Tier> tiers = new ArrayList<>();
    Set<String> names = new HashSet<>();
    for (int i = 0; i < inputs.size(); i++) {
      String path = "input.tiers[" + i + "]";
      String name = name(path, inputs.get(i).name(), names);
      long minor = minimum(path + ".minimumSpend", inputs.get(i).minimumSpend(), currency);
      if (i == 0 && minor != 0) {
        throw ApiException.invalid(
            path + ".minimumSpend", "The first tier is the base tier: its minimum spend is 0.");
      }
      if (i > 0 && minor <= tiers.get(i - 1).minimumSpend().minor()) {
        throw ApiException.invalid(
            path + ".minimumSpend",
            "Minimum spends rise from tier to tier: this one must be more than "
                + tiers.get(i - 1).minimumSpend().getAmount()
                + ".");
      }
      tiers.add(new Tier(name, new Money(minor, currency)));
    }
    return tiers;
  }

  private static String name(String path, String given, Set<String> names) {
    String name = given.strip();
    boolean bad =
        name.isEmpty()
            || name.length() > LONGEST_NAME
            || name.chars().anyMatch(Character::isISOControl);
    if (bad) {
      throw ApiException.invalid(
          path + ".name",
          "A tier's name has 1 to " + LONGEST_NAME + " characters and no line breaks.");
    }
    if (!names.add(name.toLowerCase(Locale.ROOT))) {
      throw ApiException.invalid(
          path + ".name", "Another tier is called " + name + ". Give each tier its own name.");
    }
    return name;
  }

  private static long minimum(String path, String amount, String currency) {
    return Money.minorUnits(amount, currency)
        .filter(minor -> minor >= 0)
        .orElseThrow(
            () ->
                ApiException.invalid(
                    path,
                    "A minimum spend is an amount in whole units of "
                        + currency
                        + " with no more decimals than it has, such as 5000."));
  }

  private static Period period(String field, String text, Period otherwise, int leastDays) {
    if (text == null) {
      return otherwise;
    }
    try {
      Period period = Period.parse(text.strip());
      LocalDate end = ANY_DAY.plus(period);
      boolean backwards = period.getDays() < 0 || period.toTotalMonths() < 0;
      if (!backwards && !end.isBefore(ANY_DAY.plusDays(leastDays)) && !end.isAfter(LATEST)) {
        return period;
      }
    } catch (DateTimeException | ArithmeticException e) {
      // told below, like any other period that will not do
    }
    throw ApiException.invalid(
        "input." + field,
        "This is an ISO 8601 period such as P12M or P30D, of "
            + (leastDays == 0 ? "no day" : "a day")
            + " to 50 years.");
  }
}
