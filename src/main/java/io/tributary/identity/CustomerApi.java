package io.tributary.identity;

import io.quarkus.security.Authenticated;
import io.smallrye.graphql.api.Subscription;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import io.tributary.graphql.ApiException;
import io.tributary.graphql.Caller;
import io.tributary.graphql.PageInfo;
import io.tributary.graphql.Paging;
import io.tributary.platform.Roles;
import io.tributary.platform.TypeId;
import jakarta.annotation.security.RolesAllowed;
import java.time.Duration;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Function;
import org.eclipse.microprofile.graphql.Description;
import org.eclipse.microprofile.graphql.GraphQLApi;
import org.eclipse.microprofile.graphql.Id;
import org.eclipse.microprofile.graphql.Ignore;
import org.eclipse.microprofile.graphql.Input;
import org.eclipse.microprofile.graphql.Name;
import org.eclipse.microprofile.graphql.NonNull;
import org.eclipse.microprofile.graphql.Query;
import org.eclipse.microprofile.graphql.Source;

/** Customers over GraphQL. */
@GraphQLApi
public class CustomerApi {
  private static final Duration POLL = Duration.ofMillis(500);
  private static final int MOST_SEARCHED = 200;
  private final Customers customers;
  private final CustomerStore store;
  private final Sources sources;
  private final Caller caller;

  CustomerApi(Customers customers, CustomerStore store, Sources sources, Caller caller) {
    this.customers = customers;
    this.store = store;
    this.sources = sources;
    this.caller = caller;
  }

  /**
   * What customers are listed by; what is null takes all.
   *
   * @param search the beginning of the name, or a whole word of it
   * @param identifier a value that points to them
   * @param source known to this source
   * @param sourceKind known to a source of this kind
   * @param createdFrom first known then or later
   * @param createdBefore first known before
   */
  @Input("CustomerFilter")
  @Description("What customers are listed by; what is left out takes all.")
  public record CustomerFilter(
      @Description("The beginning of the name, or a whole word of it; case does not matter.")
          String search,
      @Description("A value that points to them.") IdentifierInput identifier,
      @Id @Description("Known to this source.") String source,
      @Description("Known to a source of this kind.") SourceKind sourceKind,
      @Description("First known then or later.") OffsetDateTime createdFrom,
      @Description("First known before.") OffsetDateTime createdBefore) {}

  /**
   * A page of customers.
   *
   * @param edges the page
   * @param pageInfo where it stands
   * @param filter what it was chosen by, for counting
   */
  @Description("A page of customers.")
  public record CustomerConnection(
      @NonNull @Description("The page.") List<@NonNull CustomerEdge> edges,
      @NonNull @Description("Where the page stands.") PageInfo pageInfo,
      @Ignore Object filter) {}

  /**
   * One customer of a page.
   *
   * @param node the customer
   * @param cursor its cursor
   */
  @Description("One customer of a page.")
  public record CustomerEdge(
      @NonNull @Description("The customer.") Customer node,
      @NonNull @Description("Its cursor.") String cursor) {}

  /** The token's own customer; null when the token names none or it is gone. */
  @Query
  @Authenticated
  @Description("The token's own customer (mini-program, app); null when the token names none.")
  public Uni<Customer> me() {
    UUID id = caller.ownCustomer();
    return id == null ? Uni.createFrom().nullItem() : customers.byId(id);
  }

  /** One customer, by id or by identifier. INVALID_INPUT unless exactly one of them is given. */
  @Query
  @RolesAllowed({
    Roles.ADMIN,
    Roles.STEWARD,
    Roles.SERVICE,
    Roles.MARKETER,
    Roles.ANALYST,
    Roles.TILL
  })
  @Description(
      "One customer, by id or by identifier; null when there is none. Old ids of merged customers keep resolving.")
  public Uni<Customer> customer(
      @Id @Description("The customer's id.") String id,
      @Description("A value that points to the customer.") IdentifierInput identifier) {
    if ((id == null) == (identifier == null)) {
      throw ApiException.invalid("id", "Give either id or identifier.");
    }
    if (identifier != null) {
      caller.requireOne(Roles.ADMIN, Roles.STEWARD, Roles.SERVICE, Roles.MARKETER, Roles.TILL);
    }
    return identifier != null
        ? customers.byIdentifier(identifier)
        : TypeId.CUSTOMER.decode(id).map(customers::byId).orElse(Uni.createFrom().nullItem());
  }

  /** A page of customers. INVALID_INPUT for a bad filter or cursor. */
  @Query
  @RolesAllowed({Roles.ADMIN, Roles.STEWARD, Roles.SERVICE, Roles.MARKETER, Roles.ANALYST})
  @NonNull
  @Description("The customers, merged ones once.")
  public Uni<CustomerConnection> customers(
      @Description("Which; all when left out.") CustomerFilter filter,
      @Description("In which order; default NEWEST.") CustomerOrder orderBy,
      @Description("How many, 1 to 100; default 20.") Integer first,
      @Description("A cursor of this list in this order.") String after) {
    CustomerOrder order = orderBy == null ? CustomerOrder.NEWEST : orderBy;
    String list = "customers/" + order;
    Paging paging = Paging.of(first, after, list, 2);
    UUID afterId = paging.continues() ? paging.uuid(0) : null;
    String afterName = paging.continues() ? paging.text(1) : null;
    return filter(filter)
        .chain(
            chosen ->
                store
                    .page(chosen, order, afterName, afterId, paging.limit())
                    .map(
                        rows ->
                            paging.slice(
                                list,
                                rows,
                                CustomerApi::key,
                                CustomerEdge::new,
                                (edges, page) -> new CustomerConnection(edges, page, chosen))));
  }

