package io.tributary.identity.relation;

import io.smallrye.mutiny.Uni;
import io.tributary.graphql.Node;
import io.tributary.graphql.NodeLoader;
import io.tributary.platform.Tx;
import io.tributary.platform.TypeId;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.UUID;

/** Finds hand-overs for {@code node(id)}. */
@ApplicationScoped
class HandoverNodes implements NodeLoader {
  private final Tx tx;

  HandoverNodes(Tx tx) {
    this.tx = tx;
  }

  @Override
  public TypeId type() {
    return TypeId.HANDOVER;
  }

  @Override
  public Uni<? extends Node> load(UUID id) {
    return tx.read(connection -> HandoverStore.byId(connection, id));
  }
}
