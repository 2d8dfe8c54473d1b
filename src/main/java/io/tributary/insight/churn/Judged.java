package io.tributary.insight.churn;

/**
 * A customer with a level.
 *
 * @param seen what facts say
 * @param signals what the rule saw
 * @param verdict what it said
 * @param lostMinor expected loss; null without a value
 * @param currency of it; null without a value
 */
record Judged(
    Seen seen,
    ChurnRule.Signals signals,
    ChurnRule.Verdict verdict,
    Long lostMinor,
    String currency) {}
