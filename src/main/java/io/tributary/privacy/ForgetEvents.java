package io.tributary.privacy;

import io.smallrye.mutiny.Uni;
import io.tributary.job.Job;
import io.tributary.job.JobContext;
import io.tributary.platform.Tx;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.LocalDate;
import java.time.ZoneOffset;

/** Takes events away that are older than the settings say, whole months in UTC at a time. */
@ApplicationScoped
class ForgetEvents implements Job {
  private final Tx tx;

  ForgetEvents(Tx tx) {
    this.tx = tx;
  }

  @Override
  public String name() {
    return "forget-events";
  }

  @Override
  public String description() {
    return "Takes events away that are older than privacySettings says; none while it says 0.";
  }

  @Override
  public String cron() {
    return "40 2 * * *";
  }

  @Override
  public Uni<Void> run(JobContext context) {
    return tx.read(connection -> PrivacySettingStore.read(connection))
        .chain(
            settings ->
                settings.eventMonths() == 0
                    ? Uni.createFrom().item(0)
                    : context.write(
                        connection ->
                            EventRetentionStore.forget(
                                connection, before(context, settings.eventMonths()))))
        .chain(months -> context.progress(months, (long) months));
  }

  private static LocalDate before(JobContext context, int months) {
    return context.asOf().atOffset(ZoneOffset.UTC).toLocalDate().minusMonths(months);
  }
}
