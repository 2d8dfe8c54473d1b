package io.tributary.commerce;

import io.smallrye.mutiny.Uni;
import io.tributary.platform.FactKeys;
import io.tributary.platform.Ids;
import io.vertx.mutiny.sqlclient.SqlConnection;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;
import java.util.function.Predicate;

/**
 * The orders that one batch of facts is about, opened together and written together in a number of
 * statements that does not depend on how many they are.
 *
 * <p>No two transactions work on one order at once. First the keys of new orders are claimed, in
 * the order of their hashes; then the keys of known ones are locked, in the same order. Whoever
 * claims holds no lock yet, and whoever locks waits only for lockers with smaller hashes: so
 * batches, one a transaction, never wait for each other in a circle.
 */
final class OpenOrders {
  private final Map<UUID, OpenOrder> orders;

  private OpenOrders(Map<UUID, OpenOrder> orders) {
    this.orders = orders;
  }

  /**
   * An order that facts of the batch are about.
   *
   * @param key the hash of its id
   * @param profileId whose it would be if it is new; null when the facts do not make an order
   * @param orderedAt when it would be
   * @param content the hash of what would make it
   * @param onlyThis whether nothing but a row of this content is asked of it: then it need not be
   *     opened when it was made by just that
   */
  record Opening(UUID key, UUID profileId, Instant orderedAt, UUID content, boolean onlyThis) {
    /** An order of which the facts know nothing but its id; its key is held all the same. */
    static Opening unknown(UUID key) {
      return new Opening(key, null, null, FactHash.UNKNOWN, false);
    }

    private FactKeys.Key claim() {
      return new FactKeys.Key(key, profileId, Ids.next(), orderedAt, content);
    }
  }

  /**
   * Opens orders and holds their keys until the transaction ends.
   *
   * @param claimed orders whose key is made when it is not there
   * @param known orders that are opened only if they are there
   */
  static Uni<OpenOrders> open(
      SqlConnection connection, Collection<Opening> claimed, Collection<UUID> known) {
    Map<UUID, FactKeys.Key> claims = new HashMap<>();
    claimed.forEach(opening -> claims.put(opening.key(), opening.claim()));
    return FactKeys.claim(connection, claims.values())
        .chain(
            there ->
                FactKeys.find(connection, known)
                    .map(
                        found -> {
                          Map<UUID, FactKeys.Key> all = new HashMap<>(there);
                          all.putAll(found);
                          return all;
                        }))
        .chain(there -> read(connection, claimed, claims, there));
  }

  private static Uni<OpenOrders> read(
      SqlConnection connection,
      Collection<Opening> claimed,
      Map<UUID, FactKeys.Key> claims,
      Map<UUID, FactKeys.Key> there) {
    Map<UUID, OpenOrder> orders = new HashMap<>();
    Map<UUID, FactKeys.Key> toLock = new HashMap<>(there);
    for (Opening opening : claimed) {
      FactKeys.Key key = there.get(opening.key());
      if (key == null) {
        orders.put(opening.key(), OpenOrder.claimed(claims.get(opening.key())));
      } else if (opening.onlyThis() && key.content().equals(opening.content())) {
        toLock.remove(opening.key());
        orders.put(opening.key(), OpenOrder.closed(key));
      }
    }
    if (toLock.isEmpty()) {
      return Uni.createFrom().item(new OpenOrders(orders));
    }
    return OrderStore.lock(connection, toLock.keySet())
        .chain(
            locked ->
                OrderStore.load(connection, having(locked, key -> key.profileId() != null))
                    .chain(
                        states ->
                            waiting(connection, locked)
                                .map(waiting -> all(orders, locked, states, waiting))));
  }

  private static Uni<List<WaitingStore.Waiting>> waiting(
      SqlConnection connection, Map<UUID, FactKeys.Key> locked) {
    List<UUID> unknown =
        having(locked, key -> key.profileId() == null).stream().map(FactKeys.Key::hash).toList();
    return WaitingStore.of(connection, unknown);
  }

