package io.tributary.privacy.audit;

import io.smallrye.mutiny.Uni;
import io.tributary.job.Job;
import io.tributary.job.JobContext;
import io.tributary.platform.Tx;
import io.tributary.privacy.PrivacySettingStore;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.LocalDate;

/**
 * Takes the audit records of sealed days away that are older than the settings say. A day's seal
 * stays, and of its records what the chain needs, so that the days after it are verified as before.
 */
@ApplicationScoped
class ForgetAudit implements Job {
  private final Tx tx;

  ForgetAudit(Tx tx) {
    this.tx = tx;
  }

  @Override
  public String name() {
    return "forget-audit";
  }

  @Override
  public String description() {
    return "Takes audit records away that are older than privacySettings says; none while it says 0, and no day that was changed.";
  }

  @Override
  public String cron() {
    return "40 3 * * *";
  }

  @Override
  public Uni<Void> run(JobContext context) {
    return tx.read(connection -> PrivacySettingStore.read(connection))
        .chain(
            settings ->
                settings.auditMonths() == 0
                    ? context.progress(0, 0L)
                    : context
                        .read(AuditRetentionStore::last)
                        .chain(
                            day ->
                                day == null
                                    ? next(context, settings.auditMonths(), 0)
                                    : empty(context, settings.auditMonths(), day, 0)));
  }

  private static Uni<Void> next(JobContext context, int months, long done) {
    return context
        .write(connection -> AuditRetentionStore.note(connection, months, context.asOf()))
        .chain(
            day -> day == null ? context.progress(done, done) : empty(context, months, day, done));
  }

  private static Uni<Void> empty(JobContext context, int months, LocalDate day, long done) {
    return context
        .write(connection -> AuditRetentionStore.forget(connection, day))
        .chain(
            records ->
                records == 0
                    ? next(context, months, done)
                    : context
                        .progress(done + records, null)
                        .chain(() -> empty(context, months, day, done + records)));
  }
}
