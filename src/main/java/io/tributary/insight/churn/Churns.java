package io.tributary.insight.churn;

import static io.tributary.platform.FactKeys.utc;

import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.infrastructure.Infrastructure;
import io.tributary.insight.KnownLater;
import io.tributary.insight.KnownLaterStore;
import io.tributary.insight.value.Outlook;
import io.tributary.insight.value.Values;
import io.tributary.job.CustomerDerivation;
import io.tributary.job.FactKind;
import io.tributary.platform.Ids;
import io.tributary.platform.Money;
import io.tributary.platform.Tx;
import io.vertx.mutiny.sqlclient.SqlConnection;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.function.Supplier;
import java.util.stream.Stream;

/** Levels of churn: kept for each customer, and computed anew for a past instant. */
@ApplicationScoped
class Churns implements CustomerDerivation {
  private final Tx tx;
  private final Clock clock;
  private final Values values;
  private final ChurnStore store;
  private final ChurnReadStore reading;
  private final ChurnRunStore runs;

  Churns(
      Tx tx,
      Clock clock,
      Values values,
      ChurnStore store,
      ChurnReadStore reading,
      ChurnRunStore runs) {
    this.tx = tx;
    this.clock = clock;
    this.values = values;
    this.store = store;
    this.reading = reading;
    this.runs = runs;
  }

  /** After the models' scores. */
  @Override
  public int order() {
    return 50;
  }

  @Override
  public Set<FactKind> reads() {
    return EnumSet.of(FactKind.ORDER, FactKind.EVENT, FactKind.IDENTITY);
  }

  @Override
  public Uni<Void> refresh(SqlConnection connection, List<UUID> customers, Instant asOf) {
    return runs.latest(connection, asOf)
        .chain(
            run ->
                run == null
                    ? Uni.createFrom().voidItem()
                    : refresh(connection, customers, asOf, run).replaceWithVoid());
  }

  /** Levels of customers by a run's terms, written; the ones that had bought. */
  Uni<List<Judged>> refresh(
      SqlConnection connection, List<UUID> customers, Instant asOf, ChurnRun run) {
    return judge(connection, customers, asOf, asOf, run)
        .call(judged -> store.write(connection, customers, asOf, clock.instant(), judged));
  }

  /** Levels of customers by a run, written; of those known for later, for that instant. */
  Uni<List<Judged>> rejudge(
      SqlConnection connection, List<UUID> customers, Instant asOf, ChurnRun run) {
    return KnownLaterStore.in(connection, ChurnStore.TABLE, customers, asOf)
        .chain(
            known ->
                refresh(connection, known.others(), asOf, run)
                    .chain(
                        judged ->
                            known.at() == null
                                ? Uni.createFrom().item(judged)
                                : later(connection, known)
                                    .map(
                                        more ->
                                            Stream.concat(judged.stream(), more.stream())
                                                .toList())));
  }

  private Uni<List<Judged>> later(SqlConnection connection, KnownLater known) {
    return runs.latest(connection, known.at())
        .chain(run -> refresh(connection, known.later(), known.at(), run));
  }

  /**
   * Levels of customers at an instant.
   *
   * @param until up to when a purchase counts as bought since
   */
  Uni<List<Judged>> judge(
      SqlConnection connection, List<UUID> customers, Instant asOf, Instant until, ChurnRun run) {
    return unjudged(connection, customers, asOf, until, run).map(Supplier::get);
  }

  /** The same, read but not yet judged: of many customers that is no work for an event loop. */
  private Uni<Supplier<List<Judged>>> unjudged(
      SqlConnection connection, List<UUID> customers, Instant asOf, Instant until, ChurnRun run) {
    return values
        .unreckoned(connection, customers, asOf)
        .chain(
            outlooks ->
                store
                    .seen(connection, customers, asOf, until)
                    .map(all -> () -> judge(run, all, outlooks.get())));
  }

  private static List<Judged> judge(ChurnRun run, List<Seen> all, Map<UUID, Outlook> outlooks) {
    ChurnRule rule = new ChurnRule(run.activeDays());
    List<Judged> judged = new ArrayList<>(all.size());
    all.forEach(seen -> judged.add(judge(rule, run, seen, outlooks.get(seen.customer()))));
    return judged;
  }

  private static Judged judge(ChurnRule rule, ChurnRun run, Seen seen, Outlook outlook) {
    ChurnHistory history =
        new ChurnHistory(
            seen.purchases(), run.gapOf(seen.channel()), outlook == null ? null : outlook.model());
    Double alive = outlook == null ? null : outlook.alive();
    ChurnRule.Signals signals =
        new ChurnRule.Signals(
            seen.days(), history.gap(), alive, seen.complaints(), seen.lowRatings());
    ChurnRule.Verdict verdict = rule.verdict(signals, history.held(rule));
    Long lost = outlook == null ? null : ChurnRule.expectedLoss(outlook.valueMinor(), alive);
    return new Judged(seen, signals, verdict, lost, lost == null ? null : outlook.currency());
  }

