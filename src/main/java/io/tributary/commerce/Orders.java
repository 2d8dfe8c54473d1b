package io.tributary.commerce;

import io.smallrye.mutiny.Uni;
import io.tributary.identity.Source;
import io.tributary.platform.FactKeys;
import io.tributary.platform.Ids;
import io.tributary.platform.Outcome;
import io.vertx.mutiny.sqlclient.SqlConnection;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * Takes sales and returns in, in the caller's transaction, each once. A call takes up to 2,000
 * facts and runs a number of statements that does not grow with them. Facts of one order may come
 * in any order, in any number of calls and more than once: the order ends in the same state. Two
 * facts of one order in one call are taken one after the other, as if they came in two calls.
 *
 * <p>The months of all instants must have their partitions before ({@code Partitions.ensure}); the
 * caller notes the customers of accepted facts in the change queue.
 */
@ApplicationScoped
public class Orders {
  private final Stores stores;
  private final Clock clock;

  Orders(Stores stores, Clock clock) {
    this.stores = stores;
    this.clock = clock;
  }

  /** What an order is recognised by, among the keys of all facts, by its channel's own id. */
  public static UUID key(UUID source, String externalId) {
    return Ids.hash("order", source.toString(), externalId);
  }

  /**
   * Appends orders with their lines; one outcome per order, in order.
   *
   * <ul>
   *   <li>ACCEPTED: it is new, or says something new of a known one: a further status (PENDING,
   *       PAID, CANCELLED; an earlier one changes nothing), what the first left open, more lines.
   *       An order made from its lines takes its total and all else from here, but keeps their
   *       customer and time.
   *   <li>DUPLICATE: nothing in it is new.
   *   <li>REFUSED: it is not complete, or contradicts what is recorded: another total, currency,
   *       time, customer or line. The outcome names the column.
   * </ul>
   */
  public Uni<List<Outcome>> append(
      SqlConnection connection, Source source, List<OrderFact> orders) {
    List<Sale> sales = orders.stream().map(fact -> Sale.of(source, fact)).toList();
    Map<UUID, List<Sale>> byOrder =
        sales.stream()
            .filter(sale -> sale.fault == null)
            .collect(Collectors.groupingBy(Sale::key, LinkedHashMap::new, Collectors.toList()));
    Map<UUID, UUID> orderOfLine = new HashMap<>();
    byOrder.forEach(
        (order, sent) ->
            sent.forEach(sale -> sale.lines.forEach(line -> orderOfLine.put(line.key(), order))));
    List<OpenOrders.Opening> openings = byOrder.values().stream().map(Sale::opening).toList();
    return stores
        .idsOf(connection, codes(byOrder))
        .chain(
            storeIds ->
                OpenOrders.open(connection, openings, List.of())
                    .chain(open -> open.readLines(connection, orderOfLine))
                    .chain(
                        open ->
                            OrderStore.customers(connection, doubtfulProfiles(open, byOrder))
                                .map(people -> sell(open, sales, storeIds, people))
                                .call(() -> open.write(connection, source.uuid(), now()))));
  }

  private static Set<String> codes(Map<UUID, List<Sale>> byOrder) {
    return byOrder.values().stream()
        .flatMap(List::stream)
        .map(sale -> sale.fact.storeCode())
        .filter(Objects::nonNull)
        .collect(Collectors.toCollection(TreeSet::new));
  }

  /** The profiles of orders that rows of more than one profile name. */
  private static Set<UUID> doubtfulProfiles(OpenOrders open, Map<UUID, List<Sale>> byOrder) {
    Set<UUID> doubtful = new HashSet<>();
    byOrder.forEach(
        (key, sent) -> {
          Set<UUID> profiles =
              sent.stream().map(sale -> sale.fact.profileId()).collect(Collectors.toSet());
          open.get(key).map(OpenOrder::profileId).ifPresent(profiles::add);
          if (profiles.size() > 1) {
            doubtful.addAll(profiles);
          }
        });
    return doubtful;
  }

  private static List<Outcome> sell(
      OpenOrders open, List<Sale> sales, Map<String, UUID> storeIds, Map<UUID, UUID> people) {
    List<Outcome> outcomes = new ArrayList<>(sales.size());
    for (Sale sale : sales) {
      if (sale.fault != null) {
        outcomes.add(sale.fault);
        continue;
      }
      OpenOrder order = open.get(sale.key).orElseThrow();
      UUID storeId = sale.fact.storeCode() == null ? null : storeIds.get(sale.fact.storeCode());
      boolean otherPerson = areTwo(people, order.profileId(), sale.fact.profileId());
      outcomes.add(
          otherPerson
              ? Outcome.refused(
                  "customer_ref",
                  "order " + sale.fact.externalId() + " is already recorded for another customer")
              : order.sold(
                  sale.fact, OrderHeader.of(sale.fact, storeId), sale.content, sale.lines));
    }
    return outcomes;
  }

  /** Whether two profiles belong to two customers; a visitor nobody knows may be anyone. */
  private static boolean areTwo(Map<UUID, UUID> people, UUID profile, UUID other) {
    if (profile == null || profile.equals(other)) {
      return false;
    }
    UUID customer = people.get(profile);
    UUID otherCustomer = people.get(other);
    return customer != null && otherCustomer != null && !customer.equals(otherCustomer);
  }

