package io.tributary.loyalty.ledger;

import io.smallrye.mutiny.Uni;
import io.tributary.graphql.ApiException;
import io.tributary.graphql.ErrorKind;
import io.tributary.loyalty.ledger.LedgerStore.Held;
import io.tributary.loyalty.ledger.LedgerStore.Known;
import io.tributary.platform.TypeId;
import io.vertx.mutiny.sqlclient.SqlConnection;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What every command does first: lock the accounts, bring them up to the instant, and see whether
 * its key came before.
 */
@ApplicationScoped
class Accounts {
  /** In whose name time moves points. */
  static final String TIME = "time";

  private final LedgerStore store;
  private final LotStore lots;
  private final PostingStore postings;
  private final Clock clock;

  Accounts(LedgerStore store, LotStore lots, PostingStore postings, Clock clock) {
    this.store = store;
    this.lots = lots;
    this.postings = postings;
    this.clock = clock;
  }

  /** Now, to the microsecond that the database keeps. */
  Instant now() {
    return clock.instant().truncatedTo(ChronoUnit.MICROS);
  }

  /** Locks a customer's accounts, opening the first; NOT_FOUND when there is no such customer. */
  Uni<Locked> lock(SqlConnection connection, PointsCurrency currency, UUID customer) {
    return lock(connection, currency, List.of(customer)).map(found -> found.get(customer));
  }

  /**
   * Locks the accounts of several customers, in the order of their ids.
   *
   * @return by customer, all at one instant; those who are one person, or in one pool, share their
   *     accounts
   * @throws ApiException NOT_FOUND for an unknown customer
   */
  Uni<Map<UUID, Locked>> lock(
      SqlConnection connection, PointsCurrency currency, Collection<UUID> customers) {
    Instant now = now();
    return store
        .lock(connection, currency.uuid(), customers)
        .chain(
            found ->
                customers.stream().allMatch(customer -> own(found, customer) != null)
                    ? Uni.createFrom().item(found)
                    : store
                        .open(connection, currency.uuid(), customers, now)
                        .chain(() -> store.lock(connection, currency.uuid(), customers)))
        .map(found -> locked(currency, customers, found, now))
        .chain(locked -> bringUp(connection, locked));
  }

  private static Map<UUID, Locked> locked(
      PointsCurrency currency,
      Collection<UUID> customers,
      Map<UUID, List<Held>> found,
      Instant now) {
    Instant at =
        found.values().stream()
            .flatMap(List::stream)
            .map(held -> held.account().settledAt())
            .reduce(now, (a, b) -> a.isAfter(b) ? a : b);
    Map<UUID, Locked> locked = new HashMap<>();
    for (UUID customer : customers) {
      UUID own = own(found, customer);
      if (own == null) {
        throw ApiException.notFound("customer", TypeId.CUSTOMER.encode(customer));
      }
      List<Held> all = found.get(customer);
      Set<UUID> person =
          all.stream().filter(Held::own).map(h -> h.account().id()).collect(Collectors.toSet());
      Set<UUID> pools = all.stream().filter(Held::own).map(Held::pool).collect(Collectors.toSet());
      List<Account> accounts =
          all.stream()
              .filter(held -> held.own() || held.pool() != null && pools.contains(held.pool()))
              .map(Held::account)
              .toList();
      Set<UUID> shared = accounts.stream().map(Account::id).collect(Collectors.toSet());
      locked.put(customer, new Locked(currency, own, accounts, person, shared, at));
    }
    return locked;
  }

  private static UUID own(Map<UUID, List<Held>> found, UUID customer) {
    return found.getOrDefault(customer, List.of()).stream()
        .map(Held::account)
        .filter(account -> account.customer().equals(customer))
        .map(Account::id)
        .findFirst()
        .orElse(null);
  }

  private Uni<Map<UUID, Locked>> bringUp(SqlConnection connection, Map<UUID, Locked> locked) {
    Map<UUID, Account> due = new HashMap<>();
    Instant at = locked.values().iterator().next().at();
    locked
        .values()
        .forEach(
            one ->
                one.accounts().stream()
                    .filter(account -> account.isDue(at))
                    .forEach(account -> due.put(account.id(), account)));
    return due.isEmpty()
        ? Uni.createFrom().item(locked)
        : settle(connection, List.copyOf(due.values()), at)
            .map(
                books -> {
                  Map<UUID, Locked> after = new HashMap<>();
                  locked.forEach((customer, one) -> after.put(customer, one.after(books)));
                  return after;
                });
  }

