package io.tributary.commerce;

import io.smallrye.mutiny.Uni;
import io.tributary.identity.Source;
import io.tributary.platform.Outcome;
import io.vertx.mutiny.sqlclient.SqlConnection;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.util.List;

/** Takes sales and returns in, in the caller's transaction, each once. */
@ApplicationScoped
public class Orders {
  /** Appends orders with their lines; one outcome per order, in order. */
  public Uni<List<Outcome>> append(
      SqlConnection connection, Source source, List<OrderFact> orders) {
    return Uni.createFrom().failure(new UnsupportedOperationException("not built yet"));
  }

  /** Appends lines sent apart from their orders; one outcome per line, in order. */
  public Uni<List<Outcome>> appendLines(
      SqlConnection connection, Source source, List<LineFact> lines) {
    return Uni.createFrom().failure(new UnsupportedOperationException("not built yet"));
  }

  /**
   * Appends returns; one outcome per return, in order. One that waits for its order is accepted.
   */
  public Uni<List<Outcome>> appendReturns(
      SqlConnection connection, Source source, List<ReturnFact> returns) {
    return Uni.createFrom().failure(new UnsupportedOperationException("not built yet"));
  }

  /** Cancels an order; accepted also when the order is not there yet: it will arrive cancelled. */
  public Uni<Outcome> cancel(
      SqlConnection connection, Source source, String orderExternalId, Instant cancelledAt) {
    return Uni.createFrom().failure(new UnsupportedOperationException("not built yet"));
  }
}
