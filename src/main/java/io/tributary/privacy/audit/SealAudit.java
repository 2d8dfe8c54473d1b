package io.tributary.privacy.audit;

import io.smallrye.mutiny.Uni;
import io.tributary.job.Job;
import io.tributary.job.JobContext;
import io.tributary.job.JobFailure;
import io.tributary.platform.Tx;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/** Seals the days of the records that have ended, and compares the latest ones with their seals. */
@ApplicationScoped
class SealAudit implements Job {
  /** A request of the day's last second is on record by then. */
  private static final Duration LATEST_RECORD = Duration.ofHours(1);

  private static final int DAYS_CHECKED = 31;
  private final Tx tx;

  SealAudit(Tx tx) {
    this.tx = tx;
  }

  @Override
  public String name() {
    return "seal-audit";
  }

  @Override
  public String description() {
    return "Seals the days of the audit records that have ended; fails when a sealed one was changed.";
  }

  @Override
  public String cron() {
    return "10 1 * * *";
  }

  @Override
  public Uni<Void> run(JobContext context) {
    return next(context, context.asOf().minus(LATEST_RECORD), 0)
        .chain(() -> tx.read(connection -> AuditReadStore.checked(connection, null, DAYS_CHECKED)))
        .invoke(SealAudit::complain)
        .replaceWithVoid();
  }

  private Uni<Void> next(JobContext context, Instant before, long done) {
    return context
        .write(connection -> AuditReadStore.seal(connection, before, context.asOf()))
        .chain(
            isOne ->
                isOne
                    ? context.progress(done + 1, null).chain(() -> next(context, before, done + 1))
                    : context.progress(done, done));
  }

  private static void complain(List<AuditDay> days) {
    List<String> changed =
        days.stream().filter(day -> !day.intact()).map(day -> day.day().toString()).toList();
    if (!changed.isEmpty()) {
      throw new JobFailure(
          "audit records were changed after they were sealed: " + String.join(", ", changed));
    }
  }
}
