package io.tributary.loyalty.ledger;

import io.smallrye.mutiny.Uni;
import io.tributary.platform.Ids;
import io.vertx.mutiny.sqlclient.SqlConnection;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Function;

/** Lets other rooms of loyalty make points a part of what they do, once per idempotency key. */
@ApplicationScoped
public class Purses {
  private final Accounts accounts;
  private final Spendings spendings;
  private final LedgerStore store;
  private final Points points;
  private final PointsCurrencies currencies;

  Purses(
      Accounts accounts,
      Spendings spendings,
      LedgerStore store,
      Points points,
      PointsCurrencies currencies) {
    this.accounts = accounts;
    this.spendings = spendings;
    this.store = store;
    this.points = points;
    this.currencies = currencies;
  }

  /** What a customer can spend now, by currency; nothing is locked. */
  public Uni<Map<UUID, Long>> available(List<UUID> currencies, UUID customer) {
    return this.currencies
        .byIds(currencies)
        .chain(
            found -> {
              Uni<Map<UUID, Long>> all = Uni.createFrom().item(new HashMap<>());
              for (PointsCurrency currency : found.values()) {
                all =
                    all.chain(
                        before ->
                            points
                                .balances(currency, null, List.of(customer))
                                .invoke(
                                    now ->
                                        before.put(
                                            currency.uuid(), now.get(customer).getAvailable()))
                                .replaceWith(before));
              }
              return all;
            });
  }

  /**
   * Locks a customer's points and runs a command, unless its key came before.
   *
   * @param command does the work in the given transaction and answers the id of what it is about
   * @throws io.tributary.graphql.ApiException NOT_FOUND, IDEMPOTENCY_KEY_REUSED, and what the
   *     command throws
   */
  public Uni<Done> once(
      SqlConnection connection,
      PointsCurrency currency,
      UUID customer,
      Command said,
      Function<Purse, Uni<UUID>> command) {
    return accounts
        .lock(connection, currency, customer)
        .chain(
            locked ->
                accounts.once(
                    connection,
                    locked,
                    said,
                    () ->
                        command
                            .apply(new Purse(locked))
                            .chain(subject -> receipt(connection, locked, subject))))
        .map(
            receipt ->
                new Done(
                    receipt.subject(),
                    new PointsBalance(receipt.customer(), currency, receipt.balance())));
  }

  /** What the member has after a command, as the rows say: it may have spent and given back. */
  private Uni<Receipt> receipt(SqlConnection connection, Locked locked, UUID subject) {
    return store
        .lock(connection, locked.ids())
        .map(
            now ->
                Receipt.of(
                    locked,
                    null,
                    subject,
                    Balance.of(
                        now.stream().filter(a -> locked.shared().contains(a.id())).toList(),
                        locked.at())));
  }

  /**
   * Spends points as a part of a command.
   *
   * @return the entry that spent them
   * @throws io.tributary.graphql.ApiException INSUFFICIENT_POINTS; INVALID_INPUT for a currency
   *     that is never spent
   */
  public Uni<UUID> spend(SqlConnection connection, Purse purse, long points, Command said) {
    Spendings.requireSpendable(purse.currency());
    Command part = said.following("spend", Ids.next(), said.occurredAt());
    return spendings
        .take(connection, purse.locked, EntryKind.REDEEM, points, null, part)
        .map(taken -> taken.receipt().entry());
  }
}
