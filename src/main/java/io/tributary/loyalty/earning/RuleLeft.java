package io.tributary.loyalty.earning;

/**
 * What a rule can still give.
 *
 * @param member to the member, in points; null for no limit
 * @param all to everybody, in points; null for no limit
 */
record RuleLeft(Long member, Long all) {
  /**
   * The limits of a rule, less what rules of its name gave before.
   *
   * @param had what the sale was let have of the budget before
   */
  static RuleLeft of(EarningRule rule, long member, long all, long had) {
    Long budget = left(rule.budget(), all);
    return new RuleLeft(
        left(rule.capPerMember(), member), budget == null ? null : (Long) (budget + had));
  }

  private static Long left(Long limit, long given) {
    return limit == null ? null : (Long) Math.max(0, limit - given);
  }
}
