package io.tributary.loyalty.ledger;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.smallrye.mutiny.Uni;
import io.tributary.graphql.ApiException;
import io.tributary.graphql.ErrorKind;
import io.tributary.platform.FactKeys;
import io.vertx.mutiny.sqlclient.Tuple;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.ShrinkingMode;
import net.jqwik.api.lifecycle.AfterContainer;

/**
 * The invariants of the ledger, named as in the design: L1 to L15, on a real database. One try is
 * {@link #AT_ONCE} histories side by side, so a run is more than a thousand.
 */
class LedgerLaws {
  private static final int AT_ONCE = 24;
  private static final ExecutorService THREADS =
      Executors.newFixedThreadPool(
          8,
          task -> {
            Thread thread = new Thread(task);
            thread.setDaemon(true);
            return thread;
          });

  // ---- any history

  @Property(tries = 42, edgeCases = EdgeCasesMode.NONE, shrinking = ShrinkingMode.BOUNDED)
  void L1_to_L7_L10_L11_hold_after_any_history_and_no_repetition_changes_anything(
      @ForAll("histories") List<List<Step>> histories) throws Exception {
    List<Future<List<UUID>>> running = new ArrayList<>();
    for (List<Step> history : histories) {
      running.add(THREADS.submit(() -> new LedgerHistory(history).play()));
    }
    List<UUID> people = new ArrayList<>();
    for (Future<List<UUID>> one : running) {
      people.addAll(one.get());
    }
    LawsOfTables.hold(people);
  }

  /** Laws that hold for histories in which little happens say little. */
  @AfterContainer
  static void every_kind_of_entry_has_been_written() {
    assertEquals(
        EntryKind.values().length,
        LedgerWorld.rows("SELECT DISTINCT kind FROM points_entry", Tuple.tuple()).size());
  }

  // ---- returns

  @Property(tries = 25, edgeCases = EdgeCasesMode.NONE)
  void L8_a_sale_returned_in_any_split_leaves_what_was_there(
      @ForAll Random random, @ForAll("amounts") long value, @ForAll("amounts") long points) {
    LedgerWorld world = new LedgerWorld(1);
    world.earn(0, 500, "before");
    List<String> before = state(world);
    world.sell(0, "s", Sale.WHOLE, value, points, "sale");
    long left = value;
    for (int i = 0; left > 0; i++) {
      long part = Math.min(left, 1 + random.nextLong(value));
      world.giveBack(0, "s", Sale.WHOLE, part, "return " + i);
      left -= part;
      long taken = points * (value - left) / value;
      assertEquals(500 + points - taken, world.balance(0, null).available());
    }
    assertEquals(before, state(world));
    LawsOfTables.hold(world.people);
  }

  @Property(tries = 25, edgeCases = EdgeCasesMode.NONE)
  void L8_a_sale_of_many_lines_returned_in_any_split_leaves_what_was_there(@ForAll Random random) {
    LedgerWorld world = new LedgerWorld(1);
    world.earn(0, 500, "before");
    List<String> before = state(world);
    int lines = 2 + random.nextInt(4);
    List<long[]> open = new ArrayList<>();
    for (int line = 0; line < lines; line++) {
      long value = 1 + random.nextInt(900);
      world.sell(0, "s", "line " + line, value, random.nextInt(400) + 1L, "sale " + line);
      open.add(new long[] {line, value});
    }
    for (int i = 0; !open.isEmpty(); i++) {
      long[] line = open.get(random.nextInt(open.size()));
      long part = Math.min(line[1], 1 + random.nextLong(300));
      // some returns do not say of which line they are
      boolean isNamed = open.size() > 1 || random.nextBoolean();
      String name = isNamed ? "line " + line[0] : Sale.WHOLE;
      world.giveBack(0, "s", name, part, "return " + i);
      line[1] -= part;
      open.removeIf(one -> one[1] == 0);
    }
    assertEquals(before, state(world));
    LawsOfTables.hold(world.people);
  }

