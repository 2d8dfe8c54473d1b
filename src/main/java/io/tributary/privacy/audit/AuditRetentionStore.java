package io.tributary.privacy.audit;

import io.smallrye.mutiny.Uni;
import io.tributary.platform.FactKeys;
import io.vertx.mutiny.sqlclient.SqlConnection;
import io.vertx.mutiny.sqlclient.Tuple;
import java.time.Instant;
import java.time.LocalDate;

/** Audit records, by whole sealed days. */
final class AuditRetentionStore {
  private static final int RECORDS = 5_000;

  /**
   * Notes the first sealed day as forgotten that is $1 months old at $2 and is not yet; the
   * database refuses one whose records are not those that were sealed.
   */
  private static final String NOTE =
      """
      INSERT INTO audit_forgotten (day, digest, months, forgotten_at)
      SELECT s.day, d.digest, $1::integer, $2::timestamptz
      FROM (
        SELECT day FROM audit_seal WHERE day > coalesce((SELECT max(day) FROM audit_forgotten), '-infinity')
        ORDER BY day LIMIT 1) s
      CROSS JOIN LATERAL audit_digest(s.day) d
      WHERE s.day + 1 + make_interval(months => $1::integer) <= $2::timestamptz AT TIME ZONE 'UTC'
      RETURNING day
      """;

  private static final String LAST = "SELECT max(day) FROM audit_forgotten";

  /** Some records of a day in UTC. */
  private static final String FORGET =
      """
      DELETE FROM audit_record WHERE audit_id IN (
        SELECT audit_id FROM audit_record
        WHERE at >= $1::date::timestamp AT TIME ZONE 'UTC' AND at < ($1::date + 1)::timestamp AT TIME ZONE 'UTC' LIMIT $2)
      """;

  private AuditRetentionStore() {}

  /** The next day that is to be forgotten, noted as such; null when there is none. */
  static Uni<LocalDate> note(SqlConnection connection, int months, Instant now) {
    return connection
        .preparedQuery(NOTE)
        .execute(Tuple.of(months, FactKeys.utc(now)))
        .map(rows -> rows.size() == 0 ? null : rows.iterator().next().getLocalDate(0));
  }

  /** The last day that was noted as forgotten, whose records may still be there; null without. */
  static Uni<LocalDate> last(SqlConnection connection) {
    return connection
        .preparedQuery(LAST)
        .execute()
        .map(rows -> rows.iterator().next().getLocalDate(0));
  }

  /** Takes some records of a day away; answers how many, 0 when there are none left. */
  static Uni<Integer> forget(SqlConnection connection, LocalDate day) {
    return connection
        .preparedQuery(FORGET)
        .execute(Tuple.of(day, RECORDS))
        .map(rows -> rows.rowCount());
  }
}
