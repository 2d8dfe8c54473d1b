package io.tributary.privacy;

import io.smallrye.mutiny.Uni;
import io.tributary.platform.FactKeys;
import io.vertx.mutiny.sqlclient.SqlConnection;
import io.vertx.mutiny.sqlclient.Tuple;
import java.time.Instant;

/** Refused rows and messages, by their age. */
final class RefusedStore {
  /** Some refused messages that came before an instant. */
  private static final String MESSAGES =
      """
      DELETE FROM rejected_message WHERE rejected_id IN (
        SELECT rejected_id FROM rejected_message WHERE received_at < $1 LIMIT 5000)
      """;

  /** Some refused rows of files that ended before an instant. */
  private static final String ROWS =
      """
      DELETE FROM import_rejection r USING (
        SELECT x.import_id, x.line FROM import_job j JOIN import_rejection x ON x.import_id = j.import_id
        WHERE j.finished_at < $1 LIMIT 5000) old
      WHERE r.import_id = old.import_id AND r.line = old.line
      """;

  private RefusedStore() {}

  /** Takes some away; answers how many, 0 when there are none left. */
  static Uni<Integer> forget(SqlConnection connection, Instant before) {
    Tuple values = Tuple.of(FactKeys.utc(before));
    return connection
        .preparedQuery(MESSAGES)
        .execute(values)
        .chain(
            messages ->
                connection
                    .preparedQuery(ROWS)
                    .execute(values)
                    .map(rows -> messages.rowCount() + rows.rowCount()));
  }
}
