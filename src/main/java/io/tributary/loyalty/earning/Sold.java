package io.tributary.loyalty.earning;

import java.time.Instant;
import java.util.List;

/**
 * A sale as the rules see it.
 *
 * @param at when
 * @param channel where it happened, in the channel's words; null when not said
 * @param store the store's code; null for none
 * @param totalMinor what it counts for, in minor units of the programme's currency
 * @param lines what was sold; empty when only the total is known
 * @param tier the member's tier then; null for none
 * @param first whether the member had bought nothing before
 * @param dayBefore points that the member's other sales of that local day have earned
 */
record Sold(
    Instant at,
    String channel,
    String store,
    long totalMinor,
    List<Line> lines,
    String tier,
    boolean first,
    long dayBefore) {

  /**
   * One line of it.
   *
   * @param key its name within the sale; empty for the sale as a whole
   * @param sku the product; null when not said
   * @param category the product's category; null when not said
   * @param amountMinor for the whole quantity, in minor units; below 0 for a discount
   */
  record Line(String key, String sku, String category, long amountMinor) {}

  /** The lines, or the whole sale as one. */
  List<Line> parts() {
    return lines.isEmpty() ? List.of(new Line("", null, null, totalMinor)) : lines;
  }
}
