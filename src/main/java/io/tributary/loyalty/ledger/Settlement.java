package io.tributary.loyalty.ledger;

import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import io.tributary.job.JobContext;
import io.tributary.platform.Tx;
import io.vertx.mutiny.sqlclient.SqlConnection;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Collection;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicReference;

/**
 * Writes down what time has done to accounts: points that ended or became active, reservations that
 * lapsed. No answer waits for it, since every command and every reading does the same for the
 * accounts it is about; so it may run at any time, stop and begin again.
 */
@ApplicationScoped
class Settlement {
  private static final int BATCH = 500;
  private static final UUID FIRST = new UUID(0, 0);

  private final Accounts accounts;
  private final SettlementStore store;
  private final Tx tx;

  Settlement(Accounts accounts, SettlementStore store, Tx tx) {
    this.accounts = accounts;
    this.store = store;
    this.tx = tx;
  }

  /** How far a run is. */
  private record Step(UUID last, long done, boolean more) {}

  /** Brings every account up to the run's instant that it changes something for. */
  Uni<Void> run(JobContext context) {
    AtomicReference<Step> at = new AtomicReference<>(new Step(FIRST, 0, true));
    return tx.read(connection -> store.countDue(connection, context.asOf()))
        .call(total -> context.progress(0, total))
        .chain(
            total ->
                Multi.createBy()
                    .repeating()
                    .uni(
                        () ->
                            context
                                .write(connection -> batch(connection, context, at.get()))
                                .call(step -> context.progress(step.done(), total))
                                .invoke(at::set))
                    .whilst(Step::more)
                    .collect()
                    .last())
        .replaceWithVoid();
  }

  private Uni<Step> batch(SqlConnection connection, JobContext context, Step before) {
    return store
        .due(connection, context.asOf(), before.last(), BATCH)
        .chain(
            ids ->
                ids.isEmpty()
                    ? Uni.createFrom().item(new Step(before.last(), before.done(), false))
                    : settle(connection, ids, context)
                        .replaceWith(
                            new Step(
                                ids.get(ids.size() - 1),
                                before.done() + ids.size(),
                                ids.size() == BATCH)));
  }

  private Uni<Collection<Book>> settle(
      SqlConnection connection, List<UUID> ids, JobContext context) {
    return accounts.settle(connection, ids, context.asOf());
  }
}
