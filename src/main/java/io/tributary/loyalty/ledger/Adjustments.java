package io.tributary.loyalty.ledger;

import io.smallrye.mutiny.Uni;
import io.tributary.graphql.ApiException;
import io.tributary.graphql.ErrorKind;
import io.tributary.platform.Ids;
import io.tributary.platform.TypeId;
import io.vertx.mutiny.sqlclient.SqlConnection;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/** Corrects balances by hand, in the caller's transaction; above a limit two people do it. */
@ApplicationScoped
class Adjustments {
  private final Accounts accounts;
  private final Spendings spendings;
  private final AdjustmentStore store;
  private final PointsCurrencyStore currencies;

  Adjustments(
      Accounts accounts,
      Spendings spendings,
      AdjustmentStore store,
      PointsCurrencyStore currencies) {
    this.accounts = accounts;
    this.spendings = spendings;
    this.store = store;
    this.currencies = currencies;
  }

  /**
   * Corrects a balance, or proposes to when it is by more than the currency's limit.
   *
   * @throws ApiException NOT_FOUND, INSUFFICIENT_POINTS, IDEMPOTENCY_KEY_REUSED
   */
  Uni<Receipt> adjust(
      SqlConnection connection,
      PointsCurrency currency,
      UUID customer,
      long points,
      Command order) {
    return accounts
        .lock(connection, currency, customer)
        .chain(
            locked ->
                Math.abs(points) <= currency.adjustmentLimit()
                    ? apply(connection, locked, points, order)
                    : accounts.once(
                        connection,
                        locked,
                        order,
                        () -> propose(connection, locked, customer, points, order)));
  }

  private Uni<Receipt> propose(
      SqlConnection connection, Locked locked, UUID customer, long points, Command order) {
    UUID id = Ids.next();
    return store
        .add(connection, locked.own(), id, customer, points, order, locked.at())
        .replaceWith(Receipt.of(locked, null, id, locked.balance()));
  }

  private Uni<Receipt> apply(SqlConnection connection, Locked locked, long points, Command order) {
    return points < 0
        ? spendings
            .take(connection, locked, EntryKind.ADJUST, -points, null, order)
            .map(Spendings.Taken::receipt)
        : accounts.once(connection, locked, order, () -> give(connection, locked, points, order));
  }

  private Uni<Receipt> give(SqlConnection connection, Locked locked, long points, Command order) {
    Account own = locked.account(locked.own());
    Book book = Book.open(own, List.of(), Map.of(), locked.at(), Accounts.TIME);
    UUID entry = Ids.next();
    Book.Draft draft = book.entry(EntryKind.ADJUST, entry, order, null);
    Grant grant = Grant.of(points, locked.at(), locked.currency().expiresAt(order.occurredAt()));
    draft.grant(Lot.given(own.id(), entry, grant));
    draft.repay();
    draft.close();
    return accounts.write(connection, locked, List.of(book), new Posting(), entry, null);
  }

  /**
   * Decides a correction that waits.
   *
   * @throws ApiException NOT_FOUND; FORBIDDEN for whoever proposed it; CONFLICT when it was decided
   *     before; INSUFFICIENT_POINTS, IDEMPOTENCY_KEY_REUSED
   */
  Uni<Receipt> decide(SqlConnection connection, UUID id, boolean approve, Command order) {
    return find(connection, id)
        .chain(
            found ->
                currencies
                    .require(connection, found.currency())
                    .chain(currency -> accounts.lock(connection, currency, found.customer())))
        .chain(
            locked ->
                accounts.once(
                    connection,
                    locked,
                    order,
                    () ->
                        find(connection, id)
                            .chain(found -> decide(connection, locked, found, approve, order))));
  }

  private Uni<Receipt> decide(
      SqlConnection connection,
      Locked locked,
      PointsAdjustment found,
      boolean approve,
      Command order) {
    if (found.state() != AdjustmentState.PROPOSED) {
      throw new ApiException(
          ErrorKind.CONFLICT, "This correction was decided before: " + found.state() + ".");
    }
    if (found.proposedBy().equals(order.actor())) {
      throw new ApiException(
          ErrorKind.FORBIDDEN,
          "Whoever proposed a correction does not decide it. Ask a colleague.");
    }
    UUID id = found.uuid();
    AdjustmentState state = approve ? AdjustmentState.DONE : AdjustmentState.REFUSED;
    Command applied =
        new Command(
            "adjustment/" + id,
            order.hash(),
            order.actor(),
            null,
            found.reason(),
            order.occurredAt());
    Uni<Receipt> done =
        approve
            ? apply(connection, locked, found.points(), applied)
            : Uni.createFrom().item(Receipt.of(locked, null, id, locked.balance()));
    return done.map(receipt -> Receipt.of(locked, receipt.entry(), id, receipt.balance()))
        .call(
            receipt ->
                store.decide(connection, id, state, order.actor(), locked.at(), receipt.entry()));
  }

  private Uni<PointsAdjustment> find(SqlConnection connection, UUID id) {
    return store
        .byIds(connection, List.of(id))
        .map(
            found ->
                found.stream()
                    .findFirst()
                    .orElseThrow(
                        () ->
                            ApiException.notFound(
                                "correction", TypeId.POINTS_ADJUSTMENT.encode(id))));
  }
}
