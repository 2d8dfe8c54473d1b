package io.tributary.loyalty.earning;

import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/**
 * The rules of what sales earn, as one version says. Pure: a sale goes in, points with their
 * reasons come out.
 *
 * <p>Each line that is not excluded earns its share of what the sale counts for (its total, so
 * discounts and points on the sale as a whole fall on all lines alike) times the rate, times the
 * multipliers that apply. The sum is rounded once. Then come bonuses, then caps. Sums of parts are
 * kept exact by rounding running totals, so what rules and lines are said to have given always adds
 * up to the points.
 *
 * @param currency the code of what is earned
 * @param pointsPerUnit points for one whole unit of the programme's money
 * @param rounding how the sum is made whole
 * @param stacking what becomes of several multipliers
 * @param rules in the order in which they are applied
 * @param excludedSkus products that earn nothing
 * @param excludedCategories categories that earn nothing
 * @param capPerOrder the most that a sale earns; null for no cap
 * @param capPerDay the most that a member's sales of a local day earn; null for no cap
 * @param activation when it can be used; null for what the currency says
 */
record EarningRules(
    String currency,
    BigDecimal pointsPerUnit,
    EarningRounding rounding,
    EarningStacking stacking,
    List<EarningRule> rules,
    List<String> excludedSkus,
    List<String> excludedCategories,
    Long capPerOrder,
    Long capPerDay,
    EarningActivation activation) {
  static final String BASE = "BASE";
  static final String PER_ORDER = "CAP_PER_ORDER";
  static final String PER_DAY = "CAP_PER_DAY";
  static final String PER_MEMBER = "CAP_PER_MEMBER ";
  static final String BUDGET = "BUDGET ";

  private static final UUID NOBODY = new UUID(0, 0);
  private static final MathContext EXACT_ENOUGH = new MathContext(40, RoundingMode.HALF_UP);

  /**
   * What a sale earns; nothing when it counts for nothing. Of limited rules nothing was given yet.
   *
   * @param zone the programme's time zone
   * @param digits decimals of the programme's money
   */
  Earned earned(Sold sold, ZoneId zone, int digits) {
    RuleLimits nothing = new RuleLimits(Map.of(), Map.of());
    return earned(sold, zone, digits, nothing.left(this, NOBODY, List.of()));
  }

  /** The rules of which a member, or everybody, gets only so much. */
  List<EarningRule> limited() {
    return rules.stream()
        .filter(rule -> rule.capPerMember() != null || rule.budget() != null)
        .toList();
  }

  /** Whether what a sale earns depends on the member's sales before it. */
  boolean looksBack() {
    return capPerDay != null
        || !limited().isEmpty()
        || rules.stream().anyMatch(EarningRule::firstOrder);
  }

  /**
   * The same, where some rules can give only so much.
   *
   * @param left by the rule's name; one that is missing has no limit
   */
  Earned earned(Sold sold, ZoneId zone, int digits, Map<String, RuleLeft> left) {
    if (sold.totalMinor() <= 0) { // a gift, or cancelled
      List<Earned.LinePoints> nothing =
          sold.parts().stream().map(line -> new Earned.LinePoints(line.key(), 0)).toList();
      return new Earned(0, nothing, List.of(), Map.of());
    }
    List<EarningRule> now = rules.stream().filter(rule -> rule.applies(sold, zone)).toList();
    List<EarningRule> multipliers = now.stream().filter(r -> r.multiplier() != null).toList();
    List<Sold.Line> lines = sold.parts();
    List<BigDecimal> shares = shares(sold, lines, digits);
    // exact sums: what the rate gives, then with each multiplier on top
    BigDecimal[] upTo = new BigDecimal[multipliers.size() + 1];
    java.util.Arrays.fill(upTo, BigDecimal.ZERO);
    List<BigDecimal> raw = new ArrayList<>();
    for (int i = 0; i < lines.size(); i++) {
      BigDecimal[] factors = factors(multipliers, lines.get(i));
      for (int j = 0; j < upTo.length; j++) {
        upTo[j] = upTo[j].add(shares.get(i).multiply(factors[j]));
      }
      raw.add(shares.get(i).multiply(factors[factors.length - 1]));
    }
    List<AppliedRule> applied = new ArrayList<>();
    long points = 0;
    for (int j = 0; j < upTo.length; j++) {
      long whole = whole(upTo[j]);
      String name = j == 0 ? BASE : multipliers.get(j - 1).name();
      if (whole != points || j == 0) {
        applied.add(new AppliedRule(name, whole - points));
      }
      points = whole;
    }
    points += bonuses(now, lines, applied);
    Map<String, Long> gave = new HashMap<>();
    applied.forEach(each -> gave.put(each.rule(), each.points()));
    gave.remove(BASE);
    points -= cut(left, points, applied, gave);
    points -= cap(PER_ORDER, capPerOrder, points, 0, applied);
    points -= cap(PER_DAY, capPerDay, points, sold.dayBefore(), applied);
    return new Earned(points, spread(points, lines, raw), List.copyOf(applied), gave);
  }

  private static boolean isOne(List<String> values, String value) {
    return value != null && values.contains(value);
  }

  /** What each line earns at the rate alone. */
  private List<BigDecimal> shares(Sold sold, List<Sold.Line> lines, int digits) {
    long sum = lines.stream().mapToLong(Sold.Line::amountMinor).sum();
    List<BigDecimal> shares = new ArrayList<>();
    for (Sold.Line line : lines) {
      boolean excluded =
          isOne(excludedSkus, line.sku()) || isOne(excludedCategories, line.category());
      BigDecimal share =
          excluded || sum <= 0
              ? BigDecimal.ZERO
              : BigDecimal.valueOf(line.amountMinor())
                  .multiply(BigDecimal.valueOf(sold.totalMinor()))
                  .divide(BigDecimal.valueOf(sum), EXACT_ENOUGH);
      shares.add(share.multiply(pointsPerUnit).scaleByPowerOfTen(-digits));
    }
    return shares;
  }

  /** One, then what a line is multiplied by with one multiplier more each. */
  private BigDecimal[] factors(List<EarningRule> multipliers, Sold.Line line) {
    BigDecimal[] factors = new BigDecimal[multipliers.size() + 1];
    factors[0] = BigDecimal.ONE;
    for (int j = 0; j < multipliers.size(); j++) {
      BigDecimal before = factors[j];
      BigDecimal by = multipliers.get(j).multiplier();
      BigDecimal with =
          switch (stacking) {
            case MULTIPLY -> before.multiply(by);
            case ADD -> before.add(by).subtract(BigDecimal.ONE);
            case BEST -> before.max(by);
          };
      factors[j + 1] = multipliers.get(j).applies(line) ? with.max(BigDecimal.ZERO) : before;
    }
    return factors;
  }

  private long whole(BigDecimal points) {
    // what forty digits cannot hold exactly is no reason to lose a point
    BigDecimal clean = points.setScale(12, RoundingMode.HALF_UP);
    return Math.max(0, clean.setScale(0, rounding.mode()).longValueExact());
  }

  private static long bonuses(
      List<EarningRule> now, List<Sold.Line> lines, List<AppliedRule> applied) {
    long sum = 0;
    for (EarningRule rule : now) {
      if (rule.multiplier() == null && lines.stream().anyMatch(rule::applies)) {
        applied.add(new AppliedRule(rule.name(), rule.bonus()));
        sum += rule.bonus();
      }
    }
    return sum;
  }

  /** What rules gave beyond what they could; the member's limit first, then everybody's. */
  private static long cut(
      Map<String, RuleLeft> left, long points, List<AppliedRule> applied, Map<String, Long> gave) {
    long sum = 0;
    for (AppliedRule each : List.copyOf(applied)) {
      RuleLeft can = left.get(each.rule());
      if (can != null) {
        long of = Math.min(each.points(), points - sum);
        long member = cap(PER_MEMBER + each.rule(), can.member(), of, 0, applied);
        long both = member + cap(BUDGET + each.rule(), can.all(), of - member, 0, applied);
        gave.merge(each.rule(), -both, Long::sum);
        sum += both;
      }
    }
    return sum;
  }

  private static long cap(
      String name, Long most, long points, long before, List<AppliedRule> applied) {
    long over = most == null ? 0 : Math.max(0, Math.min(points, points + before - most));
    if (over > 0) {
      applied.add(new AppliedRule(name, -over));
    }
    return over;
  }

  /**
   * The points over the lines, in proportion to what each earned; by running totals, so exactly.
   */
  private static List<Earned.LinePoints> spread(
      long points, List<Sold.Line> lines, List<BigDecimal> raw) {
    List<BigDecimal> weights = new ArrayList<>();
    raw.forEach(each -> weights.add(each.max(BigDecimal.ZERO)));
    BigDecimal sum = weights.stream().reduce(BigDecimal.ZERO, BigDecimal::add);
    if (sum.signum() == 0) {
      weights.replaceAll(weight -> BigDecimal.ONE);
      sum = BigDecimal.valueOf(lines.size());
    }
    List<Earned.LinePoints> spread = new ArrayList<>();
    BigDecimal upTo = BigDecimal.ZERO;
    long given = 0;
    for (int i = 0; i < lines.size(); i++) {
      upTo = upTo.add(weights.get(i));
      long now =
          i == lines.size() - 1
              ? points
              : BigDecimal.valueOf(points)
                  .multiply(upTo)
                  .divide(sum, 0, RoundingMode.DOWN)
                  .longValueExact();
      spread.add(new Earned.LinePoints(lines.get(i).key(), now - given));
      given = now;
    }
    return spread;
  }
}
