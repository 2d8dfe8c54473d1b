package io.tributary.loyalty.ledger;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.tributary.graphql.ApiException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.function.Supplier;

/**
 * Plays a made-up history with a few people. A refusal that the caller may expect (too few points,
 * a reservation that has ended) is part of it; anything else fails the test.
 */
final class LedgerHistory {
  static final int PEOPLE = 3;

  final LedgerWorld world = new LedgerWorld(PEOPLE);

  /** What everyone had, by instant; kept when asked to. */
  final Map<Instant, List<Balance>> balances = new LinkedHashMap<>();

  /** The instants at which two were one person, or shared a pool. */
  final Set<Instant> together = new HashSet<>();

  private final List<Step> steps;
  private final List<Supplier<Receipt>> done = new ArrayList<>();
  private final List<Receipt> answers = new ArrayList<>();
  private final List<UUID> redemptions = new ArrayList<>();
  private final List<UUID> reservations = new ArrayList<>();
  private boolean settles;
  private boolean remembers;
  private boolean areOne;
  private final Set<Integer> pooled = new HashSet<>();
  private int key;

  LedgerHistory(List<Step> steps) {
    this.steps = steps;
  }

  /** Runs the job after each step. */
  void settleEveryStep() {
    settles = true;
  }

  /** Notes what everyone has after each step. */
  void rememberBalances() {
    remembers = true;
  }

  /** Plays it; the people in it. */
  List<UUID> play() {
    for (Step step : steps) {
      step(step);
      // no two steps happen at one instant
      world.pass(Duration.ofMillis(1));
      if (settles) {
        world.settle();
      }
      if (remembers) {
        Instant at = world.now();
        List<Balance> all = new ArrayList<>();
        for (int person = 0; person < PEOPLE; person++) {
          all.add(world.balance(person, null));
        }
        balances.put(at, all);
        if (areOne || !pooled.isEmpty()) {
          together.add(at);
        }
        world.pass(Duration.ofMillis(1));
      }
    }
    return world.people;
  }

  private void step(Step step) {
    String k = "k" + ++key;
    int person = step.a() % PEOPLE;
    long some = 1 + step.b() % 200;
    Instant now = world.now();
    switch (step.kind()) {
      case EARN -> run(() -> world.earn(person, some, now, days(now, step.c() % 50 - 5), null, k));
      case EARN_LATER ->
          run(() -> world.earn(person, some, days(now, 1 + step.c() % 9), days(now, 20), null, k));
      case EARN_WAITING -> run(() -> world.earn(person, some, null, days(now, 30), "EVENT", k));
      case HAPPENED -> run(() -> world.happened(person, "EVENT", k));
      case SELL -> run(() -> world.sell(person, sale(person), line(step), 300, some, k));
      case RETURN -> run(() -> world.giveBack(person, sale(person), line(step), some, k));
      case REDEEM, REDEEM_MORE -> redemptions.addAll(run(() -> world.redeem(person, some, k)));
      case CANCEL -> {
        if (!redemptions.isEmpty()) {
          UUID redemption = redemptions.get(step.a() % redemptions.size());
          Long part = step.c() % 2 == 0 ? null : (Long) some;
          run(() -> world.cancel(redemption, part, k));
        }
      }
      case RESERVE ->
          reservations.addAll(
              run(() -> world.reserve(person, some, Duration.ofHours(1 + step.c() % 60), k)));
      case END_RESERVATION -> {
        if (!reservations.isEmpty()) {
          UUID reservation = reservations.get(step.a() % reservations.size());
          Long spent = step.c() % 3 == 0 ? null : (Long) (step.c() % 3 == 1 ? 0 : some);
          run(() -> world.end(reservation, spent, k));
          redemptions.add(reservation);
        }
      }
      case TRANSFER -> run(() -> world.transfer(person, (person + 1) % PEOPLE, some, k));
      case ADJUST -> run(() -> world.adjust(person, step.c() % 2 == 0 ? some : -some, k));
      case REPEAT -> repeat(step.a());
      case PASS_HOURS -> world.pass(Duration.ofHours(1 + step.a() % 30));
      case PASS_DAYS -> world.pass(Duration.ofDays(1 + step.a() % 15));
      case SETTLE -> world.settle();
      case MERGE -> {
        world.merge(0, 1);
        areOne = true;
      }
      case UNMERGE -> {
        world.unmerge(1);
        areOne = false;
      }
      case JOIN_POOL -> {
        world.join(person);
        pooled.add(person);
      }
      case LEAVE_POOL -> {
        world.leave(person);
        pooled.remove(person);
      }
      default -> throw new IllegalStateException("no such step: " + step);
    }
  }

  /** Everybody is on their own again. */
  void part() {
    world.unmerge(1);
    for (int person = 0; person < PEOPLE; person++) {
      world.leave(person);
    }
  }

  private static String sale(int person) {
    return "sale of " + person;
  }

  private static String line(Step step) {
    return "line " + step.c() % 2;
  }

  private static Instant days(Instant from, int days) {
    return days <= 0 ? null : from.plus(Duration.ofDays(days));
  }

  /** The entry that it wrote; none when it was refused. */
  private List<UUID> run(Supplier<Receipt> command) {
    try {
      Receipt receipt = command.get();
      done.add(command);
      answers.add(receipt);
      return receipt.entry() == null ? List.of() : List.of(receipt.entry());
    } catch (ApiException refused) {
      return switch (refused.kind()) {
        case INSUFFICIENT_POINTS, CONFLICT, INVALID_INPUT, NOT_FOUND -> List.of();
        default -> throw refused;
      };
    }
  }

  /** L6: what was done before is done again, and nothing changes but what time has brought. */
  private void repeat(int number) {
    if (done.isEmpty()) {
      return;
    }
    int which = number % done.size();
    world.settle();
    List<String> before = LedgerLaws.state(world);
    assertEquals(answers.get(which), done.get(which).get());
    assertEquals(before, LedgerLaws.state(world));
  }
}
