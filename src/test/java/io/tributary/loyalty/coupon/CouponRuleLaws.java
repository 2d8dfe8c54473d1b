package io.tributary.loyalty.coupon;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tributary.platform.FactKeys;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.LongRange;
import org.junit.jupiter.api.Test;

/** What holds for codes on an order, whatever they are. */
class CouponRuleLaws {
  private static final Instant NOW = Instant.parse("2024-03-01T10:00:00Z");

  private static Coupon coupon(
      CouponKind kind, long size, long minimum, Long maximum, boolean combinable) {
    boolean percentage = kind == CouponKind.PERCENTAGE;
    return new Coupon(
        UUID.randomUUID(),
        "CNY",
        "c",
        kind,
        percentage ? (Integer) (int) (1 + size % 100) : null,
        kind == CouponKind.AMOUNT ? (Long) (1 + size) : null,
        kind == CouponKind.GIFT ? "tea" : null,
        minimum,
        percentage ? maximum : null,
        combinable,
        null,
        null,
        null,
        null,
        false,
        FactKeys.utc(NOW));
  }

  private static CouponRule.Code code(String text, Coupon coupon) {
    return new CouponRule.Code(text, coupon, true, false, 0, 0);
  }

  @Provide
  Arbitrary<List<CouponRule.Code>> codes() {
    Arbitrary<Coupon> coupons =
        Combinators.combine(
                Arbitraries.of(CouponKind.class),
                Arbitraries.longs().between(0, 20_000),
                Arbitraries.longs().between(0, 5_000),
                Arbitraries.longs().between(1, 5_000).injectNull(0.5),
                Arbitraries.of(true, true, true, false))
            .as(CouponRuleLaws::coupon);
    return coupons
        .list()
        .ofMinSize(1)
        .ofMaxSize(5)
        .map(
            all -> {
              List<CouponRule.Code> codes = new ArrayList<>();
              all.forEach(coupon -> codes.add(code("code " + codes.size(), coupon)));
              return codes;
            });
  }

  @Property(tries = 300)
  void nothing_goes_below_zero_and_a_refused_code_gives_nothing(
      @ForAll("codes") List<CouponRule.Code> codes,
      @ForAll @LongRange(max = 100_000) long goods,
      @ForAll @LongRange(max = 2_000) long shipping) {
    List<CouponRule.Given> given = CouponRule.give(codes, goods, shipping, NOW);
    assertEquals(codes.size(), given.size());
    assertTrue(given.stream().mapToLong(CouponRule.Given::goods).sum() <= goods);
    assertTrue(given.stream().mapToLong(CouponRule.Given::shipping).sum() <= shipping);
    for (CouponRule.Given one : given) {
      boolean gives = one.goods() > 0 || one.shipping() > 0 || one.gift() != null;
      assertEquals(one.refusal() == null, gives);
      assertTrue(one.goods() >= 0 && one.shipping() >= 0);
    }
  }

  @Property(tries = 300)
  void the_order_in_which_codes_are_typed_does_not_matter(
      @ForAll("codes") List<CouponRule.Code> codes,
      @ForAll @LongRange(max = 100_000) long goods,
      @ForAll Random random) {
    Map<String, CouponRule.Given> first = new HashMap<>();
    CouponRule.give(codes, goods, 500, NOW).forEach(one -> first.put(one.code(), one));
    List<CouponRule.Code> shuffled = new ArrayList<>(codes);
    Collections.shuffle(shuffled, random);
    CouponRule.give(shuffled, goods, 500, NOW)
        .forEach(one -> assertEquals(first.get(one.code()), one));
  }

  @Test
  void percentages_come_before_amounts_the_greatest_first_and_rounding_is_the_shops() {
    List<CouponRule.Given> given =
        CouponRule.give(
            List.of(
                code("a", coupon(CouponKind.AMOUNT, 4_999, 0, null, true)),
                code("b", coupon(CouponKind.PERCENTAGE, 9, 0, null, true)),
                code("c", coupon(CouponKind.PERCENTAGE, 32, 0, 1_000L, true))),
            9_999,
            0,
            NOW);
    // 33 % would be 32.99, at most 10.00; 10 % of 89.99; then 50.00
    assertEquals(
        List.of(5_000L, 899L, 1_000L), given.stream().map(CouponRule.Given::goods).toList());
  }

  @Test
  void codes_are_hard_to_guess_and_found_however_they_are_typed() {
    Set<String> codes = new HashSet<>();
    Random random = new Random(7);
    for (int i = 0; i < 10_000; i++) {
      codes.add(CodeText.next(random));
    }
    assertEquals(10_000, codes.size());
    assertTrue(
        codes.stream()
            .allMatch(c -> c.matches("([0-9A-HJKMNP-TV-Z]{4}-){3}[0-9A-HJKMNP-TV-Z]{4}")));
    UUID hash = CodeText.hash("10AB-CDEF");
    assertEquals(hash, CodeText.hash(" ioab cdef"));
    assertEquals(hash, CodeText.hash("lOABCDEF"));
    assertFalse(hash.equals(CodeText.hash("10AB-CDEG")));
  }
}
