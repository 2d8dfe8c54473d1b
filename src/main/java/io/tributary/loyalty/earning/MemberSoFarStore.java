package io.tributary.loyalty.earning;

import io.smallrye.mutiny.Uni;
import io.tributary.loyalty.ledger.PointsCurrency;
import io.tributary.platform.FactKeys;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.SqlConnection;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.util.Iterator;
import java.util.Optional;
import java.util.UUID;

/** Reads what rules ask of one member, for trying them. */
@ApplicationScoped
class MemberSoFarStore {
  /** As the sales of a member are reckoned: the tier and what came before, all homes together. */
  private static final String SO_FAR =
      """
      WITH RECURSIVE up (id, next) AS (
        SELECT customer_id, merged_into FROM customer WHERE customer_id = $1 AND erased_at IS NULL
        UNION ALL SELECT c.customer_id, c.merged_into FROM up u JOIN customer c ON c.customer_id = u.next)
      SELECT o.id,
             (SELECT t.to_tier FROM tier_change t WHERE t.customer_id = o.id AND t.programme_id = $2
                AND (t.changed_at < $5 OR $6 AND t.changed_at = $5) ORDER BY t.changed_at DESC LIMIT 1),
             NOT EXISTS (SELECT FROM profile p JOIN customer_order x USING (profile_id)
                WHERE p.customer_id = o.id AND x.status = 'PAID' AND x.ordered_at < $5),
             (SELECT coalesce(sum(e.points), 0)::bigint
                FROM (SELECT DISTINCT home_id FROM profile WHERE customer_id = o.id) h
                JOIN points_earned e ON e.account_id = points_account_of($3, h.home_id)
                WHERE e.ordered_at < $5 AND e.ordered_at > $5::timestamptz - interval '26 hours'
                  AND (e.ordered_at AT TIME ZONE $4)::date = ($5::timestamptz AT TIME ZONE $4)::date)
      FROM up o WHERE o.next IS NULL
      """;

  /** A member at an instant; empty when there is no such customer. */
  Uni<Optional<MemberSoFar>> soFar(
      SqlConnection connection,
      UUID programme,
      PointsCurrency currency,
      UUID customer,
      Instant at) {
    return connection
        .preparedQuery(SO_FAR)
        .execute(
            Tuple.tuple()
                .addUUID(customer)
                .addUUID(programme)
                .addUUID(currency.uuid())
                .addString(currency.zone().getId())
                .addOffsetDateTime(FactKeys.utc(at))
                .addBoolean(currency.spendable()))
        .map(
            rows -> {
              Iterator<Row> all = rows.iterator();
              if (!all.hasNext()) {
                return Optional.empty();
              }
              Row row = all.next();
              return Optional.of(
                  new MemberSoFar(
                      row.getUUID(0), row.getString(1), row.getBoolean(2), row.getLong(3)));
            });
  }
}
