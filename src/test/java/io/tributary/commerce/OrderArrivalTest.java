package io.tributary.commerce;

import static io.tributary.commerce.Sales.giveBack;
import static io.tributary.commerce.Sales.item;
import static io.tributary.commerce.Sales.line;
import static io.tributary.commerce.Sales.order;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.smallrye.mutiny.Uni;
import io.tributary.Given;
import io.tributary.TestDatabase;
import io.tributary.identity.Source;
import io.tributary.platform.Outcome;
import jakarta.inject.Inject;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.TreeSet;
import java.util.UUID;
import java.util.function.Function;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The order in which facts arrive does not matter, nor how often they do, nor all at once. */
@QuarkusTest
@QuarkusTestResource(TestDatabase.class)
class OrderArrivalTest {
  @Inject Sales sales;
  private Source shop;
  private Given.Person wei;
  private UUID profile;

  /** A fact about the order of an id, whatever sort it is. */
  private sealed interface Fact {
    record Row(OrderFact fact) implements Fact {}

    record Line(LineFact fact) implements Fact {}

    record Return(ReturnFact fact) implements Fact {}

    record Cancellation(String order) implements Fact {}

    record Delivery(String order, Instant at) implements Fact {}
  }

  @BeforeEach
  void clear() {
    TestDatabase.clear();
    shop = Given.source("shop");
    wei = Given.customer("Zhang Wei");
    profile = wei.profileAt("shop");
  }

  @AfterEach
  void every_row_has_its_key() {
    assertEquals(List.of(), Sales.rowsWithoutKey());
  }

  @Test
  void every_permutation_of_six_facts_ends_in_one_state() {
    List<Function<String, Fact>> kinds =
        List.of(
            id -> new Fact.Row(order(profile, id, OrderStatus.PENDING, 900, List.of())),
            id -> new Fact.Row(order(profile, id, OrderStatus.PAID, 900, List.of(item("a", 1000)))),
            id -> new Fact.Line(line(profile, id, "voucher", -100)),
            id -> new Fact.Return(giveBack("r1-" + id, id, 300L)),
            id -> new Fact.Return(giveBack("r2-" + id, id, null)),
            Fact.Cancellation::new);
    List<List<Integer>> permutations = permutations(kinds.size());

    for (int step = 0; step < kinds.size(); step++) {
      List<Fact> facts = new ArrayList<>();
      for (int p = 0; p < permutations.size(); p++) {
        facts.add(kinds.get(permutations.get(p).get(step)).apply("p" + p));
      }
      sendTogether(shop, facts);
    }

    List<String> ends =
        Sales.tables(shop).stream().map(row -> row.replaceAll("p[0-9]+", "p")).toList();
    assertEquals(720, permutations.size());
    assertEquals(5, new TreeSet<>(ends).size(), () -> String.join("\n", new TreeSet<>(ends)));
    assertEquals(720 * 5, ends.size());
    assertEquals(
        List.of("CANCELLED|900|900|300|t|f"),
        TestDatabase.rows(
            """
            SELECT DISTINCT status, total_minor, refunded_minor, returned_minor, returned_whole, total_from_lines
            FROM customer_order
            """));
  }

  @Test
  void random_facts_in_random_order_with_repetitions_end_as_sorted_ones() {
    Random random = new Random(20240301);
    Given.Person other = Given.customer("Li Na");
    Source mixed = Given.source("mixed shop");
    UUID mixedProfile = other.profileAt("mixed shop");
    List<Fact> sorted = new ArrayList<>();
    List<Fact> shuffled = new ArrayList<>();
    for (int i = 0; i < 150; i++) {
      long seed = random.nextLong();
      sorted.addAll(randomFacts(new Random(seed), profile, "o" + i));
      List<Fact> same = randomFacts(new Random(seed), mixedProfile, "o" + i);
      shuffled.addAll(same);
      shuffled.add(same.get(random.nextInt(same.size())));
      shuffled.add(same.get(random.nextInt(same.size())));
    }
    Collections.shuffle(shuffled, random);

    sendTogether(shop, sorted);
    while (!shuffled.isEmpty()) {
      int size = Math.min(shuffled.size(), 1 + random.nextInt(120));
      sendTogether(mixed, shuffled.subList(0, size));
      shuffled = shuffled.subList(size, shuffled.size());
    }

    List<String> expected = Sales.tables(shop);
    List<String> found = Sales.tables(mixed);
    List<String> missing = new ArrayList<>(expected);
    missing.removeAll(found);
    assertEquals(List.of(), missing);
    assertEquals(expected.size(), found.size());
  }

  private static List<Fact> randomFacts(Random random, UUID profile, String id) {
    List<Fact> facts = new ArrayList<>();
    boolean hasRow = random.nextInt(4) > 0;
    if (hasRow) {
      long total = random.nextInt(2_000);
      for (OrderStatus status : OrderStatus.values()) {
        if (status == OrderStatus.PAID || random.nextInt(4) == 0) {
          facts.add(new Fact.Row(order(profile, id, status, total, List.of(item("row", 5)))));
        }
      }
    }
    int lines = (hasRow ? 0 : 1) + random.nextInt(4);
    for (int i = 0; i < lines; i++) {
      facts.add(new Fact.Line(line(profile, id, "l" + i, random.nextInt(1_000) - 200)));
    }
    for (int i = random.nextInt(4); i > 0; i--) {
      Long amount = random.nextInt(4) == 0 ? null : Long.valueOf(random.nextInt(1_200));
      facts.add(new Fact.Return(giveBack("r" + i + "-" + id, id, amount)));
    }
    if (random.nextInt(5) == 0) {
      facts.add(new Fact.Cancellation(id));
    }
    for (int i = random.nextInt(3); i > 0; i--) {
      facts.add(new Fact.Delivery(id, Sales.LATER.plusSeconds(random.nextInt(100))));
    }
    return facts;
  }

