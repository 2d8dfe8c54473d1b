package io.tributary.job;

import io.smallrye.mutiny.Uni;
import io.tributary.platform.Tx;
import io.vertx.mutiny.sqlclient.SqlConnection;
import java.time.Instant;
import java.util.UUID;
import java.util.function.Function;

/** A run as its job sees it: every write is fenced by the lease it runs under. */
final class FencedRun implements JobContext {
  private final JobStore store;
  private final Tx tx;
  private final Lease lease;
  private final UUID run;
  private final Instant asOf;

  FencedRun(JobStore store, Tx tx, Lease lease, JobRun run) {
    this.store = store;
    this.tx = tx;
    this.lease = lease;
    this.run = run.uuid();
    this.asOf = run.asOf().toInstant();
  }

  @Override
  public Instant asOf() {
    return asOf;
  }

  /**
   * The fence is the last statement, so that the job's row is locked for a moment only; it holds
   * from there to the commit. Checked any earlier without a lock, a holder that is paused before
   * its commit would write after another has taken over.
   */
  @Override
  public <T> Uni<T> write(Function<SqlConnection, Uni<T>> step) {
    return tx.write(
        connection ->
            store
                .boundIdleness(connection)
                .chain(() -> step.apply(connection))
                .call(() -> store.hold(connection, lease, run)));
  }

  @Override
  public Uni<Void> progress(long done, Long total) {
    return tx.write(connection -> store.progress(connection, lease, run, done, total));
  }
}
