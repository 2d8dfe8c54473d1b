package io.tributary.loyalty.referral;

import io.smallrye.mutiny.Uni;
import io.tributary.platform.Columns;
import io.tributary.platform.Ids;
import io.tributary.platform.Rows;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.SqlConnection;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.UUID;

/** Reads what referrals are reckoned from, and keeps what they come to. */
@ApplicationScoped
class ReferralFactStore {
  /** Everybody who is one person with each of some customers that stand for themselves. */
  static final String FAMILY =
      """
      WITH RECURSIVE family (person, id) AS (
        SELECT customer_id, customer_id FROM customer WHERE customer_id = ANY($1) AND merged_into IS NULL
        UNION ALL
        SELECT f.person, c.customer_id FROM family f JOIN customer c ON c.merged_into = f.id)
      """;

  /** What channels say of codes that customers used, where no referral is as early. */
  private static final String USES =
      """
      SELECT p.home_id, c.programme_id, u.code_hash, c.customer_id, min(u.used_at)
      FROM profile p JOIN referral_use u USING (profile_id) JOIN referral_code c USING (code_hash)
      WHERE p.customer_id = ANY($1) AND p.home_id IS NOT NULL
        AND NOT EXISTS (SELECT FROM referral r WHERE r.customer_id = p.home_id AND r.code_hash = u.code_hash
          AND r.used_at <= u.used_at)
      GROUP BY p.home_id, c.programme_id, u.code_hash, c.customer_id
      """;

  private static final String ADD =
      """
      INSERT INTO referral AS r (customer_id, referral_id, programme_id, code_hash, referrer_id, used_at, policy_id,
                                 qualify_until, state, changed)
      SELECT v.*, 'WAITING', true
      FROM unnest($1::uuid[], $2::uuid[], $3::uuid[], $4::uuid[], $5::uuid[], $6::timestamptz[], $7::uuid[],
                  $8::timestamptz[]) v
      ORDER BY 1, 2
      ON CONFLICT (customer_id, referral_id) DO UPDATE SET used_at = excluded.used_at, policy_id = excluded.policy_id,
        qualify_until = excluded.qualify_until, changed = true
      WHERE excluded.used_at < r.used_at
      """;

  /**
   * Locks referrals that customers are a side of and that are to be reckoned, in the order of their
   * keys. What both sides write they write behind this lock.
   */
  private static final String LOCK =
      FAMILY
          + """
          SELECT r.customer_id FROM referral r
          WHERE (r.customer_id, r.referral_id) IN (
            SELECT x.customer_id, x.referral_id FROM family f JOIN referral x ON x.customer_id = f.id
            UNION ALL
            SELECT x.customer_id, x.referral_id FROM family f JOIN referral x ON x.referrer_id = f.id
            WHERE x.changed OR x.referrer_given <> (x.state = 'REWARDED'))
          ORDER BY r.customer_id, r.referral_id FOR UPDATE OF r
          """;

  static final String COLUMNS =
      """
      r.customer_id, r.referral_id, r.programme_id, r.referrer_id, r.used_at, r.policy_id, r.fault, r.order_id,
      r.qualified_at, r.suspicions, r.allotted, r.cut, r.state, r.approved, r.referrer_given, r.referrer_coupon,
      r.referred_given, r.referred_coupon, r.changed
      """;

  /** What is known of who used a code, for the customers that they are. */
  private static final String STANDING =
      FAMILY
          + "SELECT "
          + COLUMNS
          + """
          , f.person, f.person IN (SELECT x.person FROM family x WHERE x.id = r.referrer_id),
          EXISTS (SELECT FROM profile q JOIN customer_order b USING (profile_id)
            WHERE q.customer_id = f.person AND b.status = 'PAID' AND b.ordered_at < r.used_at),
          o.order_id, o.ordered_at
          FROM family f JOIN referral r ON r.customer_id = f.id
          JOIN programme g USING (programme_id)
          LEFT JOIN unnest($2::uuid[], $3::bigint[]) t(policy_id, minimum) ON t.policy_id = r.policy_id
          LEFT JOIN LATERAL (
            SELECT b.order_id, b.ordered_at FROM profile q JOIN valued_order b USING (profile_id)
            WHERE q.customer_id = f.person AND b.counts AND b.currency = g.currency AND b.net_minor >= t.minimum
              AND b.ordered_at >= r.used_at AND (b.ordered_at < r.qualify_until OR r.qualify_until IS NULL)
            ORDER BY b.ordered_at, b.order_id LIMIT 1) o ON t.minimum IS NOT NULL
          """;

  private static final String KEEP_STANDING =
      """
      UPDATE referral r SET fault = v.f, order_id = v.o, qualified_at = v.q, changed = true
      FROM unnest($1::uuid[], $2::uuid[], $3::text[], $4::uuid[], $5::timestamptz[]) v(c, i, f, o, q)
      WHERE r.customer_id = v.c AND r.referral_id = v.i
      """;

