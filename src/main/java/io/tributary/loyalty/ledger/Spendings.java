package io.tributary.loyalty.ledger;

import io.smallrye.mutiny.Uni;
import io.tributary.graphql.ApiException;
import io.tributary.graphql.ErrorKind;
import io.tributary.loyalty.ledger.LedgerStore.Part;
import io.tributary.platform.Ids;
import io.tributary.platform.TypeId;
import io.vertx.mutiny.sqlclient.SqlConnection;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;

/** Spends points, holds them, gives them back; in the caller's transaction. */
@ApplicationScoped
class Spendings {
  private final Accounts accounts;
  private final LedgerStore store;
  private final LotStore lots;
  private final PointsCurrencyStore currencies;

  Spendings(Accounts accounts, LedgerStore store, LotStore lots, PointsCurrencyStore currencies) {
    this.accounts = accounts;
    this.store = store;
    this.lots = lots;
    this.currencies = currencies;
  }

  /**
   * Spends points.
   *
   * @throws ApiException INSUFFICIENT_POINTS, NOT_FOUND, IDEMPOTENCY_KEY_REUSED; INVALID_INPUT for
   *     a currency that is never spent
   */
  Uni<Receipt> redeem(
      SqlConnection connection,
      PointsCurrency currency,
      UUID customer,
      long points,
      Command order) {
    requireSpendable(currency);
    return accounts
        .lock(connection, currency, customer)
        .chain(locked -> take(connection, locked, EntryKind.REDEEM, points, null, order))
        .map(Taken::receipt);
  }

  /**
   * Holds points until they are captured, released or nobody came for them in time.
   *
   * @throws ApiException as {@link #redeem}
   */
  Uni<Receipt> reserve(
      SqlConnection connection,
      PointsCurrency currency,
      UUID customer,
      long points,
      Instant expiresAt,
      Command order) {
    requireSpendable(currency);
    return accounts
        .lock(connection, currency, customer)
        .chain(
            locked ->
                take(connection, locked, EntryKind.RESERVE, points, null, order)
                    .call(
                        taken ->
                            taken.parts().isEmpty()
                                ? Uni.createFrom().voidItem()
                                : store.hold(
                                    connection, locked.ids(), taken.receipt().entry(), expiresAt)))
        .map(Taken::receipt);
  }

  /**
   * What a spend took.
   *
   * @param parts from which lots; empty when the key came before
   * @param receipt what is answered
   */
  record Taken(List<Part> parts, Receipt receipt) {}

  /** Takes points out of locked accounts, by earliest expiry. */
  Uni<Taken> take(
      SqlConnection connection,
      Locked locked,
      EntryKind kind,
      long points,
      UUID reverses,
      Command order) {
    UUID entry = Ids.next();
    boolean held = kind == EntryKind.RESERVE;
    Balance after = locked.balance().plus(-points, held ? points : 0);
    Receipt receipt = Receipt.of(locked, entry, held ? entry : null, after);
    return store
        .spend(connection, locked, kind, entry, points, reverses, order, receipt)
        .map(
            spend -> {
              if (spend.known() != null) {
                return new Taken(List.of(), Accounts.same(spend.known(), order));
              }
              long taken = spend.parts().stream().mapToLong(Part::points).sum();
              if (taken == 0) {
                throw insufficient(points, locked.balance().available());
              }
              if (taken != points) {
                throw new IllegalStateException(taken + " points taken instead of " + points);
              }
              return new Taken(spend.parts(), receipt);
            });
  }

  private static ApiException insufficient(long points, long available) {
    return new ApiException(
        ErrorKind.INSUFFICIENT_POINTS,
        "input.points",
        "%d points are asked for and %d are available. Ask for fewer."
            .formatted(points, available));
  }

  static void requireSpendable(PointsCurrency currency) {
    if (!currency.spendable()) {
      throw ApiException.invalid(
          "input.currency", currency.code() + " is never spent; name one that is.");
    }
  }

  /** A spending with the accounts that it touched, locked. */
  private record Open(Locked locked, List<Spending> parts, UUID entry) {
    long spent(List<Movement> taken) {
      return -taken.stream().mapToLong(Movement::delta).sum();
    }

    long back() {
      return parts.stream().mapToLong(Spending::back).sum();
    }

    ReservationState state() {
      return parts.get(0).reservation() == null ? null : parts.get(0).reservation().state();
    }
  }

  /** Finds a spending and locks its customer's accounts; NOT_FOUND when it is something else. */
  private Uni<Open> open(SqlConnection connection, UUID entry, boolean reservation) {
    return find(connection, entry, reservation)
        .chain(
            parts ->
                currencies
                    .require(connection, parts.get(0).currency())
                    .chain(
                        currency ->
                            accounts.lock(
                                connection,
                                currency,
                                parts.stream().map(Spending::customer).distinct().toList()))
                    .map(locked -> together(locked, parts.get(0).customer())))
        // once more, now that nobody else can change what became of it
        .chain(
            locked ->
                find(connection, entry, reservation).map(parts -> new Open(locked, parts, entry)));
  }

