package io.tributary.loyalty.ledger;

import io.smallrye.mutiny.Uni;
import io.tributary.graphql.Node;
import io.tributary.graphql.NodeLoader;
import io.tributary.platform.TypeId;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.UUID;

/** Finds entries of the ledger for {@code node(id)}. */
@ApplicationScoped
class PointsNodes implements NodeLoader {
  private final Points points;

  PointsNodes(Points points) {
    this.points = points;
  }

  @Override
  public TypeId type() {
    return TypeId.POINTS_ENTRY;
  }

  @Override
  public Uni<? extends Node> load(UUID id) {
    return points.entries(List.of(id)).map(found -> found.get(id));
  }
}
