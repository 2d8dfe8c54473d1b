package io.tributary.commerce.history;

import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Collection;
import java.util.List;
import java.util.Map;

/** Past orders, for rooms that point to them. */
@ApplicationScoped
public class OrderHistory {
  private final OrderHistoryStore store;

  OrderHistory(OrderHistoryStore store) {
    this.store = store;
  }

  /** Orders by their keys, in one statement; one that does not exist is missing. */
  public Uni<Map<OrderKey, Order>> byKeys(Collection<OrderKey> keys) {
    return keys.isEmpty() ? Uni.createFrom().item(Map.of()) : store.byKeys(List.copyOf(keys));
  }
}
