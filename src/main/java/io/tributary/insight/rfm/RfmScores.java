package io.tributary.insight.rfm;

import static io.tributary.platform.FactKeys.utc;

import io.smallrye.mutiny.Uni;
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

  RfmScores(Tx tx, Clock clock, RfmStore store) {
    this.tx = tx;
    this.clock = clock;
    this.store = store;
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
    return store.refresh(connection, customers, asOf, clock.instant());
  }

  /**
   * What somebody asks for; null takes the settings'.
   *
   * @param months 0 for all time
   */
  record Asked(Instant asOf, String currency, Integer months, Integer moneyStepMinor) {}

  /** The settings and terms of a computation. */
  private record Basis(RfmTerms terms, RfmSettings settings, String timezone) {}

  private Uni<Basis> basis(SqlConnection connection, Asked asked) {
    return store
        .inUse(connection)
        .map(used -> new Basis(terms(asked, used), used.settings(), used.timezone()));
  }

  private static RfmTerms terms(Asked asked, RfmStore.InUse used) {
    RfmSettings settings = used.settings();
    Integer months = asked.months() == null ? settings.months() : asked.months();
    return new RfmTerms(
        asked.asOf(),
        asked.currency() == null ? used.currency() : asked.currency(),
        months == null || months == 0 ? null : months,
        asked.moneyStepMinor() == null ? settings.moneyStepMinor() : asked.moneyStepMinor());
  }

  /** The table over all customers. */
  Uni<RfmReport> report(Asked asked) {
    Instant now = clock.instant();
    return tx.read(
        connection ->
            basis(connection, asked)
                .chain(
                    basis ->
                        store
                            .table(connection, basis.terms())
                            .map(table -> report(basis, table, now))));
  }

  private static RfmReport report(Basis basis, RfmStore.Table table, Instant now) {
    RfmTerms terms = basis.terms();
    RfmRule rule = basis.settings().rule();
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
        utc(now),
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
  Uni<RfmMigration> migration(Asked asked, Instant from) {
    Instant now = clock.instant();
    return tx.read(
        connection ->
            basis(connection, asked)
                .chain(
                    basis ->
                        store
                            .migration(connection, basis.terms(), from, basis.settings().rule())
                            .map(moves -> migration(basis, from, now, moves))));
  }

  private static RfmMigration migration(
      Basis basis, Instant from, Instant now, RfmStore.Moves moves) {
    List<String> names = basis.settings().rule().names();
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
      return tx.read(connection -> store.stored(connection, customers));
    }
    Instant now = clock.instant();
    return tx.read(
        connection ->
            basis(connection, new Asked(asOf, null, null, null))
                .chain(
                    basis ->
                        store.scores(
                            connection, basis.terms(), basis.settings().rule(), customers, now)));
  }

  /** Computes thresholds and scores everybody, in the given transaction. */
  Uni<Integer> run(SqlConnection connection, Instant asOf) {
    return basis(connection, new Asked(asOf, null, null, null))
        .chain(
            basis ->
                store.run(connection, basis.terms(), basis.settings().rule(), clock.instant()));
  }
}
