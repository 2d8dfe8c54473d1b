package io.tributary.loyalty.earning;

/**
 * What a rule can still give.
 *
 * @param member to the member, in points; null for no limit
 * @param all to everybody, in points; null for no limit
 */
record RuleLeft(Long member, Long all) {
  /** The limits of a rule, less what rules of its name gave before. */
  static RuleLeft of(EarningRule rule, long member, long all) {
    return new RuleLeft(left(rule.capPerMember(), member), left(rule.budget(), all));
  }

  private static Long left(Long limit, long given) {
    return limit == null ? null : (Long) Math.max(0, limit - given);
  }
}
