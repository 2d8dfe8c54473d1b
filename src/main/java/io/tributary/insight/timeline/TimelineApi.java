package io.tributary.insight.timeline;

import io.quarkus.security.ForbiddenException;
import io.smallrye.mutiny.Uni;
import io.tributary.commerce.history.Order;
import io.tributary.commerce.history.OrderHistory;
import io.tributary.commerce.history.OrderKey;
import io.tributary.graphql.Caller;
import io.tributary.graphql.Gather;
import io.tributary.graphql.Paging;
import io.tributary.identity.Customer;
import io.tributary.identity.Sources;
import java.time.Instant;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import org.eclipse.microprofile.graphql.Description;
import org.eclipse.microprofile.graphql.GraphQLApi;
import org.eclipse.microprofile.graphql.NonNull;
import org.eclipse.microprofile.graphql.Source;

/** The timeline of a customer over GraphQL. */
@GraphQLApi
public class TimelineApi {
  private static final String LIST = "timeline";

  private final TimelineStore store;
  private final OrderHistory orders;
  private final Sources sources;
  private final Gather gather;
  private final Caller caller;

  TimelineApi(
      TimelineStore store, OrderHistory orders, Sources sources, Gather gather, Caller caller) {
    this.store = store;
    this.orders = orders;
    this.sources = sources;
    this.gather = gather;
    this.caller = caller;
  }

  /** What the page of a timeline is chosen by: callers for whom it is equal are read together. */
  private record Chosen(Paging paging, Set<TimelineKind> kinds) {}

  /**
   * All that happened with a customer. INVALID_INPUT for a bad number or cursor; FORBIDDEN for
   * whoever sees one store.
   */
  @NonNull
  @Description("All that happened with the customer, in all channels, newest first.")
  public Uni<TimelineConnection> timeline(
      @Source Customer customer,
      @Description("How many, 1 to 100; default 20.") Integer first,
      @Description("A cursor of this list.") String after,
      @Description("Only these kinds; all when left out or empty.") List<TimelineKind> kinds) {
    if (caller.onlyStore(customer.current()) != null) {
      throw new ForbiddenException();
    }
    Paging paging = Paging.of(first, after, LIST, 2);
    Set<TimelineKind> wanted = EnumSet.noneOf(TimelineKind.class);
    if (kinds != null) {
      kinds.stream().filter(Objects::nonNull).forEach(wanted::add);
    }
    if (wanted.isEmpty()) {
      wanted = EnumSet.allOf(TimelineKind.class);
    }
    return timeline(customer, paging, wanted);
  }

  private Uni<TimelineConnection> timeline(
      Customer customer, Paging paging, Set<TimelineKind> wanted) {
    Instant before = paging.continues() ? paging.instant(0) : null;
    UUID beforeId = paging.continues() ? paging.uuid(1) : null;
    return gather
        .load(
            LIST,
            new Chosen(paging, wanted),
            customer.current(),
            (List<UUID> customers) ->
                store.ofCustomers(customers, wanted, before, beforeId, paging.limit()))
        .map(
            found ->
                paging.slice(
                    LIST,
                    found == null ? List.of() : found,
                    TimelineApi::cursor,
                    TimelineEdge::new,
                    TimelineConnection::new));
  }

  private static String[] cursor(TimelineEntry entry) {
    return new String[] {Paging.part(entry.at().toInstant()), entry.uuid().toString()};
  }

  /** The sources of a page of entries, in one statement. */
  @Description("The system that sent it; null for a merge.")
  public Uni<List<io.tributary.identity.Source>> source(@Source List<TimelineEntry> page) {
    return sources
        .byIds(
            page.stream().map(TimelineEntry::sourceId).filter(Objects::nonNull).distinct().toList())
        .map(
            found ->
                page.stream()
                    .map(entry -> entry.sourceId() == null ? null : found.get(entry.sourceId()))
                    .toList());
  }

  /** The orders of a page of entries, in one statement. */
  @Description("The order that an ORDER or RETURN is about; null for anything else.")
  public Uni<List<Order>> order(@Source List<TimelineEntry> page) {
    List<OrderKey> keys =
        page.stream().map(TimelineEntry::orderKey).filter(Objects::nonNull).distinct().toList();
    return orders
        .byKeys(keys)
        .map(
            (Map<OrderKey, Order> found) ->
                page.stream()
                    .map(entry -> entry.orderKey() == null ? null : found.get(entry.orderKey()))
                    .toList());
  }
}