  /**
   * What is to be reckoned for referrers, locked: what came since the first lock is among them, and
   * what is reckoned of it must not be overwritten by what was true before.
   */
  private static final String CHANGED =
      FAMILY
          + "SELECT "
          + COLUMNS
          + """
          , f.person FROM family f JOIN referral r ON r.referrer_id = f.id
          WHERE (r.changed OR r.referrer_given <> (r.state = 'REWARDED')) AND r.changed
          ORDER BY r.customer_id, r.referral_id FOR UPDATE OF r
          """;

  private static final String KEEP_DECIDED =
      """
      UPDATE referral r SET state = v.s, suspicions = v.j::jsonb, allotted = v.a, cut = v.u, day = v.d::date, changed = false
      FROM unnest($1::uuid[], $2::uuid[], $3::text[], $4::text[], $5::boolean[], $6::text[], $7::text[])
        v(c, i, s, j, a, u, d)
      WHERE r.customer_id = v.c AND r.referral_id = v.i
      """;

  /**
   * The customers that stand for some. Those that are recomputed just now are among them: what
   * reads of referrals may have been left out for them.
   */
  private static final String STANDING_FOR =
      """
      WITH RECURSIVE up (id, next) AS (
        SELECT customer_id, merged_into FROM customer WHERE customer_id = ANY($1)
        UNION ALL
        SELECT c.customer_id, c.merged_into FROM up u JOIN customer c ON c.customer_id = u.next)
      SELECT DISTINCT id FROM up WHERE next IS NULL
      """;

  /**
   * That a customer used a code.
   *
   * @param customer who, as the profile's evidence says
   * @param programme in which
   * @param code its hash
   * @param referrer for whom the code was made
   * @param at when
   */
  record CodeUse(UUID customer, UUID programme, UUID code, UUID referrer, Instant at) {
    /** The referral that it is: the same whenever the same customer uses the same code. */
    UUID referral() {
      return Ids.hash("referral", programme.toString(), customer.toString(), code.toString());
    }
  }

  /** A use under the terms that were in force. */
  record New(CodeUse use, UUID policy, Instant qualifyUntil) {}

  /** What channels say of codes that customers used and that is not known yet. */
  Uni<List<CodeUse>> uses(SqlConnection connection, Collection<UUID> customers) {
    return connection
        .preparedQuery(USES)
        .execute(Tuple.of(customers.toArray(UUID[]::new)))
        .map(
            rows -> {
              List<CodeUse> found = new ArrayList<>();
              rows.forEach(
                  row ->
                      found.add(
                          new CodeUse(
                              row.getUUID(0),
                              row.getUUID(1),
                              row.getUUID(2),
                              row.getUUID(3),
                              row.getOffsetDateTime(4).toInstant())));
              return found;
            });
  }

  /** Adds referrals; of one that is there the earlier use counts. */
  Uni<Void> add(SqlConnection connection, List<New> uses) {
    return Columns.of(uses)
        .uuids(one -> one.use().customer())
        .uuids(one -> one.use().referral())
        .uuids(one -> one.use().programme())
        .uuids(one -> one.use().code())
        .uuids(one -> one.use().referrer())
        .times(one -> one.use().at())
        .uuids(New::policy)
        .times(New::qualifyUntil)
        .execute(connection, ADD);
  }

  /** Locks referrals that customers are a side of; whether there are any. */
  Uni<Boolean> lock(SqlConnection connection, Collection<UUID> customers) {
    return connection
        .preparedQuery(LOCK)
        .execute(Tuple.of(customers.toArray(UUID[]::new)))
        .map(rows -> rows.size() > 0);
  }

  /**
   * A referral as its row has it.
   *
   * @param referred the new customer
   * @param person who that is by now, or who the referrer is, as asked for
   */
  record Kept(
      UUID referred,
      UUID id,
      UUID programme,
      UUID referrer,
      Instant usedAt,
      UUID policy,
      ReferralRule.Standing standing,
      ReferralRule.Known known,
      ReferralState state,
      boolean referrerGiven,
      UUID referrerCoupon,
      boolean referredGiven,
      UUID referredCoupon,
      boolean changed) {}

  static final int AFTER = 19;

  static Kept kept(Row row) {
    OffsetDateTime qualified = row.getOffsetDateTime(8);
    return new Kept(
        row.getUUID(0),
        row.getUUID(1),
        row.getUUID(2),
        row.getUUID(3),
        row.getOffsetDateTime(4).toInstant(),
        row.getUUID(5),
        new ReferralRule.Standing(
            fault(row.getString(6)),
            row.getUUID(7),
            qualified == null ? null : qualified.toInstant()),
        new ReferralRule.Known(
            row.getBoolean(13),
            suspicions(row.get(JsonArray.class, 9)),
            row.getBoolean(10),
            fault(row.getString(11))),
        ReferralState.valueOf(row.getString(12)),
        row.getBoolean(14),
        row.getUUID(15),
        row.getBoolean(16),
        row.getUUID(17),
        row.getBoolean(18));
  }

