package io.tributary.insight;

import io.smallrye.mutiny.Uni;
import io.tributary.job.CustomerDerivation;
import io.vertx.mutiny.sqlclient.SqlConnection;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/**
 * A derivation that depends on a customer's facts alone and not on the day: the job {@code
 * refresh-retention} recomputes these for everybody, which finds work only after a change of rules
 * or of the time zone.
 */
public interface FactRollup extends CustomerDerivation {
  /**
   * Brings customers up to date.
   *
   * @param since no fact before it has changed since they were last; null when any may have
   */
  Uni<Void> rewrite(SqlConnection connection, List<UUID> customers, Instant since, Instant asOf);

  @Override
  default Uni<Void> refresh(SqlConnection connection, List<UUID> customers, Instant asOf) {
    return rewrite(connection, customers, null, asOf);
  }

  /** Those of whom only later facts changed need only these; the others are read whole. */
  @Override
  default Uni<Void> follow(SqlConnection connection, Map<UUID, Instant> since, Instant asOf) {
    List<UUID> whole = new ArrayList<>();
    List<UUID> partly = new ArrayList<>();
    since.forEach((customer, from) -> (from == null ? whole : partly).add(customer));
    Uni<Void> done = Uni.createFrom().voidItem();
    if (!whole.isEmpty()) {
      done = refresh(connection, whole, asOf);
    }
    if (!partly.isEmpty()) {
      Instant earliest = Collections.min(partly.stream().map(since::get).toList());
      done = done.chain(() -> rewrite(connection, partly, earliest, asOf));
    }
    return done;
  }
}
