package io.tributary.loyalty.referral;

import io.smallrye.mutiny.Uni;
import io.tributary.platform.Columns;
import io.tributary.platform.FactKeys;
import io.tributary.platform.Rows;
import io.vertx.core.buffer.Buffer;
import io.vertx.mutiny.sqlclient.SqlConnection;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/** Writes and reads members' codes, and what channels say of their use. */
@ApplicationScoped
class ReferralCodeStore {
  private static final String KEY = "SELECT secret FROM referral_key WHERE programme_id = $1";

  /** The oldest code of each of some customers, or of who is one person with them. */
  private static final String CODES =
      """
      WITH RECURSIVE up (asked, id, next) AS (
        SELECT customer_id, customer_id, merged_into FROM customer WHERE customer_id = ANY($2)
        UNION ALL
        SELECT u.asked, c.customer_id, c.merged_into FROM up u JOIN customer c ON c.customer_id = u.next),
      family (asked, id) AS (
        SELECT asked, id FROM up WHERE next IS NULL
        UNION ALL
        SELECT f.asked, c.customer_id FROM family f JOIN customer c ON c.merged_into = f.id)
      SELECT DISTINCT ON (f.asked) f.asked, k.code
      FROM family f JOIN referral_code k ON k.customer_id = f.id AND k.programme_id = $1
      ORDER BY f.asked, k.made_at, k.code_hash
      """;

  /** A code that is somebody else's already is left as it is. */
  private static final String ADD =
      """
      INSERT INTO referral_code (code_hash, programme_id, customer_id, code, made_at)
      SELECT h, $1, c, t, $2::timestamptz FROM unnest($3::uuid[], $4::uuid[], $5::text[]) v(h, c, t) ORDER BY h
      ON CONFLICT (code_hash) DO NOTHING
      """;

  private static final String OWNER =
      "SELECT programme_id, customer_id FROM referral_code WHERE code_hash = $1";

  private static final String USE =
      """
      INSERT INTO referral_use AS u (profile_id, code_hash, used_at)
      SELECT * FROM (SELECT p, h, min(a) FROM unnest($1::uuid[], $2::uuid[], $3::timestamptz[]) v(p, h, a) GROUP BY p, h) n
      ORDER BY 1, 2
      ON CONFLICT (profile_id, code_hash) DO UPDATE SET used_at = excluded.used_at WHERE excluded.used_at < u.used_at
      """;

  /** What a programme's codes are made with; null when it never had terms. */
  Uni<byte[]> key(SqlConnection connection, UUID programme) {
    return connection
        .preparedQuery(KEY)
        .execute(Tuple.of(programme))
        .map(
            rows ->
                rows.size() == 0 ? null : rows.iterator().next().get(Buffer.class, 0).getBytes());
  }

  /** The codes of customers, by customer; one without is missing. */
  Uni<Map<UUID, String>> codes(
      SqlConnection connection, UUID programme, Collection<UUID> customers) {
    return connection
        .preparedQuery(CODES)
        .execute(Tuple.of(programme, customers.toArray(UUID[]::new)))
        .map(rows -> Rows.map(rows, row -> row.getUUID(0), row -> row.getString(1)));
  }

  /** Adds codes of customers, but for those that are somebody else's. */
  Uni<Void> add(SqlConnection connection, UUID programme, Map<UUID, String> codes, Instant at) {
    return Columns.after(Tuple.of(programme, FactKeys.utc(at)), List.copyOf(codes.entrySet()))
        .uuids(one -> ReferralCodeText.hash(one.getValue()))
        .uuids(Map.Entry::getKey)
        .texts(Map.Entry::getValue)
        .execute(connection, ADD);
  }

  /**
   * Whose a code is.
   *
   * @param programme in which
   * @param customer for whom it was made
   */
  record Owner(UUID programme, UUID customer) {}

  /** Whose a code is; null when there is no such code. */
  Uni<Owner> owner(SqlConnection connection, UUID hash) {
    return connection
        .preparedQuery(OWNER)
        .execute(Tuple.of(hash))
        .map(
            rows -> {
              if (rows.size() == 0) {
                return null;
              }
              var row = rows.iterator().next();
              return new Owner(row.getUUID(0), row.getUUID(1));
            });
  }

  /** That a profile used a code. */
  record Use(UUID profile, UUID code, Instant at) {}

  /** Keeps what channels say of codes: of each profile and code the earliest. */
  Uni<Void> use(SqlConnection connection, List<Use> uses) {
    return Columns.of(uses)
        .uuids(Use::profile)
        .uuids(Use::code)
        .times(Use::at)
        .execute(connection, USE);
  }
}
