package io.tributary.identity.quality;

import io.smallrye.mutiny.Uni;
import io.tributary.graphql.Node;
import io.tributary.graphql.NodeLoader;
import io.tributary.platform.Tx;
import io.tributary.platform.TypeId;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.UUID;

/** Finds samples for {@code node(id)}. */
@ApplicationScoped
class SampleNodes implements NodeLoader {
  private final Tx tx;

  SampleNodes(Tx tx) {
    this.tx = tx;
  }

  @Override
  public TypeId type() {
    return TypeId.PAIR_SAMPLE;
  }

  @Override
  public Uni<? extends Node> load(UUID id) {
    return tx.read(connection -> SampleStore.byId(connection, id));
  }
}
