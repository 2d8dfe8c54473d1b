package io.tributary.intake.bulk;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.scheduler.Scheduled;
import io.quarkus.scheduler.Scheduled.ConcurrentExecution;
import io.smallrye.mutiny.Uni;
import io.tributary.platform.Tx;
import jakarta.inject.Singleton;

/** What operators watch of imports: how many files wait for a worker, and for how long. */
@Singleton
class ImportFigures {
  private final Tx tx;
  private volatile ImportStore.Waiting waiting = new ImportStore.Waiting(0, 0);

  ImportFigures(Tx tx, MeterRegistry meters) {
    this.tx = tx;
    Gauge.builder("tributary.imports.waiting", this, each -> each.waiting.files())
        .description("Files that wait for a worker")
        .register(meters);
    Gauge.builder("tributary.imports.oldest", this, each -> each.waiting.oldestSeconds())
        .description("How long ago the oldest of them came")
        .baseUnit("seconds")
        .register(meters);
  }

  /** Reads what waits. */
  @Scheduled(
      identity = "import-figures",
      every = "${tributary.figures.every:15s}",
      concurrentExecution = ConcurrentExecution.SKIP)
  Uni<Void> read() {
    return tx.read(ImportStore::figures).invoke(read -> waiting = read).replaceWithVoid();
  }
}
