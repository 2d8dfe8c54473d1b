package io.tributary.loyalty.ledger;

import io.smallrye.mutiny.Uni;
import io.tributary.graphql.Node;
import io.tributary.graphql.NodeLoader;
import io.tributary.platform.TypeId;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.UUID;

/** Finds reservations for {@code node(id)}. */
@ApplicationScoped
class ReservationNodes implements NodeLoader {
  private final Points points;

  ReservationNodes(Points points) {
    this.points = points;
  }

  @Override
  public TypeId type() {
    return TypeId.POINTS_RESERVATION;
  }

  @Override
  public Uni<? extends Node> load(UUID id) {
    return points.reservations(List.of(id)).map(found -> found.get(id));
  }
}
