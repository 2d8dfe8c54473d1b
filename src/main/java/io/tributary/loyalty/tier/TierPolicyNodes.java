package io.tributary.loyalty.tier;

import io.smallrye.mutiny.Uni;
import io.tributary.graphql.Node;
import io.tributary.graphql.NodeLoader;
import io.tributary.platform.Tx;
import io.tributary.platform.TypeId;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.UUID;

/** Finds published tier policies for {@code node(id)}. */
@ApplicationScoped
class TierPolicyNodes implements NodeLoader {
  private final TierPolicyStore store;
  private final Tx tx;

  TierPolicyNodes(TierPolicyStore store, Tx tx) {
    this.store = store;
    this.tx = tx;
  }

  @Override
  public TypeId type() {
    return TypeId.TIER_POLICY;
  }

  @Override
  public Uni<? extends Node> load(UUID id) {
    return tx.read(connection -> store.byId(connection, id)).map(found -> found.orElse(null));
  }
}
