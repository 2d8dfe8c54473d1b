package io.tributary.privacy.request;

import io.smallrye.mutiny.Uni;
import io.tributary.graphql.Node;
import io.tributary.graphql.NodeLoader;
import io.tributary.platform.Tx;
import io.tributary.platform.TypeId;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.UUID;

/** How {@code node(id)} finds requests. */
@ApplicationScoped
class PrivacyRequestNodes implements NodeLoader {
  private final Tx tx;

  PrivacyRequestNodes(Tx tx) {
    this.tx = tx;
  }

  @Override
  public TypeId type() {
    return TypeId.PRIVACY_REQUEST;
  }

  @Override
  public Uni<? extends Node> load(UUID id) {
    return tx.read(connection -> PrivacyRequestStore.byId(connection, id));
  }
}
