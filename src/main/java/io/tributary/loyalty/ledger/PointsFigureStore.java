package io.tributary.loyalty.ledger;

import io.smallrye.mutiny.Uni;
import io.tributary.identity.CustomerFigures;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.SqlConnection;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/** Shows staff who merge how many points customers have. */
@ApplicationScoped
class PointsFigureStore implements CustomerFigures {
  /** What can be spent of each currency, pooled over a group and all that were merged into it. */
  private static final String FIGURES =
      """
      WITH RECURSIVE family (root, id) AS (
        SELECT g, c FROM unnest($1::uuid[], $2::uuid[]) m(g, c)
        UNION ALL
        SELECT f.root, k.customer_id FROM family f JOIN customer k ON k.merged_into = f.id
      )
      SELECT f.root, c.code || ' in ' || p.name, sum(a.available)::text
      FROM family f JOIN points_account a ON a.customer_id = f.id
      JOIN points_currency c USING (currency_id) JOIN programme p USING (programme_id)
      GROUP BY f.root, c.code, p.name ORDER BY 1, 2
      """;

  @Override
  public Uni<Map<UUID, List<Figure>>> figures(SqlConnection connection, Groups groups) {
    return connection
        .preparedQuery(FIGURES)
        .execute(Tuple.of(groups.groups(), groups.customers()))
        .map(
            rows -> {
              Map<UUID, List<Figure>> found = new HashMap<>();
              for (Row row : rows) {
                found
                    .computeIfAbsent(row.getUUID(0), c -> new ArrayList<>())
                    .add(new Figure(row.getString(1), row.getString(2)));
              }
              return found;
            });
  }
}