  @Property(tries = 40, edgeCases = EdgeCasesMode.NONE)
  void L13_sales_and_returns_end_in_the_same_state_in_whatever_order_they_come(
      @ForAll Random random) {
    List<Fact> facts = facts(random);
    LedgerWorld one = new LedgerWorld(1);
    play(one, facts, random, 0);
    Collections.shuffle(facts, random);
    LedgerWorld other = new LedgerWorld(1);
    play(other, facts, random, 0);
    assertEquals(left(one), left(other));
    assertEquals(one.balance(0, null), other.balance(0, null));
    LawsOfTables.hold(other.people);
  }

  /**
   * With spendings in between what is left in which lot depends on what was there to be spent, and
   * so does what ends: docs/programme-manager.md says so. What each sale gave and what was taken
   * back for it does not, nor, while nothing ends, what the member has.
   */
  @Property(tries = 25, edgeCases = EdgeCasesMode.NONE)
  void L13_with_spendings_in_between_what_sales_gave_and_the_sum_stay_the_same(
      @ForAll Random random) {
    List<Fact> facts = facts(random);
    facts.replaceAll(Fact::forEver);
    LedgerWorld one = new LedgerWorld(1);
    play(one, facts, random, 5);
    Collections.shuffle(facts, random);
    LedgerWorld other = new LedgerWorld(1);
    play(other, facts, random, 5);
    assertEquals(given(one), given(other));
    Balance first = one.balance(0, null);
    Balance second = other.balance(0, null);
    assertEquals(first.available() - first.debt(), second.available() - second.debt());
    LawsOfTables.hold(other.people);
  }

  private static List<Fact> facts(Random random) {
    List<Fact> facts = new ArrayList<>();
    for (int sale = 0; sale < 3; sale++) {
      int lines = 1 + random.nextInt(3);
      // made up to twenty days ago, usable up to ten days after that, ended up to then or later
      Instant at = LedgerWorld.BEGIN.minus(Duration.ofHours(random.nextInt(480)));
      Instant active = at.plus(Duration.ofDays(random.nextInt(10)));
      Instant end = at.plus(Duration.ofDays(10 + random.nextInt(30)));
      for (int line = 0; line < lines; line++) {
        String name = lines == 1 ? Sale.WHOLE : "line " + line;
        long value = 1 + random.nextInt(900);
        long points = random.nextInt(400) + 1L;
        facts.add(new Fact("s" + sale, name, value, points, active, end, false));
        for (int i = random.nextInt(3); i > 0; i--) {
          long back = 1 + random.nextLong(value);
          facts.add(new Fact("s" + sale, name, back, 0, null, null, true));
        }
      }
    }
    return facts;
  }

  private record Fact(
      String sale,
      String line,
      long value,
      long points,
      Instant active,
      Instant end,
      boolean isReturn) {
    /** The same, usable at once and for ever. */
    Fact forEver() {
      return new Fact(
          sale, line, value, points, active == null ? null : LedgerWorld.BEGIN, null, isReturn);
    }
  }

  /**
   * Facts as they come, two hours apart at most, with so many spendings of 20 points in between;
   * the last one is three weeks old in the end, whatever came when.
   */
  private static void play(LedgerWorld world, List<Fact> facts, Random random, int spendings) {
    world.earn(0, 100, world.now(), null, null, "what is spent");
    int key = 0;
    for (Fact fact : facts) {
      key++;
      if (fact.isReturn()) {
        world.giveBack(0, fact.sale(), fact.line(), fact.value(), "k" + key);
      } else {
        world.sell(
            0,
            fact.sale(),
            fact.line(),
            fact.value(),
            fact.points(),
            fact.active(),
            fact.end(),
            "k" + key);
      }
      if (key <= spendings) {
        world.redeem(0, 20, "spend " + key);
      }
      world.pass(Duration.ofMinutes(random.nextInt(120)));
    }
    for (int more = key + 1; more <= spendings; more++) {
      world.redeem(0, 20, "spend " + more);
    }
    world.until(LedgerWorld.BEGIN.plus(Duration.ofDays(21)));
    world.settle();
  }

