package io.tributary.insight.rfm;

import io.smallrye.mutiny.Uni;
import io.tributary.job.Changes;
import io.tributary.job.Job;
import io.tributary.job.JobContext;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.UUID;

/** Computes the RFM thresholds over all customers and scores each by them. */
@ApplicationScoped
class RefreshRfm implements Job {
  private static final int BATCH = 2_000;
  private static final UUID BEFORE_ALL = new UUID(0, 0);

  private final Changes changes;
  private final RfmScores scores;

  RefreshRfm(Changes changes, RfmScores scores) {
    this.changes = changes;
    this.scores = scores;
  }

  @Override
  public String name() {
    return "refresh-rfm";
  }

  @Override
  public String description() {
    return "Computes the RFM thresholds over all customers and scores each by them.";
  }

  /** After refresh-retention. */
  @Override
  public String cron() {
    return "45 18 * * *";
  }

  @Override
  public boolean isHeavy() {
    return true;
  }

  @Override
  public Uni<Void> run(JobContext context) {
    return changes
        .drain()
        .chain(() -> context.write(connection -> scores.run(connection, context.asOf())))
        // whom the change queue is scoring by the thresholds before, it has scored after this
        .call(changes::drain)
        .call(() -> later(context, BEFORE_ALL))
        .chain(scored -> context.progress(scored, scored.longValue()));
  }

  private Uni<Void> later(JobContext context, UUID after) {
    return context
        .write(connection -> scores.rescoreLater(connection, context.asOf(), after, BATCH))
        .chain(last -> last == null ? Uni.createFrom().voidItem() : later(context, last));
  }
}
