package io.tributary.platform;

import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.time.LocalDate;
import java.time.YearMonth;
import java.time.ZoneOffset;
import java.util.Collection;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;

/** Makes the monthly partitions of the fact tables before facts of those months arrive. */
@ApplicationScoped
public class Partitions {
  /** Facts before this are a broken date, not history. */
  public static final Instant EARLIEST = Instant.parse("1970-01-01T00:00:00Z");

  private static final String ADD =
      """
      SELECT add_month_partition(parent, month)
      FROM unnest($1::date[]) month, unnest(ARRAY['customer_order', 'order_line', 'order_return', 'event']) parent
      """;

  private final Tx tx;
  private final Set<YearMonth> known = ConcurrentHashMap.newKeySet();

  Partitions(Tx tx) {
    this.tx = tx;
  }

  /**
   * Sees to it that facts of these instants have a partition. Called before the transaction that
   * writes them: it takes a connection of its own, for months that this process has not seen yet.
   */
  public Uni<Void> ensure(Collection<Instant> instants) {
    Set<YearMonth> missing =
        instants.stream()
            .map(instant -> YearMonth.from(instant.atOffset(ZoneOffset.UTC)))
            .filter(month -> !known.contains(month))
            .collect(Collectors.toCollection(TreeSet::new));
    if (missing.isEmpty()) {
      return Uni.createFrom().voidItem();
    }
    LocalDate[] months = missing.stream().map(month -> month.atDay(1)).toArray(LocalDate[]::new);
    // to be tried again: a new partition and a writer of the old ones can each hold what the other
    // waits for
    return tx.write(connection -> connection.preparedQuery(ADD).execute(Tuple.of(months)))
        .invoke(() -> known.addAll(missing))
        .replaceWithVoid();
  }
}
