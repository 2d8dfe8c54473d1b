package io.tributary.loyalty.ledger;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.Tuple;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/** The laws that can be read off the tables, for all accounts of some people at once. */
public final class LawsOfTables {
  private static final String OF =
      "WITH own AS (SELECT * FROM points_account WHERE customer_id = ANY($1)) ";

  /** Each query lists what breaks the law in its name. */
  private static final List<String[]> LAWS =
      List.of(
          new String[] {
            "L1 the entries' sum is the lots' rest less the debt",
            OF
                + """
                SELECT a.account_id FROM own a WHERE
                  (SELECT coalesce(sum(amount), 0) FROM points_entry e WHERE e.account_id = a.account_id)
                  <> (SELECT coalesce(sum(remaining), 0) FROM points_lot l WHERE l.account_id = a.account_id) - a.debt
                """
          },
          new String[] {
            "L2 a lot's grant is its rest, and what was used, ended and clawed back, less what was restored",
            OF
                + """
                SELECT l.lot_id FROM own a JOIN points_lot l USING (account_id) LEFT JOIN points_movement m
                  ON m.account_id = l.account_id AND m.lot_id = l.lot_id
                GROUP BY l.account_id, l.lot_id HAVING l.granted <> coalesce(sum(m.delta) FILTER (WHERE cause = 'GRANT'), 0)
                  OR l.remaining <> l.granted + coalesce(sum(m.delta) FILTER (WHERE cause <> 'GRANT'), 0)
                  OR bool_or(m.delta > 0 AND m.cause IN ('USE', 'EXPIRE', 'CLAW_BACK', 'REPAY'))
                  OR bool_or(m.delta < 0 AND m.cause IN ('GRANT', 'RESTORE'))
                """
          },
          new String[] {
            "L3 an entry's amount is the sum of its movements",
            OF
                + """
                SELECT e.entry_id FROM own a JOIN points_entry e USING (account_id) LEFT JOIN points_movement m
                  ON m.account_id = e.account_id AND m.entry_id = e.entry_id
                GROUP BY e.account_id, e.entry_id HAVING e.amount IS DISTINCT FROM sum(m.delta)
                """
          },
          new String[] {
            "L4 an account is what its lots, its reservations and its debt say at its instant",
            OF
                + """
                SELECT a.account_id FROM own a WHERE (a.available, a.pending, a.reserved, a.debt) IS DISTINCT FROM (
                  (SELECT coalesce(sum(remaining), 0)::bigint FROM points_lot l
                   WHERE l.account_id = a.account_id AND l.active_at <= a.settled_at),
                  (SELECT coalesce(sum(remaining), 0)::bigint FROM points_lot l
                   WHERE l.account_id = a.account_id AND (l.active_at > a.settled_at OR l.active_at IS NULL)),
                  (SELECT coalesce(sum(points), 0)::bigint FROM points_reservation r
                   WHERE r.account_id = a.account_id AND r.state = 'OPEN'),
                  (SELECT coalesce(-sum(delta), 0)::bigint FROM points_movement m
                   WHERE m.account_id = a.account_id AND m.lot_id IS NULL))
                  OR a.debt > 0 AND a.available > 0
                  OR EXISTS (SELECT FROM points_lot l WHERE l.account_id = a.account_id AND l.remaining > 0
                             AND l.expires_at <= a.settled_at)
                """
          },
          new String[] {
            "L5 every prefix of the entries leaves each lot between nothing and its grant, and no debt below nothing",
            OF
                + """
                SELECT account_id FROM (
                  SELECT m.account_id, m.lot_id, l.granted, sum(m.delta) OVER (
                    PARTITION BY m.account_id, m.lot_id ORDER BY e.recorded_at, e.entry_id, m.seq) AS upto
                  FROM own a JOIN points_movement m USING (account_id)
                  JOIN points_entry e ON e.account_id = m.account_id AND e.entry_id = m.entry_id
                  LEFT JOIN points_lot l ON l.account_id = m.account_id AND l.lot_id = m.lot_id) p
                WHERE lot_id IS NULL AND upto > 0 OR lot_id IS NOT NULL AND (upto < 0 OR upto > granted)
                """
          },
          new String[] {
            "L10 no lot is used before it begins or after it has ended",
            OF
                + """
                SELECT m.lot_id FROM own a JOIN points_movement m USING (account_id)
                JOIN points_entry e ON e.account_id = m.account_id AND e.entry_id = m.entry_id
                JOIN points_lot l ON l.account_id = m.account_id AND l.lot_id = m.lot_id
                WHERE m.cause = 'USE' AND (l.active_at IS NULL OR e.recorded_at < l.active_at OR e.recorded_at >= l.expires_at)
                """
          },
          new String[] {
            "L11 what one side of a transfer gives the other receives",
            OF
                + """
                SELECT o.entry_id FROM own a JOIN points_entry o USING (account_id)
                WHERE o.kind = 'TRANSFER_OUT' AND
                  (SELECT sum(amount) FROM points_entry x WHERE x.entry_id = o.entry_id)
                  + (SELECT sum(amount) FROM points_entry i WHERE i.entry_id = o.reverses) IS DISTINCT FROM 0
                """
          });

  /** Every use of a lot, with the lots that were there before it. */
  private static final String USES =
      OF
          + """
          SELECT u.entry_id, u.lot_id, u.delta, o.lot_id, o.expires_at < l.expires_at OR o.expires_at IS NOT NULL AND l.expires_at IS NULL
          FROM own a JOIN points_movement u USING (account_id)
          JOIN points_entry e ON e.account_id = u.account_id AND e.entry_id = u.entry_id
          JOIN points_lot l ON l.account_id = u.account_id AND l.lot_id = u.lot_id
          JOIN points_lot o ON o.account_id = u.account_id AND o.lot_id <> l.lot_id
            AND (o.expires_at < l.expires_at OR o.expires_at IS NOT NULL AND l.expires_at IS NULL)
            AND o.active_at <= e.recorded_at AND o.expires_at > e.recorded_at
          WHERE u.cause = 'USE' AND (
            SELECT coalesce(sum(m.delta), 0) FROM points_movement m
            JOIN points_entry b ON b.account_id = m.account_id AND b.entry_id = m.entry_id
            WHERE m.account_id = o.account_id AND m.lot_id = o.lot_id
              AND (b.recorded_at, b.entry_id) <= (e.recorded_at, e.entry_id)) > 0
          """;

  private static final String L7 = "L7 a lot is not used while one that ends earlier has points";

  private LawsOfTables() {}

  /**
   * Queries that list what breaks a law, on all accounts there are, by the law's name; for whoever
   * has another way to the database.
   */
  public static Map<String, String> onAllAccounts() {
    Map<String, String> all = new LinkedHashMap<>();
    LAWS.forEach(law -> all.put(law[0], law[1].replace("= ANY($1)", "IS NOT NULL")));
    all.put(L7, USES.replace("= ANY($1)", "IS NOT NULL"));
    return all;
  }

  /** Fails with the first law that the accounts of these people break. */
  static void hold(Collection<UUID> people) {
    Tuple of = Tuple.of(people.toArray(UUID[]::new));
    for (String[] law : LAWS) {
      assertEquals(List.of(), text(LedgerWorld.rows(law[1], of)), law[0]);
    }
    assertEquals(List.of(), text(LedgerWorld.rows(USES, of)), L7);
  }

  private static List<String> text(List<Row> rows) {
    List<String> lines = new ArrayList<>();
    rows.forEach(row -> lines.add(row.deepToString()));
    return lines;
  }
}
