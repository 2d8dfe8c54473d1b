package io.tributary.loyalty.earning;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalTime;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Assume;
import net.jqwik.api.Combinators;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.LongRange;

/** What holds for any rules and any sale, and what single conditions mean. */
class EarningRulesLaws {
  private static final ZoneId SHANGHAI = ZoneId.of("Asia/Shanghai");
  private static final Instant FRIDAY_EVENING = Instant.parse("2024-03-01T11:00:00Z");

  @Property(tries = 500)
  void what_rules_and_lines_are_said_to_give_adds_up_to_the_points(
      @ForAll("rules") EarningRules rules, @ForAll("sales") Sold sold) {
    Earned earned = rules.earned(sold, SHANGHAI, 2);
    assertEquals(earned.points(), earned.applied().stream().mapToLong(AppliedRule::points).sum());
    assertEquals(
        earned.points(), earned.lines().stream().mapToLong(Earned.LinePoints::points).sum());
    assertTrue(earned.lines().stream().allMatch(line -> line.points() >= 0));
    assertEquals(sold.parts().size(), earned.lines().size());
  }

  @Property(tries = 500)
  void no_cap_is_ever_passed(@ForAll("rules") EarningRules rules, @ForAll("sales") Sold sold) {
    long points = rules.earned(sold, SHANGHAI, 2).points();
    assertTrue(points >= 0);
    assertTrue(rules.capPerOrder() == null || points <= rules.capPerOrder());
    assertTrue(
        rules.capPerDay() == null || points <= Math.max(0, rules.capPerDay() - sold.dayBefore()));
  }

  @Property(tries = 300)
  void a_sale_that_counts_for_more_never_earns_less(
      @ForAll("rules") EarningRules rules, @ForAll("sales") Sold sold) {
    Sold more =
        new Sold(
            sold.at(),
            sold.channel(),
            sold.store(),
            sold.totalMinor() + 100,
            sold.lines(),
            sold.tier(),
            sold.first(),
            sold.dayBefore());
    assertTrue(
        rules.earned(more, SHANGHAI, 2).points() >= rules.earned(sold, SHANGHAI, 2).points());
  }

  @Example
  void multipliers_stack_as_the_policy_says() {
    Sold sold = sale(10_000, null, new Sold.Line("a", "tea", null, 10_000));
    List<EarningRule> twoAndThree = List.of(times("two", "2"), times("three", "3"));
    assertEquals(600, points(rules(EarningStacking.MULTIPLY, twoAndThree), sold));
    assertEquals(400, points(rules(EarningStacking.ADD, twoAndThree), sold));
    assertEquals(300, points(rules(EarningStacking.BEST, twoAndThree), sold));
    assertEquals(
        List.of(
            new AppliedRule("BASE", 100),
            new AppliedRule("two", 100),
            new AppliedRule("three", 400)),
        rules(EarningStacking.MULTIPLY, twoAndThree).earned(sold, SHANGHAI, 2).applied());
  }

  @Example
  void a_rule_about_a_product_is_for_its_lines_alone_and_excluded_ones_earn_nothing() {
    Sold sold =
        sale(
            30_000,
            null,
            new Sold.Line("a", "tea", "drinks", 10_000),
            new Sold.Line("b", "cake", "food", 10_000),
            new Sold.Line("c", "card", "gift cards", 10_000));
    EarningRules rules =
        new EarningRules(
            "POINTS",
            BigDecimal.ONE,
            EarningRounding.DOWN,
            EarningStacking.MULTIPLY,
            List.of(rule("double tea", "2", List.of("tea"), List.of(), null, null)),
            List.of(),
            List.of("gift cards"),
            null,
            null,
            null);
    assertEquals(
        List.of(
            new Earned.LinePoints("a", 200),
            new Earned.LinePoints("b", 100),
            new Earned.LinePoints("c", 0)),
        rules.earned(sold, SHANGHAI, 2).lines());
  }

