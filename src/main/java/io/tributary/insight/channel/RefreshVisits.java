package io.tributary.insight.channel;

import io.smallrye.mutiny.Uni;
import io.tributary.job.Job;
import io.tributary.job.JobContext;
import io.tributary.platform.Tx;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;

/**
 * Makes visits of the events recorded since the last run, late ones among them, by the days they
 * happened on; visitors whom nobody knows are in, so it follows events and not customers.
 */
@ApplicationScoped
class RefreshVisits implements Job {
  private final Tx tx;
  private final Clock clock;
  private final VisitStore store;

  RefreshVisits(Tx tx, Clock clock, VisitStore store) {
    this.tx = tx;
    this.clock = clock;
    this.store = store;
  }

  @Override
  public String name() {
    return "refresh-visits";
  }

  @Override
  public String description() {
    return "Makes visits of the events recorded since the last run.";
  }

  /** Each hour; what it costs is in proportion to what came. */
  @Override
  public String cron() {
    return "10 * * * *";
  }

  /** Events recorded until now, not until asOf: visits hold all that is known. */
  @Override
  public Uni<Void> run(JobContext context) {
    Instant until = clock.instant();
    return tx.read(store::progress)
        .call(
            progress ->
                progress.moved() ? context.write(store::clear) : Uni.createFrom().nullItem())
        .chain(
            progress ->
                tx.read(
                        connection ->
                            store.days(connection, progress.from(), until, progress.timezone()))
                    .chain(days -> from(context, days, 0, progress.timezone()))
                    .chain(
                        () ->
                            context.write(
                                connection ->
                                    store.reached(connection, until, progress.timezone()))));
  }

  private Uni<Void> from(JobContext context, List<LocalDate> days, int done, String timezone) {
    long total = days.size();
    if (done == days.size()) {
      return context.progress(total, total);
    }
    return context
        .write(connection -> store.rewrite(connection, days.get(done), timezone))
        .chain(() -> context.progress(done + 1, total))
        .chain(() -> from(context, days, done + 1, timezone));
  }
}
