package io.tributary.loyalty.tier;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Instant;
import java.time.ZoneId;
import org.junit.jupiter.api.Test;

/** A rule that was read before is the one that its row says now. */
class KnownTierPoliciesTest {
  private static final ZoneId ZONE = ZoneId.of("Asia/Shanghai");
  private static final String DEFINITION =
      """
      {"tiers": [{"name": "Basic", "minimumMinor": 0}, {"name": "Gold", "minimumMinor": 100000}],
       "measure": "NET_SPEND", "window": {"kind": "ROLLING", "period": "P1Y"}, "validity": "P1Y", "grace": "P0D",
       "floor": "BASE", "onReturn": "IMMEDIATE"}
      """;

  private final KnownTierPolicies known = new KnownTierPolicies();

  private TierPolicy of(String definition, String currency) {
    return known.of(definition, 1, Instant.MIN, ZONE, currency);
  }

  @Test
  void a_row_is_read_once_and_a_row_that_differs_is_another() {
    TierPolicy policy = of(DEFINITION, "CNY");
    assertSame(policy, of(DEFINITION, "CNY"));
    assertNotEquals(policy, of(DEFINITION, "EUR"));
    TierPolicy dearer = of(DEFINITION.replace("100000", "200000"), "CNY");
    assertNotEquals(policy.tiers(), dearer.tiers());
    assertEquals(policy, known.of(DEFINITION, 1, Instant.MIN, ZONE, "CNY"));
  }

  @Test
  void it_does_not_grow_without_end() {
    TierPolicy first = of(DEFINITION, "CNY");
    for (int i = 0; i < 2_000; i++) {
      known.of(DEFINITION, i, Instant.MIN, ZONE, "CNY");
    }
    assertEquals(first, of(DEFINITION, "CNY"));
    assertTrue(known.size() <= KnownTierPolicies.MOST, () -> known.size() + " are kept");
  }
}
