package io.tributary.insight;

import io.quarkus.arc.All;
import io.smallrye.mutiny.Uni;
import io.tributary.job.ChangeQueue;
import io.tributary.job.Changes;
import io.tributary.job.CustomerWalk;
import io.tributary.job.Job;
import io.tributary.job.JobContext;
import io.vertx.mutiny.sqlclient.SqlConnection;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.UUID;

/**
 * Recomputes what every customer bought and how they came, by the code that follows single changes;
 * what that code has kept up to date stays as it is, so a run finds work only after a change of the
 * rules. The tables always hold every known order: asOf is applied by those who read them.
 */
@ApplicationScoped
class RefreshRetention implements Job {
  /** The job's name. */
  static final String NAME = "refresh-retention";

  /**
   * How many customers a transaction holds: the more, the more of them share a page of an index of
   * facts, and the longer one who buys meanwhile waits.
   */
  private static final int BATCH = 4_000;

  private final Changes changes;
  private final List<FactRollup> rollups;
  private final PurchaseStore store = new PurchaseStore();

  RefreshRetention(Changes changes, @All List<FactRollup> rollups) {
    this.changes = changes;
    this.rollups = rollups.stream().sorted(Comparator.comparingInt(FactRollup::order)).toList();
  }

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public String description() {
    return "Recomputes what every customer bought and how they came, on which all other figures"
        + " rest.";
  }

  /** Half past two at night in China, where the day's orders are in. */
  @Override
  public String cron() {
    return "30 18 * * *";
  }

  @Override
  public boolean isHeavy() {
    return true;
  }

  @Override
  public Uni<Void> run(JobContext context) {
    return changes
        .drain()
        .chain(() -> context.read(store::count))
        .chain(
            total ->
                CustomerWalk.each(
                    context, total, BATCH, store::next, part -> recompute(context, part)));
  }

  private Uni<Void> recompute(JobContext context, List<UUID> customers) {
    return context.write(
        connection ->
            ChangeQueue.hold(connection, customers)
                .chain(() -> rollUp(connection, customers, context.asOf())));
  }

  private Uni<Void> rollUp(SqlConnection connection, List<UUID> customers, Instant asOf) {
    Uni<Void> done = Uni.createFrom().voidItem();
    for (FactRollup rollup : rollups) {
      done = done.chain(() -> rollup.refresh(connection, customers, asOf));
    }
    return done;
  }
}
