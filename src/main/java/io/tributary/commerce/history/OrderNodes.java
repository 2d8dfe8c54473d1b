package io.tributary.commerce.history;

import io.smallrye.mutiny.Uni;
import io.tributary.graphql.Node;
import io.tributary.graphql.NodeLoader;
import io.tributary.platform.TypeId;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.UUID;

/** How {@code node(id)} finds orders and returns. */
final class OrderNodes {
  private OrderNodes() {}

  /** Finds orders. */
  @ApplicationScoped
  static class OfOrders implements NodeLoader {
    private final OrderHistoryStore store;
    private final OrderHistory history;

    OfOrders(OrderHistoryStore store, OrderHistory history) {
      this.store = store;
      this.history = history;
    }

    @Override
    public TypeId type() {
      return TypeId.ORDER;
    }

    @Override
    public Uni<? extends Node> load(UUID id) {
      return store.byId(id).chain(history::ifShown);
    }
  }

  /** Finds returns. */
  @ApplicationScoped
  static class OfReturns implements NodeLoader {
    private final OrderHistoryStore store;
    private final OrderHistory history;

    OfReturns(OrderHistoryStore store, OrderHistory history) {
      this.store = store;
      this.history = history;
    }

    @Override
    public TypeId type() {
      return TypeId.RETURN;
    }

    @Override
    public Uni<? extends Node> load(UUID id) {
      return store
          .returnById(id)
          .chain(
              found ->
                  found == null
                      ? Uni.createFrom().nullItem()
                      : history
                          .byKeys(List.of(found.orderKey()))
                          .chain(of -> history.ifShown(of.get(found.orderKey())))
                          .map(order -> order == null ? null : found));
    }
  }
}
