package io.tributary.loyalty.ledger;

import io.smallrye.mutiny.Uni;
import io.tributary.graphql.ApiException;
import io.tributary.loyalty.ledger.LedgerStore.Part;
import io.tributary.platform.Ids;
import io.vertx.mutiny.sqlclient.SqlConnection;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;

/** Moves points from one member to another, in the caller's transaction. */
@ApplicationScoped
class Transfers {
  private final Accounts accounts;
  private final Spendings spendings;

  Transfers(Accounts accounts, Spendings spendings) {
    this.accounts = accounts;
    this.spendings = spendings;
  }

  /**
   * Moves points; they keep their expiry. Both sides' accounts are locked together, in the order of
   * their ids, so that two who give to each other do not wait for each other.
   *
   * @throws ApiException INSUFFICIENT_POINTS, NOT_FOUND, IDEMPOTENCY_KEY_REUSED; INVALID_INPUT when
   *     both are one person or share a pool
   */
  Uni<Receipt> transfer(
      SqlConnection connection,
      PointsCurrency currency,
      UUID from,
      UUID to,
      long points,
      Command order) {
    Spendings.requireSpendable(currency);
    if (from.equals(to)) {
      throw ApiException.invalid("input.to", "Name another member: these are the same.");
    }
    return accounts
        .lock(connection, currency, Set.of(from, to))
        .chain(
            locked ->
                Collections.disjoint(locked.get(from).shared(), locked.get(to).shared())
                    ? move(connection, locked.get(from), locked.get(to), points, order)
                    : accounts.once(connection, locked.get(from), order, Transfers::onePerson));
  }

  /** What was done before the two became one is answered again; nothing new is done. */
  private static Uni<Receipt> onePerson() {
    throw ApiException.invalid(
        "input.to",
        "Both have the same points, as one person or in one pool: there is nothing to move.");
  }

  private Uni<Receipt> move(
      SqlConnection connection, Locked from, Locked to, long points, Command order) {
    UUID received = Ids.next();
    return spendings
        .take(connection, from, EntryKind.TRANSFER_OUT, points, received, order)
        .call(
            taken ->
                taken.parts().isEmpty()
                    ? Uni.createFrom().voidItem()
                    : give(connection, to, taken.parts(), received, order, taken.receipt().entry()))
        .map(Spendings.Taken::receipt);
  }

  private Uni<Receipt> give(
      SqlConnection connection,
      Locked locked,
      List<Part> parts,
      UUID received,
      Command order,
      UUID sent) {
    Account own = locked.account(locked.own());
    Book book = Book.open(own, List.of(), Map.of(), locked.at(), Accounts.TIME);
    // the receiver may use the same key for a request of their own
    Command receiving = order.following("transfer", received, order.occurredAt());
    Book.Draft draft = book.entry(EntryKind.TRANSFER_IN, received, receiving, sent);
    for (Part part : parts) {
      draft.grant(
          Lot.given(own.id(), received, Grant.of(part.points(), locked.at(), part.expiresAt())));
    }
    draft.repay();
    draft.close();
    return accounts.write(connection, locked, List.of(book), new Posting(), received, null);
  }
}
