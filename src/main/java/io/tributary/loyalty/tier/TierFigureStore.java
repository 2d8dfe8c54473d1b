package io.tributary.loyalty.tier;

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

/** Shows staff who merge which tiers customers have. */
@ApplicationScoped
class TierFigureStore implements CustomerFigures {
  /** The tier in each programme. */
  private static final String FIGURES =
      """
      SELECT m.customer_id, 'tier in ' || p.name, m.tier FROM membership m JOIN programme p USING (programme_id)
      WHERE m.customer_id = ANY($1) ORDER BY 1, 2
      """;

  @Override
  public Uni<Map<UUID, List<Figure>>> figures(SqlConnection connection, List<UUID> customers) {
    return connection
        .preparedQuery(FIGURES)
        .execute(Tuple.of(customers.toArray(UUID[]::new)))
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
