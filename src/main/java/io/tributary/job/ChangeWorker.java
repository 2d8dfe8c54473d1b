package io.tributary.job;

import io.smallrye.mutiny.Uni;
import io.tributary.platform.Tx;
import io.vertx.mutiny.sqlclient.SqlConnection;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.ObjLongConsumer;
import java.util.stream.Collector;
import java.util.stream.Collectors;
import org.jboss.logging.Logger;

/**
 * One replica's hand on the change queue. It leases some buckets that have work, recomputes their
 * customers batch by batch, and gives the buckets back when they are empty; so replicas share a
 * busy queue without knowing of each other.
 */
final class ChangeWorker {
  /** What the caller may count. */
  enum Outcome {
    /** Customers recomputed. */
    RECOMPUTED,
    /** Customers whose recomputation failed. */
    SET_ASIDE
  }

  /** Buckets taken at a time: a quarter, so that up to four replicas work at once. */
  static final int BUCKETS_AT_A_TIME = ChangeQueue.BUCKETS / 4;

  private static final Logger LOG = Logger.getLogger(ChangeWorker.class);
  private static final Duration FIRST_RETRY = Duration.ofSeconds(10);
  private static final Duration LAST_RETRY = Duration.ofHours(1);
  private static final Duration LOOK_AGAIN = Duration.ofMillis(20);
  private static final int ERROR_LENGTH = 2000;

  private final String owner;
  private final Tx tx;
  private final Clock clock;
  private final List<CustomerDerivation> derivations;
  private final Duration lease;
  private final int batch;
  private final ObjLongConsumer<Outcome> counted;
  private final ChangeStore store = new ChangeStore();
  private final JobStore jobs = new JobStore();
  private final AtomicInteger from =
      new AtomicInteger(ThreadLocalRandom.current().nextInt(ChangeQueue.BUCKETS));

  /**
   * Makes a replica's worker.
   *
   * @param owner tells this replica from the others
   * @param lease how long after a replica's last batch another may take its buckets over
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

  /** Takes some buckets and empties them. */
  private Uni<Long> turn() {
    return tx.write(
            connection ->
                store
                    .putBack(connection, clock.instant())
                    .chain(
                        () ->
                            store.take(
                                connection,
                                owner,
                                lease,
                                from.getAndAdd(BUCKETS_AT_A_TIME) % ChangeQueue.BUCKETS,
                                BUCKETS_AT_A_TIME)))
        .chain(held -> held.isEmpty() ? Uni.createFrom().item(0L) : empty(held));
  }

  private Uni<Long> empty(ChangeStore.Held held) {
    return tx.read(connection -> store.next(connection, held, batch))
        .chain(
            customers ->
                customers.isEmpty()
                    ? Uni.createFrom().item(0L)
                    : handle(held, customers).replaceWith((long) customers.size()))
        .repeat()
        .whilst(handled -> handled > 0)
        .collect()
        .with(summingLong())
        .onFailure(Lease.Lost.class)
        .recoverWithItem(
            lost -> {
              LOG.warn(lost.getMessage());
              return 0L;
            })
        .onTermination()
        .call(() -> tx.write(connection -> store.release(connection, held)));
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
    return jobs.boundIdleness(connection)
        .chain(() -> ChangeQueue.hold(connection, customers))
        .chain(() -> store.clear(connection, customers))
        .chain(since -> follow(connection, since))
        .chain(() -> store.hold(connection, held.of(customers), lease));
  }

  private Uni<Void> follow(SqlConnection connection, Map<UUID, Instant> since) {
    Instant now = clock.instant();
    Uni<Void> steps = Uni.createFrom().voidItem();
    for (CustomerDerivation derivation : derivations) {
      steps = steps.chain(() -> derivation.follow(connection, since, now));
    }
    return steps;
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
                            store.setAside(connection, customer, error(failure), now, retryAt))
                    .call(() -> store.hold(connection, held.of(List.of(customer)), lease)))
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

  private static String error(Throwable failure) {
    String text = String.valueOf(failure).replace('\0', ' ');
    return text.substring(0, Math.min(text.length(), ERROR_LENGTH));
  }

  private static Collector<Long, ?, Long> summingLong() {
    return Collectors.summingLong(Long::longValue);
  }
}
