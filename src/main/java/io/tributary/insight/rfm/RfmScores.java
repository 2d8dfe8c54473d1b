package io.tributary.insight.rfm;

import static io.tributary.platform.FactKeys.utc;

import io.smallrye.mutiny.Uni;
import io.tributary.job.ChangeQueue;
import io.tributary.job.CustomerDerivation;
import io.tributary.job.FactKind;
import io.tributary.platform.Money;
import io.tributary.platform.Tx;
import io.vertx.mutiny.sqlclient.SqlConnection;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;

/** RFM: for everybody, for changed customers, and as of any instant. */
@ApplicationScoped
class RfmScores implements CustomerDerivation {
  private final Tx tx;
  private final Clock clock;
  private final RfmStore store;
  private final RfmRunStore runs;

  RfmScores(Tx tx, Clock clock, RfmStore store, RfmRunStore runs) {
    this.tx = tx;
    this.clock = clock;
    this.store = store;
    this.runs = runs;
  }

  @Override
  public int order() {
    return 45;
  }

  @Override
  public Set<FactKind> reads() {
    return EnumSet.of(FactKind.ORDER, FactKind.IDENTITY);
  }

  @Override
  public Uni<Void> refresh(SqlConnection connection, List<UUID> customers, Instant asOf) {
    return runs.refresh(connection, customers, asOf, clock.instant());
  }

  /** The table over all customers; the last run's when null is asked. */
  Uni<RfmReport> report(RfmStore.Asked asked) {
    Instant now = clock.instant();
    return tx.read(
            connection ->
                asked == null ? store.last(connection, now) : store.table(connection, asked, now))
        .map(answer -> report(answer.basis(), answer.of()));
  }

  private static RfmReport report(RfmFigureStore.Basis basis, RfmStore.Table table) {
    RfmTerms terms = basis.terms();
    RfmRule rule = basis.rule();
    Map<String, Integer> customers = new HashMap<>();
    Map<String, Long> monetary = new HashMap<>();
    int all = 0;
    for (RfmStore.Cell cell : table.cells()) {
      String segment = rule.segmentOf(cell.r(), cell.f(), cell.m());
      customers.merge(segment, cell.customers(), Integer::sum);
      monetary.merge(segment, cell.monetary(), Long::sum);
      all += cell.customers();
    }
    int total = all;
    return new RfmReport(
        utc(terms.asOf()),
        utc(table.computedAt()),
        basis.timezone(),
        terms.currency(),
        terms.months(),
        total,
        table.orders(),
        new RfmThresholds(
            List.of(table.recency()),
            List.of(table.frequency()),
            whole(table.monetary(), terms.currency())),
        rule.names().stream()
            .map(
                name ->
                    new RfmSegmentCount(
                        name,
                        customers.getOrDefault(name, 0),
                        total == 0 ? null : customers.getOrDefault(name, 0) / (double) total,
                        new Money(monetary.getOrDefault(name, 0L), terms.currency())))
            .toList());
  }

  private static List<Double> whole(Double[] minor, String currency) {
    double unit = Math.pow(10, java.util.Currency.getInstance(currency).getDefaultFractionDigits());
    return Arrays.stream(minor).map(threshold -> threshold / unit).toList();
  }

  /** The migration matrix. */
  Uni<RfmMigration> migration(RfmStore.Asked asked, Instant from) {
    Instant now = clock.instant();
    return tx.read(connection -> store.migration(connection, asked, from))
        .map(answer -> migration(answer.basis(), from, now, answer.of()));
  }

  private static RfmMigration migration(
      RfmFigureStore.Basis basis, Instant from, Instant now, RfmStore.Moves moves) {
    List<String> names = basis.rule().names();
    Map<List<String>, Integer> cells = new HashMap<>();
    Map<String, Integer> starting = new HashMap<>();
    for (RfmStore.Move move : moves.moves()) {
      cells.merge(Arrays.asList(move.from(), move.to()), move.customers(), Integer::sum);
      starting.merge(String.valueOf(move.from()), move.customers(), Integer::sum);
    }
    List<RfmMove> sorted = new ArrayList<>();
    cells.forEach(
        (pair, customers) ->
            sorted.add(
                new RfmMove(
                    pair.get(0),
                    pair.get(1),
                    customers,
                    pair.get(0) == null ? null : customers / (double) starting.get(pair.get(0)))));
    sorted.sort(
        Comparator.comparingInt((RfmMove move) -> names.indexOf(move.from()))
            .thenComparingInt(move -> names.indexOf(move.to())));
    return new RfmMigration(
        utc(from),
        utc(basis.terms().asOf()),
        utc(now),
        moves.moves().stream().mapToInt(RfmStore.Move::customers).sum(),
        moves.orders(),
        sorted);
  }

  /** Customers' scores: the stored ones, or for an instant by the thresholds of that instant. */
  Uni<Map<UUID, Rfm>> of(List<UUID> customers, Instant asOf) {
    if (asOf == null) {
      return tx.read(connection -> runs.stored(connection, customers));
    }
    Instant now = clock.instant();
    return tx.read(
        connection ->
            store.scores(
                connection, new RfmStore.Asked(asOf, null, null, null, null), customers, now));
  }

  /**
   * Scores customers after one who are known for later than a run's instant by the thresholds in
   * force at that later one, in the given transaction.
   *
   * @return the last of them; null when there was none
   */
  Uni<UUID> rescoreLater(SqlConnection connection, Instant asOf, UUID after, int most) {
    return runs.later(connection, asOf, after, most)
        .chain(
            known ->
                known == null
                    ? Uni.createFrom().nullItem()
                    : ChangeQueue.hold(connection, known.later())
                        .chain(() -> refresh(connection, known.later(), known.at()))
                        .replaceWith(known.later().get(known.later().size() - 1)));
  }

  /** Computes thresholds and scores everybody, in the given transaction. */
  Uni<Integer> run(SqlConnection connection, Instant asOf) {
    return store
        .inUse(connection, asOf)
        .chain(basis -> runs.run(connection, basis.terms(), basis.rule(), clock.instant()));
  }
}
