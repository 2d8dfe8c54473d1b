package io.tributary.loyalty.earning;

import java.math.BigInteger;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/** What limited rules can still give, as sales are reckoned one after the other. */
final class RuleLimits {
  private final Map<List<Object>, Long> members;
  private final Map<String, Long> all;
  private final Map<String, Long> added = new HashMap<>();

  /**
   * What was given before.
   *
   * @param members by customer and rule
   * @param all by rule, of those that have a budget
   */
  RuleLimits(Map<List<Object>, Long> members, Map<String, Long> all) {
    this.members = new HashMap<>(members);
    this.all = Map.copyOf(all);
  }

  /** Takes out what rules gave a customer for a sale that is to be reckoned anew. */
  void anew(UUID customer, Map<String, Long> gave) {
    gave.forEach((rule, points) -> members.merge(List.of(customer, rule), -points, Long::sum));
  }

  /**
   * What the limited rules of a version can still give a customer for a sale. Of a budget a sale
   * keeps what it was let have before: who is heard of first is served first, and nobody else's
   * sale takes that away.
   *
   * @param applied what rules gave and caps took when the sale was reckoned before
   */
  Map<String, RuleLeft> left(EarningRules rules, UUID customer, List<AppliedRule> applied) {
    Map<String, RuleLeft> left = new HashMap<>();
    for (EarningRule rule : rules.limited()) {
      left.put(
          rule.name(),
          RuleLeft.of(
              rule,
              members.getOrDefault(List.of(customer, rule.name()), 0L),
              all.getOrDefault(rule.name(), 0L) + added.getOrDefault(rule.name(), 0L),
              had(rule.name(), applied)));
    }
    return left;
  }

  /** What a rule gave, less what its own limits took. */
  private static long had(String rule, List<AppliedRule> applied) {
    return applied.stream()
        .filter(
            each ->
                each.rule().equals(rule)
                    || each.rule().equals(EarningRules.PER_MEMBER + rule)
                    || each.rule().equals(EarningRules.BUDGET + rule))
        .mapToLong(AppliedRule::points)
        .sum();
  }

  /**
   * Notes what rules give for a sale now, instead of what they gave before.
   *
   * @param rules the version that the sale is under: only where it has a budget does that count
   */
  void reckoned(
      EarningRules rules, UUID customer, Map<String, Long> before, Map<String, Long> now) {
    now.forEach((rule, points) -> members.merge(List.of(customer, rule), points, Long::sum));
    for (EarningRule rule : rules.limited()) {
      if (rule.budget() != null) {
        String name = rule.name();
        added.merge(name, now.getOrDefault(name, 0L) - before.getOrDefault(name, 0L), Long::sum);
      }
    }
  }

  /**
   * What rules gave less what returns take back of it, rounded so that limits are never passed.
   *
   * @param gave what they gave for the sale as a whole
   * @param total what the sale is worth, in minor units
   * @param returned what came back of it
   */
  static Map<String, Long> kept(Map<String, Long> gave, long total, long returned) {
    BigInteger back = BigInteger.valueOf(Math.min(total, Math.max(0, returned)));
    Map<String, Long> kept = new HashMap<>();
    gave.forEach(
        (rule, points) ->
            kept.put(
                rule,
                total <= 0
                    ? 0
                    : points
                        - BigInteger.valueOf(points)
                            .multiply(back)
                            .divide(BigInteger.valueOf(total))
                            .longValueExact()));
    return kept;
  }

  /** What rules with a budget have given more than before. */
  Map<String, Long> added() {
    Map<String, Long> of = new HashMap<>(added);
    of.keySet().retainAll(all.keySet());
    of.values().removeIf(points -> points == 0);
    return of;
  }
}