  /**
   * Appends lines sent apart from their orders; one outcome per line, in order. A line of an
   * unknown order makes it, paid and with the sum of its lines as total (at least 0, whatever
   * discount lines come first), when it says customer, time and currency.
   *
   * <p>REFUSED when the order is unknown and cannot be made, when it is in another currency, or
   * when another line of it was recorded under the same id.
   */
  public Uni<List<Outcome>> appendLines(
      SqlConnection connection, Source source, List<LineFact> lines) {
    List<SaleLine> sent = lines.stream().map(fact -> SaleLine.of(source, fact)).toList();
    Map<UUID, UUID> orderOfLine = new HashMap<>();
    Map<UUID, OpenOrders.Opening> makers = new LinkedHashMap<>();
    Set<String> codes = new TreeSet<>();
    for (SaleLine line : sent) {
      if (line.fault == null) {
        orderOfLine.put(line.line.key(), line.key);
        line.opening().ifPresent(opening -> makers.putIfAbsent(line.key, opening));
        if (line.fact.storeCode() != null) {
          codes.add(line.fact.storeCode());
        }
      }
    }
    Set<UUID> others = new HashSet<>(orderOfLine.values());
    others.removeAll(makers.keySet());
    return stores
        .idsOf(connection, codes)
        .chain(
            storeIds ->
                OpenOrders.open(connection, makers.values(), others)
                    .chain(open -> open.readLines(connection, orderOfLine))
                    .chain(
                        open -> {
                          List<Outcome> outcomes = addLines(open, sent, storeIds);
                          return open.write(connection, source.uuid(), now()).replaceWith(outcomes);
                        }));
  }

  private static List<Outcome> addLines(
      OpenOrders open, List<SaleLine> sent, Map<String, UUID> storeIds) {
    List<Outcome> outcomes = new ArrayList<>(sent.size());
    for (SaleLine line : sent) {
      if (line.fault != null) {
        outcomes.add(line.fault);
        continue;
      }
      String code = line.fact.storeCode();
      UUID storeId = code == null ? null : storeIds.get(code);
      outcomes.add(
          open.get(line.key)
              .map(order -> order.line(line.fact, storeId, line.line))
              .orElseGet(() -> FactRule.missingForOrder(line.fact).orElseThrow()));
    }
    return outcomes;
  }

  /**
   * Appends returns; one outcome per return, in order. One that waits for its order is accepted,
   * without a profile, and goes along when the order comes.
   *
   * <p>More than is left of an order is kept as sent, but the order counts at most its total as
   * refunded. A return without an amount is for all that the others leave. REFUSED when the order
   * is in another currency or another return was recorded under the same id.
   */
  public Uni<List<Outcome>> appendReturns(
      SqlConnection connection, Source source, List<ReturnFact> returns) {
    List<GivenBack> sent = returns.stream().map(fact -> GivenBack.of(source, fact)).toList();
    Set<UUID> orderKeys = new HashSet<>();
    for (GivenBack one : sent) {
      if (one.fault == null) {
        orderKeys.add(one.orderKey);
      }
    }
    List<OpenOrders.Opening> openings =
        orderKeys.stream().map(OpenOrders.Opening::unknown).toList();
    return OpenOrders.open(connection, openings, List.of())
        .chain(
            open -> {
              List<GivenBack> checked = sent.stream().map(one -> one.checkedBy(open)).toList();
              Map<UUID, FactKeys.Key> claims = claims(checked, open);
              return FactKeys.claim(connection, claims.values())
                  .map(known -> giveBack(open, checked, claims, known))
                  .call(() -> open.write(connection, source.uuid(), now()));
            });
  }

  private static Map<UUID, FactKeys.Key> claims(List<GivenBack> returns, OpenOrders open) {
    Map<UUID, FactKeys.Key> claims = new HashMap<>();
    for (GivenBack one : returns) {
      if (one.fault == null) {
        UUID profile = open.get(one.orderKey).orElseThrow().profileId();
        claims.putIfAbsent(
            one.key,
            new FactKeys.Key(one.key, profile, Ids.next(), one.fact.returnedAt(), one.content));
      }
    }
    return claims;
  }

  private static List<Outcome> giveBack(
      OpenOrders open,
      List<GivenBack> returns,
      Map<UUID, FactKeys.Key> claims,
      Map<UUID, FactKeys.Key> known) {
    Map<UUID, FactKeys.Key> recorded = new HashMap<>(known);
    List<Outcome> outcomes = new ArrayList<>(returns.size());
    for (GivenBack one : returns) {
      FactKeys.Key earlier = recorded.get(one.key);
      if (one.fault != null) {
        outcomes.add(one.fault);
      } else if (earlier == null) {
        FactKeys.Key claim = claims.get(one.key);
        recorded.put(one.key, claim);
        outcomes.add(
            open.get(one.orderKey).orElseThrow().returned(one.fact, one.key, claim.factId()));
      } else if (earlier.content().equals(one.content)) {
        outcomes.add(Outcome.duplicate(earlier.profileId(), earlier.factId()));
      } else {
        outcomes.add(FactRule.contradictingReturn(one.fact));
      }
    }
    return outcomes;
  }

