package io.tributary.insight.attribution;

import io.smallrye.mutiny.Uni;
import io.tributary.insight.FactRollup;
import io.tributary.job.FactKind;
import io.vertx.mutiny.sqlclient.SqlConnection;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;

/** When customers came into contact, and through which channel. */
@ApplicationScoped
class Touches implements FactRollup {
  private final TouchStore store;

  Touches(TouchStore store) {
    this.store = store;
  }

  @Override
  public int order() {
    return 15;
  }

  @Override
  public Set<FactKind> reads() {
    return EnumSet.of(FactKind.EVENT, FactKind.IDENTITY);
  }

  @Override
  public Uni<Void> rewrite(
      SqlConnection connection, List<UUID> customers, Instant since, Instant asOf) {
    return store.rewrite(connection, customers, since);
  }
}
