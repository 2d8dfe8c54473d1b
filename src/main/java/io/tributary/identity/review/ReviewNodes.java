package io.tributary.identity.review;

import io.smallrye.mutiny.Uni;
import io.tributary.graphql.Node;
import io.tributary.graphql.NodeLoader;
import io.tributary.platform.TypeId;
import io.vertx.mutiny.sqlclient.Pool;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.UUID;

/** How {@code node(id)} finds reviews. */
@ApplicationScoped
class ReviewNodes implements NodeLoader {
  private final Pool pool;

  ReviewNodes(Pool pool) {
    this.pool = pool;
  }

  @Override
  public TypeId type() {
    return TypeId.REVIEW;
  }

  @Override
  public Uni<? extends Node> load(UUID id) {
    return ReviewStore.byIds(pool, List.of(id)).map(found -> found.isEmpty() ? null : found.get(0));
  }
}