  /** What each sale earned, and what was taken back for it. */
  private static List<String> given(LedgerWorld world) {
    return world.read(
        """
        SELECT s.sale, sum(l.granted), min(s.clawed) FROM points_account a
        JOIN points_lot l USING (account_id)
        JOIN points_sale s ON s.account_id = l.account_id AND s.sale = l.sale AND s.line = ''
        WHERE a.customer_id = ANY($1) GROUP BY s.sale ORDER BY s.sale
        """);
  }

  /** What each sale earned, and what is left of it. */
  private static List<String> left(LedgerWorld world) {
    return world.read(
        """
        SELECT l.sale, sum(l.granted), sum(l.remaining) FROM points_account a
        JOIN points_lot l USING (account_id)
        WHERE a.customer_id = ANY($1) AND l.sale IS NOT NULL GROUP BY l.sale ORDER BY l.sale
        """);
  }

  // ---- spending

  @Property(tries = 25, edgeCases = EdgeCasesMode.NONE)
  void L9_a_spending_cancelled_in_any_split_restores_it_lot_by_lot(@ForAll Random random) {
    LedgerWorld world = new LedgerWorld(1);
    long all = 0;
    for (int i = 0; i < 4; i++) {
      long points = 1 + random.nextInt(200);
      all += points;
      Instant end = world.now().plus(Duration.ofDays(1 + random.nextInt(30)));
      world.earn(0, points, world.now(), end, null, "earn " + i);
    }
    List<String> before = state(world);
    long spent = 1 + random.nextLong(all);
    UUID redemption = world.redeem(0, spent, "spend").entry();
    long left = spent;
    for (int i = 0; left > 0; i++) {
      long part = Math.min(left, 1 + random.nextLong(spent));
      world.cancel(redemption, part, "cancel " + i);
      left -= part;
    }
    assertEquals(before, state(world));
    ErrorKind more =
        assertThrows(ApiException.class, () -> world.cancel(redemption, 1L, "more")).kind();
    assertEquals(ErrorKind.CONFLICT, more);
    LawsOfTables.hold(world.people);
  }

  @Property(tries = 25, edgeCases = EdgeCasesMode.NONE)
  void L9_what_came_from_lots_that_have_ended_comes_back_as_one_grace_lot(@ForAll Random random) {
    LedgerWorld world = new LedgerWorld(1);
    Instant begin = world.now();
    long[] points = new long[4];
    long all = 0;
    for (int i = 0; i < points.length; i++) {
      points[i] = 1 + random.nextInt(200);
      all += points[i];
      world.earn(0, points[i], begin, begin.plus(Duration.ofDays(10 * (i + 1))), null, "earn " + i);
    }
    UUID redemption = world.redeem(0, all, "spend").entry();
    int ended = 1 + random.nextInt(points.length);
    world.pass(Duration.ofDays(10L * ended).plusHours(1));
    long lost = 0;
    for (int i = 0; i < ended; i++) {
      lost += points[i];
    }
    Instant grace = LedgerWorld.POINTS.graceUntil(world.now());
    world.cancel(redemption, null, "cancel");
    assertEquals(all, world.balance(0, null).available());
    assertEquals(
        List.of(lost + "|" + FactKeys.utc(grace)),
        world.read(
            """
            SELECT l.remaining, l.expires_at FROM points_account a JOIN points_lot l USING (account_id)
            JOIN points_entry e ON e.account_id = l.account_id AND e.entry_id = l.entry_id AND e.kind = 'CANCEL_REDEMPTION'
            WHERE a.customer_id = ANY($1)
            """));
    LawsOfTables.hold(world.people);
  }

