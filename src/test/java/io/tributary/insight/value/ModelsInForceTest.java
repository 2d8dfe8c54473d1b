package io.tributary.insight.value;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import io.tributary.insight.CustomerSegment;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Arrays;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class ModelsInForceTest {
  private static final LifetimeValueFit ALL = bought(null);
  private static final LifetimeValueFit GOLD = bought("GOLD");
  private static final LifetimeValueFit SPENT = spent(null, "CNY", 3.74);
  private static final LifetimeValueFit GOLD_SPENT = spent("GOLD", "CNY", 2);

  private static LifetimeValueFit bought(String segment) {
    return fit(LifetimeValueModel.BG_NBD, segment, "CNY", 0.243, 4.414, 0.793, 2.426);
  }

  private static LifetimeValueFit spent(String segment, String currency, double q) {
    return fit(LifetimeValueModel.GAMMA_GAMMA, segment, currency, 6.25, q, 15.44);
  }

  private static LifetimeValueFit fit(
      LifetimeValueModel model, String segment, String currency, double... parameters) {
    OffsetDateTime at = OffsetDateTime.parse("2024-01-01T00:00:00Z");
    return new LifetimeValueFit(
        UUID.randomUUID(),
        model,
        segment == null ? null : CustomerSegment.TIER,
        segment,
        at,
        at,
        "UTC",
        currency,
        2357,
        2357,
        946,
        2357,
        null,
        -9582.4,
        parameters,
        null);
  }

  private static ModelsInForce of(LifetimeValueFit... fits) {
    return new ModelsInForce(
        Instant.parse("2024-02-01T00:00:00Z"),
        List.of(fits),
        new LifetimeValueSettings(LifetimeValueModel.BG_NBD, 12, 0.01, CustomerSegment.TIER));
  }

  @Test
  void a_segment_is_scored_by_its_own_models_and_the_others_by_those_of_all() {
    ModelsInForce models = of(ALL, SPENT, GOLD, GOLD_SPENT);
    assertEquals(GOLD.uuid(), models.of("GOLD").fit());
    assertEquals(GOLD_SPENT.spend(), models.of("GOLD").rule().spend());
    for (String other : Arrays.asList("SILVER", "", null)) {
      assertEquals(ALL.uuid(), models.of(other).fit());
      assertEquals(SPENT.spend(), models.of(other).rule().spend());
    }
  }

  @Test
  void what_a_segment_has_no_model_of_is_taken_from_all() {
    assertEquals(SPENT.spend(), of(ALL, SPENT, GOLD).of("GOLD").rule().spend());
    assertEquals(ALL.uuid(), of(ALL, SPENT, GOLD_SPENT).of("GOLD").fit());
    ModelsInForce dollars = of(ALL, SPENT, GOLD, spent("GOLD", "USD", 2));
    assertEquals(SPENT.spend(), dollars.of("GOLD").rule().spend(), "in the currency of all");
    assertFalse(of(GOLD).exist());
  }
}
