package io.tributary.privacy.audit;

import io.smallrye.mutiny.Uni;
import io.tributary.graphql.audit.AuditAction;
import io.tributary.graphql.audit.AuditRecord;
import io.tributary.platform.FactKeys;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.SqlClient;
import io.vertx.mutiny.sqlclient.Tuple;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

/** Reads the records, seals days and checks seals. */
final class AuditReadStore {
  /** A page of the records, the latest first; null takes all. */
  private static final String PAGE =
      """
      SELECT audit_id, at, actor, roles, address, action, operation, outcome, objects, reason FROM audit_record
      WHERE ($1::text[] IS NULL OR true) AND ($2::text IS NULL OR actor = $2)
        AND ($3::text IS NULL OR action = $3) AND ($4::timestamptz IS NULL OR at >= $4)
        AND ($5::timestamptz IS NULL OR at < $5) AND ($6::uuid IS NULL OR audit_id < $6)
      ORDER BY audit_id DESC LIMIT $7
      """;

  /**
   * The same of some objects, which have few records each. These are found by their index before
   * any is put in order: the planner, which knows little of rare ids, would rather walk back
   * through the records of everybody until it has enough.
   */
  private static final String PAGE_OF =
      "WITH of AS MATERIALIZED ("
          + PAGE.replace("($1::text[] IS NULL OR true)", "objects && $1::text[]")
              .replace("ORDER BY audit_id DESC LIMIT $7", "")
          + ") SELECT * FROM of ORDER BY audit_id DESC LIMIT $7";

  /** A customer, whoever stands for them, and all who were merged into that one. */
  private static final String FAMILY =
      """
      WITH RECURSIVE up (id, next) AS (
        SELECT customer_id, merged_into FROM customer WHERE customer_id = $1
        UNION ALL
        SELECT c.customer_id, c.merged_into FROM up u JOIN customer c ON c.customer_id = u.next
      ), family (id) AS (
        SELECT id FROM up WHERE next IS NULL
        UNION ALL
        SELECT c.customer_id FROM family f JOIN customer c ON c.merged_into = f.id
      )
      SELECT id FROM family
      """;

  /** Seals the first day with records that is not sealed and ended before $1. */
  private static final String SEAL =
      """
      WITH last AS (SELECT day, hash FROM audit_seal ORDER BY day DESC LIMIT 1),
      next AS (
        SELECT (min(at) AT TIME ZONE 'UTC')::date AS day FROM audit_record
        WHERE at >= coalesce(((SELECT day FROM last) + 1)::timestamp AT TIME ZONE 'UTC', '-infinity'))
      INSERT INTO audit_seal (day, records, hash, sealed_at)
      SELECT n.day, d.records, sha256(coalesce((SELECT hash FROM last), '') || d.digest), $2
      FROM next n CROSS JOIN LATERAL audit_digest(n.day) d
      WHERE (n.day + 1)::timestamp AT TIME ZONE 'UTC' <= $1
      RETURNING day
      """;

  /**
   * Sealed days with their records; one whose records went with their period is compared by what
   * was noted of them, so that the chain holds from the first day.
   */
  private static final String CHECKED =
      """
      SELECT s.day, s.records, encode(s.hash, 'hex'), s.sealed_at, f.forgotten_at,
             (f.day IS NOT NULL OR s.records = d.records) AND s.hash = sha256(coalesce(
               (SELECT p.hash FROM audit_seal p WHERE p.day < s.day ORDER BY p.day DESC LIMIT 1), '') || coalesce(f.digest, d.digest))
      FROM (SELECT * FROM audit_seal WHERE $1::date IS NULL OR day < $1 ORDER BY day DESC LIMIT $2) s
      LEFT JOIN audit_forgotten f USING (day)
      CROSS JOIN LATERAL audit_digest(s.day) d
      ORDER BY s.day DESC
      """;

  private AuditReadStore() {}

  /** What records are chosen by; null takes all. */
  record Filter(
      List<String> objects, String actor, AuditAction action, Instant from, Instant before) {}

  static Uni<List<AuditRecord>> page(SqlClient client, Filter filter, UUID before, int limit) {
    return client
        .preparedQuery(filter.objects() == null ? PAGE : PAGE_OF)
        .execute(
            Tuple.tuple()
                .addArrayOfString(
                    filter.objects() == null ? null : filter.objects().toArray(String[]::new))
                .addString(filter.actor())
                .addString(filter.action() == null ? null : filter.action().name())
                .addOffsetDateTime(FactKeys.utc(filter.from()))
                .addOffsetDateTime(FactKeys.utc(filter.before()))
                .addUUID(before)
                .addInteger(limit))
        .map(
            rows -> {
              List<AuditRecord> found = new ArrayList<>();
              rows.forEach(row -> found.add(read(row)));
              return found;
            });
  }

  private static AuditRecord read(Row row) {
    return new AuditRecord(
        row.getUUID(0),
        row.getOffsetDateTime(1),
        row.getString(2),
        List.of(row.getArrayOfStrings(3)),
        row.getString(4),
        AuditAction.valueOf(row.getString(5)),
        row.getString(6),
        row.getString(7),
        List.of(row.getArrayOfStrings(8)),
        row.getString(9));
  }

  /** All ids that a person had or has; none when there is no such customer. */
  static Uni<List<UUID>> family(SqlClient client, UUID customer) {
    return client
        .preparedQuery(FAMILY)
        .execute(Tuple.of(customer))
        .map(
            rows -> {
              List<UUID> ids = new ArrayList<>();
              rows.forEach(row -> ids.add(row.getUUID(0)));
              return ids;
            });
  }

  /** Seals one day; false when there is none to seal. */
  static Uni<Boolean> seal(SqlClient client, Instant endedBefore, Instant now) {
    return client
        .preparedQuery(SEAL)
        .execute(Tuple.of(FactKeys.utc(endedBefore), FactKeys.utc(now)))
        .map(rows -> rows.size() > 0);
  }

  /** Sealed days, the latest first, each compared with its records. */
  static Uni<List<AuditDay>> checked(SqlClient client, LocalDate before, int limit) {
    return client
        .preparedQuery(CHECKED)
        .execute(Tuple.of(before, limit))
        .map(
            rows -> {
              List<AuditDay> days = new ArrayList<>();
              for (Row row : rows) {
                days.add(
                    new AuditDay(
                        row.getLocalDate(0),
                        Math.toIntExact(row.getLong(1)),
                        row.getString(2),
                        row.getOffsetDateTime(3),
                        row.getOffsetDateTime(4),
                        row.getBoolean(5)));
              }
              return days;
            });
  }
}
