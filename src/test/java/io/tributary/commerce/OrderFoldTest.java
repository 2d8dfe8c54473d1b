package io.tributary.commerce;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tributary.identity.Source;
import io.tributary.identity.SourceKind;
import io.tributary.platform.FactKeys;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/** The laws of an order: its state follows from what was sent, not from how it was sent. */
class OrderFoldTest {
  private static final UUID ORDER = new UUID(1, 1);
  private static final UUID PROFILE = new UUID(2, 2);
  private static final Source SHOP =
      new Source(
          new UUID(3, 3), "shop", SourceKind.ONLINE, 50, "CN", "CNY", ZoneId.of("UTC"), false);

  /** What is sent of one order. */
  private record Sent(
      Long total,
      Set<OrderStatus> statuses,
      List<Long> lines,
      List<Long> returns,
      boolean cancelled) {
    List<Object> facts() {
      List<Object> facts = new ArrayList<>();
      if (total != null) {
        statuses.forEach(
            status ->
                facts.add(
                    Sales.order(PROFILE, "12", status, total, List.of(Sales.item("row", 7)))));
      }
      for (int i = 0; i < lines.size(); i++) {
        facts.add(Sales.line(PROFILE, "12", "l" + i, lines.get(i)));
      }
      for (int i = 0; i < returns.size(); i++) {
        long amount = returns.get(i);
        facts.add(Sales.giveBack("r" + i, "12", amount < 0 ? null : Long.valueOf(amount)));
      }
      if (cancelled) {
        facts.add("cancel");
      }
      return facts;
    }

    boolean makesAnOrder() {
      return total != null || !lines.isEmpty();
    }
  }

  /** What the tables hold of the order between two transactions. */
  private static final class Tables {
    private OrderState order;
    private UUID content;
    private final Map<UUID, UUID> lines = new HashMap<>();
    private final Set<UUID> returns = new HashSet<>();
    private final Set<String> wholeReturns = new TreeSet<>();
    private List<WaitingFact> waiting = new ArrayList<>();

    OpenOrder open() {
      FactKeys.Key key = new FactKeys.Key(ORDER, PROFILE, ORDER, Sales.NOON, content);
      OpenOrder open =
          order == null
              ? OpenOrder.unknown(key, List.copyOf(waiting))
              : OpenOrder.known(key, order);
      lines.forEach(open::knowsLine);
      return open;
    }

    void write(OpenOrder open) {
      order = open.now();
      content = open.content();
      open.newLines().forEach(line -> lines.put(line.key(), line.content()));
      open.newReturns().stream()
          .filter(one -> one.fact().amountMinor() == null)
          .forEach(one -> wholeReturns.add(one.fact().externalId()));
      List<WaitingFact> left = new ArrayList<>(waiting);
      left.removeAll(open.taken());
      left.addAll(open.newWaiting());
      waiting = left;
    }

    void take(OpenOrder open, Object fact) {
      if (fact instanceof OrderFact sale) {
        List<KeyedLine> keyed =
            sale.lines().stream().map(line -> KeyedLine.of(SHOP, "12", line)).toList();
        open.sold(sale, OrderHeader.of(sale, null), FactHash.content(sale), keyed);
      } else if (fact instanceof LineFact line) {
        open.line(line, null, KeyedLine.of(SHOP, "12", line.line()));
      } else if (fact instanceof ReturnFact one) {
        UUID key = FactHash.returned(SHOP, one);
        if (returns.add(key)) {
          open.returned(one, key, key);
        }
      } else {
        open.cancelled(FactHash.cancellation(SHOP, "12"), Sales.LATER);
      }
    }
  }

  @Provide
  Arbitrary<Sent> sent() {
    Arbitrary<Long> total = Arbitraries.longs().between(0, 2_000).injectNull(0.25);
    Arbitrary<Set<OrderStatus>> statuses = Arbitraries.of(OrderStatus.class).set().ofMinSize(1);
    Arbitrary<List<Long>> lines = Arbitraries.longs().between(-300, 900).list().ofMaxSize(4);
    Arbitrary<List<Long>> returns = Arbitraries.longs().between(-200, 900).list().ofMaxSize(4);
    return Combinators.combine(total, statuses, lines, returns, Arbitraries.of(true, false))
        .as(Sent::new)
        .filter(Sent::makesAnOrder);
  }

  @Property(tries = 500)
  void facts_in_any_order_and_repeated_end_as_those_sent_in_turn(
      @ForAll("sent") Sent sent, @ForAll long seed) {
    List<Object> inTurn = sent.facts();
    List<Object> shuffled = new ArrayList<>(inTurn);
    shuffled.addAll(inTurn.subList(0, inTurn.size() / 2));
    Collections.shuffle(shuffled, new Random(seed));

    Tables expected = oneByOne(inTurn);
    Tables found = oneByOne(shuffled);

    assertEquals(expected.order, found.order);
    assertEquals(expected.lines, found.lines);
    assertEquals(expected.wholeReturns, found.wholeReturns);
    assertEquals(List.of(), found.waiting);
  }

  @Property(tries = 500)
  void facts_of_one_batch_end_as_those_of_many(@ForAll("sent") Sent sent, @ForAll long seed) {
    List<Object> facts = new ArrayList<>(sent.facts());
    Collections.shuffle(facts, new Random(seed));
    // waiting facts are taken along only from an earlier transaction: what makes the order goes
    // first
    facts.sort((a, b) -> Boolean.compare(isLater(a), isLater(b)));
    Tables batch = new Tables();
    OpenOrder open = batch.open();
    facts.forEach(fact -> batch.take(open, fact));
    batch.write(open);

    assertEquals(oneByOne(facts).order, batch.order);
  }

  private static boolean isLater(Object fact) {
    return fact instanceof ReturnFact || fact instanceof String;
  }

  @Property(tries = 500)
  void an_order_is_worth_no_less_than_nothing_and_no_more_comes_back_than_was_owed(
      @ForAll("sent") Sent sent, @ForAll long seed) {
    List<Object> facts = new ArrayList<>(sent.facts());
    Collections.shuffle(facts, new Random(seed));
    OrderState order = oneByOne(facts).order;

    assertTrue(order.totalMinor() >= 0);
    assertTrue(order.refundedMinor() >= 0);
    assertTrue(order.refundedMinor() <= order.totalMinor());
    boolean isWhole = sent.returns().stream().anyMatch(amount -> amount < 0);
    assertEquals(isWhole, order.returns().whole());
    if (isWhole) {
      assertEquals(order.totalMinor(), order.refundedMinor());
    }
  }

  private static Tables oneByOne(List<Object> facts) {
    Tables tables = new Tables();
    for (Object fact : facts) {
      OpenOrder open = tables.open();
      tables.take(open, fact);
      tables.write(open);
    }
    return tables;
  }
}
