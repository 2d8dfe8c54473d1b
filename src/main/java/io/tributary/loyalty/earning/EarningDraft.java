package io.tributary.loyalty.earning;

import io.tributary.graphql.ApiException;
import io.tributary.platform.Money;
import io.tributary.platform.Storable;
import java.math.BigDecimal;
import java.time.DateTimeException;
import java.time.LocalTime;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;

/** Makes rules of what staff sent, or says which field is wrong and what it must be. */
final class EarningDraft {
  private static final int MOST_RULES = 100;
  private static final int MOST_VALUES = 1_000;
  private static final int LONGEST_NAME = 60;
  private static final int LONGEST_VALUE = 200;
  private static final BigDecimal MOST_TIMES = BigDecimal.valueOf(1_000);
  private static final BigDecimal MOST_PER_UNIT = BigDecimal.valueOf(1_000_000);
  private static final long MOST_POINTS = 1_000_000_000L;
  private static final int MOST_DECIMALS = 6;
  private static final int MOST_DAYS = 365;

  private EarningDraft() {}

  /** The rules that an input describes. INVALID_INPUT with the path of the field at fault. */
  static EarningRules of(EarningPolicyInput input, String money) {
    return new EarningRules(
        input.currency() == null ? "POINTS" : input.currency(),
        decimal("input.pointsPerUnit", input.pointsPerUnit(), MOST_PER_UNIT),
        input.rounding() == null ? EarningRounding.DOWN : input.rounding(),
        input.stacking() == null ? EarningStacking.MULTIPLY : input.stacking(),
        rules(input.rules(), money),
        texts("input.excludedSkus", input.excludedSkus()),
        texts("input.excludedCategories", input.excludedCategories()),
        cap("input.capPerOrder", input.capPerOrder()),
        cap("input.capPerDay", input.capPerDay()),
        activation(input.activation()));
  }

  private static EarningActivation activation(EarningActivationInput input) {
    if (input == null) {
      return null;
    }
    String path = "input.activation.days";
    boolean counts =
        input.when() == EarningActivationKind.AFTER_ORDER
            || input.when() == EarningActivationKind.AFTER_DELIVERY;
    if (counts && (input.days() == null || input.days() < 1 || input.days() > MOST_DAYS)) {
      throw ApiException.invalid(path, input.when() + " needs 1 to " + MOST_DAYS + " days.");
    }
    if (!counts && input.days() != null) {
      throw ApiException.invalid(path, input.when() + " has no days. Leave them out.");
    }
    return new EarningActivation(input.when(), counts ? input.days() : 0);
  }

  private static List<EarningRule> rules(List<EarningRuleInput> inputs, String money) {
    List<EarningRule> rules = new ArrayList<>();
    Set<String> names =
        new HashSet<>(Set.of(EarningRules.BASE, EarningRules.PER_ORDER, EarningRules.PER_DAY));
    List<EarningRuleInput> all = inputs == null ? List.of() : inputs;
    if (all.size() > MOST_RULES) {
      throw ApiException.invalid("input.rules", "A policy has up to " + MOST_RULES + " rules.");
    }
    for (int i = 0; i < all.size(); i++) {
      rules.add(rule("input.rules[" + i + "]", all.get(i), names, money));
    }
    return List.copyOf(rules);
  }

  private static EarningRule rule(
      String path, EarningRuleInput input, Set<String> names, String money) {
    if (input == null) {
      throw ApiException.invalid(path, "A rule is not null.");
    }
    String name = input.name().strip();
    if (name.isEmpty()
        || name.length() > LONGEST_NAME
        || !Storable.text(name)
        || name.startsWith(EarningRules.PER_MEMBER)
        || name.startsWith(EarningRules.BUDGET)
        || !names.add(name)) {
      throw ApiException.invalid(
          path + ".name", "A rule's name has 1 to " + LONGEST_NAME + " characters and is its own.");
    }
    if ((input.multiplier() == null) == (input.bonus() == null)) {
      throw ApiException.invalid(path + ".multiplier", "Give either multiplier or bonus.");
    }
    if (input.bonus() != null && (input.bonus() < 1 || input.bonus() > MOST_POINTS)) {
      throw ApiException.invalid(path + ".bonus", "A bonus is 1 to " + MOST_POINTS + " points.");
    }
    return new EarningRule(
        name,
        input.multiplier() == null
            ? null
            : decimal(path + ".multiplier", input.multiplier(), MOST_TIMES),
        input.bonus() == null ? 0 : input.bonus(),
        texts(path + ".tiers", input.tiers()),
        texts(path + ".channels", input.channels()),
        texts(path + ".stores", input.stores()),
        texts(path + ".skus", input.skus()),
        texts(path + ".categories", input.categories()),
        input.days() == null ? List.of() : input.days().stream().filter(Objects::nonNull).toList(),
        time(path + ".fromTime", input.fromTime()),
        time(path + ".toTime", input.toTime()),
        input.since() == null ? null : input.since().toInstant(),
        input.until() == null ? null : input.until().toInstant(),
        minimum(path + ".minimumSpend", input.minimumSpend(), money),
        Boolean.TRUE.equals(input.firstOrder()),
        cap(path + ".capPerMember", input.capPerMember()),
        cap(path + ".budget", input.budget()));
  }

