package io.tributary.identity.linking;

import io.smallrye.mutiny.Uni;
import io.tributary.graphql.Node;
import io.tributary.graphql.NodeLoader;
import io.tributary.platform.TypeId;
import io.vertx.mutiny.sqlclient.Pool;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.UUID;

/** Finds trials of models for {@code node(id)}. */
@ApplicationScoped
class MatchTrialNodes implements NodeLoader {
  private final Pool pool;

  MatchTrialNodes(Pool pool) {
    this.pool = pool;
  }

  @Override
  public TypeId type() {
    return TypeId.MATCH_TRIAL;
  }

  @Override
  public Uni<? extends Node> load(UUID id) {
    return TrialStore.byId(pool, id);
  }
}
