package io.tributary.loyalty.ledger;

import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.SqlConnection;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.util.UUID;

/** Holds points for tills and takes in what became of them; once per idempotency key. */
@ApplicationScoped
public class TillPoints {
  private final Spendings spendings;
  private final PointsCurrencies currencies;

  TillPoints(Spendings spendings, PointsCurrencies currencies) {
    this.spendings = spendings;
    this.currencies = currencies;
  }

  /**
   * Holds points until an instant; the answer's subject is the reservation.
   *
   * @throws io.tributary.graphql.ApiException NOT_FOUND, INSUFFICIENT_POINTS,
   *     IDEMPOTENCY_KEY_REUSED; INVALID_INPUT for a currency that is never spent
   */
  public Uni<Done> hold(
      SqlConnection connection,
      PointsCurrency currency,
      UUID customer,
      long points,
      Instant until,
      Command said) {
    return spendings
        .reserve(connection, currency, customer, points, until, said)
        .map(receipt -> done(receipt, currency));
  }

  /**
   * What was spent of what is held.
   *
   * @param points how many, 0 when none
   * @param said the command
   */
  public record Spent(long points, Command said) {}

  /**
   * Spends some of what is held, the rest goes back. Where all of it went back meanwhile, it is
   * taken anew; what is no longer there is owed.
   *
   * @param customer for whom it was held
   * @throws io.tributary.graphql.ApiException NOT_FOUND, IDEMPOTENCY_KEY_REUSED; CONFLICT when it
   *     was captured otherwise
   */
  public Uni<Done> spent(SqlConnection connection, UUID reservation, UUID customer, Spent spent) {
    return spendings
        .spent(connection, reservation, customer, spent.points(), spent.said())
        .chain(
            receipt ->
                currencies
                    .require(connection, receipt.currency())
                    .map(currency -> done(receipt, currency)));
  }

  private static Done done(Receipt receipt, PointsCurrency currency) {
    return new Done(
        receipt.subject(), new PointsBalance(receipt.customer(), currency, receipt.balance()));
  }
}
