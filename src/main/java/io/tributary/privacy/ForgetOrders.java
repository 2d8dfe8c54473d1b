package io.tributary.privacy;

import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import io.tributary.job.Job;
import io.tributary.job.JobContext;
import io.tributary.platform.Tx;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Takes away what was bought longer ago than the settings say: lines, by emptying whole months, the
 * numbers of orders, and what returns say of either. What stays of an order is when, where and how
 * much, since figures, tiers and points are reckoned from it, also after a merge and its unmerge.
 */
@ApplicationScoped
class ForgetOrders implements Job {
  private final Tx tx;

  ForgetOrders(Tx tx) {
    this.tx = tx;
  }

  @Override
  public String name() {
    return "forget-orders";
  }

  @Override
  public String description() {
    return "Takes the lines and numbers of orders away that are older than privacySettings says; none while it says 0.";
  }

  @Override
  public String cron() {
    return "50 2 3 * *";
  }

  @Override
  public Uni<Void> run(JobContext context) {
    return tx.read(connection -> PrivacySettingStore.read(connection))
        .chain(
            settings ->
                settings.orderMonths() == 0
                    ? context.progress(0, 0L)
                    : forget(
                        context,
                        context
                            .asOf()
                            .atOffset(ZoneOffset.UTC)
                            .toLocalDate()
                            .minusMonths(settings.orderMonths())));
  }

  /** Lines go last of all: a run that begins again still finds what they say of an order. */
  private static Uni<Void> forget(JobContext context, LocalDate before) {
    AtomicLong done = new AtomicLong();
    return context
        .read(connection -> OrderRetentionStore.months(connection, before))
        .chain(
            months ->
                Multi.createFrom()
                    .iterable(months)
                    .onItem()
                    .transformToUniAndConcatenate(month -> month(context, month, done))
                    .collect()
                    .last())
        .chain(
            () -> context.write(connection -> OrderRetentionStore.forgetLines(connection, before)))
        .chain(() -> context.progress(done.get(), done.get()));
  }

  private static Uni<Void> month(JobContext context, LocalDate month, AtomicLong done) {
    return StepByStep.go(
            context,
            OrderRetentionStore.Place.FIRST,
            done,
            (connection, at) -> OrderRetentionStore.pare(connection, month, at, context.asOf()))
        .chain(
            () -> context.write(connection -> OrderRetentionStore.pareReturns(connection, month)));
  }
}
