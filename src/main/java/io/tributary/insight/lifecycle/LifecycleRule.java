package io.tributary.insight.lifecycle;

import java.time.Instant;
import java.util.List;
import java.util.NavigableMap;
import java.util.TreeMap;
import java.util.UUID;

/**
 * A customer's stages, told from the facts alone: the same facts give the same stages, whenever and
 * in whatever order they came. What time will bring if nothing more is bought is told as well, so
 * that no run is needed for it to become true.
 *
 * @param windows after so long without a purchase a customer lapses, after twice as long is lost
 */
record LifecycleRule(ActiveWindows windows) {
  /** From so many purchase days on a customer is loyal. */
  static final int LOYAL_DAYS = 4;

  /**
   * What is known of a customer.
   *
   * @param customer who
   * @param known since when
   * @param interested the first touch; null without one
   * @param purchases the first instant of each purchase day, ascending
   * @param returned the first touch on a later day than that of the first purchase; null without
   *     one
   */
  record Facts(
      UUID customer,
      Instant known,
      Instant interested,
      List<Instant> purchases,
      Instant returned) {}

  /** Stages by the instant they are entered. */
  NavigableMap<Instant, LifecycleStage> stages(Facts facts) {
    NavigableMap<Instant, LifecycleStage> stages = new TreeMap<>();
    Instant begin = earliest(facts);
    stages.put(begin, LifecycleStage.CONTACT);
    if (facts.interested != null && isBeforeAnyPurchase(facts)) {
      stages.put(facts.interested, LifecycleStage.INTEREST);
    }
    LifecycleStage stage = null;
    int days = 0;
    for (int i = 0; i < facts.purchases.size(); i++) {
      Instant at = facts.purchases.get(i);
      if (i > 0 && !at.isBefore(lostAfter(facts.purchases.get(i - 1)))) {
        days = 0;
      }
      days++;
      LifecycleStage bought =
          i == 0
              ? LifecycleStage.PURCHASE
              : days >= LOYAL_DAYS ? LifecycleStage.LOYAL : LifecycleStage.USE;
      boolean returnedBefore = facts.returned != null && facts.returned.isBefore(at);
      if (i == 1 && returnedBefore && !isAway(facts.purchases.get(0), facts.returned)) {
        stages.put(facts.returned, LifecycleStage.USE);
        stage = LifecycleStage.USE;
      }
      boolean cameBack = i > 0 && lapsingAfter(facts.purchases.get(i - 1)).isBefore(at);
      if (bought != stage || cameBack) {
        stages.put(at, bought);
        stage = bought;
      }
      Instant next = i + 1 < facts.purchases.size() ? facts.purchases.get(i + 1) : Instant.MAX;
      silence(stages, at, next);
    }
    if (facts.purchases.size() == 1
        && facts.returned != null
        && !isAway(facts.purchases.get(0), facts.returned)) {
      stages.put(facts.returned, LifecycleStage.USE);
    }
    return stages;
  }

  private static Instant earliest(Facts facts) {
    Instant begin = facts.known;
    if (facts.interested != null && facts.interested.isBefore(begin)) {
      begin = facts.interested;
    }
    if (!facts.purchases.isEmpty() && facts.purchases.get(0).isBefore(begin)) {
      begin = facts.purchases.get(0);
    }
    return begin;
  }

  private static boolean isBeforeAnyPurchase(Facts facts) {
    return facts.purchases.isEmpty() || facts.interested.isBefore(facts.purchases.get(0));
  }

  private boolean isAway(Instant purchase, Instant at) {
    return !at.isBefore(lapsingAfter(purchase));
  }

  private Instant lapsingAfter(Instant purchase) {
    return purchase.plus(windows.of(purchase));
  }

  private Instant lostAfter(Instant purchase) {
    return purchase.plus(windows.of(purchase).multipliedBy(2));
  }

  /** What time brings after a purchase, until the next one. */
  private void silence(
      NavigableMap<Instant, LifecycleStage> stages, Instant purchase, Instant next) {
    Instant lapsing = lapsingAfter(purchase);
    Instant lost = lostAfter(purchase);
    if (lapsing.isBefore(next)) {
      stages.put(lapsing, LifecycleStage.LAPSING);
    }
    if (lost.isBefore(next)) {
      stages.put(lost, LifecycleStage.LOST);
    }
  }
}
