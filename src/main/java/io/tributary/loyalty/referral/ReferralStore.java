package io.tributary.loyalty.referral;

import io.smallrye.mutiny.Uni;
import io.tributary.platform.FactKeys;
import io.tributary.platform.Rows;
import io.vertx.core.json.JsonArray;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.SqlConnection;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/** Reads referrals, and keeps what staff decide of them. */
@ApplicationScoped
class ReferralStore {
  /** A referral; one whose days are over says so without waiting for a fact. */
  private static final String COLUMNS =
      """
      r.referral_id, r.customer_id, r.referrer_id, r.policy_id, r.used_at,
      CASE WHEN %1$s THEN 'VOID' ELSE r.state END,
      CASE WHEN %1$s THEN 'DAYS_OVER' WHEN r.state = 'VOID' THEN coalesce(r.fault, r.cut) END,
      r.order_id, r.qualified_at, r.qualify_until, r.suspicions, r.approved, r.decided_by, r.decided_at, r.decision_reason
      """;

  private static final String OVER =
      "(r.state = 'WAITING' AND r.qualified_at IS NULL AND r.fault IS NULL AND r.qualify_until <= $1)";

  private static final String SELECT = "SELECT " + COLUMNS.formatted(OVER);

  private static final String BY_IDS = SELECT + "FROM referral r WHERE r.referral_id = ANY($2)";

  /** A programme's referrals before one, the latest first, in one state or in any. */
  private static final String PAGE =
      SELECT
          + """
          FROM referral r
          WHERE r.programme_id = $2 AND ($3::text IS NULL OR CASE WHEN %s THEN 'VOID' ELSE r.state END = $3)
            AND (NOT $4 OR r.suspicions <> '[]')
            AND ($5::timestamptz IS NULL OR (r.used_at, r.referral_id) < ($5, $6))
          ORDER BY r.used_at DESC, r.referral_id DESC LIMIT $7
          """
              .formatted(OVER);

  /** The same of those that are held: there is an index of them. */
  private static final String HELD =
      SELECT
          + """
          FROM referral r
          WHERE r.programme_id = $2 AND r.state = 'HELD'
            AND ($3::timestamptz IS NULL OR (r.used_at, r.referral_id) < ($3, $4))
          ORDER BY r.used_at DESC, r.referral_id DESC LIMIT $5
          """;

  private static final String FAMILY =
      """
      WITH RECURSIVE up (asked, id, next) AS (
        SELECT customer_id, customer_id, merged_into FROM customer WHERE customer_id = ANY($2)
        UNION ALL
        SELECT u.asked, c.customer_id, c.merged_into FROM up u JOIN customer c ON c.customer_id = u.next),
      family (asked, id) AS (
        SELECT asked, id FROM up WHERE next IS NULL
        UNION ALL
        SELECT f.asked, c.customer_id FROM family f JOIN customer c ON c.merged_into = f.id)
      """;

  /** Whom customers brought, the latest first: so many of each, whoever is one with them. */
  private static final String BROUGHT =
      FAMILY
          + "SELECT s.*, k.asked FROM (SELECT DISTINCT asked FROM family) k CROSS JOIN LATERAL ("
          + SELECT
          + """
          FROM family f JOIN referral r ON r.referrer_id = f.id
          WHERE f.asked = k.asked AND ($3::timestamptz IS NULL OR (r.used_at, r.referral_id) < ($3, $4))
          ORDER BY r.used_at DESC, r.referral_id DESC LIMIT $5) s
          """;

  /** The codes that customers used, the earliest first; there are few. */
  private static final String CAME =
      FAMILY
          + SELECT
          + ", f.asked FROM family f JOIN referral r ON r.customer_id = f.id ORDER BY r.used_at, r.referral_id";

  /**
   * Whether a customer may use a code: whether it is their own, whether they used one that counts,
   * and whether they had paid an order.
   */
  private static final String MAY_USE =
      FAMILY.replace("ANY($2)", "$1")
          + """
          SELECT EXISTS (SELECT FROM family f WHERE f.id = $2),
                 EXISTS (SELECT FROM family f JOIN referral r ON r.customer_id = f.id AND r.programme_id = $3
                   WHERE r.fault IS NULL OR r.fault NOT IN ('SAME_CUSTOMER', 'NOT_IN_FORCE')),
                 EXISTS (SELECT FROM family f JOIN profile q ON q.customer_id = f.id JOIN customer_order o USING (profile_id)
                   WHERE o.status = 'PAID')
          """;

  private static final String REQUIRE =
      """
      SELECT customer_id, referral_id, programme_id, referrer_id, state, approved FROM referral WHERE referral_id = $1
      FOR UPDATE
      """;

  private static final String DECIDE =
      """
      UPDATE referral SET approved = $3, decided_by = $4, decided_at = $5, decision_reason = $6, changed = true,
        state = CASE WHEN $3 THEN 'WAITING' ELSE state END
      WHERE customer_id = $1 AND referral_id = $2
      """;

  /** Referrals by id. */
  Uni<Map<UUID, Referral>> byIds(SqlConnection connection, Collection<UUID> ids, Instant now) {
    return connection
        .preparedQuery(BY_IDS)
        .execute(Tuple.of(FactKeys.utc(now), ids.toArray(UUID[]::new)))
        .map(rows -> Rows.map(rows, row -> row.getUUID(0), row -> referral(row)));
  }

