package io.tributary.insight.churn;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.tributary.insight.value.Outlook;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

class ChurnHistoryTest {
  /** P(alive) of BG/NBD with parameters that leave a doubt just after a purchase. */
  private static Outlook.Model model(double a, double b) {
    return (repeats, last, age) ->
        repeats == 0
            ? 1
            : 1 / (1 + a / (b + repeats - 1) * Math.pow((30.0 + age) / (30 + last), 1 + repeats));
  }

  /** Whoever looks every day, before and after each purchase, and holds on to what they saw. */
  @Property(tries = 1000)
  void looking_every_day_comes_to_the_same(@ForAll long seed) {
    Random random = new Random(seed);
    ChurnRule rule = new ChurnRule(20 + random.nextInt(100));
    double segment = 5 + random.nextInt(60);
    Outlook.Model model =
        random.nextInt(5) == 0
            ? null
            : model(0.5 + 3 * random.nextDouble(), 0.5 + random.nextInt(3));
    List<Integer> bought = new ArrayList<>(List.of(random.nextInt(100)));
    for (int n = random.nextInt(7); n > 0; n--) {
      bought.add(bought.get(bought.size() - 1) + 1 + random.nextInt(80));
    }
    int end = bought.get(bought.size() - 1) + random.nextInt(120);
    ChurnLevel level = ChurnLevel.NONE;
    for (int day = bought.get(0); day <= end; day++) {
      int today = day;
      int[] before = bought.stream().filter(d -> d < today).mapToInt(d -> d).toArray();
      int[] after = bought.stream().filter(d -> d <= today).mapToInt(d -> d).toArray();
      if (before.length > 0) {
        level = rule.verdict(signals(before, day, segment, model), level).base();
      }
      level = rule.verdict(signals(after, day, segment, model), level).base();
    }
    int[] days = bought.stream().mapToInt(d -> d).toArray();
    ChurnLevel held = new ChurnHistory(days, segment, model).held(rule);
    assertEquals(
        level, rule.verdict(signals(days, end, segment, model), held).base(), bought + " " + end);
  }

  private static ChurnRule.Signals signals(
      int[] days, int today, double segment, Outlook.Model model) {
    int last = days[days.length - 1];
    return new ChurnRule.Signals(
        today - last,
        new ChurnHistory(days, segment, model).gap(),
        model == null ? null : model.alive(days.length - 1, last - days[0], today - days[0]),
        0,
        0);
  }

  @Test
  void a_doubt_that_a_purchase_only_lessens_is_held_on_to() {
    Outlook.Model model = (repeats, last, age) -> repeats == 0 ? 1 : age == last ? 0.526 : 0.1;
    ChurnRule rule = new ChurnRule(90);
    assertEquals(ChurnLevel.NONE, new ChurnHistory(new int[] {0, 1}, 10, model).held(rule));
    assertEquals(
        ChurnLevel.RISK,
        new ChurnHistory(new int[] {0, 1, 60}, 10, model).held(rule),
        "under 0.55, at which a RISK is left");
  }

  @Test
  void the_usual_gap_is_the_ninetieth_percentile_of_the_gaps() {
    assertEquals(7, new ChurnHistory(new int[] {3}, 7, null).gap());
    // gaps 10, 20, 30, 40: 0.9 * 3 = 2.7 along
    assertEquals(37, new ChurnHistory(new int[] {0, 40, 50, 80, 100}, 7, null).gap(), 1e-12);
  }
}