  @Property(tries = 25, edgeCases = EdgeCasesMode.NONE)
  void L7_who_is_one_or_shares_a_pool_spends_what_ends_first_of_all_their_lots(
      @ForAll Random random) {
    LedgerWorld world = new LedgerWorld(3);
    TreeMap<Instant, Long> left = new TreeMap<>();
    for (int i = 0; i < 9; i++) {
      Instant end = world.now().plus(Duration.ofHours(1 + 24 * i + random.nextInt(24)));
      long points = 1 + random.nextInt(100);
      left.put(end, points);
      world.earn(random.nextInt(3), points, world.now(), end, null, "earn " + i);
    }
    for (int person = 0; person < 3; person++) {
      world.earn(person, 1, world.now(), null, null, "there is an account " + person);
    }
    world.merge(0, 1);
    world.join(0);
    world.join(1);
    world.join(2);
    long all = left.values().stream().mapToLong(Long::longValue).sum();
    for (int i = 0; i < 3; i++) {
      long spent = 1 + random.nextLong(all / 4 + 1);
      world.redeem(random.nextInt(3), spent, "spend " + i);
      for (Map.Entry<Instant, Long> lot : left.entrySet()) {
        long part = Math.min(spent, lot.getValue());
        spent -= part;
        lot.setValue(lot.getValue() - part);
      }
      assertEquals(
          left.entrySet().stream().map(l -> FactKeys.utc(l.getKey()) + "|" + l.getValue()).toList(),
          world.read(
              """
              SELECT l.expires_at, l.remaining FROM points_account a JOIN points_lot l USING (account_id)
              WHERE a.customer_id = ANY($1) AND l.expires_at IS NOT NULL ORDER BY 1
              """));
    }
    LawsOfTables.hold(world.people);
  }

  @Property(tries = 12, edgeCases = EdgeCasesMode.NONE)
  void L14_of_many_spendings_at_once_as_many_succeed_as_the_balance_covers(@ForAll Random random) {
    LedgerWorld world = new LedgerWorld(1);
    long balance = random.nextInt(1000);
    long each = 1 + random.nextInt(200);
    if (balance > 0) {
      world.earn(0, balance, "earn");
    }
    List<Uni<Boolean>> attempts = new ArrayList<>();
    for (int i = 0; i < 24; i++) {
      attempts.add(
          world
              .redeeming(0, each, "spend " + i)
              .map(receipt -> true)
              .onFailure(ApiException.class)
              .recoverWithItem(false));
    }
    long succeeded =
        Uni.join().all(attempts).andFailFast().await().indefinitely().stream()
            .filter(done -> done)
            .count();
    assertEquals(Math.min(24, balance / each), succeeded);
    LawsOfTables.hold(world.people);
  }

  // ---- time

  @Property(tries = 15, edgeCases = EdgeCasesMode.NONE)
  void L12_it_does_not_matter_when_the_job_ran(@ForAll("history") List<Step> history) {
    LedgerHistory often = new LedgerHistory(history);
    often.settleEveryStep();
    often.play();
    LedgerHistory never = new LedgerHistory(history);
    never.play();
    often.world.settle();
    never.world.settle();
    assertEquals(state(never.world), state(often.world));
    often.world.settle();
    assertEquals(state(never.world), state(often.world));
  }

  @Property(tries = 15, edgeCases = EdgeCasesMode.NONE)
  void L5_the_balance_as_of_any_instant_is_what_it_was_then(@ForAll("history") List<Step> history) {
    LedgerHistory played = new LedgerHistory(history);
    played.rememberBalances();
    played.play();
    played.part();
    played.balances.forEach(
        (at, balances) -> {
          for (int person = 0; person < LedgerHistory.PEOPLE; person++) {
            if (!played.together.contains(at)) {
              assertEquals(balances.get(person), played.world.balance(person, at));
            }
          }
        });
  }

  // ---- merging

