package io.tributary.loyalty.mission;

import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import io.tributary.job.ChangeQueue;
import io.tributary.job.Job;
import io.tributary.job.JobContext;
import io.vertx.mutiny.sqlclient.SqlConnection;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicReference;

/**
 * The job {@code give-owed-rewards}: gives rewards that missions owe as far as there are any by
 * now, to whoever completed theirs first. It lets the change queue's own computation give them, so
 * none is given twice.
 */
@ApplicationScoped
class GiveOwedRewards implements Job {
  private static final int BATCH = 500;

  private final RefreshMissions missions;
  private final MissionFactStore store;

  GiveOwedRewards(RefreshMissions missions, MissionFactStore store) {
    this.missions = missions;
    this.store = store;
  }

  @Override
  public String name() {
    return "give-owed-rewards";
  }

  @Override
  public String description() {
    return "Gives rewards that missions owe, as soon as there are any.";
  }

  @Override
  public String cron() {
    return "*/10 * * * *";
  }

  /** How far a run is; who is still owed after their turn gets no second one in this run. */
  private record Step(List<UUID> last, long done, boolean more) {}

  @Override
  public Uni<Void> run(JobContext context) {
    AtomicReference<Step> at = new AtomicReference<>(new Step(List.of(), 0, true));
    return Multi.createBy()
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
        .replaceWithVoid();
  }

  private Uni<Step> batch(SqlConnection connection, JobContext context, Step before) {
    return store
        .owed(connection, BATCH)
        .chain(
            whose ->
                whose.isEmpty() || whose.equals(before.last())
                    ? Uni.createFrom().item(new Step(whose, before.done(), false))
                    : give(connection, context, whose)
                        .replaceWith(new Step(whose, before.done() + whose.size(), true)));
  }

  private Uni<Void> give(SqlConnection connection, JobContext context, List<UUID> whose) {
    return ChangeQueue.hold(connection, whose)
        .chain(() -> missions.refresh(connection, whose, context.asOf()));
  }
}
