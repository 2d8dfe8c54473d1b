package io.tributary.identity.survivorship;

import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import io.tributary.job.ChangeQueue;
import io.tributary.job.Job;
import io.tributary.job.JobContext;
import io.tributary.platform.Tx;
import io.vertx.mutiny.sqlclient.SqlConnection;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicReference;

/**
 * Chooses the attributes of every customer again. Publishing a survivorship policy queues a run; a
 * batch is a transaction, and a run that begins again from the start finds nothing left to change
 * where it had been.
 */
@ApplicationScoped
class RecalculateAttributes implements Job {
  static final String NAME = "recalculate-attributes";
  static final UUID FIRST = new UUID(0, 0);
  static final int BATCH = 500;

  private final Tx tx;

  RecalculateAttributes(Tx tx) {
    this.tx = tx;
  }

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public String description() {
    return "Applies the survivorship policy in force to every customer's attributes.";
  }

  @Override
  public String cron() {
    return "off";
  }

  /** How far a run is. */
  private record Step(UUID last, long done, boolean more) {}

  @Override
  public boolean isHeavy() {
    return true;
  }

  @Override
  public Uni<Void> run(JobContext context) {
    return tx.read(SurvivorshipStore::countCustomers)
        .chain(total -> context.progress(0, total).replaceWith(total))
        .chain(total -> batches(context, total));
  }

  private static Uni<Void> batches(JobContext context, long total) {
    AtomicReference<Step> at = new AtomicReference<>(new Step(FIRST, 0, true));
    return Multi.createBy()
        .repeating()
        .uni(
            () ->
                context
                    .write(connection -> batch(connection, at.get()))
                    .call(step -> context.progress(step.done(), Math.max(total, step.done())))
                    .invoke(at::set))
        .whilst(Step::more)
        .collect()
        .last()
        .replaceWithVoid();
  }

  private static Uni<Step> batch(SqlConnection connection, Step before) {
    return SurvivorshipStore.customersAfter(connection, before.last(), BATCH)
        .chain(
            page ->
                page.isEmpty()
                    ? Uni.createFrom().item(new Step(before.last(), before.done(), false))
                    : SurvivorshipStore.refresh(connection, page)
                        .chain(changed -> ChangeQueue.note(connection, changed))
                        .replaceWith(
                            new Step(
                                page.get(page.size() - 1),
                                before.done() + page.size(),
                                page.size() == BATCH)));
  }
}
