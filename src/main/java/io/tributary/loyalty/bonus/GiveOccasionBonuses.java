package io.tributary.loyalty.bonus;

import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import io.tributary.job.ChangeQueue;
import io.tributary.job.Job;
import io.tributary.job.JobContext;
import io.tributary.platform.Tx;
import io.vertx.mutiny.sqlclient.SqlConnection;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicReference;

/**
 * The job {@code give-occasion-bonuses}: what the change queue does for customers of whom something
 * came, for all whose birthday or anniversary it is, or was in the last week. What was given is not
 * given again, so it may run at any time, stop and begin again.
 */
@ApplicationScoped
class GiveOccasionBonuses implements Job {
  private static final int BATCH = 2_000;
  private static final UUID FIRST = new UUID(0, 0);

  private final Bonuses bonuses;
  private final BonusStore store;
  private final BonusFactStore facts;
  private final Tx tx;

  GiveOccasionBonuses(Bonuses bonuses, BonusStore store, BonusFactStore facts, Tx tx) {
    this.bonuses = bonuses;
    this.store = store;
    this.facts = facts;
    this.tx = tx;
  }

  @Override
  public String name() {
    return "give-occasion-bonuses";
  }

  @Override
  public String description() {
    return "Gives the bonuses of birthdays and anniversaries.";
  }

  @Override
  public String cron() {
    return "20 */2 * * *";
  }

  /** How far a run is. */
  private record Step(UUID last, long done, boolean more) {}

  @Override
  public Uni<Void> run(JobContext context) {
    AtomicReference<Step> at = new AtomicReference<>(new Step(FIRST, 0, true));
    return tx.read(store::versions)
        .map(
            all ->
                all.values().stream()
                    .flatMap(of -> of.values().stream())
                    .anyMatch(bonus -> bonus.occasion().isYearly()))
        .chain(
            any ->
                !any
                    ? Uni.createFrom().voidItem()
                    : Multi.createBy()
                        .repeating()
                        .uni(
                            () ->
                                context
                                    .write(connection -> batch(connection, context, at.get()))
                                    .call(step -> context.progress(step.done(), null))
                                    .invoke(at::set))
                        .whilst(Step::more)
                        .collect()
                        .last()
                        .replaceWithVoid());
  }

  private Uni<Step> batch(SqlConnection connection, JobContext context, Step before) {
    return facts
        .customers(connection, before.last(), BATCH)
        .chain(
            page ->
                facts
                    .occasions(connection, page, context.asOf())
                    .chain(found -> give(connection, context, found))
                    .replaceWith(
                        new Step(
                            page.isEmpty() ? before.last() : page.get(page.size() - 1),
                            before.done() + page.size(),
                            page.size() == BATCH)));
  }

  private Uni<Void> give(
      SqlConnection connection, JobContext context, List<BonusFactStore.BonusFact> found) {
    List<UUID> whose = found.stream().map(BonusFactStore.BonusFact::customer).distinct().toList();
    return whose.isEmpty()
        ? Uni.createFrom().voidItem()
        : ChangeQueue.hold(connection, whose)
            .chain(() -> bonuses.refresh(connection, whose, context.asOf()));
  }
}
