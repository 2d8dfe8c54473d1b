package io.tributary.commerce;

import io.smallrye.mutiny.Uni;
import io.tributary.platform.Outcome;
import io.vertx.mutiny.sqlclient.SqlConnection;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;

/** What is sold. */
@ApplicationScoped
public class Products {
  /**
   * Describes products, in the caller's transaction: ACCEPTED when one is new or changed, DUPLICATE
   * when nothing changed. The outcome's {@code factId} is the product's id.
   *
   * @return one outcome per row, in order
   */
  public Uni<List<Outcome>> upsert(SqlConnection connection, List<ProductRow> rows) {
    return Uni.createFrom().failure(new UnsupportedOperationException("not built yet"));
  }
}
