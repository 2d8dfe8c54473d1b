package io.tributary.insight.watch;

import io.smallrye.mutiny.Uni;
import io.tributary.job.Changes;
import io.tributary.job.Job;
import io.tributary.job.JobContext;
import io.vertx.mutiny.sqlclient.SqlConnection;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Event;
import java.time.Clock;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;

/**
 * Looks at the figures of the last whole days and raises an alert for each outside its band, which
 * is also fired as a CDI event once it is committed: a hint for who is near; whoever must not miss
 * one reads them in the order in which they were raised. Days that were looked at before are looked
 * at again, since late facts change them: an alert that they no longer bear out is withdrawn.
 */
@ApplicationScoped
class WatchFigures implements Job {
  private static final int WEEKS = 8;

  /** So many days are looked at: most late facts come within a week. */
  private static final int DAYS = 7;

  private final Clock clock;
  private final Changes changes;
  private final WatchStore store;
  private final FigureDayStore days;
  private final Event<FigureAlert> raised;

  WatchFigures(
      Clock clock,
      Changes changes,
      WatchStore store,
      FigureDayStore days,
      Event<FigureAlert> raised) {
    this.clock = clock;
    this.changes = changes;
    this.store = store;
    this.days = days;
    this.raised = raised;
  }

  @Override
  public String name() {
    return "watch-figures";
  }

  @Override
  public String description() {
    return "Raises an alert where a figure of the last days is outside its usual band.";
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
        .chain(() -> context.read(connection -> days.read(connection, context.asOf(), WEEKS, DAYS)))
        .map(days -> new Seen(days, watches.stream().filter(FigureWatch::watched).toList()))
        .chain(seen -> context.write(connection -> settle(connection, seen)))
        .invoke(alerts -> alerts.forEach(raised::fireAsync))
        .chain(() -> context.progress(total, total));
  }

  /** What a run has read. */
  private record Seen(FigureDayStore.Days days, List<FigureWatch> watches) {}

  private Uni<List<FigureAlert>> settle(SqlConnection connection, Seen seen) {
    LocalDate last = seen.days().last();
    return store.settle(
        connection,
        seen.watches().stream().map(FigureWatch::figure).toList(),
        last.minusDays(DAYS - 1L),
        last,
        seen.watches().stream().flatMap(watch -> spells(seen.days(), watch).stream()).toList(),
        clock.instant());
  }

  private static List<Spell> spells(FigureDayStore.Days days, FigureWatch watch) {
    FigureDays figure = days.figures().get(watch.figure());
    if (figure == null) {
      return List.of();
    }
    WatchRule rule =
        new WatchRule(
            watch.spreads(),
            watch.figure().kept(watch.below()),
            watch.figure().kept(watch.above()));
    List<WatchStore.Outside> outside = new ArrayList<>();
    for (int ago = DAYS - 1; ago >= 0; ago--) {
      LocalDate day = days.last().minusDays(ago);
      DayFigures figures = figure.on(day, WEEKS);
      WatchRule.Band band = rule.band(figures.before(), figures.leastSpread());
      Long value = figures.value();
      WatchRule.Side side = value == null ? WatchRule.Side.INSIDE : rule.side(value, band);
      if (side != WatchRule.Side.INSIDE) {
        boolean high = side == WatchRule.Side.HIGH;
        outside.add(
            new WatchStore.Outside(
                watch.figure(),
                day,
                high,
                value,
                band,
                watch.figure() == WatchedFigure.REVENUE ? days.currency() : null,
                figures.channel(high),
                figures.explanation(high)));
      }
    }
    return Spell.of(outside);
  }
}
