package io.tributary.loyalty.pool;

import io.quarkus.security.Authenticated;
import io.smallrye.mutiny.Uni;
import io.tributary.graphql.ApiException;
import io.tributary.identity.Customer;
import io.tributary.identity.Customers;
import io.tributary.loyalty.ledger.Command;
import io.tributary.loyalty.ledger.PointsCaller;
import io.tributary.loyalty.ledger.PointsCurrencies;
import io.tributary.loyalty.ledger.PointsCurrency;
import io.tributary.platform.Roles;
import io.tributary.platform.Tx;
import io.tributary.platform.TypeId;
import jakarta.annotation.security.RolesAllowed;
import java.util.List;
import java.util.UUID;
import org.eclipse.microprofile.graphql.Description;
import org.eclipse.microprofile.graphql.GraphQLApi;
import org.eclipse.microprofile.graphql.Mutation;
import org.eclipse.microprofile.graphql.NonNull;
import org.eclipse.microprofile.graphql.Source;

/** Pools of points over GraphQL. */
@GraphQLApi
public class PoolApi {
  private static final int LONGEST_NAME = 100;
  private static final int MOST_MEMBERS = 50;

  private final Pools pools;
  private final PoolStore store;
  private final PointsCurrencies currencies;
  private final Customers customers;
  private final PointsCaller caller;
  private final Tx tx;

  PoolApi(
      Pools pools,
      PoolStore store,
      PointsCurrencies currencies,
      Customers customers,
      PointsCaller caller,
      Tx tx) {
    this.pools = pools;
    this.store = store;
    this.currencies = currencies;
    this.customers = customers;
    this.caller = caller;
    this.tx = tx;
  }

  /** Makes a pool. NOT_FOUND, INVALID_INPUT, IDEMPOTENCY_KEY_REUSED. */
  @Mutation
  @RolesAllowed({Roles.ADMIN, Roles.SERVICE})
  @NonNull
  @Description("Makes a pool of points, in which nobody is yet.")
  public Uni<PointsPoolPayload> createPointsPool(
      @NonNull @Description("The pool.") CreatePointsPoolInput input) {
    String name = PointsCaller.text("name", input.name(), LONGEST_NAME);
    if (name == null) {
      throw ApiException.invalid("input.name", "A pool has a name.");
    }
    if (input.memberLimit() < 2 || input.memberLimit() > MOST_MEMBERS) {
      throw ApiException.invalid(
          "input.memberLimit", "A pool has 2 to " + MOST_MEMBERS + " members.");
    }
    Command said = caller.command(input.idempotencyKey(), null, null, null, "pool");
    return currencies
        .require(input.programme(), input.currency())
        .chain(currency -> pools.create(currency, name.strip(), input.memberLimit(), said))
        .map(PointsPoolPayload::new);
  }

  /** Lets a member join. NOT_FOUND, CONFLICT, IDEMPOTENCY_KEY_REUSED. */
  @Mutation
  @RolesAllowed({Roles.ADMIN, Roles.SERVICE})
  @NonNull
  @Description(
      "Puts what a member has, and earns from now on, into a pool: all its members spend from it.")
  public Uni<PointsPoolPayload> joinPointsPool(
      @NonNull @Description("Who joins.") PoolMemberInput input) {
    UUID customer = caller.customer("input.customer", input.customer());
    UUID pool = PointsCaller.id(TypeId.POINTS_POOL, "pool", input.pool());
    return pools.join(pool, customer, said(input, "join pool", pool)).map(PointsPoolPayload::new);
  }

  /** Lets a member leave. NOT_FOUND, IDEMPOTENCY_KEY_REUSED. */
  @Mutation
  @RolesAllowed({Roles.ADMIN, Roles.SERVICE, Roles.MEMBER})
  @NonNull
  @Description(
      "Takes a member's points out of a pool: what they earned and nobody has spent is theirs alone again.")
  public Uni<PointsPoolPayload> leavePointsPool(
      @NonNull @Description("Who leaves.") PoolMemberInput input) {
    UUID customer = caller.customer("input.customer", input.customer());
    UUID pool = PointsCaller.id(TypeId.POINTS_POOL, "pool", input.pool());
    return pools.leave(pool, customer, said(input, "leave pool", pool)).map(PointsPoolPayload::new);
  }

  private Command said(PoolMemberInput input, String what, UUID pool) {
    return caller.command(input.idempotencyKey(), null, null, null, what, pool);
  }

  /** The pools of a page of customers, in one statement. */
  @Authenticated
  @NonNull
  @Description("The pools of points that the customer is in, at most one of each currency.")
  public Uni<List<@NonNull List<@NonNull PointsPool>>> pointsPools(@Source List<Customer> page) {
    List<UUID> ids = page.stream().map(Customer::current).distinct().toList();
    return tx.read(connection -> store.ofCustomers(connection, ids))
        .map(found -> page.stream().map(c -> found.getOrDefault(c.current(), List.of())).toList());
  }

  /** What a page of pools holds of. */
  @Authenticated
  @NonNull
  @Description("Of what.")
  public Uni<List<@NonNull PointsCurrency>> currency(@Source List<PointsPool> page) {
    return currencies
        .byIds(page.stream().map(PointsPool::currencyId).distinct().toList())
        .map(found -> page.stream().map(pool -> found.get(pool.currencyId())).toList());
  }

  /**
   * The members of a page of pools, in two statements; not for members, whom it would tell of each
   * other.
   */
  @RolesAllowed({Roles.ADMIN, Roles.SERVICE})
  @NonNull
  @Description("Who is in it.")
  public Uni<List<@NonNull List<@NonNull Customer>>> members(@Source List<PointsPool> page) {
    List<UUID> ids = page.stream().map(PointsPool::uuid).distinct().toList();
    return tx.read(connection -> store.members(connection, ids))
        .chain(
            members ->
                customers
                    .byIds(members.values().stream().flatMap(List::stream).distinct().toList())
                    .map(
                        found ->
                            page.stream()
                                .map(pool -> members.getOrDefault(pool.uuid(), List.of()))
                                .map(of -> of.stream().map(found::get).toList())
                                .toList()));
  }
}
