package io.tributary.commerce.history;

import io.smallrye.mutiny.Uni;
import io.tributary.commerce.Orders;
import io.tributary.commerce.catalogue.Catalogue;
import io.tributary.graphql.Caller;
import io.tributary.platform.FactKeys;
import io.tributary.platform.Tx;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/** Past orders, for rooms that point to them. */
@ApplicationScoped
public class OrderHistory {
  private final OrderHistoryStore store;
  private final Catalogue catalogue;
  private final Caller caller;
  private final Tx tx;

  OrderHistory(OrderHistoryStore store, Catalogue catalogue, Caller caller, Tx tx) {
    this.store = store;
    this.catalogue = catalogue;
    this.caller = caller;
    this.tx = tx;
  }

  /** An order, unless the caller's token shows another store than the one that sold it; or null. */
  Uni<Order> ifShown(Order order) {
    String only = caller.onlyStore();
    if (order == null || only == null) {
      return Uni.createFrom().item(order);
    }
    return storeOf(order).map(code -> only.equals(code) ? order : null);
  }

  /**
   * Refuses what a till would do with an order that another store sold; one that has not come yet
   * is nobody's.
   *
   * @return fails with FORBIDDEN
   */
  public Uni<Void> requireOwnStore(UUID source, String externalId) {
    if (caller.onlyStore() == null) {
      return Uni.createFrom().voidItem();
    }
    UUID hash = Orders.key(source, externalId);
    return tx.read(connection -> FactKeys.find(connection, List.of(hash)))
        .map(found -> found.get(hash))
        .chain(
            key ->
                key == null || key.profileId() == null
                    ? Uni.createFrom().<Order>nullItem()
                    : byKey(new OrderKey(key.profileId(), key.occurredAt(), key.factId())))
        .chain(order -> order == null ? Uni.createFrom().<String>nullItem() : storeOf(order))
        .invoke(caller::requireStore)
        .replaceWithVoid();
  }

  private Uni<Order> byKey(OrderKey key) {
    return store.byKeys(List.of(key)).map(found -> found.get(key));
  }

  private Uni<String> storeOf(Order order) {
    return order.storeId() == null
        ? Uni.createFrom().nullItem()
        : catalogue
            .storesByIds(List.of(order.storeId()))
            .map(found -> found.get(order.storeId()).code());
  }

  /** Orders by their keys, in one statement; one that does not exist is missing. */
  public Uni<Map<OrderKey, Order>> byKeys(Collection<OrderKey> keys) {
    return keys.isEmpty() ? Uni.createFrom().item(Map.of()) : store.byKeys(List.copyOf(keys));
  }
}
