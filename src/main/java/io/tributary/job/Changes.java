package io.tributary.job;

import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.arc.All;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.scheduler.Scheduled;
import io.quarkus.scheduler.Scheduled.ConcurrentExecution;
import io.smallrye.mutiny.Uni;
import io.tributary.platform.Tx;
import io.vertx.core.Vertx;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.atomic.AtomicInteger;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jboss.logging.Logger;

/** This replica's part in working off the change queue. */
@ApplicationScoped
public class Changes {
  private static final Logger LOG = Logger.getLogger(Changes.class);

  /** With a turn of two seconds and a poll of one, a dead replica's work goes on within ten. */
  static final Duration LEASE = Duration.ofSeconds(7);

  /** A till that asks for a customer among them waits until they are done: for half a second. */
  private static final int BATCH = 1_000;

  private final ChangeWorker worker;
  private final Vertx vertx;
  private final boolean inBackground;
  private final AtomicInteger wanted = new AtomicInteger();

  Changes(
      Tx tx,
      Clock clock,
      Vertx vertx,
      MeterRegistry meters,
      @All List<CustomerDerivation> derivations,
      @ConfigProperty(name = "tributary.changes.every", defaultValue = "1s") String every) {
    this.vertx = vertx;
    this.inBackground = !every.equals("off");
    this.worker =
        new ChangeWorker(
            Replica.name(),
            tx,
            clock,
            derivations,
            LEASE,
            BATCH,
            (outcome, customers) ->
                meters
                    .counter(
                        "tributary.changes.customers",
                        "outcome",
                        outcome.name().toLowerCase(Locale.ROOT))
                    .increment(customers));
  }

  /**
   * Looks at the queue at once instead of at the next poll. For writers to call after their commit;
   * many calls together are one look. Does nothing where {@code tributary.changes.every} is {@code
   * off}.
   */
  public void wake() {
    if (inBackground && wanted.getAndIncrement() == 0) {
      Detached.start(vertx, "change queue", this::sweepWhileWanted);
    }
  }

  private Uni<Void> sweepWhileWanted() {
    int served = wanted.get();
    return worker
        .sweep()
        .onFailure()
        .invoke(() -> wanted.set(0))
        .chain(
            () ->
                wanted.compareAndSet(served, 0) ? Uni.createFrom().voidItem() : sweepWhileWanted());
  }

  /**
   * Works off every change that was committed before this call, here or wherever it is being worked
   * on. Customers whose recomputation fails are set aside and do not hold it up.
   *
   * @return how many customers this replica recomputed
   */
  public Uni<Long> drain() {
    return worker.drain();
  }

  @Scheduled(
      identity = "changes",
      every = "${tributary.changes.every:1s}",
      concurrentExecution = ConcurrentExecution.SKIP)
  Uni<Void> poll() {
    return worker.sweep().replaceWithVoid();
  }

  void giveBucketsBack(@Observes ShutdownEvent stop) {
    try {
      worker.stop().await().atMost(Duration.ofSeconds(2));
    } catch (RuntimeException e) {
      LOG.debugf("leases lapse by themselves: %s", e);
    }
  }
}
