package io.tributary.insight.watch;

import io.smallrye.mutiny.Uni;
import io.tributary.job.Changes;
import io.tributary.job.Job;
import io.tributary.job.JobContext;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;

/** Looks at the figures of the last whole day and raises an alert for each outside its band. */
@ApplicationScoped
class WatchFigures implements Job {
  private static final int WEEKS = 8;

  private final Clock clock;
  private final Changes changes;
  private final WatchStore store;

  WatchFigures(Clock clock, Changes changes, WatchStore store) {
    this.clock = clock;
    this.changes = changes;
    this.store = store;
  }

  @Override
  public String name() {
    return "watch-figures";
  }

  @Override
  public String description() {
    return "Raises an alert where a figure of the last day is outside its usual band.";
  }

  /** When the day's late facts of most time zones are in. */
  @Override
  public String cron() {
    return "50 19 * * *";
  }

  @Override
  public CatchUp catchUp() {
    return CatchUp.EACH;
  }

  @Override
  public Uni<Void> run(JobContext context) {
    return changes.drain().chain(() -> context.read(store::watches)).chain(w -> watch(context, w));
  }

  /** Progress is in figures: they are read together and told of together. */
  private Uni<Void> watch(JobContext context, List<FigureWatch> watches) {
    long total = watches.size();
    return context
        .progress(0, total)
        .chain(() -> context.read(connection -> store.day(connection, context.asOf(), WEEKS)))
        .map(day -> outside(day, watches))
        .chain(
            outside ->
                context.write(connection -> store.raise(connection, outside, clock.instant())))
        .chain(() -> context.progress(total, total));
  }

  private static List<WatchStore.Outside> outside(WatchStore.Day day, List<FigureWatch> watches) {
    List<WatchStore.Outside> outside = new ArrayList<>();
    for (FigureWatch watch : watches) {
      DayFigures figures = day.figures().get(watch.figure());
      if (!watch.watched() || figures == null) {
        continue;
      }
      WatchRule rule = new WatchRule(watch.spreads(), whole(watch.below()), whole(watch.above()));
      WatchRule.Band band = rule.band(figures.before());
      WatchRule.Side side = rule.side(figures.value(), band);
      if (side != WatchRule.Side.INSIDE) {
        boolean high = side == WatchRule.Side.HIGH;
        outside.add(
            new WatchStore.Outside(
                watch.figure(),
                day.day(),
                high,
                figures.value(),
                band,
                watch.figure() == WatchedFigure.REVENUE ? day.currency() : null,
                figures.explanation(high)));
      }
    }
    return outside;
  }

  private static Long whole(Double bound) {
    return bound == null ? null : bound.longValue();
  }
}
