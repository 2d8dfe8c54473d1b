package io.tributary.loyalty.ledger;

import io.smallrye.mutiny.Uni;
import io.tributary.graphql.Node;
import io.tributary.graphql.NodeLoader;
import io.tributary.platform.Tx;
import io.tributary.platform.TypeId;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.UUID;

/** Finds corrections for {@code node(id)}. */
@ApplicationScoped
class AdjustmentNodes implements NodeLoader {
  private final AdjustmentStore store;
  private final Tx tx;

  AdjustmentNodes(AdjustmentStore store, Tx tx) {
    this.store = store;
    this.tx = tx;
  }

  @Override
  public TypeId type() {
    return TypeId.POINTS_ADJUSTMENT;
  }

  @Override
  public Uni<? extends Node> load(UUID id) {
    return tx.read(connection -> store.byIds(connection, List.of(id)))
        .map(found -> found.stream().findFirst().orElse(null));
  }
}
