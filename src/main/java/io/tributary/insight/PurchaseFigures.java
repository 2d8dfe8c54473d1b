package io.tributary.insight;

import io.smallrye.mutiny.Uni;
import io.tributary.identity.CustomerFigures;
import io.tributary.identity.Stake;
import io.tributary.platform.Money;
import io.vertx.mutiny.sqlclient.SqlConnection;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/** What the purchases of customers say to staff who merge: how many orders, and what was spent. */
@ApplicationScoped
class PurchaseFigures implements CustomerFigures, Stake {
  private final PurchaseStore store = new PurchaseStore();

  @Override
  public Uni<Map<UUID, List<Figure>>> figures(SqlConnection connection, Groups groups) {
    return store
        .totals(connection, groups)
        .map(
            totals -> {
              Map<UUID, List<Figure>> figures = new HashMap<>();
              totals.forEach(
                  (id, total) ->
                      figures.put(
                          id,
                          List.of(
                              new Figure("orders", Long.toString(total.orders())),
                              new Figure("net spend", text(total.spent())))));
              return figures;
            });
  }

  private static String text(Money money) {
    return money.getAmount() + " " + money.currency();
  }

  @Override
  public Uni<Map<UUID, Long>> orders(SqlConnection connection, Collection<UUID> customers) {
    return store
        .totals(connection, Groups.ofEach(customers))
        .map(
            totals -> {
              Map<UUID, Long> orders = new HashMap<>();
              totals.forEach((id, total) -> orders.put(id, total.orders()));
              return orders;
            });
  }
}
