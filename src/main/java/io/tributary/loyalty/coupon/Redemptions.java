package io.tributary.loyalty.coupon;

import io.smallrye.mutiny.Uni;
import io.tributary.graphql.ApiException;
import io.tributary.graphql.ErrorKind;
import io.tributary.graphql.Node;
import io.tributary.graphql.NodeLoader;
import io.tributary.loyalty.ledger.Command;
import io.tributary.loyalty.ledger.Done;
import io.tributary.loyalty.ledger.PointsCurrencies;
import io.tributary.loyalty.ledger.PointsCurrency;
import io.tributary.loyalty.ledger.Purse;
import io.tributary.loyalty.ledger.Purses;
import io.tributary.platform.Ids;
import io.tributary.platform.Tx;
import io.tributary.platform.TypeId;
import io.vertx.mutiny.sqlclient.SqlConnection;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Collectors;

/**
 * Uses codes on orders and rolls that back. A redemption locks the member's account first, then the
 * codes that are used once, and last the counts of coupons with a limit.
 */
@ApplicationScoped
class Redemptions implements NodeLoader {
  private final Purses purses;
  private final PointsCurrencies currencies;
  private final CouponStore coupons;
  private final RedemptionStore store;
  private final Tx tx;

  Redemptions(
      Purses purses,
      PointsCurrencies currencies,
      CouponStore coupons,
      RedemptionStore store,
      Tx tx) {
    this.purses = purses;
    this.currencies = currencies;
    this.coupons = coupons;
    this.store = store;
    this.tx = tx;
  }

  /**
   * An order that codes are to be used on.
   *
   * @param codes as they were typed
   * @param goods what the goods come to, in minor units
   * @param shipping what the shipping comes to, in minor units
   */
  record Basket(List<String> codes, long goods, long shipping) {
    List<UUID> hashes() {
      return codes.stream().map(CodeText::hash).toList();
    }
  }

  /** Codes on an order: what each gives, and what it stands for. */
  private record Found(
      List<CouponRule.Given> given, Map<UUID, RedemptionStore.Standing> standings) {}

  private Uni<Found> find(
      SqlConnection connection, UUID currency, UUID customer, Basket basket, Instant at) {
    return store
        .standings(connection, currency, customer, basket.hashes())
        .chain(
            standings ->
                coupons
                    .byIds(
                        connection,
                        standings.values().stream()
                            .map(RedemptionStore.Standing::coupon)
                            .distinct()
                            .toList())
                    .map(
                        found ->
                            new Found(
                                CouponRule.give(
                                    basket.codes().stream()
                                        .map(code -> code(code, standings, found))
                                        .toList(),
                                    basket.goods(),
                                    basket.shipping(),
                                    at),
                                standings)));
  }

  private static CouponRule.Code code(
      String code, Map<UUID, RedemptionStore.Standing> standings, Map<UUID, Coupon> coupons) {
    RedemptionStore.Standing is = standings.get(CodeText.hash(code));
    return is == null
        ? new CouponRule.Code(code, null, false, false, 0, 0)
        : new CouponRule.Code(
            code, coupons.get(is.coupon()), is.theirs(), is.used(), is.memberUses(), is.allUses());
  }

  /** What codes would give on an order; nothing is written or locked. */
  Uni<List<CouponRule.Given>> validate(
      PointsCurrency currency, UUID customer, Basket basket, Instant at) {
    return tx.read(
        connection -> find(connection, currency.uuid(), customer, basket, at).map(Found::given));
  }

  /**
   * Uses codes on an order, all of them or none.
   *
   * @throws ApiException NOT_FOUND, NOT_ELIGIBLE with the code and why, OUT_OF_STOCK when a
   *     coupon's limit is reached by somebody else at this moment, IDEMPOTENCY_KEY_REUSED
   */
  Uni<Done> redeem(
      SqlConnection connection,
      PointsCurrency currency,
      UUID customer,
      String order,
      Basket basket,
      Command said) {
    return purses.once(
        connection, currency, customer, said, purse -> redeem(connection, purse, order, basket));
  }

  private Uni<UUID> redeem(SqlConnection connection, Purse purse, String order, Basket basket) {
    UUID id = Ids.next();
    return store
        .lock(connection, basket.hashes())
        .chain(
            () -> find(connection, purse.currency().uuid(), purse.customer(), basket, purse.at()))
        .invoke(found -> requireUsable(found.given()))
        .chain(
            found -> {
              List<RedemptionStore.Use> uses = new ArrayList<>();
              for (CouponRule.Given given : found.given()) {
                UUID hash = CodeText.hash(given.code());
                uses.add(
                    new RedemptionStore.Use(hash, found.standings().get(hash).coupon(), given));
              }
              return store
                  .add(
                      connection,
                      purse.account(),
                      id,
                      order,
                      basket.goods(),
                      basket.shipping(),
                      purse.at(),
                      uses)
                  .chain(() -> count(connection, uses));
            })
        .replaceWith(id);
  }

  private Uni<Void> count(SqlConnection connection, List<RedemptionStore.Use> uses) {
    List<UUID> of = uses.stream().map(RedemptionStore.Use::coupon).toList();
    return coupons
        .byIds(connection, of)
        .chain(
            found ->
                store
                    .count(connection, of)
                    .invoke(
                        counted -> {
                          boolean passed =
                              found.values().stream()
                                  .anyMatch(
                                      coupon ->
                                          coupon.limitInAll() != null
                                              && !counted.contains(coupon.uuid()));
                          if (passed) {
                            throw new ApiException(
                                ErrorKind.OUT_OF_STOCK, "input.codes", "This coupon is used up.");
                          }
                        }))
        .replaceWithVoid();
  }

  private static void requireUsable(List<CouponRule.Given> given) {
    String refused =
        given.stream()
            .filter(code -> code.refusal() != null)
            .map(code -> code.code() + " " + code.refusal())
            .collect(Collectors.joining(", "));
    if (!refused.isEmpty()) {
      throw new ApiException(
          ErrorKind.NOT_ELIGIBLE, "input.codes", "These codes cannot be used: " + refused + ".");
    }
  }

  /**
   * Rolls a redemption back: its codes can be used again.
   *
   * @throws ApiException NOT_FOUND, CONFLICT when it was before, IDEMPOTENCY_KEY_REUSED
   */
  Uni<Done> rollBack(SqlConnection connection, UUID id, Command said) {
    return store
        .byIds(connection, List.of(id))
        .map(
            found -> {
              if (!found.containsKey(id)) {
                throw ApiException.notFound("redemption", TypeId.COUPON_REDEMPTION.encode(id));
              }
              return found.get(id);
            })
        .chain(
            owned ->
                currencies
                    .require(connection, owned.currency())
                    .chain(
                        currency ->
                            purses.once(
                                connection,
                                currency,
                                owned.customer(),
                                said,
                                purse ->
                                    store
                                        .rollBack(connection, owned.redemption(), purse.at())
                                        .map(done -> rolledBack(done, id)))));
  }

  private static UUID rolledBack(boolean done, UUID id) {
    if (!done) {
      throw new ApiException(
          ErrorKind.CONFLICT, "input.redemption", "This redemption was rolled back before.");
    }
    return id;
  }

  @Override
  public TypeId type() {
    return TypeId.COUPON_REDEMPTION;
  }

  @Override
  public Uni<? extends Node> load(UUID id) {
    return tx.read(connection -> store.byIds(connection, List.of(id)))
        .map(found -> found.containsKey(id) ? found.get(id).redemption() : null);
  }
}