  @Property(tries = 15, edgeCases = EdgeCasesMode.NONE)
  void L15_a_merge_and_its_unmerge_leave_everything_as_it_was(
      @ForAll("history") List<Step> history, @ForAll Random random) {
    LedgerHistory played = new LedgerHistory(history);
    played.play();
    LedgerWorld world = played.world;
    played.part();
    world.settle();
    List<String> before = state(world);
    Balance one = world.balance(0, null);
    Balance other = world.balance(1, null);
    world.merge(0, 1);
    Balance together = world.balance(0, null);
    long net = one.available() - one.debt() + other.available() - other.debt();
    assertEquals(Math.max(0, net), together.available());
    assertEquals(Math.max(0, -net), together.debt());
    world.unmerge(1);
    assertEquals(before, state(world));
    world.merge(0, 1);
    if (net > 0) {
      long spent = 1 + random.nextLong(net);
      UUID redemption = world.redeem(1, spent, "spent together").entry();
      assertEquals(net - spent, world.balance(1, null).available());
      world.unmerge(1);
      LawsOfTables.hold(world.people);
      // the key is kept where the caller looks again
      assertEquals(redemption, world.redeem(1, spent, "spent together").entry());
      world.cancel(redemption, null, "cancelled apart");
      assertEquals(one.available(), world.balance(0, null).available());
      assertEquals(other.available(), world.balance(1, null).available());
    }
    LawsOfTables.hold(world.people);
  }

  // ---- pools

  @Property(tries = 15, edgeCases = EdgeCasesMode.NONE)
  void members_of_a_pool_spend_what_they_have_together_and_no_more_even_at_once(
      @ForAll("history") List<Step> history, @ForAll Random random) {
    LedgerHistory played = new LedgerHistory(history);
    played.play();
    LedgerWorld world = played.world;
    played.part();
    world.settle();
    long net = 0;
    for (int person = 0; person < LedgerHistory.PEOPLE; person++) {
      world.earn(person, 50, "there is an account " + person);
      Balance own = world.balance(person, null);
      net += own.available() - own.debt();
      world.join(person);
    }
    long all = Math.max(0, net);
    long each = 1 + random.nextInt(100);
    List<Uni<Long>> attempts = new ArrayList<>();
    for (int i = 0; i < 12; i++) {
      int person = i % LedgerHistory.PEOPLE;
      assertEquals(all, world.balance(person, null).available());
      // the same key from each of them: keys are a person's own
      attempts.add(
          world
              .redeeming(person, each, "spend " + i / LedgerHistory.PEOPLE)
              .map(receipt -> each)
              .onFailure(ApiException.class)
              .recoverWithItem(0L));
    }
    long spent =
        Uni.join().all(attempts).andFailFast().await().indefinitely().stream()
            .mapToLong(Long::longValue)
            .sum();
    assertEquals(each * Math.min(12, all / each), spent);
    assertEquals(all - spent, world.balance(0, null).available());
    LawsOfTables.hold(world.people);
    played.part();
    long apart = 0;
    for (int person = 0; person < LedgerHistory.PEOPLE; person++) {
      Balance own = world.balance(person, null);
      apart += own.available() - own.debt();
    }
    assertEquals(net - spent, apart);
  }

  /** Balances and lots, without ids. */
  static List<String> state(LedgerWorld world) {
    List<String> state =
        world.read(
            """
            SELECT array_position($1, customer_id) AS person, available, pending, reserved, debt FROM points_account
            WHERE customer_id = ANY($1) ORDER BY 1
            """);
    state.addAll(
        world.read(
            """
            SELECT array_position($1, a.customer_id), l.granted, l.remaining, l.active_at, l.expires_at, l.sale, l.line
            FROM points_account a JOIN points_lot l USING (account_id)
            WHERE a.customer_id = ANY($1) AND l.remaining > 0 ORDER BY 1, 5, 4, 2, 3, 6, 7
            """));
    assertTrue(state.stream().noneMatch(String::isEmpty));
    return state;
  }

  // ---- what is drawn

  @Provide
  Arbitrary<Long> amounts() {
    return Arbitraries.longs().between(1, 900);
  }

  @Provide
  Arbitrary<List<Step>> history() {
    Arbitrary<Step.Kind> kinds = Arbitraries.of(Step.Kind.class);
    Arbitrary<Integer> number = Arbitraries.integers().between(0, 999);
    return Combinators.combine(kinds, number, number, number)
        .as(Step::new)
        .list()
        .ofMinSize(4)
        .ofMaxSize(22);
  }

  @Provide
  Arbitrary<List<List<Step>>> histories() {
    return history().list().ofSize(AT_ONCE);
  }
}
