package io.tributary.identity.relation;

import io.smallrye.mutiny.Uni;
import io.tributary.graphql.Node;
import io.tributary.graphql.NodeLoader;
import io.tributary.platform.TypeId;
import io.vertx.mutiny.sqlclient.Pool;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.UUID;

/** Finds hand-overs for {@code node(id)}. */
@ApplicationScoped
class HandoverNodes implements NodeLoader {
  private final Pool pool;

  HandoverNodes(Pool pool) {
    this.pool = pool;
  }

  @Override
  public TypeId type() {
    return TypeId.HANDOVER;
  }

  @Override
  public Uni<? extends Node> load(UUID id) {
    return HandoverStore.byId(pool, id);
  }
}
