package io.tributary.job;

import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.subscription.Cancellable;
import io.tributary.platform.Faults;
import io.tributary.platform.Tx;
import io.vertx.mutiny.sqlclient.SqlConnection;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.function.ObjLongConsumer;
import java.util.stream.Collector;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jboss.logging.Logger;

/**
 * One replica's hand on the change queue. It leases its share of the buckets that have work,
 * recomputes their customers batch by batch, and gives the buckets back when they are empty or its
 * turn is over; then they are dealt anew among the replicas that are alive. So one that comes has
 * its share after a turn, and what one held that goes is taken over when its lease has lapsed.
 */
final class ChangeWorker {
  /** What the caller may count. */
  enum Outcome {
    /** Customers recomputed. */
    RECOMPUTED,
    /** Customers whose recomputation failed. */
    SET_ASIDE
  }

  /**
   * Batches of one replica at once: while one commits, or is computed here, the database works on
   * the other.
   */
  private static final int LANES = 2;

  /** After so long buckets go back, even if they are not empty. */
  static final Duration TURN = Duration.ofSeconds(2);

  private static final Logger LOG = Logger.getLogger(ChangeWorker.class);
  private static final UUID BEFORE_ALL = new UUID(0, 0);
  private static final Duration FIRST_RETRY = Duration.ofSeconds(10);
  private static final Duration LAST_RETRY = Duration.ofHours(1);
  private static final Duration LOOK_AGAIN = Duration.ofMillis(20);

  private final String owner;
  private final Tx tx;
  private final Clock clock;
  private final List<CustomerDerivation> derivations;
  private final Duration lease;
  private final int batch;
  private final ObjLongConsumer<Outcome> counted;
  private final ChangeStore store = new ChangeStore();

  /** The tokens of the buckets that turns are at; what else has this owner is nobody's. */
  private final Map<Short, Long> working = new ConcurrentHashMap<>();

  private final AtomicInteger from =
      new AtomicInteger(ThreadLocalRandom.current().nextInt(ChangeQueue.BUCKETS));

  /**
   * Up to which customer each lane has come. It goes on there in its next turn and begins again
   * behind the last one, so that everybody comes up once a round, whoever is noted meanwhile.
   */
  private final AtomicReferenceArray<UUID> reached = new AtomicReferenceArray<>(LANES);

  /**
   * Makes a replica's worker.
   *
   * @param owner tells this replica from the others
   * @param lease how long after a replica's last sign of life others may take its buckets over
   * @param batch customers in one transaction
   * @param counted told what became of how many customers
   */
  ChangeWorker(
      String owner,
      Tx tx,
      Clock clock,
      Collection<CustomerDerivation> derivations,
      Duration lease,
      int batch,
      ObjLongConsumer<Outcome> counted) {
    this.owner = owner;
    this.tx = tx;
    this.clock = clock;
    this.derivations =
        derivations.stream().sorted(Comparator.comparingInt(CustomerDerivation::order)).toList();
    this.lease = lease;
    this.batch = batch;
    this.counted = counted;
    IntStream.range(0, LANES).forEach(lane -> reached.set(lane, BEFORE_ALL));
  }

  /** Works off what is free now; the number of customers handled. */
  Uni<Long> sweep() {
    return turn().repeat().whilst(handled -> handled > 0).collect().with(summingLong());
  }

  /**
   * Works off everything noted before now and waits for what other replicas are at; the number of
   * customers that this one handled.
   */
  Uni<Long> drain() {
    return tx.read(store::now).chain(start -> drain(start, 0));
  }

  private Uni<Long> drain(Instant notedBy, long before) {
    return sweep()
        .chain(
            handled ->
                tx.read(connection -> store.isPending(connection, notedBy))
                    .chain(
                        pending ->
                            pending
                                ? Uni.createFrom()
                                    .nullItem()
                                    .onItem()
                                    .delayIt()
                                    .by(LOOK_AGAIN)
                                    .chain(() -> drain(notedBy, before + handled))
                                : Uni.createFrom().item(before + handled)));
  }

  /** Gives back what this replica holds, so that the next start need not wait for it to lapse. */
  Uni<Void> stop() {
    return tx.write(connection -> store.releaseAll(connection, owner));
  }

  /** Says that this replica is alive. It does so by itself while it works. */
  Uni<Void> beat() {
    return tx.write(
        connection -> store.beat(connection, owner, lease, ChangeStore.Held.of(working)));
  }

  /** Takes a share of the buckets and works on them for a turn; the number of customers handled. */
  Uni<Long> turn() {
    return beatIfDue()
        .chain(
            () ->
                tx.write(
                    connection ->
                        store
                            .putBack(connection, clock.instant())
                            .chain(() -> store.take(connection, owner, nextBucket()))))
        .chain(held -> held.isEmpty() ? Uni.createFrom().item(0L) : workOff(held));
  }

  private Uni<Void> beatIfDue() {
    return tx.read(connection -> store.beatIsDue(connection, owner, lease))
        .chain(due -> due ? beat() : Uni.createFrom().voidItem());
  }

  private int nextBucket() {
    return Math.floorMod(from.getAndAdd(ChangeQueue.BUCKETS / 4 + 1), ChangeQueue.BUCKETS);
  }

  private Uni<Long> workOff(ChangeStore.Held held) {
    Instant until = clock.instant().plus(TURN);
    List<Uni<Long>> lanes =
        IntStream.range(0, LANES)
            .filter(number -> !held.part(number, LANES).isEmpty())
            .mapToObj(number -> lane(number, held.part(number, LANES), until))
            .toList();
    held.each(working::put);
    Cancellable beats = beatRegularly();
    return Uni.join()
        .all(lanes)
        .andCollectFailures()
        .map(handled -> handled.stream().mapToLong(Long::longValue).sum())
        .onTermination()
        .invoke(
            () -> {
              beats.cancel();
              held.each(working::remove);
            })
        .onTermination()
        .call(() -> tx.write(connection -> store.release(connection, held)));
  }