  /**
   * Cancels an order. ACCEPTED also when the order is not there yet: it will arrive cancelled;
   * DUPLICATE when it is cancelled already.
   */
  public Uni<Outcome> cancel(
      SqlConnection connection, Source source, String orderExternalId, Instant cancelledAt) {
    Optional<Outcome> fault = FactRule.cancellationFault(orderExternalId, cancelledAt);
    if (fault.isPresent()) {
      return Uni.createFrom().item(fault.get());
    }
    UUID cancellation = FactHash.cancellation(source, orderExternalId);
    return alone(
        connection, source, orderExternalId, order -> order.cancelled(cancellation, cancelledAt));
  }

  /**
   * Notes that an order was delivered. ACCEPTED also when the order is not there yet; DUPLICATE
   * when it is known to have been delivered by then: the earliest time counts, whichever comes
   * first.
   */
  public Uni<Outcome> deliver(
      SqlConnection connection, Source source, String orderExternalId, Instant deliveredAt) {
    Optional<Outcome> fault = FactRule.deliveryFault(orderExternalId, deliveredAt);
    if (fault.isPresent()) {
      return Uni.createFrom().item(fault.get());
    }
    UUID delivery = FactHash.delivery(source, orderExternalId, deliveredAt);
    return alone(
        connection, source, orderExternalId, order -> order.delivered(delivery, deliveredAt));
  }

  /** Tells one order of something, which waits where the order is not known. */
  private Uni<Outcome> alone(
      SqlConnection connection,
      Source source,
      String orderExternalId,
      Function<OpenOrder, Outcome> tell) {
    UUID key = FactHash.order(source, orderExternalId);
    return OpenOrders.open(connection, List.of(OpenOrders.Opening.unknown(key)), List.of())
        .chain(
            open -> {
              Outcome outcome = tell.apply(open.get(key).orElseThrow());
              return open.write(connection, source.uuid(), now()).replaceWith(outcome);
            });
  }

  private Instant now() {
    return clock.instant();
  }

  /** A row of an order and what it is recognised by; without these when it is at fault. */
  private record Sale(
      OrderFact fact, Outcome fault, UUID key, UUID content, List<KeyedLine> lines) {
    static Sale of(Source source, OrderFact fact) {
      Optional<Outcome> fault = FactRule.fault(fact);
      if (fault.isPresent()) {
        return new Sale(fact, fault.get(), null, null, List.of());
      }
      List<KeyedLine> lines =
          FactRule.lines(fact).stream()
              .map(line -> KeyedLine.of(source, fact.externalId(), line))
              .toList();
      UUID key = FactHash.order(source, fact.externalId());
      return new Sale(fact, null, key, FactHash.content(fact), lines);
    }

    /** The rows of one order, as the order is opened for them. */
    static OpenOrders.Opening opening(List<Sale> rows) {
      Sale first = rows.get(0);
      boolean onlyThis = rows.stream().allMatch(row -> row.content.equals(first.content));
      return new OpenOrders.Opening(
          first.key, first.fact.profileId(), first.fact.orderedAt(), first.content, onlyThis);
    }
  }

  /** A row of a line and what it is recognised by; without these when it is at fault. */
  private record SaleLine(LineFact fact, Outcome fault, UUID key, KeyedLine line) {
    static SaleLine of(Source source, LineFact fact) {
      Optional<Outcome> fault = FactRule.fault(fact);
      return fault.isPresent()
          ? new SaleLine(fact, fault.get(), null, null)
          : new SaleLine(
              fact,
              null,
              FactHash.order(source, fact.orderExternalId()),
              KeyedLine.of(source, fact.orderExternalId(), fact.line()));
    }

    /** How its order is opened, if it can make one. */
    Optional<OpenOrders.Opening> opening() {
      return FactRule.missingForOrder(fact).isPresent()
          ? Optional.empty()
          : Optional.of(
              new OpenOrders.Opening(
                  key, fact.profileId(), fact.orderedAt(), FactHash.FROM_LINES, false));
    }
  }

  /** A row of a return and what it is recognised by; without these when it is at fault. */
  private record GivenBack(ReturnFact fact, Outcome fault, UUID orderKey, UUID key, UUID content) {
    static GivenBack of(Source source, ReturnFact fact) {
      Optional<Outcome> fault = FactRule.fault(fact);
      return fault.isPresent()
          ? new GivenBack(fact, fault.get(), null, null, null)
          : new GivenBack(
              fact,
              null,
              FactHash.order(source, fact.orderExternalId()),
              FactHash.returned(source, fact),
              FactHash.content(fact));
    }

    /** The same, at fault when its order does not take it. */
    GivenBack checkedBy(OpenOrders open) {
      return fault != null
          ? this
          : open.get(orderKey)
              .flatMap(order -> order.fault(fact))
              .map(found -> new GivenBack(fact, found, orderKey, key, content))
              .orElse(this);
    }
  }
}
