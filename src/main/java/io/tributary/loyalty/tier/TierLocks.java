package io.tributary.loyalty.tier;

import io.smallrye.mutiny.Uni;
import io.tributary.graphql.ApiException;
import io.tributary.graphql.ErrorKind;
import io.tributary.graphql.Node;
import io.tributary.graphql.NodeLoader;
import io.tributary.job.ChangeQueue;
import io.tributary.loyalty.Programmes;
import io.tributary.platform.Ids;
import io.tributary.platform.Storable;
import io.tributary.platform.Tx;
import io.tributary.platform.TypeId;
import io.vertx.mutiny.sqlclient.SqlConnection;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Objects;
import java.util.UUID;

/** Sets and lifts locks, and brings the member's tiers up to them in the same transaction. */
@ApplicationScoped
class TierLocks implements NodeLoader {
  private static final int LONGEST = 500;
  private static final int LONGEST_KEY = 200;

  private final TierLockStore store;
  private final TierPolicyStore policies;
  private final Programmes programmes;
  private final Tiers tiers;
  private final Tx tx;
  private final Clock clock;

  TierLocks(
      TierLockStore store,
      TierPolicyStore policies,
      Programmes programmes,
      Tiers tiers,
      Tx tx,
      Clock clock) {
    this.store = store;
    this.policies = policies;
    this.programmes = programmes;
    this.tiers = tiers;
    this.tx = tx;
    this.clock = clock;
  }

  /** A lock and whose it is now. */
  record Held(TierLock lock, UUID customer) {}

  /**
   * Sets a lock from now on.
   *
   * @param by who sets it
   * @throws ApiException NOT_FOUND for the customer or the programme, INVALID_INPUT with the field,
   *     IDEMPOTENCY_KEY_REUSED
   */
  Uni<Held> set(SetTierLockInput input, String by) {
    Instant now = clock.instant().truncatedTo(ChronoUnit.MICROS);
    Instant until = input.until() == null ? null : input.until().toInstant();
    boolean late = until != null && !until.isAfter(now);
    UUID customer = id(TypeId.CUSTOMER, "customer", input.customer());
    String reason = text("input.reason", input.reason(), LONGEST);
    String key = text("input.idempotencyKey", input.idempotencyKey(), LONGEST_KEY);
    UUID id = Ids.hash("tier-lock", customer.toString(), key);
    UUID hash =
        Ids.hash(
            input.programme(), input.kind().name(), input.tier(), Objects.toString(until), reason);
    TierLock lock = new TierLock(id, input.kind(), input.tier().strip(), now, until, reason, by);
    return programmes
        .require(input.programme())
        .chain(
            programme ->
                tx.write(
                    connection ->
                        requireTier(connection, programme.uuid(), lock.tier())
                            .chain(() -> store.byId(connection, id))
                            .chain(
                                known -> {
                                  if (known.isEmpty() && late) {
                                    throw ApiException.invalid(
                                        "input.until", "A lock ends after now.");
                                  }
                                  return refreshed(
                                      connection,
                                      customer,
                                      now,
                                      store.set(
                                          connection, customer, programme.uuid(), lock, hash));
                                })
                            .chain(current -> same(connection, id, hash, current))));
  }

  /**
   * Lifts a lock from now on; one that was lifted before stays as it is.
   *
   * @throws ApiException NOT_FOUND, INVALID_INPUT
   */
  Uni<Held> lift(LiftTierLockInput input, String by) {
    Instant now = clock.instant().truncatedTo(ChronoUnit.MICROS);
    UUID id = id(TypeId.TIER_LOCK, "lock", input.lock());
    String reason = text("input.reason", input.reason(), LONGEST);
    return tx.write(
        connection ->
            require(connection, id, input.lock())
                .chain(
                    found ->
                        refreshed(
                            connection,
                            found.customer(),
                            now,
                            store.lift(connection, id, now, by, reason)))
                .chain(
                    current ->
                        require(connection, id, input.lock())
                            .map(lifted -> new Held(lifted.lock(), current))));
  }

  /** Changes locks and derives the tiers of whom they hold; who that is. */
  private Uni<UUID> refreshed(
      SqlConnection connection, UUID customer, Instant now, Uni<Void> change) {
    return store
        .standsFor(connection, customer)
        .map(
            found ->
                found.orElseThrow(
                    () -> ApiException.notFound("customer", TypeId.CUSTOMER.encode(customer))))
        .call(current -> ChangeQueue.hold(connection, List.of(current)))
        .call(() -> change)
        .call(current -> tiers.refresh(connection, List.of(current), now));
  }

  private Uni<Void> requireTier(SqlConnection connection, UUID programme, String tier) {
    return policies
        .rules(connection, programme)
        .invoke(
            rules -> {
              if (rules.isEmpty() || rules.get(0).latest().place(tier) < 0) {
                throw ApiException.invalid(
                    "input.tier", "Name a tier of the programme's policy in force.");
              }
            })
        .replaceWithVoid();
  }

  private Uni<Held> same(SqlConnection connection, UUID id, UUID hash, UUID current) {
    return store
        .byId(connection, id)
        .map(
            found -> {
              if (!found.orElseThrow().hash().equals(hash)) {
                throw new ApiException(
                    ErrorKind.IDEMPOTENCY_KEY_REUSED,
                    "input.idempotencyKey",
                    "This key came before with another request. Give each request a key of its own.");
              }
              return new Held(found.get().lock(), current);
            });
  }

  private Uni<TierLockStore.Stored> require(SqlConnection connection, UUID id, String text) {
    return store
        .byId(connection, id)
        .map(found -> found.orElseThrow(() -> ApiException.notFound("lock", text)));
  }

  private static UUID id(TypeId type, String what, String id) {
    return type.decode(id).orElseThrow(() -> ApiException.notFound(what, id));
  }

  private static String text(String field, String given, int longest) {
    String text = given.strip();
    if (text.isEmpty() || text.length() > longest || !Storable.text(text)) {
      throw ApiException.invalid(field, "1 to " + longest + " characters.");
    }
    return text;
  }

  @Override
  public TypeId type() {
    return TypeId.TIER_LOCK;
  }

  @Override
  public Uni<? extends Node> load(UUID id) {
    return tx.read(connection -> store.byId(connection, id))
        .map(found -> found.map(TierLockStore.Stored::lock).orElse(null));
  }
}
