package io.tributary.privacy;

import io.smallrye.mutiny.Uni;
import io.tributary.job.Job;
import io.tributary.job.JobContext;
import io.tributary.platform.Tx;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.time.Instant;

/**
 * Takes refused rows and messages away when they are old. They hold what somebody sent as it was,
 * also of people whom nothing there identifies, so that no request would ever find them.
 */
@ApplicationScoped
class ForgetRefused implements Job {
  private final Tx tx;

  ForgetRefused(Tx tx) {
    this.tx = tx;
  }

  @Override
  public String name() {
    return "forget-refused";
  }

  @Override
  public String description() {
    return "Takes refused rows and messages away that are older than privacySettings says.";
  }

  @Override
  public String cron() {
    return "20 2 * * *";
  }

  @Override
  public Uni<Void> run(JobContext context) {
    return tx.read(connection -> PrivacySettingStore.read(connection))
        .map(settings -> context.asOf().minus(Duration.ofDays(settings.refusedDays())))
        .chain(before -> next(context, before, 0));
  }

  private Uni<Void> next(JobContext context, Instant before, long done) {
    return context
        .write(connection -> RefusedStore.forget(connection, before))
        .chain(
            rows ->
                rows == 0
                    ? context.progress(done, done)
                    : context
                        .progress(done + rows, null)
                        .chain(() -> next(context, before, done + rows)));
  }
}
