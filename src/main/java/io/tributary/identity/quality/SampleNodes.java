package io.tributary.identity.quality;

import io.smallrye.mutiny.Uni;
import io.tributary.graphql.Node;
import io.tributary.graphql.NodeLoader;
import io.tributary.platform.TypeId;
import io.vertx.mutiny.sqlclient.Pool;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.UUID;

/** Finds samples for {@code node(id)}. */
@ApplicationScoped
class SampleNodes implements NodeLoader {
  private final Pool pool;

  SampleNodes(Pool pool) {
    this.pool = pool;
  }

  @Override
  public TypeId type() {
    return TypeId.PAIR_SAMPLE;
  }

  @Override
  public Uni<? extends Node> load(UUID id) {
    return SampleStore.byId(pool, id);
  }
}