  @Example
  void days_and_times_are_local_and_a_night_goes_over_midnight() {
    Sold at = sale(100, null);
    assertEquals(
        2, points(rules(EarningStacking.BEST, List.of(on(Weekday.FRIDAY, "18:00", "20:00"))), at));
    assertEquals(
        1, points(rules(EarningStacking.BEST, List.of(on(Weekday.SATURDAY, null, null))), at));
    assertEquals(
        1, points(rules(EarningStacking.BEST, List.of(on(Weekday.FRIDAY, "20:00", null))), at));
    assertEquals(
        2, points(rules(EarningStacking.BEST, List.of(on(Weekday.FRIDAY, "19:00", "02:00"))), at));
    assertEquals(
        1, points(rules(EarningStacking.BEST, List.of(on(Weekday.FRIDAY, "22:00", "02:00"))), at));
  }

  @Property(tries = 200)
  void a_rule_never_gives_more_than_it_can(
      @ForAll("sales") Sold sold,
      @ForAll("rules") EarningRules rules,
      @ForAll @LongRange(max = 60) long member,
      @ForAll @LongRange(max = 60) long all) {
    EarningRule first = rules.rules().stream().findFirst().orElse(null);
    Assume.that(first != null);
    EarningRules one =
        new EarningRules(
            "POINTS",
            rules.pointsPerUnit(),
            rules.rounding(),
            rules.stacking(),
            List.of(first),
            rules.excludedSkus(),
            List.of(),
            rules.capPerOrder(),
            rules.capPerDay(),
            null);
    Earned free = one.earned(sold, SHANGHAI, 2);
    Earned limited = one.earned(sold, SHANGHAI, 2, Map.of("r", new RuleLeft(member, all)));
    long net =
        limited.applied().stream()
            .filter(rule -> rule.rule().endsWith("r"))
            .mapToLong(AppliedRule::points)
            .sum();
    assertTrue(net <= Math.min(member, all));
    assertEquals(net, limited.gave().getOrDefault("r", 0L));
    assertTrue(limited.points() <= free.points());
    assertEquals(limited.points(), limited.applied().stream().mapToLong(AppliedRule::points).sum());
    assertEquals(
        limited.points(), limited.lines().stream().mapToLong(Earned.LinePoints::points).sum());
  }

  @Property(tries = 200)
  void what_comes_back_in_parts_ends_where_it_would_at_once_and_nothing_is_left_of_all(
      @ForAll @LongRange(max = 1_000_000) long gave,
      @ForAll @LongRange(min = 1, max = 1_000_000) long total,
      @ForAll @LongRange(max = 1_000_000) long returned) {
    Map<String, Long> of = Map.of("r", gave);
    long left = RuleLimits.kept(of, total, returned).get("r");
    assertTrue(left >= 0 && left <= gave);
    assertEquals(gave, RuleLimits.kept(of, total, 0).get("r"));
    assertEquals(0, RuleLimits.kept(of, total, total + returned).get("r"));
    // never less than what returns leave of it
    assertTrue((gave - left) * total <= gave * returned);
  }

  @Example
  void a_bonus_wants_its_tier_its_first_sale_and_its_minimum() {
    EarningRule welcome =
        new EarningRule(
            "welcome",
            null,
            50,
            List.of("Gold"),
            List.of(),
            List.of(),
            List.of(),
            List.of(),
            List.of(),
            null,
            null,
            null,
            null,
            10_000,
            true,
            null,
            null);
    EarningRules rules = rules(EarningStacking.BEST, List.of(welcome));
    assertEquals(150, points(rules, first(sale(10_000, "Gold"))));
    assertEquals(100, points(rules, sale(10_000, "Gold")));
    assertEquals(100, points(rules, first(sale(10_000, "Silver"))));
    assertEquals(99, points(rules, first(sale(9_999, "Gold"))));
  }

  @Example
  void rounding_is_done_once_for_the_sale() {
    Sold sold =
        sale(150, null, new Sold.Line("a", "x", null, 50), new Sold.Line("b", "y", null, 100));
    assertEquals(1, points(rounding(EarningRounding.DOWN), sold));
    assertEquals(2, points(rounding(EarningRounding.HALF_UP), sold));
    assertEquals(2, points(rounding(EarningRounding.UP), sold));
  }

  // ---- helpers

  private static long points(EarningRules rules, Sold sold) {
    return rules.earned(sold, SHANGHAI, 2).points();
  }

  private static Sold sale(long total, String tier, Sold.Line... lines) {
    return new Sold(FRIDAY_EVENING, "till", "S1", total, List.of(lines), tier, false, 0);
  }

