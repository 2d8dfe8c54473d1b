package io.tributary.commerce.cost;

import static io.tributary.platform.FactKeys.utc;

import io.smallrye.mutiny.Uni;
import io.tributary.platform.Columns;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.SqlConnection;
import io.vertx.mutiny.sqlclient.Tuple;
import java.time.Instant;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Rows of what channels cost. */
final class ChannelCostStore {
  /**
   * Replaces amounts, in the order of their keys so that two writers cannot lock each other out.
   */
  private static final String UPSERT =
      """
      INSERT INTO channel_cost AS c (channel, day, kind, currency, amount_minor, recorded_at)
      SELECT n.channel, n.day::date, n.kind, n.currency, n.amount, $1
      FROM unnest($2::text[], $3::text[], $4::text[], $5::text[], $6::bigint[]) n(channel, day, kind, currency, amount)
      ORDER BY 1, 2, 3, 4
      ON CONFLICT (channel, day, kind, currency) DO UPDATE SET
        amount_minor = excluded.amount_minor, recorded_at = excluded.recorded_at
      WHERE c.amount_minor <> excluded.amount_minor
      RETURNING channel, day, kind, currency
      """;

  private ChannelCostStore() {}

  /** Keys of what is new or changed. */
  static Uni<Set<ChannelCost.Key>> upsert(
      SqlConnection connection, Instant now, Collection<ChannelCost> costs) {
    Tuple values =
        Columns.after(Tuple.of(utc(now)), List.copyOf(costs))
            .texts(ChannelCost::channel)
            .texts(cost -> cost.day().toString())
            .texts(cost -> cost.kind().name())
            .texts(ChannelCost::currency)
            .longs(ChannelCost::amountMinor)
            .tuple();
    return connection
        .preparedQuery(UPSERT)
        .execute(values)
        .map(
            rows -> {
              Set<ChannelCost.Key> changed = new HashSet<>();
              for (Row row : rows) {
                changed.add(
                    new ChannelCost.Key(
                        row.getString(0),
                        row.getLocalDate(1),
                        CostKind.valueOf(row.getString(2)),
                        row.getString(3)));
              }
              return changed;
            });
  }
}
