package io.tributary.loyalty.pool;

import io.smallrye.mutiny.Uni;
import io.tributary.graphql.ApiException;
import io.tributary.graphql.ErrorKind;
import io.tributary.graphql.Node;
import io.tributary.graphql.NodeLoader;
import io.tributary.loyalty.ledger.Command;
import io.tributary.loyalty.ledger.PointsCurrencies;
import io.tributary.loyalty.ledger.PointsCurrency;
import io.tributary.loyalty.ledger.Purse;
import io.tributary.loyalty.ledger.Purses;
import io.tributary.platform.Ids;
import io.tributary.platform.Tx;
import io.tributary.platform.TypeId;
import io.vertx.mutiny.sqlclient.SqlConnection;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.function.BiFunction;

/** Makes pools, and lets members join and leave them. The pool is locked before the accounts. */
@ApplicationScoped
class Pools implements NodeLoader {
  private final PoolStore store;
  private final Purses purses;
  private final PointsCurrencies currencies;
  private final Tx tx;

  Pools(PoolStore store, Purses purses, PointsCurrencies currencies, Tx tx) {
    this.store = store;
    this.purses = purses;
    this.currencies = currencies;
    this.tx = tx;
  }

  /**
   * Makes a pool; the same again for the same key.
   *
   * @throws ApiException INVALID_INPUT for a currency that is never spent; IDEMPOTENCY_KEY_REUSED
   */
  Uni<PointsPool> create(PointsCurrency currency, String name, int limit, Command said) {
    if (!currency.spendable()) {
      throw ApiException.invalid(
          "input.currency", currency.code() + " is never spent; name one that is.");
    }
    UUID id = Ids.hash("points pool", said.actor(), currency.uuid().toString(), said.key());
    return tx.write(
            connection ->
                store
                    .add(
                        connection,
                        id,
                        currency.uuid(),
                        name,
                        limit,
                        said.actor(),
                        said.occurredAt())
                    .chain(() -> store.byIds(connection, List.of(id))))
        .map(found -> found.get(id))
        .invoke(
            pool -> {
              if (!pool.name().equals(name) || pool.memberLimit() != limit) {
                throw new ApiException(
                    ErrorKind.IDEMPOTENCY_KEY_REUSED,
                    "input.idempotencyKey",
                    "This key came before with another pool. Give each pool a key of its own.");
              }
            });
  }

  /**
   * Puts a member's points into a pool.
   *
   * @throws ApiException NOT_FOUND, IDEMPOTENCY_KEY_REUSED; CONFLICT when the pool is full or the
   *     member is in another one
   */
  Uni<PointsPool> join(UUID id, UUID customer, Command said) {
    return change(
        id,
        customer,
        said,
        (connection, member) ->
            store
                .poolsOf(connection, member.purse().accounts())
                .chain(in -> join(connection, member, in)));
  }

  private Uni<Void> join(SqlConnection connection, Member member, Set<UUID> in) {
    PointsPool pool = member.pool();
    if (in.stream().anyMatch(other -> !other.equals(pool.uuid()))) {
      throw new ApiException(
          ErrorKind.CONFLICT, "input.customer", "This member is in another pool: leave it first.");
    }
    return store
        .members(connection, List.of(pool.uuid()))
        .invoke(
            found -> {
              int members = found.getOrDefault(pool.uuid(), List.of()).size();
              if (in.isEmpty() && members >= pool.memberLimit()) {
                throw new ApiException(
                    ErrorKind.CONFLICT,
                    "input.pool",
                    "This pool has its %d members: one has to leave first."
                        .formatted(pool.memberLimit()));
              }
            })
        .chain(() -> store.join(connection, member.purse().accounts(), pool.uuid()));
  }

  /**
   * Takes a member's points out of a pool; nothing happens when they are not in it.
   *
   * @throws ApiException NOT_FOUND, IDEMPOTENCY_KEY_REUSED
   */
  Uni<PointsPool> leave(UUID id, UUID customer, Command said) {
    return change(
        id,
        customer,
        said,
        (connection, member) -> store.leave(connection, member.purse().accounts(), id));
  }

  /** A locked pool, and a member with their locked accounts. */
  private record Member(PointsPool pool, Purse purse) {}

  private Uni<PointsPool> change(
      UUID id, UUID customer, Command said, BiFunction<SqlConnection, Member, Uni<Void>> change) {
    return tx.write(
        connection ->
            store
                .lock(connection, id)
                .onItem()
                .ifNull()
                .failWith(() -> ApiException.notFound("pool", TypeId.POINTS_POOL.encode(id)))
                .call(
                    pool ->
                        currencies
                            .require(connection, pool.currencyId())
                            .chain(
                                currency ->
                                    purses.once(
                                        connection,
                                        currency,
                                        customer,
                                        said,
                                        purse ->
                                            change
                                                .apply(connection, new Member(pool, purse))
                                                .replaceWith(id)))));
  }

  @Override
  public TypeId type() {
    return TypeId.POINTS_POOL;
  }

  @Override
  public Uni<? extends Node> load(UUID id) {
    return tx.read(connection -> store.byIds(connection, List.of(id))).map(found -> found.get(id));
  }
}
