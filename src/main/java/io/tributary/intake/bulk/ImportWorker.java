package io.tributary.intake.bulk;

import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.scheduler.Scheduled;
import io.quarkus.scheduler.Scheduled.ConcurrentExecution;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import io.tributary.identity.Source;
import io.tributary.identity.Sources;
import io.tributary.job.Changes;
import io.tributary.job.Detached;
import io.tributary.job.Replica;
import io.tributary.platform.Tx;
import io.tributary.platform.TypeId;
import io.vertx.core.Vertx;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jboss.logging.Logger;

/**
 * Works files off: takes on what waits, also what a dead replica left, a few files at a time so
 * that a small one does not wait behind a large one.
 */
@ApplicationScoped
class ImportWorker {
  /** Files that one replica works on at once. */
  private static final int AT_ONCE = 2;

  /** After so many failures in a row, each twice as long after the last, an import gives up. */
  private static final int MOST_FAILURES = 8;

  private static final int STOP_SECONDS = 5;

  private static final Logger LOG = Logger.getLogger(ImportWorker.class);

  private final Tx tx;
  private final Clock clock;
  private final Vertx vertx;
  private final Sources sources;
  private final BatchWriter writer;
  private final Spool spool;
  private final Changes changes;
  private final Map<UUID, CompletableFuture<Void>> running = new ConcurrentHashMap<>();
  private volatile boolean stopping;

  ImportWorker(
      Tx tx,
      Clock clock,
      Vertx vertx,
      Sources sources,
      BatchWriter writer,
      Spool spool,
      Changes changes) {
    this.tx = tx;
    this.clock = clock;
    this.vertx = vertx;
    this.sources = sources;
    this.writer = writer;
    this.spool = spool;
    this.changes = changes;
  }

  /** Keeps the uploads under way, gives up those that broke off, takes on what waits. */
  @Scheduled(
      identity = "imports",
      every = "${tributary.imports.every:1s}",
      concurrentExecution = ConcurrentExecution.SKIP)
  Uni<Void> poll() {
    return spool.keep().chain(spool::giveUpBrokenOff).chain(this::takeOn);
  }

  /** Looks at once for files that wait, as after an upload. */
  void wake() {
    Detached.start(vertx, "import", this::takeOn);
  }

  private Uni<Void> takeOn() {
    if (stopping || running.size() >= AT_ONCE) {
      return Uni.createFrom().voidItem();
    }
    return tx.read(ImportStore::waiting)
        .onItem()
        .transformToMulti(ids -> Multi.createFrom().iterable(ids))
        .onItem()
        .transformToUniAndConcatenate(this::takeOnOne)
        .collect()
        .last()
        .replaceWithVoid();
  }

  private Uni<Void> takeOnOne(UUID importId) {
    boolean busy = stopping || running.size() >= AT_ONCE;
    if (busy || running.putIfAbsent(importId, new CompletableFuture<>()) != null) {
      return Uni.createFrom().voidItem();
    }
    return claim(importId, Replica.name())
        .onFailure()
        .invoke(() -> done(importId))
        .invoke(
            claimed -> {
              if (claimed == null) {
                done(importId);
              } else {
                Detached.start(vertx, "import " + importId, () -> work(claimed));
              }
            })
        .replaceWithVoid();
  }

  private void done(UUID importId) {
    running.remove(importId).complete(null);
  }

  /** Takes an import on; null when somebody else has it. */
  Uni<Claim> claim(UUID importId, String owner) {
    return tx.write(
            connection -> ImportStore.claim(connection, importId, owner, BatchWriter.LEASE_SECONDS))
        .map(claimed -> claimed.orElse(null));
  }

  private Uni<Void> work(Claim claim) {
    return start(claim)
        .chain(this::toTheEnd)
        .chain(ended -> ended ? finish(claim, ImportState.COMPLETED, null) : release(claim, 0))
        .onFailure()
        .recoverWithUni(failure -> failed(claim, failure))
        .onTermination()
        .invoke(() -> done(claim.importId()))
        .chain(this::takeOn)
        // the next poll looks again
        .onFailure()
        .invoke(failure -> LOG.debugf("no look for further imports: %s", failure))
        .onFailure()
        .recoverWithNull();
  }

  /** A run of an import that stands behind its last committed batch. */
  Uni<ImportRun> start(Claim claim) {
    return sources
        .byId(claim.sourceId())
        .chain(
            found -> {
              Source source = found.orElseThrow(() -> new ImportFailure("The source is gone."));
              ImportRun run = new ImportRun(claim, source, tx, writer);
              return run.begin().replaceWith(run);
            });
  }

  /** False when the replica stops first. */
  private Uni<Boolean> toTheEnd(ImportRun run) {
    return Multi.createBy()
        .repeating()
        .uni(run::nextBatch)
        .whilst(more -> more && !stopping)
        .collect()
        .last()
        .map(more -> !more);
  }

  private Uni<Void> finish(Claim claim, ImportState state, String error) {
    return tx.write(
            connection -> ImportStore.finish(connection, claim, state, error, clock.instant()))
        .invoke(
            () -> {
              // why it failed may quote a header, which may be somebody's row: the import says it
              LOG.infof("import %s: %s", TypeId.IMPORT.encode(claim.importId()), state);
              changes.wake();
            });
  }

  private Uni<Void> release(Claim claim, int failures) {
    return tx.write(connection -> ImportStore.release(connection, claim, failures))
        .replaceWithVoid();
  }

  private Uni<Void> failed(Claim claim, Throwable failure) {
    if (failure instanceof LeaseLost) {
      return Uni.createFrom().voidItem();
    }
    if (failure instanceof ImportFailure) {
      return finish(claim, ImportState.FAILED, failure.getMessage());
    }
    LOG.warnf(failure, "import %s is tried again", claim.importId());
    return tx.write(connection -> ImportStore.release(connection, claim, 1))
        // a pool whose server was restarted hands out dead connections first
        .onFailure()
        .retry()
        .withBackOff(Duration.ofMillis(100), Duration.ofSeconds(1))
        .atMost(5)
        .chain(
            failures ->
                failures.isPresent() && failures.get() >= MOST_FAILURES
                    ? giveUp(claim, failure)
                    : Uni.createFrom().voidItem())
        // the database is away: the lease lapses, and whoever sees it again goes on
        .onFailure()
        .recoverWithNull();
  }

  private Uni<Void> giveUp(Claim claim, Throwable failure) {
    LOG.errorf(failure, "import %s has failed %d times", claim.importId(), MOST_FAILURES);
    return finish(
        claim,
        ImportState.FAILED,
        "The rows could not be stored, "
            + MOST_FAILURES
            + " times in a row. What is in stays in; send the file again later.");
  }

  /** Ends behind the batches under way, so that another replica can go on at once. */
  void stop(@Observes ShutdownEvent event) {
    stopping = true;
    try {
      CompletableFuture.allOf(running.values().toArray(CompletableFuture[]::new))
          .get(STOP_SECONDS, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (ExecutionException | TimeoutException e) {
      LOG.debugf("leases lapse by themselves: %s", e);
    }
  }
}
