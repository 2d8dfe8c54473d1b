package io.tributary.privacy.request;

import io.smallrye.mutiny.Uni;
import io.tributary.graphql.Node;
import io.tributary.graphql.NodeLoader;
import io.tributary.platform.TypeId;
import io.vertx.mutiny.sqlclient.Pool;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.UUID;

/** How {@code node(id)} finds requests. */
@ApplicationScoped
class PrivacyRequestNodes implements NodeLoader {
  private final Pool pool;

  PrivacyRequestNodes(Pool pool) {
    this.pool = pool;
  }

  @Override
  public TypeId type() {
    return TypeId.PRIVACY_REQUEST;
  }

  @Override
  public Uni<? extends Node> load(UUID id) {
    return PrivacyRequestStore.byId(pool, id);
  }
}
