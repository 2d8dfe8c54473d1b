package io.tributary.identity.linking;

import io.smallrye.mutiny.Uni;
import io.tributary.job.CustomerDerivation;
import io.tributary.job.FactKind;
import io.vertx.mutiny.sqlclient.SqlConnection;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;

/** Keeps traits and keys of profiles as true as the change queue is empty. */
@ApplicationScoped
class TraitUpkeep implements CustomerDerivation {
  /** Nothing that is computed from purchases is read here, nor the other way round. */
  private static final int ORDER = 5;

  @Override
  public int order() {
    return ORDER;
  }

  @Override
  public Set<FactKind> reads() {
    return EnumSet.of(FactKind.IDENTITY);
  }

  @Override
  public Uni<Void> refresh(SqlConnection connection, List<UUID> customers, Instant asOf) {
    return TraitStore.refresh(connection, customers, asOf);
  }
}
