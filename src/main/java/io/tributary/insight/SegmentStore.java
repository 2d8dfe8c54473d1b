package io.tributary.insight;

import java.util.EnumMap;
import java.util.Map;

/** Says where it is written to which segment a customer belongs. */
public final class SegmentStore {
  /**
   * A customer's segment at {asOf}, of the row t of customer_purchases; no row or null for none.
   */
  private static final Map<CustomerSegment, String> SEGMENT =
      new EnumMap<>(
          Map.of(
              CustomerSegment.FIRST_CHANNEL,
              "SELECT g.channel FROM customer_origin g WHERE g.customer_id = t.customer_id",
              CustomerSegment.FIRST_STORE,
              """
              SELECT coalesce(e.name, e.code) FROM customer_origin g JOIN store e ON e.store_id = g.store_id
              WHERE g.customer_id = t.customer_id
              """,
              CustomerSegment.FIRST_CATEGORY,
              "SELECT g.category FROM customer_origin g WHERE g.customer_id = t.customer_id",
              CustomerSegment.CITY,
              """
              SELECT a.value #>> '{}' FROM customer_attribute a WHERE a.customer_id = t.customer_id AND a.name = 'city'
              """,
              CustomerSegment.TIER,
              """
              SELECT h.to_tier FROM tier_change h JOIN programme p ON p.programme_id = h.programme_id
              WHERE h.customer_id = t.customer_id AND h.changed_at < {asOf}
              ORDER BY p.created_at, p.programme_id, h.changed_at DESC LIMIT 1
              """,
              CustomerSegment.ACQUISITION_CAMPAIGN,
              """
              SELECT u.campaign FROM customer_touch u
              WHERE u.customer_id = t.customer_id AND u.touched_at <= t.first_purchase_at AND u.campaign IS NOT NULL
              ORDER BY u.touched_at DESC LIMIT 1
              """));

  private SegmentStore() {}

  /**
   * A statement that gives the segment of a customer, or nothing.
   *
   * @param by by what customers are divided
   * @param asOf where the instant stands in the statement around it, in which t is the customer's
   *     row of customer_purchases
   */
  public static String of(CustomerSegment by, String asOf) {
    return SEGMENT.get(by).replace("{asOf}", asOf);
  }
}
