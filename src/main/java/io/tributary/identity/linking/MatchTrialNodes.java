package io.tributary.identity.linking;

import io.smallrye.mutiny.Uni;
import io.tributary.graphql.Node;
import io.tributary.graphql.NodeLoader;
import io.tributary.platform.Tx;
import io.tributary.platform.TypeId;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.UUID;

/** Finds trials of models for {@code node(id)}. */
@ApplicationScoped
class MatchTrialNodes implements NodeLoader {
  private final Tx tx;

  MatchTrialNodes(Tx tx) {
    this.tx = tx;
  }

  @Override
  public TypeId type() {
    return TypeId.MATCH_TRIAL;
  }

  @Override
  public Uni<? extends Node> load(UUID id) {
    return tx.read(connection -> TrialStore.byId(connection, id));
  }
}