  private static OpenOrders all(
      Map<UUID, OpenOrder> orders,
      Map<UUID, FactKeys.Key> locked,
      Map<UUID, OrderState> states,
      List<WaitingStore.Waiting> waiting) {
    Map<UUID, List<WaitingFact>> byOrder = new HashMap<>();
    for (WaitingStore.Waiting one : waiting) {
      byOrder.computeIfAbsent(one.orderKey(), key -> new ArrayList<>()).add(one.fact());
    }
    for (FactKeys.Key key : locked.values()) {
      OrderState state = states.get(key.hash());
      orders.put(
          key.hash(),
          state != null
              ? OpenOrder.known(key, state)
              : OpenOrder.unknown(key, byOrder.getOrDefault(key.hash(), List.of())));
    }
    return new OpenOrders(orders);
  }

  private static List<FactKeys.Key> having(
      Map<UUID, FactKeys.Key> keys, Predicate<FactKeys.Key> condition) {
    return keys.values().stream().filter(condition).toList();
  }

  /** The order behind a key; empty when it was to be opened only if it is there, and is not. */
  Optional<OpenOrder> get(UUID key) {
    return Optional.ofNullable(orders.get(key));
  }

  /** Tells the orders which of these lines are recorded. */
  Uni<OpenOrders> readLines(SqlConnection connection, Map<UUID, UUID> orderKeyOfLine) {
    List<UUID> lines =
        orderKeyOfLine.entrySet().stream()
            .filter(line -> get(line.getValue()).filter(OpenOrder::isKnown).isPresent())
            .map(Map.Entry::getKey)
            .toList();
    return FactKeys.find(connection, lines)
        .map(
            found -> {
              found.forEach(
                  (line, key) ->
                      orders.get(orderKeyOfLine.get(line)).knowsLine(line, key.content()));
              return this;
            });
  }

  /** Writes what the facts have done. */
  Uni<Void> write(SqlConnection connection, UUID source, Instant now) {
    return OrderStore.insertOrders(connection, source, now, states(OpenOrder::isNew))
        .chain(() -> OrderStore.updateOrders(connection, now, states(OpenOrder::isChanged)))
        .chain(() -> OrderStore.settle(connection, settled()))
        .chain(() -> writeLines(connection))
        .chain(
            () ->
                OrderPartStore.insertReturns(connection, source, now, parts(OpenOrder::newReturns)))
        .chain(() -> OrderPartStore.setWholeReturns(connection, states(OpenOrder::hasNewRest)))
        .chain(() -> WaitingStore.insert(connection, source, now, waiting(OpenOrder::newWaiting)))
        .chain(() -> WaitingStore.delete(connection, waiting(OpenOrder::taken)))
        .chain(() -> WaitingStore.leaveBehind(connection, waiting(OpenOrder::leftBehind)));
  }

  private Uni<Void> writeLines(SqlConnection connection) {
    List<OpenOrder.NewLine> lines = parts(OpenOrder::newLines);
    List<FactKeys.Key> keys =
        lines.stream()
            .map(
                line ->
                    new FactKeys.Key(
                        line.key(),
                        line.order().profileId(),
                        line.id(),
                        line.order().orderedAt(),
                        line.content()))
            .toList();
    return FactKeys.claim(connection, keys)
        .chain(() -> OrderPartStore.insertLines(connection, lines));
  }

  /** Keys of orders that have become known, and of returns that no longer wait for them. */
  private List<OrderStore.Settled> settled() {
    List<OrderStore.Settled> settled = new ArrayList<>();
    for (OpenOrder order : orders.values()) {
      if (order.hasNewKey()) {
        OrderState now = order.now();
        settled.add(
            new OrderStore.Settled(order.key(), now.profileId(), now.orderedAt(), order.content()));
      }
      for (WaitingFact fact : order.taken()) {
        if (fact.isReturn()) {
          settled.add(
              new OrderStore.Settled(
                  fact.key(), order.now().profileId(), fact.returned().returnedAt(), null));
        }
      }
    }
    return settled;
  }

  private List<OrderState> states(Predicate<OpenOrder> condition) {
    return orders.values().stream().filter(condition).map(OpenOrder::now).toList();
  }

  private <T> List<T> parts(Function<OpenOrder, List<T>> of) {
    return orders.values().stream().flatMap(order -> of.apply(order).stream()).toList();
  }

  private List<WaitingStore.Waiting> waiting(Function<OpenOrder, List<WaitingFact>> of) {
    return orders.values().stream()
        .flatMap(
            order ->
                of.apply(order).stream().map(fact -> new WaitingStore.Waiting(order.key(), fact)))
        .toList();
  }
}
