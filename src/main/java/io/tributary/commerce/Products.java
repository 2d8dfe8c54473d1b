package io.tributary.commerce;

import io.smallrye.mutiny.Uni;
import io.tributary.platform.Outcome;
import io.vertx.mutiny.sqlclient.SqlConnection;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.util.List;

/** What is sold. */
@ApplicationScoped
public class Products {
  private final Clock clock;

  Products(Clock clock) {
    this.clock = clock;
  }

  /**
   * Describes products, in the caller's transaction: ACCEPTED when one is new or changed, DUPLICATE
   * when nothing changed. The outcome's {@code factId} is the product's id. An SKU that comes more
   * than once is described by all its rows together, the later over the earlier.
   *
   * @param rows at most 2,000
   * @return one outcome per row, in order
   */
  public Uni<List<Outcome>> upsert(SqlConnection connection, List<ProductRow> rows) {
    Described<ProductRow> described =
        Described.by(rows, ProductRow::sku, CatalogueRule::fault, CatalogueRule::over);
    return CatalogueStore.upsertProducts(
            connection, clock.instant(), List.copyOf(described.last().values()))
        .chain(
            changed ->
                CatalogueStore.productIds(connection, described.last().keySet())
                    .map(ids -> described.outcomes(changed, ids)));
  }
}
