package io.tributary.commerce.history;

import io.smallrye.mutiny.Uni;
import io.tributary.graphql.Node;
import io.tributary.graphql.NodeLoader;
import io.tributary.platform.TypeId;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.UUID;

/** How {@code node(id)} finds orders and returns. */
final class OrderNodes {
  private OrderNodes() {}

  /** Finds orders. */
  @ApplicationScoped
  static class OfOrders implements NodeLoader {
    private final OrderHistoryStore store;

    OfOrders(OrderHistoryStore store) {
      this.store = store;
    }

    @Override
    public TypeId type() {
      return TypeId.ORDER;
    }

    @Override
    public Uni<? extends Node> load(UUID id) {
      return store.byId(id);
    }
  }

  /** Finds returns. */
  @ApplicationScoped
  static class OfReturns implements NodeLoader {
    private final OrderHistoryStore store;

    OfReturns(OrderHistoryStore store) {
      this.store = store;
    }

    @Override
    public TypeId type() {
      return TypeId.RETURN;
    }

    @Override
    public Uni<? extends Node> load(UUID id) {
      return store.returnById(id);
    }
  }
}
