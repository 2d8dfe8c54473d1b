package io.tributary.loyalty.ledger;

import static io.tributary.loyalty.ledger.LedgerStore.stream;

import io.smallrye.mutiny.Uni;
import io.tributary.platform.FactKeys;
import io.vertx.mutiny.sqlclient.SqlConnection;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.util.List;
import java.util.UUID;

/** Finds the accounts that time changes. */
@ApplicationScoped
class SettlementStore {
  private static final String DUE =
      """
      SELECT account_id FROM points_account WHERE due_at <= $1 AND account_id > $2 ORDER BY account_id LIMIT $3
      """;

  private static final String COUNT = "SELECT count(*) FROM points_account WHERE due_at <= $1";

  /** Accounts that time may have changed by an instant, after one, in the order of their ids. */
  Uni<List<UUID>> due(SqlConnection connection, Instant at, UUID after, int limit) {
    return connection
        .preparedQuery(DUE)
        .execute(Tuple.of(FactKeys.utc(at), after, limit))
        .map(rows -> stream(rows).map(row -> row.getUUID(0)).toList());
  }

  /** How many there are. */
  Uni<Long> countDue(SqlConnection connection, Instant at) {
    return connection
        .preparedQuery(COUNT)
        .execute(Tuple.of(FactKeys.utc(at)))
        .map(rows -> rows.iterator().next().getLong(0));
  }
}
