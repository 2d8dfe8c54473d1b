package io.tributary.loyalty.referral;

import io.smallrye.mutiny.Uni;
import io.tributary.loyalty.referral.ReferralFactStore.Open;
import io.tributary.platform.Columns;
import io.vertx.mutiny.sqlclient.SqlConnection;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/** Reads what makes referrals look like somebody who refers themselves. */
@ApplicationScoped
class ReferralSuspicionStore {
  /**
   * What new customers have in common with their referrer, or with others whom that one brought:
   * identifiers, verified or not and shared or not; devices on which both signed in; addresses.
   */
  private static final String COMMON =
      """
      WITH RECURSIVE asked (n, referrer, referred) AS (
        SELECT * FROM unnest($1::bigint[], $2::uuid[], $3::uuid[])),
      up (n, referrer, id, next) AS (
        SELECT a.n, a.referrer, c.customer_id, c.merged_into FROM asked a JOIN customer c ON c.customer_id = a.referred
        UNION ALL
        SELECT u.n, u.referrer, c.customer_id, c.merged_into FROM up u JOIN customer c ON c.customer_id = u.next),
      own (n, referrer, person, profile_id) AS (
        SELECT u.n, u.referrer, u.id, q.profile_id FROM up u JOIN profile q ON q.customer_id = u.id WHERE u.next IS NULL),
      family (person, id) AS (
        SELECT DISTINCT referrer, referrer FROM asked
        UNION ALL
        SELECT f.person, c.customer_id FROM family f JOIN customer c ON c.merged_into = f.id),
      met (n, referrer, person, kind, who, home) AS (
        SELECT o.n, o.referrer, o.person, i.kind, q.customer_id, q.home_id
        FROM own o JOIN profile_identifier i ON i.profile_id = o.profile_id AND i.state IN ('VERIFIED', 'UNVERIFIED')
        JOIN profile_identifier j ON j.value_hash = i.value_hash AND j.state IN ('VERIFIED', 'UNVERIFIED')
        JOIN profile q ON q.profile_id = j.profile_id
        UNION ALL
        SELECT o.n, o.referrer, o.person, 'DEVICE_ID', q.customer_id, q.home_id
        FROM own o JOIN device_sign_in d ON d.profile_id = o.profile_id JOIN device_sign_in e ON e.key_hash = d.key_hash
        JOIN profile q ON q.profile_id = e.profile_id
        UNION ALL
        SELECT o.n, o.referrer, o.person, 'ADDRESS', q.customer_id, q.home_id
        FROM own o JOIN profile_attribute a ON a.profile_id = o.profile_id AND a.name = 'address'
        JOIN profile q ON q.customer_id = o.referrer
        JOIN profile_attribute b ON b.profile_id = q.profile_id AND b.name = 'address'
          AND length(address_words(b.value)) >= 6 AND address_words(b.value) = address_words(a.value))
      SELECT DISTINCT m.n, m.kind, m.who FROM met m
      WHERE m.who <> m.person AND (m.who = m.referrer OR EXISTS (
        SELECT FROM family f JOIN referral s ON s.referrer_id = f.id
        WHERE f.person = m.referrer AND s.customer_id IN (m.home, m.who)))
      ORDER BY m.n, m.kind, m.who
      """;

  /** Of which referrals following who brought the referrer leads back to the new customer. */
  private static final String RINGS =
      """
      WITH RECURSIVE asked (n, referrer, referred, programme) AS (
        SELECT * FROM unnest($1::bigint[], $2::uuid[], $3::uuid[], $4::uuid[])),
      reached (n, programme, id) AS (
        SELECT n, programme, referrer FROM asked
        UNION
        SELECT r.n, r.programme, e.next FROM reached r CROSS JOIN LATERAL (
          SELECT c.merged_into FROM customer c WHERE c.customer_id = r.id AND c.merged_into IS NOT NULL
          UNION ALL
          SELECT c.customer_id FROM customer c WHERE c.merged_into = r.id
          UNION ALL
          SELECT x.referrer_id FROM referral x WHERE x.customer_id = r.id AND x.programme_id = r.programme
            AND x.fault IS NULL) e(next))
      SELECT DISTINCT a.n FROM asked a JOIN reached r ON r.n = a.n AND r.id = a.referred
      """;

  /** What makes referrals suspicious, by referral. */
  Uni<Map<UUID, List<ReferralSuspicion>>> of(SqlConnection connection, List<Open> open) {
    if (open.isEmpty()) {
      return Uni.createFrom().item(Map.of());
    }
    List<Long> places = new ArrayList<>();
    for (int i = 0; i < open.size(); i++) {
      places.add((long) i);
    }
    Map<UUID, List<ReferralSuspicion>> found = new HashMap<>();
    return connection
        .preparedQuery(COMMON)
        .execute(
            Columns.of(places)
                .longs(n -> n)
                .uuids(n -> open.get(n.intValue()).referrer())
                .uuids(n -> open.get(n.intValue()).kept().referred())
                .tuple())
        .invoke(
            rows ->
                rows.forEach(
                    row ->
                        add(
                            found,
                            open.get(row.getLong(0).intValue()),
                            ReferralSuspicionKind.of(row.getString(1)),
                            row.getUUID(2))))
        .chain(
            () ->
                connection
                    .preparedQuery(RINGS)
                    .execute(
                        Columns.of(places)
                            .longs(n -> n)
                            .uuids(n -> open.get(n.intValue()).referrer())
                            .uuids(n -> open.get(n.intValue()).kept().referred())
                            .uuids(n -> open.get(n.intValue()).kept().programme())
                            .tuple()))
        .invoke(
            rows ->
                rows.forEach(
                    row -> {
                      Open one = open.get(row.getLong(0).intValue());
                      add(found, one, ReferralSuspicionKind.RING, one.referrer());
                    }))
        .replaceWith(found);
  }

  private static void add(
      Map<UUID, List<ReferralSuspicion>> found, Open open, ReferralSuspicionKind kind, UUID with) {
    List<ReferralSuspicion> own = found.computeIfAbsent(open.kept().id(), id -> new ArrayList<>());
    ReferralSuspicion one = new ReferralSuspicion(kind, with);
    if (!own.contains(one)) {
      own.add(one);
    }
  }
}
