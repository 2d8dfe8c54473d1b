package io.tributary.identity.survivorship;

import io.smallrye.mutiny.Uni;
import io.tributary.graphql.Node;
import io.tributary.graphql.NodeLoader;
import io.tributary.platform.TypeId;
import io.vertx.mutiny.sqlclient.Pool;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.UUID;

/** Finds pins for {@code node(id)}. */
@ApplicationScoped
class PinNodes implements NodeLoader {
  private final Pool pool;

  PinNodes(Pool pool) {
    this.pool = pool;
  }

  @Override
  public TypeId type() {
    return TypeId.ATTRIBUTE_PIN;
  }

  @Override
  public Uni<? extends Node> load(UUID id) {
    return PinStore.byId(pool, id);
  }
}