  private static Sold first(Sold sold) {
    return new Sold(
        sold.at(),
        sold.channel(),
        sold.store(),
        sold.totalMinor(),
        sold.lines(),
        sold.tier(),
        true,
        0);
  }

  private static EarningRules rounding(EarningRounding rounding) {
    return new EarningRules(
        "POINTS",
        BigDecimal.ONE,
        rounding,
        EarningStacking.BEST,
        List.of(),
        List.of(),
        List.of(),
        null,
        null,
        null);
  }

  private static EarningRules rules(EarningStacking stacking, List<EarningRule> rules) {
    return new EarningRules(
        "POINTS",
        BigDecimal.ONE,
        EarningRounding.DOWN,
        stacking,
        rules,
        List.of(),
        List.of(),
        null,
        null,
        null);
  }

  private static EarningRule times(String name, String by) {
    return rule(name, by, List.of(), List.of(), null, null);
  }

  private static EarningRule on(Weekday day, String from, String to) {
    return rule("on", "2", List.of(), List.of(day), from, to);
  }

  private static EarningRule rule(
      String name, String by, List<String> skus, List<Weekday> days, String from, String to) {
    return new EarningRule(
        name,
        new BigDecimal(by),
        0,
        List.of(),
        List.of(),
        List.of(),
        skus,
        List.of(),
        days,
        from == null ? null : LocalTime.parse(from),
        to == null ? null : LocalTime.parse(to),
        null,
        null,
        0,
        false,
        null,
        null);
  }

  // ---- what is drawn

  @Provide
  Arbitrary<Sold> sales() {
    Arbitrary<Sold.Line> line =
        Combinators.combine(
                Arbitraries.of("tea", "cake", "card"), Arbitraries.longs().between(-500, 5000))
            .as((sku, amount) -> new Sold.Line(sku, sku, null, amount));
    return Combinators.combine(
            Arbitraries.longs().between(0, 100_000),
            line.list().ofMaxSize(5),
            Arbitraries.of("Gold", "Silver"),
            Arbitraries.of(true, false),
            Arbitraries.longs().between(0, 300),
            Arbitraries.longs().between(0, 400L * 24 * 3600))
        .as(
            (total, lines, tier, first, before, seconds) -> {
              List<Sold.Line> named = new ArrayList<>();
              lines.forEach(
                  l ->
                      named.add(new Sold.Line("l" + named.size(), l.sku(), null, l.amountMinor())));
              return new Sold(
                  FRIDAY_EVENING.plusSeconds(seconds),
                  "till",
                  "S1",
                  total,
                  named,
                  tier,
                  first,
                  before);
            });
  }

  @Provide
  Arbitrary<EarningRules> rules() {
    Arbitrary<EarningRule> rule =
        Combinators.combine(
                Arbitraries.of(null, "0", "0.5", "1.5", "2", "3"),
                Arbitraries.of(List.<String>of(), List.of("tea"), List.of("cake", "card")),
                Arbitraries.of(List.<String>of(), List.of("Gold")),
                Arbitraries.of(List.<Weekday>of(), List.of(Weekday.FRIDAY)),
                Arbitraries.integers().between(1, 50))
            .as(
                (by, skus, tiers, days, bonus) ->
                    new EarningRule(
                        "r",
                        by == null ? null : new BigDecimal(by),
                        by == null ? bonus : 0,
                        tiers,
                        List.of(),
                        List.of(),
                        skus,
                        List.of(),
                        days,
                        null,
                        null,
                        null,
                        null,
                        0,
                        false,
                        null,
                        null));
    return Combinators.combine(
            Arbitraries.of("0", "0.1", "1", "3.3").map(BigDecimal::new),
            Arbitraries.of(EarningRounding.class),
            Arbitraries.of(EarningStacking.class),
            rule.list().ofMaxSize(4),
            Arbitraries.of(List.<String>of(), List.of("card")),
            Arbitraries.longs().between(1, 500).injectNull(0.5),
            Arbitraries.longs().between(1, 500).injectNull(0.5))
        .as(
            (rate, rounding, stacking, rules, excluded, perOrder, perDay) ->
                new EarningRules(
                    "POINTS", rate, rounding, stacking, rules, excluded, List.of(), perOrder,
                    perDay, null));
  }
}