  static ReferralFault fault(String name) {
    return name == null ? null : ReferralFault.valueOf(name);
  }

  static List<ReferralSuspicion> suspicions(JsonArray json) {
    List<ReferralSuspicion> found = new ArrayList<>();
    for (Object each : json) {
      JsonObject one = (JsonObject) each;
      found.add(
          new ReferralSuspicion(
              ReferralSuspicionKind.valueOf(one.getString("kind")),
              UUID.fromString(one.getString("with"))));
    }
    return List.copyOf(found);
  }

  private static String json(List<ReferralSuspicion> suspicions) {
    JsonArray list = new JsonArray();
    suspicions.forEach(
        one ->
            list.add(
                new JsonObject()
                    .put("kind", one.kind().name())
                    .put("with", one.with().toString())));
    return list.encode();
  }

  /**
   * That a person used a code, with what is known of it.
   *
   * @param person who used it
   */
  record Used(
      Kept kept, UUID person, boolean same, boolean boughtBefore, UUID order, Instant orderedAt) {}

  /** Codes that customers used, each with what is known of them. */
  Uni<List<Used>> standing(
      SqlConnection connection, Collection<UUID> customers, List<PublishedReferralPolicy> all) {
    return connection
        .preparedQuery(STANDING)
        .execute(
            Columns.after(Tuple.of(customers.toArray(UUID[]::new)), all)
                .uuids(PublishedReferralPolicy::uuid)
                .longs(policy -> policy.terms().minimumMinor())
                .tuple())
        .map(
            rows -> {
              List<Used> found = new ArrayList<>();
              rows.forEach(
                  row ->
                      found.add(
                          new Used(
                              kept(row),
                              row.getUUID(AFTER),
                              row.getBoolean(AFTER + 1),
                              row.getBoolean(AFTER + 2),
                              row.getUUID(AFTER + 3),
                              row.getOffsetDateTime(AFTER + 4) == null
                                  ? null
                                  : row.getOffsetDateTime(AFTER + 4).toInstant())));
              return found;
            });
  }

  /** A referral with what its new customer comes to. */
  record Stood(Kept kept, ReferralRule.Standing standing) {}

  /** Keeps what new customers come to. */
  Uni<Void> keepStanding(SqlConnection connection, List<Stood> changed) {
    return Columns.of(changed)
        .uuids(one -> one.kept().referred())
        .uuids(one -> one.kept().id())
        .texts(one -> one.standing().fault() == null ? null : one.standing().fault().name())
        .uuids(one -> one.standing().order())
        .times(one -> one.standing().qualifiedAt())
        .execute(connection, KEEP_STANDING);
  }

  /** A referral with who its referrer is by now. */
  record Open(Kept kept, UUID referrer) {}

  private static final Comparator<Open> FIRST_COME =
      Comparator.comparing(
              (Open one) -> one.kept().standing().qualifiedAt(),
              Comparator.nullsLast(Comparator.naturalOrder()))
          .thenComparing(one -> one.kept().usedAt())
          .thenComparing(one -> one.kept().id());

  /** What is to be reckoned for referrers, in the order in which they qualified. */
  Uni<List<Open>> changed(SqlConnection connection, Collection<UUID> customers) {
    return connection
        .preparedQuery(CHANGED)
        .execute(Tuple.of(customers.toArray(UUID[]::new)))
        .map(
            rows -> {
              List<Open> found = new ArrayList<>();
              rows.forEach(row -> found.add(new Open(kept(row), row.getUUID(AFTER))));
              found.sort(FIRST_COME);
              return found;
            });
  }

  /** A referral with what becomes of it. */
  record Settled(Kept kept, ReferralRule.Decided decided, LocalDate day) {}

  /** Keeps what becomes of referrals. */
  Uni<Void> keepDecided(SqlConnection connection, List<Settled> decided) {
    return Columns.of(decided)
        .uuids(one -> one.kept().referred())
        .uuids(one -> one.kept().id())
        .texts(one -> one.decided().state().name())
        .texts(one -> json(one.decided().suspicions()))
        .flags(one -> one.decided().allotted())
        .texts(one -> one.decided().cut() == null ? null : one.decided().cut().name())
        .texts(one -> one.day() == null ? null : one.day().toString())
        .execute(connection, KEEP_DECIDED);
  }

  /** The customers that stand for some. */
  Uni<List<UUID>> standingFor(SqlConnection connection, Collection<UUID> customers) {
    if (customers.isEmpty()) {
      return Uni.createFrom().item(List.of());
    }
    return connection
        .preparedQuery(STANDING_FOR)
        .execute(Tuple.of((Object) customers.toArray(UUID[]::new)))
        .map(rows -> Rows.list(rows, row -> row.getUUID(0)));
  }
}
