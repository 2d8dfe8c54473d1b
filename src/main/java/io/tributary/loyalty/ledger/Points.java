package io.tributary.loyalty.ledger;

import io.smallrye.mutiny.Uni;
import io.tributary.platform.FactKeys;
import io.tributary.platform.Tx;
import io.vertx.mutiny.sqlclient.SqlConnection;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/** Answers what members have. Nothing waits for a job: what time has changed is reckoned here. */
@ApplicationScoped
class Points {
  private final LedgerReadStore store;
  private final Accounts accounts;
  private final Tx tx;

  Points(LedgerReadStore store, Accounts accounts, Tx tx) {
    this.store = store;
    this.accounts = accounts;
    this.tx = tx;
  }

  /**
   * What customers have of a currency, in at most three statements.
   *
   * @param asOf an instant of the past; null for now
   */
  Uni<Map<UUID, PointsBalance>> balances(
      PointsCurrency currency, Instant asOf, List<UUID> customers) {
    Instant at = asOf == null ? accounts.now() : asOf;
    return tx.read(
            connection ->
                asOf == null
                    ? now(connection, currency, customers, at)
                    : store.past(connection, currency.uuid(), customers, at))
        .map(
            found -> {
              Map<UUID, PointsBalance> balances = new HashMap<>();
              for (UUID customer : customers) {
                List<Account> own = found.getOrDefault(customer, List.of());
                balances.put(customer, new PointsBalance(customer, currency, Balance.of(own, at)));
              }
              return balances;
            });
  }

  private Uni<Map<UUID, List<Account>>> now(
      SqlConnection connection, PointsCurrency currency, List<UUID> customers, Instant at) {
    return store
        .accounts(connection, currency.uuid(), customers)
        .chain(
            found -> {
              List<Account> due =
                  found.values().stream()
                      .flatMap(List::stream)
                      .filter(account -> account.isDue(at))
                      .distinct()
                      .toList();
              return due.isEmpty()
                  ? Uni.createFrom().item(found)
                  : accounts.read(connection, due, at).map(books -> after(found, books));
            });
  }

  private static Map<UUID, List<Account>> after(
      Map<UUID, List<Account>> found, Collection<Book> books) {
    Map<UUID, Account> settled = new HashMap<>();
    books.forEach(book -> settled.put(book.account().id(), book.now()));
    Map<UUID, List<Account>> after = new HashMap<>();
    found.forEach(
        (customer, own) -> {
          List<Account> all = new ArrayList<>(own);
          all.replaceAll(account -> settled.getOrDefault(account.id(), account));
          after.put(customer, all);
        });
    return after;
  }

  /**
   * What a spending would take and leave, in four statements; a customer without an account has
   * nothing.
   */
  Uni<RedemptionPreview> preview(PointsCurrency currency, UUID customer, long points) {
    Instant at = accounts.now();
    return tx.read(
        connection ->
            store
                .accounts(connection, currency.uuid(), List.of(customer))
                .map(found -> found.getOrDefault(customer, List.of()))
                .chain(all -> accounts.readAll(connection, all, at))
                .map(books -> preview(currency, books, points, at)));
  }

  private static RedemptionPreview preview(
      PointsCurrency currency, Collection<Book> books, long points, Instant at) {
    long available = Balance.of(books.stream().map(Book::now).toList(), at).available();
    RedemptionPlan plan =
        RedemptionPlan.of(
            books.stream().flatMap(book -> book.usable().stream()).toList(), points, available);
    List<PointsLeft> expiring = new ArrayList<>();
    plan.leftByExpiry()
        .forEach((end, left) -> expiring.add(new PointsLeft(FactKeys.utc(end), left)));
    return new RedemptionPreview(
        currency,
        points,
        Math.max(0, points - available),
        plan.used().stream()
            .map(
                lot ->
                    new RedemptionLot(
                        lot.remaining(),
                        FactKeys.utc(lot.activeAt()),
                        FactKeys.utc(lot.expiresAt()),
                        lot.sale()))
            .toList(),
        points > available ? available : available - points,
        expiring);
  }

  /** What ends when, by customer. */
  Uni<Map<UUID, List<PointsExpiry>>> expiring(
      PointsCurrency currency, Instant after, int limit, List<UUID> customers) {
    Instant from = after == null ? accounts.now() : after;
    return tx.read(
        connection -> store.expiring(connection, currency.uuid(), customers, from, limit));
  }

  /** What becomes usable when, by customer. */
  Uni<Map<UUID, List<PointsWaiting>>> waiting(
      PointsCurrency currency, PointsWaiting.Place after, int limit, List<UUID> customers) {
    Instant now = accounts.now();
    return tx.read(
        connection -> store.waiting(connection, currency.uuid(), customers, now, after, limit));
  }

  /** Entries before one, the latest first, by customer. */
  Uni<Map<UUID, List<PointsEntry>>> statement(
      PointsCurrency currency, Instant beforeTime, UUID beforeId, int limit, List<UUID> customers) {
    return tx.read(
        connection ->
            store.statement(connection, currency.uuid(), customers, beforeTime, beforeId, limit));
  }

  /** Entries by id. */
  Uni<Map<UUID, PointsEntry>> entries(Collection<UUID> ids) {
    return tx.read(connection -> store.entries(connection, ids));
  }

  /** What entries moved, lot by lot, by entry. */
  Uni<Map<UUID, List<PointsPart>>> parts(Collection<UUID> entries) {
    return tx.read(connection -> store.parts(connection, entries));
  }

  /** Reservations by id. */
  Uni<Map<UUID, PointsReservation>> reservations(Collection<UUID> ids) {
    return tx.read(connection -> store.reservations(connection, ids));
  }
}
