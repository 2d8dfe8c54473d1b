package io.tributary.loyalty.payment;

import io.smallrye.mutiny.Uni;
import io.tributary.commerce.Orders;
import io.tributary.graphql.ApiException;
import io.tributary.job.Change;
import io.tributary.job.ChangeQueue;
import io.tributary.job.FactKind;
import io.tributary.loyalty.ledger.Command;
import io.tributary.loyalty.ledger.Done;
import io.tributary.loyalty.ledger.PointsCurrency;
import io.tributary.loyalty.ledger.Purse;
import io.tributary.loyalty.ledger.Purses;
import io.vertx.mutiny.sqlclient.SqlConnection;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.UUID;

/** Pays for orders with points, in the caller's transaction. */
@ApplicationScoped
class Payments {
  private final Purses purses;
  private final PaymentStore store;

  Payments(Purses purses, PaymentStore store) {
    this.purses = purses;
    this.store = store;
  }

  /**
   * Pays for an order with points.
   *
   * @param total what the order comes to in minor units; null when not said
   * @throws ApiException INVALID_INPUT where points pay for nothing or for less,
   *     INSUFFICIENT_POINTS, NOT_FOUND, IDEMPOTENCY_KEY_REUSED
   */
  Uni<Done> pay(
      SqlConnection connection,
      PointsCurrency currency,
      UUID customer,
      UUID source,
      String order,
      long points,
      Long total,
      Command said) {
    return purses.once(
        connection,
        currency,
        customer,
        said,
        purse ->
            store
                .rules(connection, List.of(currency.uuid()))
                .chain(
                    rules -> {
                      PaymentRule rule = rules.get(currency.uuid());
                      if (rule == null) {
                        throw ApiException.invalid(
                            "input.currency",
                            "Points of this currency pay for nothing. setPointsPayment says what they are worth.");
                      }
                      return store
                          .paid(connection, source, order)
                          .invoke(before -> rule.check(points, before, total))
                          .chain(
                              () ->
                                  pay(
                                      connection,
                                      purse,
                                      source,
                                      order,
                                      points,
                                      rule.worth(points),
                                      said));
                    }));
  }

  private Uni<UUID> pay(
      SqlConnection connection,
      Purse purse,
      UUID source,
      String order,
      long points,
      long worth,
      Command said) {
    return purses
        .spend(connection, purse, points, said)
        .call(
            entry ->
                store.add(
                    connection, purse.account(), entry, source, order, points, worth, purse.at()))
        // an order that came before is reckoned anew: what it earns, and what came back of it
        .call(
            () ->
                store
                    .buyer(connection, Orders.key(source, order))
                    .chain(
                        customers ->
                            ChangeQueue.note(
                                connection, customers, Change.of(FactKind.LEDGER, null))));
  }
}
