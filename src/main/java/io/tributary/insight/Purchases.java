package io.tributary.insight;

import io.smallrye.mutiny.Uni;
import io.tributary.job.FactKind;
import io.vertx.mutiny.sqlclient.SqlConnection;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;

/**
 * What each customer bought, by local day, by channel, product and store, and in all, and where
 * first. It always holds every order that is known; the queries apply their {@code asOf} to it.
 */
@ApplicationScoped
public class Purchases implements FactRollup {
  private final PurchaseStore store = new PurchaseStore();

  @Override
  public int order() {
    return 10;
  }

  @Override
  public Set<FactKind> reads() {
    return EnumSet.of(FactKind.ORDER, FactKind.IDENTITY);
  }

  @Override
  public Uni<Void> refresh(SqlConnection connection, List<UUID> customers, Instant asOf) {
    return store.rewrite(connection, customers, null, asOf);
  }

  /** Those of whom only later orders changed need only these; the others are read whole. */
  @Override
  public Uni<Void> follow(SqlConnection connection, Map<UUID, Instant> since, Instant asOf) {
    List<UUID> whole = new ArrayList<>();
    List<UUID> partly = new ArrayList<>();
    since.forEach((customer, from) -> (from == null ? whole : partly).add(customer));
    Uni<Void> done = Uni.createFrom().voidItem();
    if (!whole.isEmpty()) {
      done = refresh(connection, whole, asOf);
    }
    if (!partly.isEmpty()) {
      Instant earliest = Collections.min(partly.stream().map(since::get).toList());
      done = done.chain(() -> store.rewrite(connection, partly, earliest, asOf));
    }
    return done;
  }
}
