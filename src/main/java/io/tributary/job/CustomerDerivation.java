package io.tributary.job;

import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.SqlConnection;
import java.time.Instant;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;

/**
 * State that follows from a customer's facts. The change queue's worker calls every CDI bean of
 * this type for the customers that changed; the room's scheduled job calls the same code for all.
 */
public interface CustomerDerivation {
  /** Lower runs first: a derivation that reads another's result has the higher number. */
  int order();

  /**
   * Recomputes the state of customers in the given transaction, whatever it was before. A customer
   * that was merged away is among them and ends up with no state of its own. The caller holds the
   * customers ({@link ChangeQueue#hold}).
   */
  Uni<Void> refresh(SqlConnection connection, List<UUID> customers, Instant asOf);

  /**
   * The facts that it reads, be it through what others have derived of them. Customers of whom only
   * other facts changed are not given to {@link #follow}.
   */
  default Set<FactKind> reads() {
    return EnumSet.allOf(FactKind.class);
  }

  /**
   * The same for customers of whose changes it is noted when they begin. It recomputes all unless a
   * derivation can do with less.
   *
   * @param since for each customer the instant before which no fact has changed since the last
   *     recomputation; null when any may have
   */
  default Uni<Void> follow(SqlConnection connection, Map<UUID, Instant> since, Instant asOf) {
    return refresh(connection, List.copyOf(since.keySet()), asOf);
  }
}
