package io.tributary.identity.review;

import io.smallrye.mutiny.Uni;
import io.tributary.graphql.Node;
import io.tributary.graphql.NodeLoader;
import io.tributary.platform.Tx;
import io.tributary.platform.TypeId;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.UUID;

/** How {@code node(id)} finds reviews. */
@ApplicationScoped
class ReviewNodes implements NodeLoader {
  private final Tx tx;

  ReviewNodes(Tx tx) {
    this.tx = tx;
  }

  @Override
  public TypeId type() {
    return TypeId.REVIEW;
  }

  @Override
  public Uni<? extends Node> load(UUID id) {
    return tx.read(connection -> ReviewStore.byIds(connection, List.of(id)))
        .map(found -> found.isEmpty() ? null : found.get(0));
  }
}