  /** Does what time calls for on locked accounts, and writes it. */
  private Uni<Collection<Book>> settle(SqlConnection connection, List<Account> due, Instant at) {
    return read(connection, due, at)
        .call(
            books -> {
              Posting posting = new Posting();
              books.forEach(posting::with);
              return postings.write(connection, posting);
            });
  }

  /** Locks accounts and brings them up to an instant; one that is past it already stays. */
  Uni<Collection<Book>> settle(SqlConnection connection, Collection<UUID> ids, Instant at) {
    return store
        .lock(connection, ids)
        .map(found -> found.stream().filter(account -> account.isDue(at)).toList())
        .chain(
            due ->
                due.isEmpty()
                    ? Uni.createFrom().item(List.<Book>of())
                    : settle(connection, due, at));
  }

  /** The books of accounts at an instant, with the lots that are due; nothing is written. */
  Uni<Collection<Book>> read(SqlConnection connection, List<Account> due, Instant at) {
    return read(connection, due, at, List.of());
  }

  /** The books of accounts at an instant, with all lots that hold points; nothing is written. */
  Uni<Collection<Book>> readAll(SqlConnection connection, List<Account> all, Instant at) {
    return lots.openLots(connection, all.stream().map(Account::id).toList())
        .chain(open -> read(connection, all, at, open));
  }

  private Uni<Collection<Book>> read(
      SqlConnection connection, List<Account> due, Instant at, List<Lot> more) {
    List<UUID> ids = due.stream().map(Account::id).toList();
    return lots.dueLots(connection, ids, at)
        .map(found -> Stream.concat(more.stream(), found.stream()).toList())
        .chain(
            found ->
                lots.dueReservations(connection, ids, at)
                    .map(
                        lapsed ->
                            due.stream()
                                .map(account -> open(account, found, lapsed, at))
                                .toList()));
  }

  private static Book open(
      Account account, List<Lot> lots, Map<Reservation, List<Movement>> lapsed, Instant at) {
    Map<Reservation, List<Movement>> own = new HashMap<>(lapsed);
    own.keySet().removeIf(reservation -> !reservation.account().equals(account.id()));
    Instant from = at.isBefore(account.settledAt()) ? account.settledAt() : at;
    return Book.open(account, of(account, lots), own, from, TIME);
  }

  /** The lots of one account. */
  static List<Lot> of(Account account, Collection<Lot> lots) {
    return lots.stream().filter(lot -> lot.account().equals(account.id())).toList();
  }

  /** Runs a command unless its key came before, and keeps its answer. */
  Uni<Receipt> once(
      SqlConnection connection, Locked locked, Command order, Supplier<Uni<Receipt>> command) {
    return store
        .known(connection, locked, order.key())
        .chain(
            known ->
                known.isPresent()
                    ? Uni.createFrom().item(same(known.get(), order))
                    : command
                        .get()
                        .call(
                            receipt ->
                                store.keep(connection, locked.own(), order, locked.at(), receipt)));
  }

  /** The answer that the key had; IDEMPOTENCY_KEY_REUSED when it came with another request. */
  static Receipt same(Known known, Command order) {
    if (!known.hash().equals(order.hash())) {
      throw new ApiException(
          ErrorKind.IDEMPOTENCY_KEY_REUSED,
          "input.idempotencyKey",
          "This key came before with another request. Give each request a key of its own.");
    }
    return known.receipt();
  }

  /** Writes books and what else is posted with them. */
  Uni<Receipt> write(
      SqlConnection connection,
      Locked locked,
      Collection<Book> books,
      Posting posting,
      UUID entry,
      UUID subject) {
    books.forEach(posting::with);
    return postings
        .write(connection, posting)
        .chain(() -> store.noteGrowth(connection, locked.currency(), locked.ids()))
        .replaceWith(Receipt.of(locked, entry, subject, locked.after(books).balance()));
  }
}
