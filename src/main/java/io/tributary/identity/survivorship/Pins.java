package io.tributary.identity.survivorship;

import io.smallrye.mutiny.Uni;
import io.tributary.graphql.ApiException;
import io.tributary.graphql.ErrorKind;
import io.tributary.job.ChangeQueue;
import io.tributary.platform.FactKeys;
import io.tributary.platform.Ids;
import io.tributary.platform.Tx;
import io.tributary.platform.TypeId;
import io.vertx.core.json.Json;
import io.vertx.mutiny.sqlclient.SqlConnection;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.util.List;
import java.util.UUID;

/** Pins values and lifts pins; the customer's attributes follow in the same transaction. */
@ApplicationScoped
public class Pins {
  private final Tx tx;
  private final Clock clock;

  Pins(Tx tx, Clock clock) {
    this.tx = tx;
    this.clock = clock;
  }

  /**
   * What to pin: a profile's value, or one that the steward typed.
   *
   * @param profile null when value is given
   * @param value null when profile is given
   */
  record Wish(UUID customer, String name, UUID profile, String value, String reason) {}

  /**
   * Pins a value.
   *
   * @throws ApiException NOT_FOUND when there is no such customer, or the profile is not theirs or
   *     says nothing of the attribute
   */
  Uni<AttributePin> pin(Wish wish, String by) {
    return tx.write(
        connection ->
            lockRoot(connection, wish.customer())
                .chain(root -> pin(connection, wish, root, by))
                .call(pin -> follow(connection, pin)));
  }

  /**
   * Pins a value in the caller's transaction; answers the pin's id.
   *
   * @throws ApiException NOT_FOUND when there is no such customer
   */
  public Uni<UUID> pin(
      SqlConnection connection,
      UUID customer,
      String name,
      String value,
      String reason,
      String by) {
    return lockRoot(connection, customer)
        .chain(root -> pin(connection, new Wish(customer, name, null, value, reason), root, by))
        .call(pin -> follow(connection, pin))
        .map(AttributePin::uuid);
  }

  private Uni<AttributePin> pin(SqlConnection connection, Wish wish, UUID root, String by) {
    Uni<String> json =
        wish.profile() == null
            ? Uni.createFrom().item(Json.encode(wish.value()))
            : PinStore.value(connection, wish.profile(), root, wish.name())
                .invoke(
                    value -> {
                      if (value == null) {
                        throw new ApiException(
                            ErrorKind.NOT_FOUND,
                            "input.profile",
                            "No profile of this customer with this id says anything of "
                                + wish.name()
                                + ". attributeValues lists what there is.");
                      }
                    });
    return json.chain(
        value -> {
          AttributePin pin =
              new AttributePin(
                  Ids.next(),
                  root,
                  wish.profile(),
                  wish.name(),
                  PinStore.text(value),
                  wish.reason(),
                  by,
                  FactKeys.utc(clock.instant()),
                  null,
                  null);
          return PinStore.add(connection, pin, value).replaceWith(pin);
        });
  }

  /** Locks the customer that stands for another; looks again, since a merge may have gone first. */
  private static Uni<UUID> lockRoot(SqlConnection connection, UUID customer) {
    return PinStore.root(connection, customer)
        .invoke(
            root -> {
              if (root == null) {
                throw ApiException.notFound("customer", TypeId.CUSTOMER.encode(customer));
              }
            })
        .chain(
            root ->
                PinStore.lock(connection, root)
                    .chain(() -> PinStore.root(connection, customer))
                    .chain(
                        again ->
                            again.equals(root)
                                ? Uni.createFrom().item(root)
                                : lockRoot(connection, customer)));
  }

  /**
   * Lifts a pin, so that the rules decide again.
   *
   * @throws ApiException NOT_FOUND; CONFLICT when it was lifted before
   */
  Uni<AttributePin> lift(UUID id, String by) {
    return tx.write(
        connection ->
            find(connection, id)
                .call(pin -> PinStore.lock(connection, pin.customer()))
                .chain(() -> find(connection, id))
                .invoke(Pins::checkHolds)
                .call(pin -> PinStore.lift(connection, pin, by, clock.instant()))
                .call(pin -> follow(connection, pin))
                .chain(() -> find(connection, id)));
  }

  private static void checkHolds(AttributePin pin) {
    if (pin.liftedAt() != null) {
      throw new ApiException(
          ErrorKind.CONFLICT, "This pin was lifted before, or another one took its place.");
    }
  }

  private static Uni<AttributePin> find(SqlConnection connection, UUID id) {
    return PinStore.byId(connection, id)
        .invoke(
            pin -> {
              if (pin == null) {
                throw ApiException.notFound("pin", TypeId.ATTRIBUTE_PIN.encode(id));
              }
            });
  }

  private static Uni<Void> follow(SqlConnection connection, AttributePin pin) {
    return PinStore.holder(connection, pin)
        .chain(
            holder ->
                holder == null
                    ? Uni.createFrom().voidItem()
                    : SurvivorshipStore.refresh(connection, List.of(holder))
                        .chain(() -> ChangeQueue.note(connection, List.of(holder))));
  }
}
