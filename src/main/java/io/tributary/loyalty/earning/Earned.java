package io.tributary.loyalty.earning;

import java.util.List;
import java.util.Map;

/**
 * What a sale earns, and why.
 *
 * @param points in all
 * @param lines what each line earns; they add up to it
 * @param applied each rule that applied and what it gave, in order; they add up to it
 * @param gave what each rule gave by its name, less what its own limits took; without the rate
 */
record Earned(
    long points, List<LinePoints> lines, List<AppliedRule> applied, Map<String, Long> gave) {
  /**
   * What a line earns.
   *
   * @param line its name within the sale; empty for the sale as a whole
   * @param points how many
   */
  record LinePoints(String line, long points) {}
}
