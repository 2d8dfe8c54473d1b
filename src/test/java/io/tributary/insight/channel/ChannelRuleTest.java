package io.tributary.insight.channel;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;

import net.jqwik.api.ForAll;
import net.jqwik.api.Label;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.LongRange;
import org.junit.jupiter.api.Test;

class ChannelRuleTest {
  @Property(tries = 300)
  @Label("a figure over nothing is null with its reason, any other is the quotient")
  void quotients(
      @ForAll @LongRange(min = 0, max = 3) long visits,
      @ForAll @LongRange(min = 0, max = 3) long customers,
      @ForAll @LongRange(min = 0, max = 3) long media,
      @ForAll @LongRange(min = 0, max = 3) long other,
      @ForAll @LongRange(min = 0, max = 9) long revenue,
      @ForAll boolean knowsMargin) {
    ChannelTally tally =
        new ChannelTally(
            visits,
            visits,
            0,
            visits,
            visits,
            60 * visits,
            0,
            0,
            visits,
            customers,
            1,
            revenue,
            media,
            other,
            0,
            0);
    ChannelFigures figures = new ChannelRule("CNY", knowsMargin ? 0.5 : null).figures("web", tally);
    assertEquals(visits == 0 ? null : (Double) 1.0, figures.bounceRate());
    assertEquals(visits == 0 ? null : (Double) 60.0, figures.dwellSeconds());
    check(figures.paid(), media, customers, revenue, knowsMargin);
    check(figures.loaded(), media + other, customers, revenue, knowsMargin);
  }

  private static void check(
      ChannelReturn back, long cost, long customers, long revenue, boolean knowsMargin) {
    assertEquals(cost, back.cost().minor());
    assertEquals(back.costPerNewCustomer() == null, back.costPerNewCustomerAbsence() != null);
    assertEquals(back.returnOnInvestment() == null, back.returnOnInvestmentAbsence() != null);
    assertEquals(back.returnOnAdSpend() == null, back.returnOnAdSpendAbsence() != null);
    if (cost == 0) {
      assertEquals(FigureAbsence.NO_COST, back.costPerNewCustomerAbsence());
      assertEquals(FigureAbsence.NO_COST, back.returnOnInvestmentAbsence());
      assertEquals(FigureAbsence.NO_COST, back.returnOnAdSpendAbsence());
      return;
    }
    assertEquals((double) revenue / cost, back.returnOnAdSpend(), 1e-12);
    if (knowsMargin || revenue == 0) {
      assertEquals(
          (double) (Math.round(revenue * 0.5) - cost) / cost, back.returnOnInvestment(), 1e-12);
    } else {
      assertEquals(FigureAbsence.MARGIN_UNKNOWN, back.returnOnInvestmentAbsence());
    }
    if (customers == 0) {
      assertEquals(FigureAbsence.NO_NEW_CUSTOMERS, back.costPerNewCustomerAbsence());
      assertNull(back.costPerNewCustomer());
    } else {
      assertNotNull(back.costPerNewCustomer());
      assertEquals(Math.round((double) cost / customers), back.costPerNewCustomer().minor());
    }
  }

  @Test
  void margin_and_cost_per_customer_are_exact_however_large() {
    // 2^53 + 1 is no binary floating point number, and 0.1 is none either
    ChannelTally tally =
        new ChannelTally(0, 0, 0, 0, 0, 0, 0, 0, 0, 3, 1, 90_071_992_547_409_930L, 5, 0, 0, 0);
    ChannelFigures figures = new ChannelRule("CNY", 0.1).figures("web", tally);
    assertEquals(9_007_199_254_740_993L, figures.margin().minor());
    assertEquals(2, figures.paid().costPerNewCustomer().minor(), "5 by 3, rounded");
  }

  @Test
  void what_is_known_to_cost_counts_as_it_does_and_the_rest_by_its_share() {
    ChannelTally tally = new ChannelTally(0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 2, 1_000, 100, 0, 600, 450);
    ChannelFigures figures = new ChannelRule("CNY", 0.5).figures("web", tally);
    assertEquals(600 - 450 + 200, figures.margin().minor());
    assertEquals(0.6, figures.costedShare());
    assertEquals(2.5, figures.paid().returnOnInvestment());
    ChannelRule unknown = new ChannelRule("CNY", null);
    assertNull(unknown.figures("web", tally).margin(), "of 400 nothing is known");
    ChannelTally all = new ChannelTally(0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 2, 600, 100, 0, 600, 450);
    assertEquals(150, unknown.figures("web", all).margin().minor());
    assertEquals(0.5, unknown.figures("web", all).paid().returnOnInvestment());
  }
}