  private static BigDecimal decimal(String path, String text, BigDecimal most) {
    try {
      BigDecimal value = text.length() > 20 ? null : new BigDecimal(text.strip());
      if (value != null
          && value.signum() >= 0
          && value.compareTo(most) <= 0
          && value.scale() <= MOST_DECIMALS
          && value.scale() >= -MOST_DECIMALS) {
        return value;
      }
    } catch (NumberFormatException e) {
      // told below, like any other number that will not do
    }
    throw ApiException.invalid(
        path, "This is a decimal from 0 to " + most + " with up to six decimals, such as 1.5.");
  }

  private static Long cap(String path, Long cap) {
    if (cap != null && (cap < 1 || cap > MOST_POINTS)) {
      throw ApiException.invalid(path, "A cap is 1 to " + MOST_POINTS + " points.");
    }
    return cap;
  }

  private static List<String> texts(String path, List<String> texts) {
    if (texts == null) {
      return List.of();
    }
    boolean bad =
        texts.size() > MOST_VALUES
            || texts.stream()
                .anyMatch(
                    t ->
                        t == null
                            || t.isBlank()
                            || t.length() > LONGEST_VALUE
                            || !Storable.text(t));
    if (bad) {
      throw ApiException.invalid(
          path, "Up to " + MOST_VALUES + " values of 1 to " + LONGEST_VALUE + " characters.");
    }
    return List.copyOf(texts);
  }

  private static LocalTime time(String path, String text) {
    try {
      return text == null ? null : LocalTime.parse(text.strip());
    } catch (DateTimeException e) {
      throw ApiException.invalid(path, "A local time is HH:mm, such as 18:00.");
    }
  }

  private static long minimum(String path, String amount, String money) {
    return amount == null
        ? 0
        : Money.minorUnits(amount, money)
            .filter(minor -> minor >= 0)
            .orElseThrow(
                () ->
                    ApiException.invalid(
                        path, "This is an amount in whole units of " + money + ", such as 100."));
  }

  /** The sale that an input describes. INVALID_INPUT with the path of the field at fault. */
  static Sold sold(
      SimulateEarningInput input, String money, OffsetDateTime now, MemberSoFar member) {
    List<Sold.Line> lines = new ArrayList<>();
    List<SimulatedLineInput> given = input.lines() == null ? List.of() : input.lines();
    if (given.size() > MOST_VALUES) {
      throw ApiException.invalid("input.lines", "Up to " + MOST_VALUES + " lines.");
    }
    for (int i = 0; i < given.size(); i++) {
      SimulatedLineInput line = given.get(i);
      if (line == null) {
        throw ApiException.invalid("input.lines[" + i + "]", "A line is not null.");
      }
      long amount = amount("input.lines[" + i + "].amount", line.amount(), money);
      lines.add(new Sold.Line("line " + (i + 1), line.sku(), line.category(), amount));
    }
    if (input.total() == null && lines.isEmpty()) {
      throw ApiException.invalid("input.total", "Give the total, or lines.");
    }
    return new Sold(
        (input.at() == null ? now : input.at()).toInstant(),
        input.channel(),
        input.store(),
        input.total() == null
            ? lines.stream().mapToLong(Sold.Line::amountMinor).sum()
            : amount("input.total", input.total(), money),
        lines,
        input.tier() == null && member != null ? member.tier() : input.tier(),
        member == null ? Boolean.TRUE.equals(input.firstOrder()) : member.first(),
        member == null ? earnedThatDay(input) : member.earnedThatDay());
  }

  private static long earnedThatDay(SimulateEarningInput input) {
    return input.earnedThatDay() == null ? 0 : Math.max(0, input.earnedThatDay());
  }

  private static long amount(String path, String amount, String money) {
    return Money.minorUnits(amount, money)
        .filter(minor -> minor >= 0 && minor < 1_000_000_000_000_000L)
        .orElseThrow(
            () ->
                ApiException.invalid(
                    path, "This is an amount in whole units of " + money + ", such as 88.00."));
  }
}
