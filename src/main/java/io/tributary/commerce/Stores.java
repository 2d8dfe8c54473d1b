package io.tributary.commerce;

import io.smallrye.mutiny.Uni;
import io.tributary.platform.Outcome;
import io.vertx.mutiny.sqlclient.SqlConnection;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;

/** The places of sale. */
@ApplicationScoped
public class Stores {
  /**
   * Describes stores, in the caller's transaction: ACCEPTED when one is new or changed, DUPLICATE
   * when nothing changed. The outcome's {@code factId} is the store's id.
   *
   * @return one outcome per row, in order
   */
  public Uni<List<Outcome>> upsert(SqlConnection connection, List<StoreRow> rows) {
    return Uni.createFrom().failure(new UnsupportedOperationException("not built yet"));
  }
}