  private static String[] key(Customer customer) {
    String name =
        customer.displayName() == null
            ? ""
            : customer.displayName().toLowerCase(java.util.Locale.ROOT);
    return new String[] {customer.uuid().toString(), name.replace('\n', ' ')};
  }

  /** How many customers the filter takes. */
  @NonNull
  @Description("How many customers the filter takes; counted when asked for.")
  public Uni<Integer> totalCount(@Source CustomerConnection connection) {
    return store.count((CustomerStore.Filter) connection.filter()).map(Math::toIntExact);
  }

  private Uni<CustomerStore.Filter> filter(CustomerFilter filter) {
    if (filter == null) {
      return Uni.createFrom().item(new CustomerStore.Filter(null, null, null, null, null, null));
    }
    String search =
        filter.search() == null || filter.search().isBlank()
            ? null
            : filter.search().strip().toLowerCase(java.util.Locale.ROOT);
    if (search != null || filter.identifier() != null) {
      caller.requireOne(Roles.ADMIN, Roles.STEWARD, Roles.SERVICE, Roles.MARKETER);
    }
    if (search != null && (search.length() > MOST_SEARCHED || search.indexOf('\0') >= 0)) {
      throw ApiException.invalid(
          "filter.search", "Search for 1 to " + MOST_SEARCHED + " characters.");
    }
    UUID source =
        filter.source() == null
            ? null
            : TypeId.SOURCE
                .decode(filter.source())
                .orElseThrow(
                    () -> ApiException.invalid("filter.source", "This is no source's id."));
    Uni<List<UUID>> ids =
        filter.identifier() == null
            ? Uni.createFrom().nullItem()
            : customers.idsByIdentifier(filter.identifier());
    return ids.map(
        found ->
            new CustomerStore.Filter(
                search,
                found,
                source,
                filter.sourceKind(),
                filter.createdFrom() == null ? null : filter.createdFrom().toInstant(),
                filter.createdBefore() == null ? null : filter.createdBefore().toInstant()));
  }

  /** Identifiers of a page of customers, in one statement. */
  @NonNull
  @Description("Every value that points to the customer, also those that may not match.")
  public Uni<List<@NonNull List<@NonNull Identifier>>> identifiers(@Source List<Customer> page) {
    return each(page, store::identifiers);
  }

  /** Profiles of a page of customers, in one statement. */
  @NonNull
  @Description("What each source knows of the customer.")
  public Uni<List<@NonNull List<@NonNull Profile>>> profiles(@Source List<Customer> page) {
    return each(page, store::profiles);
  }

  /** Attributes of a page of customers, in one statement. */
  @NonNull
  @Description(
      "The attributes that survived, each with where it came from; one that keeps all its values comes once for each.")
  public Uni<List<@NonNull List<@NonNull Attribute>>> attributes(@Source List<Customer> page) {
    return each(page, store::attributes);
  }

  /** The survivors of a page of customers, in one statement. */
  @Description("The customer that this id was merged into; null while it stands for itself.")
  public Uni<List<Customer>> mergedInto(@Source List<Customer> page) {
    List<UUID> survivors =
        page.stream().filter(c -> !c.uuid().equals(c.current())).map(Customer::current).toList();
    Uni<Map<UUID, Customer>> found =
        survivors.isEmpty() ? Uni.createFrom().item(Map.of()) : store.byIds(survivors);
    return found.map(
        byId ->
            page.stream()
                .map(c -> c.uuid().equals(c.current()) ? null : byId.get(c.current()))
                .toList());
  }

  /** The sources of a page of profiles, in one statement. */
  @NonNull
  @Description("The source that knows this.")
  public Uni<List<io.tributary.identity.Source>> source(@Source List<Profile> page) {
    return sources
        .byIds(page.stream().map(Profile::sourceId).distinct().toList())
        .map(found -> page.stream().map(profile -> found.get(profile.sourceId())).toList());
  }

  /** The sources of a page of attributes, in one statement. */
  @Name("source")
  @Description("The source it came from; null for a value that a steward typed.")
  public Uni<List<io.tributary.identity.Source>> sourceOfAttribute(@Source List<Attribute> page) {
    return sources
        .byIds(page.stream().map(Attribute::sourceId).distinct().toList())
        .map(found -> page.stream().map(attribute -> found.get(attribute.sourceId())).toList());
  }

  /**
   * The customer now and after each change. FORBIDDEN for a member who asks for somebody else: it
   * may be null for that alone, since the library says nothing at all when a subscription is
   * refused whose answer may not.
   */
  @Subscription
  @RolesAllowed({Roles.ADMIN, Roles.STEWARD, Roles.SERVICE, Roles.MEMBER})
  @Description("The customer now and after each change.")
  public Multi<Customer> customerChanged(
      @Id @NonNull @Description("The customer's id.") String id) {
    UUID uuid = TypeId.CUSTOMER.decode(id).orElseThrow(() -> ApiException.notFound("customer", id));
    if (!caller.isOne(Roles.ADMIN, Roles.STEWARD, Roles.SERVICE)
        && !uuid.equals(caller.ownCustomer())) {
      throw new io.quarkus.security.ForbiddenException();
    }
    return Multi.createFrom()
        .ticks()
        .every(POLL)
        .onOverflow()
        .drop()
        .onItem()
        .transformToUniAndConcatenate(tick -> customers.byId(uuid).onFailure().recoverWithNull())
        .skip()
        .repetitions();
  }

  private static <T> Uni<List<List<T>>> each(
      List<Customer> page, Function<List<UUID>, Uni<Map<UUID, List<T>>>> reader) {
    return reader
        .apply(page.stream().map(Customer::current).distinct().toList())
        .map(found -> page.stream().map(c -> found.getOrDefault(c.current(), List.of())).toList());
  }
}
