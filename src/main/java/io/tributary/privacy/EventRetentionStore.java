package io.tributary.privacy;

import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.SqlConnection;
import io.vertx.mutiny.sqlclient.Tuple;
import java.time.LocalDate;

/** Events, by their age. */
final class EventRetentionStore {
  private static final String FORGET = "SELECT forget_months('event', $1)";

  private EventRetentionStore() {}

  /**
   * Takes the events of all months that ended at a day or before; answers how many months had some.
   */
  static Uni<Integer> forget(SqlConnection connection, LocalDate before) {
    return connection
        .preparedQuery(FORGET)
        .execute(Tuple.of(before))
        .map(rows -> rows.iterator().next().getInteger(0));
  }
}
