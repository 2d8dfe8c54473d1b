package io.tributary.insight;

import io.smallrye.mutiny.Uni;
import io.tributary.job.FactKind;
import io.vertx.mutiny.sqlclient.SqlConnection;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.util.EnumSet;
import java.util.List;
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
  public Uni<Void> rewrite(
      SqlConnection connection, List<UUID> customers, Instant since, Instant asOf) {
    return store.rewrite(connection, customers, since, asOf);
  }
}