  /** One person's accounts, with those of people who were one with them when it was spent. */
  private static Locked together(Map<UUID, Locked> locked, UUID customer) {
    Locked first = locked.get(customer);
    Map<UUID, Account> all = new TreeMap<>();
    locked
        .values()
        .forEach(one -> one.accounts().forEach(account -> all.put(account.id(), account)));
    return new Locked(
        first.currency(),
        first.own(),
        List.copyOf(all.values()),
        first.person(),
        first.shared(),
        first.at());
  }

  private Uni<List<Spending>> find(SqlConnection connection, UUID entry, boolean reservation) {
    return lots.spendings(connection, List.of(entry))
        .invoke(
            parts -> {
              boolean fits =
                  !parts.isEmpty()
                      && (parts.get(0).kind() == EntryKind.RESERVE
                          || !reservation && parts.get(0).kind() == EntryKind.REDEEM);
              if (!fits) {
                TypeId type = reservation ? TypeId.POINTS_RESERVATION : TypeId.POINTS_ENTRY;
                throw ApiException.notFound(
                    reservation ? "reservation" : "redemption", type.encode(entry));
              }
            });
  }

  /**
   * Gives spent points back: into the lots they came from, with their expiry; what came from lots
   * that have ended becomes a lot of its own with the currency's grace.
   *
   * @param points how many; null for all that are left
   * @throws ApiException NOT_FOUND, CONFLICT when fewer are left, IDEMPOTENCY_KEY_REUSED
   */
  Uni<Receipt> cancel(SqlConnection connection, UUID redemption, Long points, Command order) {
    return open(connection, redemption, false)
        .chain(
            open ->
                accounts.once(
                    connection,
                    open.locked(),
                    order,
                    () ->
                        movements(connection, open)
                            .chain(of -> giveBack(connection, open, of, points, order))));
  }

  /** What a spending took and the lots it took it from. */
  private record Of(List<Movement> taken, List<Lot> lots) {}

  private Uni<Of> movements(SqlConnection connection, Open open) {
    List<UUID> ids = open.locked().ids();
    List<UUID> entry = List.of(open.entry());
    return lots.taken(connection, ids, entry)
        .chain(taken -> lots.entryLots(connection, ids, entry).map(of -> new Of(taken, of)));
  }

  private Uni<Receipt> giveBack(
      SqlConnection connection, Open open, Of of, Long points, Command order) {
    if (open.state() != null && open.state() != ReservationState.CAPTURED) {
      throw new ApiException(
          ErrorKind.CONFLICT, "This reservation was not captured: release it instead.");
    }
    long left = open.spent(of.taken()) - open.back();
    long back = points == null ? left : points;
    if (left == 0 || back > left) {
      throw new ApiException(
          ErrorKind.CONFLICT,
          "input.points",
          "Of this redemption %d points are left to give back.".formatted(left));
    }
    UUID entry = Ids.next();
    Locked locked = open.locked();
    List<Book> books = new ArrayList<>();
    List<Movement> parts = PutBack.of(of.taken(), open.back(), back);
    for (Account account : locked.accounts()) {
      List<Movement> own =
          parts.stream().filter(part -> part.account().equals(account.id())).toList();
      if (!own.isEmpty()) {
        Book book =
            Book.open(
                account, Accounts.of(account, of.lots()), Map.of(), locked.at(), Accounts.TIME);
        restore(
            book,
            locked.currency(),
            own,
            of.lots(),
            entry,
            locked.said(account.id(), order),
            open.entry());
        books.add(book);
      }
    }
    return accounts.write(connection, locked, books, new Posting(), entry, null);
  }

  /** Puts parts of a spending back on one account. */
  static void restore(
      Book book,
      PointsCurrency currency,
      List<Movement> parts,
      List<Lot> lots,
      UUID entry,
      Command order,
      UUID redemption) {
    Book.Draft draft = book.entry(EntryKind.CANCEL_REDEMPTION, entry, order, redemption);
    long ended = 0;
    for (Movement part : parts) {
      // what was owed came out of no lot: it repays the debt, or is there anew
      boolean isThere =
          part.lot() != null
              && !lots.stream()
                  .filter(l -> l.id().equals(part.lot()))
                  .findFirst()
                  .orElseThrow()
                  .isExpired(book.at());
      if (isThere) {
        draft.restore(part.lot(), part.delta());
      } else {
        ended += part.delta();
      }
    }
    if (ended > 0) {
      Grant grace = Grant.of(ended, book.at(), currency.graceUntil(book.at()));
      draft.grant(Lot.given(book.account().id(), entry, grace));
    }
    draft.repay();
    draft.close();
  }

