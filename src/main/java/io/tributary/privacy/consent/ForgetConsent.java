package io.tributary.privacy.consent;

import io.smallrye.mutiny.Uni;
import io.tributary.job.Job;
import io.tributary.job.JobContext;
import io.tributary.platform.Tx;
import io.tributary.privacy.PrivacySettingStore;
import io.tributary.privacy.StepByStep;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.concurrent.atomic.AtomicLong;

/** Takes decisions away that others have long taken the place of; what stands is never taken. */
@ApplicationScoped
class ForgetConsent implements Job {
  private final Tx tx;

  ForgetConsent(Tx tx) {
    this.tx = tx;
  }

  @Override
  public String name() {
    return "forget-consent";
  }

  @Override
  public String description() {
    return "Takes decisions on consent away that were replaced longer ago than privacySettings says; none while it says 0.";
  }

  @Override
  public String cron() {
    return "10 3 4 * *";
  }

  @Override
  public Uni<Void> run(JobContext context) {
    return tx.read(connection -> PrivacySettingStore.read(connection))
        .chain(
            settings ->
                settings.consentMonths() == 0
                    ? context.progress(0, 0L)
                    : forget(
                        context,
                        context
                            .asOf()
                            .atOffset(ZoneOffset.UTC)
                            .minusMonths(settings.consentMonths())
                            .toInstant()));
  }

  private static Uni<Void> forget(JobContext context, Instant before) {
    AtomicLong done = new AtomicLong();
    return StepByStep.go(
            context,
            ConsentRetentionStore.Place.FIRST,
            done,
            (connection, at) -> ConsentRetentionStore.forget(connection, before, at))
        .chain(() -> context.progress(done.get(), done.get()));
  }
}
