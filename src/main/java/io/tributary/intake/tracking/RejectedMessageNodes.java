package io.tributary.intake.tracking;

import io.smallrye.mutiny.Uni;
import io.tributary.graphql.Node;
import io.tributary.graphql.NodeLoader;
import io.tributary.platform.Tx;
import io.tributary.platform.TypeId;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.UUID;

/** Finds refused messages for {@code node(id)}. */
@ApplicationScoped
class RejectedMessageNodes implements NodeLoader {
  private final Tx tx;

  RejectedMessageNodes(Tx tx) {
    this.tx = tx;
  }

  @Override
  public TypeId type() {
    return TypeId.REJECTED_MESSAGE;
  }

  @Override
  public Uni<? extends Node> load(UUID id) {
    return tx.read(connection -> TrackingStore.find(connection, id));
  }
}
