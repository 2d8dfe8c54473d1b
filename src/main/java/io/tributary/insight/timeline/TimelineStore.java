package io.tributary.insight.timeline;

import io.smallrye.mutiny.Uni;
import io.tributary.activity.EventValues;
import io.tributary.commerce.history.OrderKey;
import io.tributary.platform.FactKeys;
import io.tributary.platform.Money;
import io.tributary.platform.Tx;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;

/** Reads what happened with customers, out of the tables of every room that knows something. */
@ApplicationScoped
class TimelineStore {
  /** After everything: where the first page begins. */
  private static final Instant END = Instant.parse("9999-12-31T23:59:59Z");

  private static final UUID LAST = new UUID(-1, -1);

  /**
   * The newest entries of customers ($1) before a point ($2, $3), so many of each ($4), of some
   * kinds ($5). Every branch takes that many from its index and no more, newest month first. The
   * customers come out of a subquery: a plan that knows how many they are looks cheaper than one
   * for any number, so PostgreSQL would plan two dozen months anew for each page.
   */
  private static final String ENTRIES =
      """
      SELECT n.* FROM unnest((SELECT $1::uuid[])) c(id) CROSS JOIN LATERAL (
        SELECT c.id AS customer_id, t.* FROM (
          SELECT b.* FROM profile p CROSS JOIN LATERAL (
            (SELECT ordered_at AS at, order_id AS id, 'ORDER' AS kind, external_id AS title, source_id, channel, currency,
               total_minor AS minor, NULL AS properties, profile_id, order_id, ordered_at
             FROM customer_order
             WHERE 'ORDER' = ANY($5) AND profile_id = p.profile_id AND ordered_at <= $2 AND (ordered_at, order_id) < ($2, $3)
             ORDER BY ordered_at DESC, order_id DESC LIMIT $4)
            UNION ALL
            (SELECT returned_at, return_id, 'RETURN', reason, source_id, NULL, currency, amount_minor, NULL, profile_id,
               order_id, ordered_at
             FROM order_return
             WHERE 'RETURN' = ANY($5) AND profile_id = p.profile_id AND returned_at <= $2 AND (returned_at, return_id) < ($2, $3)
             ORDER BY returned_at DESC, return_id DESC LIMIT $4)
            UNION ALL
            (SELECT occurred_at, event_id, kind, name, source_id, NULL, NULL, NULL, properties::text, NULL, NULL, NULL
             FROM event
             WHERE kind = ANY($5) AND profile_id = p.profile_id AND occurred_at <= $2 AND (occurred_at, event_id) < ($2, $3)
             ORDER BY occurred_at DESC, event_id DESC LIMIT $4)) b
          WHERE p.customer_id = c.id
          UNION ALL
          (WITH RECURSIVE f (id) AS (
             SELECT c.id UNION ALL SELECT k.customer_id FROM f JOIN customer k ON k.merged_into = f.id)
           SELECT merged_at, merge_id, 'MERGE', rule, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL
           FROM f JOIN customer_merge m ON m.customer_id = f.id
           WHERE 'MERGE' = ANY($5) AND unmerged_at IS NULL AND (merged_at, merge_id) < ($2, $3)
           ORDER BY merged_at DESC, merge_id DESC LIMIT $4)) t
        ORDER BY at DESC, id DESC LIMIT $4) n
      """;

  private final Tx tx;

  TimelineStore(Tx tx) {
    this.tx = tx;
  }

  /** The newest entries of customers; before a point, or from the newest on when it is null. */
  Uni<Map<UUID, List<TimelineEntry>>> ofCustomers(
      Collection<UUID> customers,
      Set<TimelineKind> kinds,
      Instant before,
      UUID beforeId,
      int limit) {
    String[] names = kinds.stream().map(Enum::name).toArray(String[]::new);
    return tx.read(
            connection ->
                connection
                    .preparedQuery(ENTRIES)
                    .execute(
                        Tuple.of(
                                customers.toArray(UUID[]::new),
                                FactKeys.utc(before == null ? END : before),
                                beforeId == null ? LAST : beforeId,
                                limit)
                            .addArrayOfString(names)))
        .map(
            rows -> {
              Map<UUID, List<TimelineEntry>> found = new HashMap<>();
              for (Row row : rows) {
                found
                    .computeIfAbsent(row.getUUID("customer_id"), id -> new ArrayList<>())
                    .add(entry(row));
              }
              return found;
            });
  }

  private static TimelineEntry entry(Row row) {
    String currency = row.getString("currency");
    UUID orderId = row.getUUID("order_id");
    return new TimelineEntry(
        row.getUUID("id"),
        row.getUUID("source_id"),
        orderId == null
            ? null
            : new OrderKey(
                row.getUUID("profile_id"),
                row.getOffsetDateTime("ordered_at").toInstant(),
                orderId),
        TimelineKind.valueOf(row.getString("kind")),
        row.getOffsetDateTime("at"),
        row.getString("title"),
        row.getString("channel"),
        currency == null ? null : new Money(row.getLong("minor"), currency),
        row.getString("properties") == null
            ? null
            : EventValues.opened(row.getString("properties")));
  }
}
