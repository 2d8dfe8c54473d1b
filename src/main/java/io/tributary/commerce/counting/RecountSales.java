package io.tributary.commerce.counting;

import io.smallrye.mutiny.Uni;
import io.tributary.job.ChangeQueue;
import io.tributary.job.Changes;
import io.tributary.job.Job;
import io.tributary.job.JobContext;
import io.tributary.platform.Tx;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.UUID;

/**
 * Notes every customer as changed, so that whatever rests on what their orders are worth (figures,
 * tiers) is recomputed by the code that follows single changes; it ends when that has been done.
 */
@ApplicationScoped
class RecountSales implements Job {
  /** The job's name. */
  static final String NAME = "recount-sales";

  private static final int BATCH = 2_000;
  private static final UUID BEFORE_ALL = new UUID(0, 0);

  private final Tx tx;
  private final Changes changes;
  private final SalesRuleStore store;

  RecountSales(Tx tx, Changes changes, SalesRuleStore store) {
    this.tx = tx;
    this.changes = changes;
    this.store = store;
  }

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public String description() {
    return "Recomputes all that rests on what orders are worth, after a change of the sales rule.";
  }

  /** Only after a change. */
  @Override
  public String cron() {
    return "off";
  }

  @Override
  public boolean isHeavy() {
    return true;
  }

  @Override
  public Uni<Void> run(JobContext context) {
    return from(context, BEFORE_ALL, 0).call(changes::drain);
  }

  private Uni<Void> from(JobContext context, UUID after, long done) {
    return tx.read(connection -> store.next(connection, after, BATCH))
        .chain(
            customers -> {
              if (customers.isEmpty()) {
                return context.progress(done, done);
              }
              long reached = done + customers.size();
              return note(context, customers)
                  .chain(() -> context.progress(reached, null))
                  .chain(() -> from(context, customers.get(customers.size() - 1), reached));
            });
  }

  private static Uni<Void> note(JobContext context, List<UUID> customers) {
    return context.write(connection -> ChangeQueue.note(connection, customers));
  }
}