  /**
   * Ends a reservation: some of it is spent, the rest goes back.
   *
   * @param spent how many points are spent: null for all, 0 to release it
   * @throws ApiException NOT_FOUND, INVALID_INPUT when more than were held, CONFLICT when it has
   *     ended, IDEMPOTENCY_KEY_REUSED
   */
  Uni<Receipt> end(SqlConnection connection, UUID reservation, Long spent, Command order) {
    return open(connection, reservation, true)
        .chain(
            open ->
                accounts.once(
                    connection,
                    open.locked(),
                    order,
                    () ->
                        movements(connection, open)
                            .chain(of -> end(connection, open, of, spent, order))));
  }

  /**
   * Ends a reservation of which points have been spent elsewhere already. Where it has gone back
   * meanwhile, they are taken anew from what the customer has; what is no longer there is owed,
   * since it was promised before it was spent.
   *
   * @throws ApiException as {@link #end}
   */
  Uni<Receipt> spent(
      SqlConnection connection, UUID reservation, UUID customer, long spent, Command order) {
    return open(connection, reservation, true)
        .chain(
            open -> {
              boolean back =
                  open.state() == ReservationState.LAPSED
                      || open.state() == ReservationState.RELEASED;
              if (back && spent > 0) {
                return accounts
                    .lock(connection, open.locked().currency(), customer)
                    .chain(locked -> takeOrOwe(connection, locked, spent, order));
              }
              return accounts.once(
                  connection,
                  open.locked(),
                  order,
                  () ->
                      back
                          ? accounts.write(
                              connection,
                              open.locked(),
                              List.of(),
                              new Posting(),
                              null,
                              open.entry())
                          : movements(connection, open)
                              .chain(of -> end(connection, open, of, spent, order)));
            });
  }

  /**
   * Takes points by earliest expiry; what is missing becomes debt of the customer's own account.
   */
  private Uni<Receipt> takeOrOwe(
      SqlConnection connection, Locked locked, long points, Command order) {
    return accounts.once(
        connection,
        locked,
        order,
        () ->
            lots.openLots(connection, locked.ids())
                .chain(
                    open -> {
                      UUID entry = Ids.next();
                      Collection<Book> books = takeOrOwe(locked, open, points, entry, order);
                      return accounts.write(connection, locked, books, new Posting(), entry, null);
                    }));
  }

  private static Collection<Book> takeOrOwe(
      Locked locked, List<Lot> open, long points, UUID entry, Command order) {
    Map<UUID, Book> books = new LinkedHashMap<>();
    Map<UUID, Book.Draft> drafts = new LinkedHashMap<>();
    for (Account account : locked.accounts()) {
      UUID id = account.id();
      Book book =
          Book.open(account, Accounts.of(account, open), Map.of(), locked.at(), Accounts.TIME);
      books.put(id, book);
      drafts.put(id, book.entry(EntryKind.REDEEM, entry, locked.said(id, order), null));
    }
    List<Lot> usable =
        books.values().stream()
            .flatMap(book -> book.usable().stream())
            .sorted(Lot.IN_ORDER_OF_USE)
            .toList();
    long left = points;
    for (Lot lot : usable) {
      long part = Math.min(left, lot.remaining());
      left -= part;
      if (part > 0) {
        drafts.get(lot.account()).take(lot.id(), part, Cause.USE);
      }
    }
    drafts.get(locked.own()).owe(left);
    drafts.values().forEach(Book.Draft::close);
    return books.values().stream().filter(book -> !book.isUntouched()).toList();
  }

  private Uni<Receipt> end(SqlConnection connection, Open open, Of of, Long spent, Command order) {
    if (open.state() != ReservationState.OPEN) {
      throw new ApiException(
          ErrorKind.CONFLICT, "This reservation has ended: it is " + open.state() + ".");
    }
    long held = open.spent(of.taken());
    long kept = spent == null ? held : spent;
    if (kept > held) {
      throw ApiException.invalid("input.points", "Only " + held + " points were held.");
    }
    UUID entry = Ids.next();
    Locked locked = open.locked();
    ReservationState state = kept == 0 ? ReservationState.RELEASED : ReservationState.CAPTURED;
    List<Movement> back = held == kept ? List.of() : PutBack.of(of.taken(), 0, held - kept);
    List<Book> books = new ArrayList<>();
    for (Spending part : open.parts()) {
      Account account = locked.account(part.account());
      Book book =
          Book.open(account, Accounts.of(account, of.lots()), Map.of(), locked.at(), Accounts.TIME);
      List<Movement> own = back.stream().filter(m -> m.account().equals(account.id())).toList();
      long points = own.stream().mapToLong(Movement::delta).sum();
      book.release(part.reservation(), entry, locked.said(account.id(), order), own, points, state);
      book.expire(Accounts.TIME);
      books.add(book);
    }
    return accounts.write(
        connection, locked, books, new Posting(), back.isEmpty() ? null : entry, open.entry());
  }
}
