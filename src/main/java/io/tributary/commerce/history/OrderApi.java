package io.tributary.commerce.history;

import io.smallrye.mutiny.Uni;
import io.tributary.commerce.catalogue.Catalogue;
import io.tributary.commerce.catalogue.Product;
import io.tributary.commerce.catalogue.Store;
import io.tributary.graphql.Caller;
import io.tributary.graphql.Gather;
import io.tributary.graphql.Paging;
import io.tributary.identity.Customer;
import io.tributary.identity.Sources;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import org.eclipse.microprofile.graphql.Description;
import org.eclipse.microprofile.graphql.GraphQLApi;
import org.eclipse.microprofile.graphql.NonNull;
import org.eclipse.microprofile.graphql.Source;

/** Orders over GraphQL: what hangs on a customer, and what hangs on an order. */
@GraphQLApi
public class OrderApi {
  private static final String LIST = "orders";

  private final OrderHistoryStore store;
  private final Catalogue catalogue;
  private final Sources sources;
  private final Gather gather;
  private final Caller caller;

  OrderApi(
      OrderHistoryStore store, Catalogue catalogue, Sources sources, Gather gather, Caller caller) {
    this.store = store;
    this.catalogue = catalogue;
    this.sources = sources;
    this.gather = gather;
    this.caller = caller;
  }

  /** A customer's orders. INVALID_INPUT for a bad number or cursor. */
  @NonNull
  @Description(
      "What the customer bought, in all channels, newest first; tills see what their store sold.")
  public Uni<OrderConnection> orders(
      @Source Customer customer,
      @Description("How many, 1 to 100; default 20.") Integer first,
      @Description("A cursor of this list.") String after) {
    Paging paging = Paging.of(first, after, LIST, 2);
    Instant before = paging.continues() ? paging.instant(0) : null;
    UUID beforeId = paging.continues() ? paging.uuid(1) : null;
    String onlyStore = caller.onlyStore(customer.current());
    return gather
        .load(
            LIST,
            Arrays.asList(paging, onlyStore),
            customer.current(),
            (List<UUID> customers) ->
                store.ofCustomers(customers, before, beforeId, paging.limit(), onlyStore))
        .map(
            found ->
                paging.slice(
                    LIST,
                    found == null ? List.of() : found,
                    OrderApi::cursor,
                    OrderEdge::new,
                    OrderConnection::new));
  }

  private static String[] cursor(Order order) {
    return new String[] {Paging.part(order.key().orderedAt()), order.key().orderId().toString()};
  }

  /** The sources of a page of orders, in one statement. */
  @NonNull
  @Description("The system that sent it.")
  public Uni<List<io.tributary.identity.@NonNull Source>> source(@Source List<Order> page) {
    return sources
        .byIds(page.stream().map(Order::sourceId).distinct().toList())
        .map(found -> page.stream().map(order -> found.get(order.sourceId())).toList());
  }

  /** The stores of a page of orders, in one statement. */
  @Description("The place of sale; null when there was none.")
  public Uni<List<Store>> store(@Source List<Order> page) {
    return catalogue
        .storesByIds(page.stream().map(Order::storeId).filter(Objects::nonNull).distinct().toList())
        .map(found -> page.stream().map(order -> found.get(order.storeId())).toList());
  }

  /** The lines of a page of orders, in one statement. */
  @NonNull
  @Description("What was sold, in the order it was recorded; at most 1,000 lines.")
  public Uni<List<@NonNull List<@NonNull OrderLine>>> lines(@Source List<Order> page) {
    return store.lines(page).map(found -> each(page, found));
  }

  /** The returns of a page of orders, in one statement. */
  @NonNull
  @Description("What was given back, earliest first; at most 1,000 returns.")
  public Uni<List<@NonNull List<@NonNull OrderReturn>>> returns(@Source List<Order> page) {
    return store.returns(page).map(found -> each(page, found));
  }

  private static <T> List<List<T>> each(List<Order> page, Map<UUID, List<T>> found) {
    return page.stream()
        .map(order -> found.getOrDefault(order.key().orderId(), List.of()))
        .toList();
  }

  /** The products of a page of lines, in one statement. */
  @Description("The product as the catalogue describes it; null while it does not.")
  public Uni<List<Product>> product(@Source List<OrderLine> page) {
    return catalogue
        .productsBySku(
            page.stream().map(OrderLine::sku).filter(Objects::nonNull).distinct().toList())
        .map(found -> page.stream().map(line -> found.get(line.sku())).toList());
  }

  /** The orders of a page of returns, in one statement. */
  @NonNull
  @Description("The order it belongs to.")
  public Uni<List<@NonNull Order>> order(@Source List<OrderReturn> page) {
    return store
        .byKeys(page.stream().map(OrderReturn::orderKey).distinct().toList())
        .map(found -> page.stream().map(one -> found.get(one.orderKey())).toList());
  }
}
