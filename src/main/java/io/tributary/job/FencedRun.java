package io.tributary.job;

import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import io.tributary.platform.Faults;
import io.tributary.platform.Tx;
import io.vertx.mutiny.sqlclient.SqlConnection;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jboss.logging.Logger;

/** A run as its job sees it: every write is fenced by the lease it runs under. */
final class FencedRun implements JobContext {
  private static final Logger LOG = Logger.getLogger(FencedRun.class);
  private static final Duration LOOK_AGAIN = Duration.ofMillis(50);
  private static final int MOST_LOOKS = 100;

  private final JobStore store;
  private final Tx tx;
  private final Lease lease;
  private final UUID run;
  private final Instant asOf;
  private final Set<JobStore.Session> sessions = ConcurrentHashMap.newKeySet();
  private volatile boolean hasEnded;

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
            inSession(
                connection,
                () -> step.apply(connection).call(() -> store.hold(connection, lease, run))));
  }

  @Override
  public <T> Uni<T> read(Function<SqlConnection, Uni<T>> step) {
    return tx.write(connection -> inSession(connection, () -> step.apply(connection)));
  }

  private <T> Uni<T> inSession(SqlConnection connection, Supplier<Uni<T>> work) {
    return store
        .enter(connection)
        .chain(
            session -> {
              sessions.add(session);
              Uni<T> begun =
                  hasEnded
                      ? Uni.createFrom()
                          .failure(
                              () -> new Lease.Lost("The run of " + lease.job() + " has ended."))
                      : work.get();
              return begun.onTermination().invoke(() -> sessions.remove(session));
            });
  }

  /**
   * No step begins any more, and the statements of those under way are cancelled: a run that ends
   * before its work does (cancelled, at its limit, taken over) leaves nothing running. One that is
   * between two statements just then is looked for again.
   */
  Uni<Void> end() {
    hasEnded = true;
    return Multi.createBy()
        .repeating()
        .uni(this::cancelStatements)
        .withDelay(LOOK_AGAIN)
        .whilst(left -> left > 0)
        .select()
        .first(MOST_LOOKS)
        .collect()
        .last()
        .onFailure()
        .invoke(
            e -> LOG.warnf("statements of %s are not cancelled: %s", lease.job(), Faults.kind(e)))
        .onFailure()
        .recoverWithNull()
        .replaceWithVoid();
  }

  private Uni<Integer> cancelStatements() {
    List<JobStore.Session> left = List.copyOf(sessions);
    return left.isEmpty()
        ? Uni.createFrom().item(0)
        : tx.read(connection -> store.cancelStatements(connection, left)).replaceWith(left.size());
  }

  @Override
  public Uni<Void> progress(long done, Long total) {
    return tx.write(connection -> store.progress(connection, lease, run, done, total));
  }
}
