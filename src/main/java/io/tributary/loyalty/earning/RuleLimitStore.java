package io.tributary.loyalty.earning;

import io.smallrye.mutiny.Uni;
import io.tributary.loyalty.ledger.PointsCurrency;
import io.tributary.platform.Columns;
import io.tributary.platform.Rows;
import io.vertx.mutiny.sqlclient.SqlConnection;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/** Reads and writes what limited rules have given. */
@ApplicationScoped
class RuleLimitStore {
  /** What rules gave to customers in all, the homes of merged ones together. */
  private static final String MEMBERS =
      """
      SELECT h.customer_id, n.rule, sum((e.gave ->> n.rule)::bigint)::bigint
      FROM (SELECT DISTINCT customer_id, home_id FROM profile WHERE customer_id = ANY($2)) h
      JOIN points_earned e ON e.account_id = points_account_of($1, h.home_id)
      JOIN unnest($3::text[]) n(rule) ON e.gave ? n.rule
      GROUP BY h.customer_id, n.rule
      """;

  /** Locks budgets in the order of their ids, making those that are missing. */
  private static final String LOCK =
      """
      INSERT INTO earning_budget AS g (budget_id, given)
      SELECT points_account_of($1, md5(n.rule)::uuid), 0 FROM unnest($2::text[]) n(rule) ORDER BY 1
      ON CONFLICT (budget_id) DO UPDATE SET given = g.given
      """;

  private static final String GIVEN =
      """
      SELECT n.rule, g.given FROM unnest($2::text[]) n(rule)
      JOIN earning_budget g ON g.budget_id = points_account_of($1, md5(n.rule)::uuid)
      """;

  private static final String GIVE =
      """
      UPDATE earning_budget g SET given = g.given + v.p FROM unnest($2::text[], $3::bigint[]) v(rule, p)
      WHERE g.budget_id = points_account_of($1, md5(v.rule)::uuid)
      """;

  /** What rules gave to customers in all: by customer and rule. */
  Uni<Map<List<Object>, Long>> members(
      SqlConnection connection,
      PointsCurrency currency,
      Collection<UUID> customers,
      Collection<String> rules) {
    return connection
        .preparedQuery(MEMBERS)
        .execute(
            Tuple.of(currency.uuid(), customers.toArray(UUID[]::new), rules.toArray(String[]::new)))
        .map(
            rows ->
                Rows.map(
                    rows, row -> List.of(row.getUUID(0), row.getString(1)), row -> row.getLong(2)));
  }

  /** Locks the budgets of rules until the commit; answers what was given of each. */
  Uni<Map<String, Long>> lock(
      SqlConnection connection, PointsCurrency currency, Collection<String> rules) {
    if (rules.isEmpty()) {
      return Uni.createFrom().item(Map.of());
    }
    Tuple values = Tuple.of(currency.uuid(), rules.toArray(String[]::new));
    return connection
        .preparedQuery(LOCK)
        .execute(values)
        .chain(() -> given(connection, currency, rules));
  }

  /** What was given of the budgets of rules; of one that gave nothing nothing is said. */
  Uni<Map<String, Long>> given(
      SqlConnection connection, PointsCurrency currency, Collection<String> rules) {
    return connection
        .preparedQuery(GIVEN)
        .execute(Tuple.of(currency.uuid(), rules.toArray(String[]::new)))
        .map(rows -> Rows.map(rows, row -> row.getString(0), row -> row.getLong(1)));
  }

  /** Adds what rules gave to their budgets; below 0 gives back. */
  Uni<Void> give(SqlConnection connection, PointsCurrency currency, Map<String, Long> points) {
    return Columns.after(Tuple.of(currency.uuid()), List.copyOf(points.entrySet()))
        .texts(Map.Entry::getKey)
        .longs(Map.Entry::getValue)
        .execute(connection, GIVE);
  }
}
