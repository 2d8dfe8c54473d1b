package io.tributary.identity.survivorship;

import io.smallrye.mutiny.Uni;
import io.tributary.graphql.Node;
import io.tributary.graphql.NodeLoader;
import io.tributary.platform.Tx;
import io.tributary.platform.TypeId;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.UUID;

/** Finds pins for {@code node(id)}. */
@ApplicationScoped
class PinNodes implements NodeLoader {
  private final Tx tx;

  PinNodes(Tx tx) {
    this.tx = tx;
  }

  @Override
  public TypeId type() {
    return TypeId.ATTRIBUTE_PIN;
  }

  @Override
  public Uni<? extends Node> load(UUID id) {
    return tx.read(connection -> PinStore.byId(connection, id));
  }
}