  /** A sign of life that could not reach the database is given again: the fence decides. */
  private Cancellable beatRegularly() {
    return Multi.createFrom()
        .ticks()
        .every(lease.dividedBy(3))
        .onOverflow()
        .drop()
        .onItem()
        .transformToUniAndConcatenate(
            tick ->
                beat()
                    .onFailure()
                    .invoke(e -> LOG.warnf("leases of buckets not renewed: %s", Faults.kind(e)))
                    .onFailure()
                    .recoverWithNull())
        .subscribe()
        .with(nothing -> {});
  }

  /** Batch after batch, until nothing waits or the turn is over. */
  private Uni<Long> lane(int number, ChangeStore.Held held, Instant until) {
    return Uni.createFrom()
        .deferred(() -> next(number, held))
        .chain(
            customers ->
                customers.isEmpty()
                    ? Uni.createFrom().item(0L)
                    : handle(held, customers).replaceWith((long) customers.size()))
        .repeat()
        .whilst(handled -> handled > 0 && clock.instant().isBefore(until))
        .collect()
        .with(summingLong())
        .onFailure(Lease.Lost.class)
        .recoverWithItem(
            lost -> {
              LOG.warn(lost.getMessage());
              return 0L;
            });
  }

  /** The next customers of a lane; behind the last one the first follows. */
  private Uni<List<UUID>> next(int lane, ChangeStore.Held held) {
    UUID after = reached.get(lane);
    return next(lane, held, after)
        .chain(
            customers ->
                customers.isEmpty() && !after.equals(BEFORE_ALL)
                    ? next(lane, held, BEFORE_ALL)
                    : Uni.createFrom().item(customers));
  }

  private Uni<List<UUID>> next(int lane, ChangeStore.Held held, UUID after) {
    return tx.read(connection -> store.next(connection, held, after, batch))
        .invoke(
            customers ->
                reached.set(
                    lane,
                    customers.size() < batch ? BEFORE_ALL : customers.get(customers.size() - 1)));
  }

  /**
   * Recomputes customers in one transaction. When that fails it is halved, again and again, until
   * the customer that does it is alone and is set aside; the others go on.
   */
  private Uni<Void> handle(ChangeStore.Held held, List<UUID> customers) {
    return tx.write(connection -> recompute(connection, held, customers))
        .invoke(() -> counted.accept(Outcome.RECOMPUTED, customers.size()))
        .onFailure(failure -> !(failure instanceof Lease.Lost))
        .recoverWithUni(
            failure -> {
              if (customers.size() == 1) {
                return setAside(held, customers.get(0), failure);
              }
              int half = customers.size() / 2;
              return handle(held, customers.subList(0, half))
                  .chain(() -> handle(held, customers.subList(half, customers.size())));
            });
  }

  /** The fence comes last: see {@link FencedRun#write}. */
  private Uni<Void> recompute(
      SqlConnection connection, ChangeStore.Held held, List<UUID> customers) {
    return store
        .boundIdleness(connection, lease)
        .chain(() -> ChangeQueue.hold(connection, customers))
        .chain(() -> store.clear(connection, customers))
        .chain(changes -> follow(connection, customers, changes))
        .chain(() -> store.hold(connection, held.of(customers)));
  }

  private Uni<Void> follow(
      SqlConnection connection, List<UUID> customers, Map<UUID, Change> changes) {
    Instant now = clock.instant();
    Uni<Void> steps = Uni.createFrom().voidItem();
    for (CustomerDerivation derivation : derivations) {
      Map<UUID, Instant> since = concerned(customers, changes, derivation);
      if (!since.isEmpty()) {
        steps = steps.chain(() -> derivation.follow(connection, since, now));
      }
    }
    return steps;
  }

  /**
   * Those that a derivation follows, in their order: what is written for neighbours lies together.
   */
  private static Map<UUID, Instant> concerned(
      List<UUID> customers, Map<UUID, Change> changes, CustomerDerivation derivation) {
    Map<UUID, Instant> since = new LinkedHashMap<>();
    for (UUID customer : customers) {
      Change change = changes.get(customer);
      if (change.concerns(derivation.reads())) {
        since.put(customer, change.since());
      }
    }
    return since;
  }

  private Uni<Void> setAside(ChangeStore.Held held, UUID customer, Throwable failure) {
    Instant now = clock.instant();
    return tx.write(
            connection ->
                store
                    .attempts(connection, customer)
                    .map(attempts -> now.plus(backOff(attempts)))
                    .call(
                        retryAt ->
                            store.setAside(
                                connection, customer, Faults.kind(failure), now, retryAt))
                    .call(() -> store.hold(connection, held.of(List.of(customer)))))
        .invoke(
            retryAt -> {
              LOG.errorf(failure, "customer %s not recomputed, again at %s", customer, retryAt);
              counted.accept(Outcome.SET_ASIDE, 1);
            })
        .replaceWithVoid();
  }

  private static Duration backOff(int failuresBefore) {
    Duration wait = FIRST_RETRY.multipliedBy(1L << Math.min(failuresBefore, 20));
    return wait.compareTo(LAST_RETRY) < 0 ? wait : LAST_RETRY;
  }

  private static Collector<Long, ?, Long> summingLong() {
    return Collectors.summingLong(Long::longValue);
  }
}
