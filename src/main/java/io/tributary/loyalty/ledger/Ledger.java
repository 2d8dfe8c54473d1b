package io.tributary.loyalty.ledger;

import io.smallrye.mutiny.Uni;
import io.tributary.graphql.ApiException;
import io.tributary.graphql.ErrorKind;
import io.tributary.platform.Ids;
import io.vertx.mutiny.sqlclient.SqlConnection;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/** Gives points and takes them back, in the caller's transaction. */
@ApplicationScoped
class Ledger {
  private final Accounts accounts;
  private final LedgerStore store;
  private final LotStore lots;

  Ledger(Accounts accounts, LedgerStore store, LotStore lots) {
    this.accounts = accounts;
    this.store = store;
    this.lots = lots;
  }

  /**
   * Gives points to a customer.
   *
   * @throws ApiException NOT_FOUND, IDEMPOTENCY_KEY_REUSED; CONFLICT when the sale's line is known
   *     with another value
   */
  Uni<Receipt> earn(
      SqlConnection connection,
      PointsCurrency currency,
      UUID customer,
      Grant grant,
      Command order) {
    return accounts
        .lock(connection, currency, customer)
        .chain(
            locked ->
                grant.sale() == null
                    ? give(connection, locked, grant, order)
                    : accounts.once(
                        connection, locked, order, () -> sell(connection, locked, grant, order)));
  }

  private Uni<Receipt> give(SqlConnection connection, Locked locked, Grant grant, Command order) {
    Account own = locked.account(locked.own());
    UUID entry = Ids.next();
    Lot lot = Lot.given(own.id(), entry, grant);
    long repaid = Math.min(own.debt(), grant.points());
    long left = grant.points() - repaid;
    boolean active = lot.isActive(locked.at());
    Account after =
        new Account(
            own.id(),
            own.customer(),
            own.available() + (active ? left : 0),
            own.pending() + (active ? 0 : left),
            own.reserved(),
            own.debt() - repaid,
            locked.at(),
            own.dueAt());
    List<Account> all = new ArrayList<>(locked.accounts());
    all.replaceAll(account -> account.id().equals(own.id()) ? after : account);
    Receipt receipt = Receipt.of(locked, entry, null, Balance.of(all, locked.at()));
    return store
        .earn(connection, locked.person(), lot, repaid, order, locked.at(), receipt)
        .call(() -> store.noteGrowth(connection, locked.currency(), locked.ids()))
        .map(known -> known.map(k -> Accounts.same(k, order)).orElse(receipt));
  }

  /** Points of a sale, of which some may have come back before it came. */
  private Uni<Receipt> sell(SqlConnection connection, Locked locked, Grant grant, Command order) {
    return open(connection, locked, grant.sale())
        .chain(
            open -> {
              Sale.Line known = open.state().line(grant.line());
              if (known.value() != null && !known.value().equals(grant.value())) {
                throw new ApiException(
                    ErrorKind.CONFLICT,
                    "input.value",
                    "This sale is known with another value. Claw back what it earned first.");
              }
              UUID entry = Ids.next();
              Book.Draft draft = open.book().entry(EntryKind.EARN, entry, order, null);
              draft.grant(Lot.given(open.book().account().id(), entry, grant));
              draft.repay();
              draft.close();
              Sale.Line line =
                  new Sale.Line(
                      grant.line(),
                      grant.value(),
                      known.granted() + grant.points(),
                      known.returned());
              return reckon(connection, locked, open, grant.line(), line, order, entry);
            });
  }

  /**
   * Takes back what a return calls for; one that comes before its sale waits for it.
   *
   * @param line the sale's line; {@link Sale#WHOLE} when the return does not say
   * @param returned the value that came back, in minor units
   * @throws ApiException NOT_FOUND, IDEMPOTENCY_KEY_REUSED
   */
  Uni<Receipt> clawBack(
      SqlConnection connection,
      PointsCurrency currency,
      UUID customer,
      String sale,
      String line,
      long returned,
      Command order) {
    return accounts
        .lock(connection, currency, customer)
        .chain(
            locked ->
                accounts.once(
                    connection,
                    locked,
                    order,
                    () ->
                        open(connection, locked, sale)
                            .chain(
                                open -> {
                                  Sale.Line known = open.state().line(line);
                                  Sale.Line now =
                                      new Sale.Line(
                                          line,
                                          known.value(),
                                          known.granted(),
                                          known.returned() + returned);
                                  return reckon(connection, locked, open, line, now, order, null);
                                })));
  }

