package io.tributary.insight.churn;

import io.smallrye.mutiny.Uni;
import io.tributary.job.ChangeQueue;
import io.tributary.job.Changes;
import io.tributary.job.CustomerWalk;
import io.tributary.job.Job;
import io.tributary.job.JobContext;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;

/**
 * Computes the window of activity and everybody's level, warns where one rose, and tests the same
 * rules on the window before: with the models in force and the gaps known at its start.
 */
@ApplicationScoped
class RefreshChurn implements Job {
  private static final int BATCH = 1_000;

  private final Changes changes;
  private final Churns churns;
  private final ChurnStore store;
  private final ChurnRunStore runs;

  RefreshChurn(Changes changes, Churns churns, ChurnStore store, ChurnRunStore runs) {
    this.changes = changes;
    this.churns = churns;
    this.store = store;
    this.runs = runs;
  }

  @Override
  public String name() {
    return "refresh-churn";
  }

  @Override
  public String description() {
    return "Computes how likely each customer is to have left, warns of it, and tests the warnings.";
  }

  /** After fit-lifetime-value. */
  @Override
  public String cron() {
    return "30 19 * * *";
  }

  /** What a run works with. */
  private record Run(
      JobContext context, ChurnRun now, ChurnRun then, Instant testedAt, Tally tally) {}

  @Override
  public boolean isHeavy() {
    return true;
  }

  @Override
  public Uni<Void> run(JobContext context) {
    Instant asOf = context.asOf();
    return changes
        .drain()
        .chain(() -> context.read(connection -> churns.terms(connection, asOf)))
        .chain(
            now -> {
              Instant testedAt = asOf.minus(Duration.ofDays(now.activeDays()));
              return context
                  .write(connection -> runs.add(connection, now))
                  .chain(() -> context.read(connection -> churns.terms(connection, testedAt)))
                  .map(then -> new Run(context, now, then, testedAt, new Tally()));
            })
        .chain(run -> everybody(run).replaceWith(run))
        .chain(
            run ->
                context.write(
                    connection ->
                        runs.end(connection, run.now().uuid(), run.testedAt(), run.tally())));
  }

  private Uni<Void> everybody(Run run) {
    return CustomerWalk.each(
        run.context(),
        null,
        BATCH,
        store::next,
        customers -> levels(run, customers).chain(() -> test(run, customers)));
  }

  private Uni<Void> levels(Run run, List<UUID> customers) {
    return run.context()
        .write(
            connection ->
                ChangeQueue.hold(connection, customers)
                    .chain(
                        () ->
                            churns.rejudge(connection, customers, run.context().asOf(), run.now())))
        .invoke(run.tally()::count)
        .replaceWithVoid();
  }

  private Uni<Void> test(Run run, List<UUID> customers) {
    return run.context()
        .read(
            connection ->
                churns.judge(
                    connection, customers, run.testedAt(), run.context().asOf(), run.then()))
        .invoke(judged -> run.tally().test(judged, run.now().activeDays()))
        .replaceWithVoid();
  }
}