  /**
   * A page of a programme's referrals before one, the latest first; null for the first page.
   *
   * @param state only these; null for all
   * @param suspicious only those that are or were suspicious
   */
  Uni<List<Referral>> page(
      SqlConnection connection,
      UUID programme,
      ReferralState state,
      boolean suspicious,
      Instant now,
      Instant beforeTime,
      UUID beforeId,
      int limit) {
    boolean held = state == ReferralState.HELD;
    Tuple values =
        held
            ? Tuple.of(FactKeys.utc(now), programme, FactKeys.utc(beforeTime), beforeId, limit)
            : Tuple.tuple()
                .addOffsetDateTime(FactKeys.utc(now))
                .addUUID(programme)
                .addString(state == null ? null : state.name())
                .addBoolean(suspicious)
                .addOffsetDateTime(FactKeys.utc(beforeTime))
                .addUUID(beforeId)
                .addInteger(limit);
    return connection
        .preparedQuery(held ? HELD : PAGE)
        .execute(values)
        .map(rows -> Rows.list(rows, row -> referral(row)));
  }

  /** Whom customers brought before one, the latest first, by customer. */
  Uni<Map<UUID, List<Referral>>> brought(
      SqlConnection connection,
      Collection<UUID> customers,
      Instant now,
      Instant beforeTime,
      UUID beforeId,
      int limit) {
    return connection
        .preparedQuery(BROUGHT)
        .execute(
            Tuple.of(
                FactKeys.utc(now),
                customers.toArray(UUID[]::new),
                FactKeys.utc(beforeTime),
                beforeId,
                limit))
        .map(ReferralStore::byCustomer);
  }

  /** The codes that customers used, the earliest first, by customer. */
  Uni<Map<UUID, List<Referral>>> came(
      SqlConnection connection, Collection<UUID> customers, Instant now) {
    return connection
        .preparedQuery(CAME)
        .execute(Tuple.of(FactKeys.utc(now), customers.toArray(UUID[]::new)))
        .map(ReferralStore::byCustomer);
  }

  private static Map<UUID, List<Referral>> byCustomer(Iterable<Row> rows) {
    Map<UUID, List<Referral>> found = new HashMap<>();
    rows.forEach(
        row -> found.computeIfAbsent(row.getUUID(15), c -> new ArrayList<>()).add(referral(row)));
    return found;
  }

  private static Referral referral(Row row) {
    return new Referral(
        row.getUUID(0),
        row.getUUID(1),
        row.getUUID(2),
        row.getUUID(3),
        utc(row.getOffsetDateTime(4)),
        ReferralState.valueOf(row.getString(5)),
        ReferralFactStore.fault(row.getString(6)),
        row.getUUID(7),
        utc(row.getOffsetDateTime(8)),
        utc(row.getOffsetDateTime(9)),
        ReferralFactStore.suspicions(row.get(JsonArray.class, 10)),
        row.getBoolean(11),
        row.getString(12),
        utc(row.getOffsetDateTime(13)),
        row.getString(14));
  }

  private static OffsetDateTime utc(OffsetDateTime time) {
    return time == null ? null : FactKeys.utc(time.toInstant());
  }

  /**
   * What speaks against a customer's using a code.
   *
   * @param own whether it is their own
   * @param used whether they used one that counts
   * @param bought whether they have paid an order
   */
  record MayUse(boolean own, boolean used, boolean bought) {}

  /** What speaks against a customer's using a code. */
  Uni<MayUse> mayUse(SqlConnection connection, UUID customer, UUID referrer, UUID programme) {
    return connection
        .preparedQuery(MAY_USE)
        .execute(Tuple.of(customer, referrer, programme))
        .map(
            rows -> {
              Row row = rows.iterator().next();
              return new MayUse(row.getBoolean(0), row.getBoolean(1), row.getBoolean(2));
            });
  }

  /**
   * A referral that is to be decided, locked.
   *
   * @param approved what was decided before; null for nothing
   */
  record Undecided(
      UUID referred,
      UUID id,
      UUID programme,
      UUID referrer,
      ReferralState state,
      Boolean approved) {}

  /** Locks a referral; null when there is none. */
  Uni<Undecided> lock(SqlConnection connection, UUID id) {
    return connection
        .preparedQuery(REQUIRE)
        .execute(Tuple.of(id))
        .map(
            rows -> {
              if (rows.size() == 0) {
                return null;
              }
              Row row = rows.iterator().next();
              return new Undecided(
                  row.getUUID(0),
                  row.getUUID(1),
                  row.getUUID(2),
                  row.getUUID(3),
                  ReferralState.valueOf(row.getString(4)),
                  row.getBoolean(5));
            });
  }

  /** Keeps what staff decided. */
  Uni<Void> decide(
      SqlConnection connection,
      Undecided referral,
      boolean approve,
      String by,
      Instant at,
      String reason) {
    return connection
        .preparedQuery(DECIDE)
        .execute(
            Tuple.of(referral.referred(), referral.id(), approve, by, FactKeys.utc(at), reason))
        .replaceWithVoid();
  }
}