  /** The terms of a computation: the window and the usual gaps at an instant. */
  Uni<ChurnRun> terms(SqlConnection connection, Instant asOf) {
    return reading
        .settings(connection)
        .chain(
            settings ->
                store
                    .usualGaps(connection, asOf)
                    .map(gaps -> terms(settings.activeDays(), gaps, asOf)));
  }

  private ChurnRun terms(Integer activeDays, List<ChurnStore.UsualGap> gaps, Instant asOf) {
    Double all = null;
    Map<String, Double> byChannel = new HashMap<>();
    for (ChurnStore.UsualGap gap : gaps) {
      if (gap.channel() == null) {
        all = gap.days();
      } else {
        byChannel.put(gap.channel(), gap.days());
      }
    }
    int window = activeDays == null ? ChurnRule.windowFor(all) : activeDays;
    return new ChurnRun(
        Ids.next(), utc(asOf), utc(clock.instant()), window, all, null, List.of(), null, byChannel);
  }

  /**
   * Customers' levels.
   *
   * @param asOf null for the stored ones; else computed for that instant by the window and the gaps
   *     of the latest run by then, or where there was none by those of that instant
   */
  Uni<Map<UUID, Churn>> of(List<UUID> customers, Instant asOf) {
    if (asOf == null) {
      return tx.read(connection -> reading.stored(connection, customers));
    }
    Instant now = clock.instant();
    return tx.read(
        connection ->
            termsInForce(connection, asOf)
                .chain(run -> judge(connection, customers, asOf, asOf, run))
                .chain(
                    judged ->
                        reading
                            .settings(connection)
                            .map(settings -> churn(judged, settings, asOf, now))));
  }

  /** The terms of the latest run by an instant, or where there was none those of that instant. */
  private Uni<ChurnRun> termsInForce(SqlConnection connection, Instant asOf) {
    return runs.latest(connection, asOf)
        .chain(run -> run == null ? terms(connection, asOf) : Uni.createFrom().item(run));
  }

  /** How many customers are judged for a past instant in one question. */
  private static final int MOST_JUDGED = 20_000;

  /**
   * Customers at some levels at a past instant, judged from the facts before it, the greatest
   * expected loss first. Of more than {@value MOST_JUDGED} buyers, those who have spent most.
   */
  Uni<AtRisk> atRisk(Set<ChurnLevel> levels, Instant asOf) {
    Instant now = clock.instant();
    return tx.read(
            connection ->
                reading
                    .biggest(connection, asOf, MOST_JUDGED)
                    .chain(
                        buyers ->
                            termsInForce(connection, asOf)
                                .chain(run -> unjudged(connection, buyers, asOf, asOf, run)))
                    .chain(
                        judged ->
                            reading
                                .settings(connection)
                                .map(settings -> new Unjudged(judged, settings))))
        .emitOn(Infrastructure.getDefaultExecutor())
        .map(
            unjudged -> {
              List<Judged> all = unjudged.judged().get();
              List<Judged> shown =
                  all.stream().filter(one -> levels.contains(one.verdict().level())).toList();
              List<Churn> found =
                  new ArrayList<>(churn(shown, unjudged.settings(), asOf, now).values());
              found.sort(AtRisk.DEAREST_FIRST);
              return new AtRisk(utc(asOf), utc(now), all.size(), found);
            });
  }

  private record Unjudged(Supplier<List<Judged>> judged, ChurnSettings settings) {}

  private static Map<UUID, Churn> churn(
      List<Judged> judged, ChurnSettings settings, Instant asOf, Instant now) {
    Map<UUID, Churn> found = new HashMap<>();
    for (Judged one : judged) {
      String nextStep =
          settings.nextSteps().stream()
              .filter(step -> step.level() == one.verdict().level())
              .map(ChurnNextStep::step)
              .findFirst()
              .orElse(null);
      found.put(one.seen().customer(), churn(one, nextStep, asOf, now));
    }
    return found;
  }

  private static Churn churn(Judged judged, String nextStep, Instant asOf, Instant now) {
    return new Churn(
        judged.seen().customer(),
        judged.verdict().level(),
        null,
        judged.verdict().reasons(),
        nextStep,
        judged.signals().days(),
        judged.signals().gap(),
        judged.signals().alive(),
        judged.lostMinor() == null ? null : new Money(judged.lostMinor(), judged.currency()),
        utc(asOf),
        utc(now));
  }
}