  /** The account that has a sale, with all that taking it back may touch. */
  private record OpenSale(Book book, String sale, SaleState state) {}

  private Uni<OpenSale> open(SqlConnection connection, Locked locked, String sale) {
    return lots.sales(connection, locked.person(), List.of(sale))
        .chain(
            sales -> {
              UUID id = sales.keySet().stream().sorted().findFirst().orElse(locked.own());
              SaleState state =
                  sales.getOrDefault(id, Map.of()).getOrDefault(sale, SaleState.UNKNOWN);
              Account account = locked.account(id);
              return openBook(connection, account, List.of(sale), locked)
                  .map(book -> new OpenSale(book, sale, state));
            });
  }

  private Uni<Book> openBook(
      SqlConnection connection, Account account, Collection<String> sales, Locked locked) {
    return lots.openLots(connection, List.of(account.id()))
        .chain(
            open ->
                lots.saleLots(connection, List.of(account.id()), sales)
                    .map(
                        ofSales -> {
                          Map<UUID, Lot> all = new LinkedHashMap<>();
                          open.forEach(lot -> all.put(lot.id(), lot));
                          ofSales.forEach(lot -> all.put(lot.id(), lot));
                          return Book.open(
                              account, all.values(), Map.of(), locked.at(), Accounts.TIME);
                        }));
  }

  /** Takes back what all returns so far call for, and notes the sale as it is now. */
  private Uni<Receipt> reckon(
      SqlConnection connection,
      Locked locked,
      OpenSale open,
      String name,
      Sale.Line line,
      Command order,
      UUID earned) {
    SaleState state = open.state().with(line);
    UUID id = Ids.next();
    Command taking = earned == null ? order : order.following("claw-back", id, order.occurredAt());
    long points =
        Math.max(0, state.rule().toTakeBack() - open.book().ended(open.sale())) - state.clawed();
    long clawed = state.clawed() + Math.max(0, points);
    if (points > 0) {
      open.book().takeBack(id, taking, open.sale(), name, points);
    }
    Posting posting = new Posting();
    UUID account = open.book().account().id();
    // the line with no name keeps what was taken back for the whole sale
    state
        .with(state.line(Sale.WHOLE))
        .lines()
        .forEach(
            each ->
                posting.sales.add(
                    new Posting.SaleRow(
                        account, open.sale(), each, each.name().equals(Sale.WHOLE) ? clawed : 0)));
    UUID entry = earned != null ? earned : clawed > state.clawed() ? id : null;
    return accounts.write(connection, locked, List.of(open.book()), posting, entry, null);
  }

  /**
   * An event has happened that points waited for: they can be used from now on.
   *
   * @param sale only those of this sale; null for all that wait for the event
   */
  Uni<Receipt> activate(
      SqlConnection connection,
      PointsCurrency currency,
      UUID customer,
      String event,
      String sale,
      Command order) {
    return accounts
        .lock(connection, currency, customer)
        .chain(
            locked ->
                accounts.once(
                    connection,
                    locked,
                    order,
                    () ->
                        lots.waiting(connection, locked.person(), event, sale)
                            .chain(
                                waiting -> {
                                  List<Book> books = new ArrayList<>();
                                  for (Account account : locked.accounts()) {
                                    List<Lot> own = Accounts.of(account, waiting);
                                    Book book =
                                        Book.open(
                                            account, own, Map.of(), locked.at(), Accounts.TIME);
                                    book.happened(own.stream().map(Lot::id).toList());
                                    books.add(book);
                                  }
                                  return accounts.write(
                                      connection, locked, books, new Posting(), null, null);
                                })));
  }
}