  @Test
  void one_order_sent_by_32_at_once_is_there_once() {
    OrderFact fact =
        order(profile, "12", OrderStatus.PAID, 1250, List.of(item("a", 1000), item("b", 250)));
    List<Uni<List<Outcome>>> all = new ArrayList<>();
    for (int i = 0; i < 32; i++) {
      all.add(sales.appending(shop, List.of(fact)));
    }
    List<Outcome> outcomes = join(all).stream().flatMap(List::stream).toList();

    assertEquals(1, outcomes.stream().filter(o -> o.kind() == Outcome.Kind.ACCEPTED).count());
    assertEquals(31, outcomes.stream().filter(o -> o.kind() == Outcome.Kind.DUPLICATE).count());
    assertEquals(1, outcomes.stream().map(Outcome::factId).distinct().count());
    assertEquals(List.of("1"), TestDatabase.rows("SELECT count(*) FROM customer_order"));
    assertEquals(List.of("2"), TestDatabase.rows("SELECT count(*) FROM order_line"));
  }

  @Test
  void lines_and_returns_of_one_order_sent_at_once_are_all_counted() {
    List<Uni<List<Outcome>>> all = new ArrayList<>();
    for (int i = 0; i < 24; i++) {
      all.add(sales.addingLines(shop, List.of(line(profile, "12", "l" + i, 100))));
      all.add(sales.returning(shop, List.of(giveBack("r" + i, "12", 10L))));
    }
    join(all);

    assertEquals(
        List.of("2400|240|240|24|24"),
        TestDatabase.rows(
            """
            SELECT total_minor, returned_minor, refunded_minor, (SELECT count(*) FROM order_line),
                   (SELECT count(*) FROM order_return)
            FROM customer_order
            """));
    assertEquals(List.of("0"), TestDatabase.rows("SELECT count(*) FROM waiting_return"));
  }

  @Test
  void batches_over_the_same_orders_in_other_sequences_never_lock_each_other_out() {
    Random random = new Random(7);
    long deadlocks = deadlocks();
    List<Uni<List<Outcome>>> all = new ArrayList<>();
    for (int i = 0; i < 24; i++) {
      List<String> ids = new ArrayList<>();
      for (int o = 0; o < 60; o++) {
        ids.add("o" + o);
      }
      Collections.shuffle(ids, random);
      String of = "-" + i;
      all.add(
          switch (i % 3) {
            case 0 ->
                sales.appending(shop, ids.stream().map(id -> order(profile, id, 100_000)).toList());
            case 1 ->
                sales.addingLines(
                    shop, ids.stream().map(id -> line(profile, id, "l" + of, 10)).toList());
            default ->
                sales.returning(shop, ids.stream().map(id -> giveBack(id + of, id, 1L)).toList());
          });
    }
    join(all);

    assertEquals(
        List.of("60|100000|100000|80|80|8|8|f"),
        TestDatabase.rows(
            """
            SELECT count(*), min(total_minor), max(total_minor), min(lines_minor), max(lines_minor), min(refunded_minor),
                   max(refunded_minor), bool_or(total_from_lines)
            FROM customer_order
            """));
    assertEquals(deadlocks, deadlocks());
  }

  private void sendTogether(Source source, List<Fact> facts) {
    List<OrderFact> rows = new ArrayList<>();
    List<LineFact> lines = new ArrayList<>();
    List<ReturnFact> returns = new ArrayList<>();
    List<Uni<Outcome>> others = new ArrayList<>();
    for (Fact fact : facts) {
      if (fact instanceof Fact.Row row) {
        rows.add(row.fact());
      } else if (fact instanceof Fact.Line line) {
        lines.add(line.fact());
      } else if (fact instanceof Fact.Return one) {
        returns.add(one.fact());
      } else if (fact instanceof Fact.Cancellation one) {
        others.add(sales.cancelling(source, one.order()));
      } else if (fact instanceof Fact.Delivery one) {
        others.add(sales.delivering(source, one.order(), one.at()));
      }
    }
    sales.append(source, rows.toArray(OrderFact[]::new));
    sales.lines(source, lines.toArray(LineFact[]::new));
    sales.returns(source, returns.toArray(ReturnFact[]::new));
    join(others);
  }

  private static <T> List<T> join(List<Uni<T>> all) {
    return all.isEmpty()
        ? List.of()
        : Uni.join().all(all).usingConcurrencyOf(16).andFailFast().await().indefinitely();
  }

  private static long deadlocks() {
    return Long.parseLong(
        TestDatabase.rows(
                "SELECT deadlocks FROM pg_stat_database WHERE datname = current_database()")
            .get(0));
  }

  private static List<List<Integer>> permutations(int size) {
    List<List<Integer>> all = new ArrayList<>(List.of(List.of()));
    for (int i = 0; i < size; i++) {
      List<List<Integer>> longer = new ArrayList<>();
      for (List<Integer> one : all) {
        for (int at = 0; at <= one.size(); at++) {
          List<Integer> next = new ArrayList<>(one);
          next.add(at, i);
          longer.add(next);
        }
      }
      all = longer;
    }
    return all;
  }
}
