package io.tributary.identity;

import io.smallrye.mutiny.Uni;
import io.tributary.job.CustomerDerivation;
import io.vertx.mutiny.sqlclient.SqlConnection;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.UUID;

/** Raises the version of customers when all that follows from their new facts is in place. */
@ApplicationScoped
class Announcement implements CustomerDerivation {
  /** After every derivation whose result a subscriber may then read. */
  private static final int LAST = 1000;

  private final Clock clock;

  Announcement(Clock clock) {
    this.clock = clock;
  }

  @Override
  public int order() {
    return LAST;
  }

  @Override
  public Uni<Void> refresh(SqlConnection connection, List<UUID> customers, Instant asOf) {
    return IdentityStore.bump(connection, customers, clock.instant());
  }
}
