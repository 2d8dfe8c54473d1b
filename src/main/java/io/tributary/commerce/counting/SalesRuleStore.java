package io.tributary.commerce.counting;

import io.smallrye.mutiny.Uni;
import io.tributary.platform.Rows;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.SqlConnection;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.UUID;

/** The one row of the rule, and whose figures rest on it. */
@ApplicationScoped
class SalesRuleStore {
  /** The rule. */
  private static final String READ =
      "SELECT include_tax, include_shipping, include_points FROM sales_rule";

  /** The rule, held against another change of it until the transaction ends. */
  private static final String LOCK = READ + " FOR UPDATE";

  /** Sets it. */
  private static final String WRITE =
      "UPDATE sales_rule SET include_tax = $1, include_shipping = $2, include_points = $3";

  /** The customers after one, in the order of their ids. */
  private static final String NEXT =
      "SELECT customer_id FROM customer WHERE customer_id > $1 ORDER BY customer_id LIMIT $2";

  Uni<SalesRule> read(SqlConnection connection) {
    return connection.preparedQuery(READ).execute().map(rows -> rule(rows.iterator().next()));
  }

  Uni<SalesRule> lock(SqlConnection connection) {
    return connection.preparedQuery(LOCK).execute().map(rows -> rule(rows.iterator().next()));
  }

  private static SalesRule rule(Row row) {
    return new SalesRule(row.getBoolean(0), row.getBoolean(1), row.getBoolean(2));
  }

  Uni<Void> write(SqlConnection connection, SalesRule rule) {
    return connection
        .preparedQuery(WRITE)
        .execute(Tuple.of(rule.includesTax(), rule.includesShipping(), rule.includesPoints()))
        .replaceWithVoid();
  }

  Uni<List<UUID>> next(SqlConnection connection, UUID after, int most) {
    return connection
        .preparedQuery(NEXT)
        .execute(Tuple.of(after, most))
        .map(rows -> Rows.list(rows, row -> row.getUUID(0)));
  }
}
