package io.tributary.loyalty.ledger;

import io.smallrye.mutiny.Uni;
import io.tributary.platform.Ids;
import io.vertx.mutiny.sqlclient.SqlConnection;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import java.util.stream.Collectors;

/**
 * Makes what sales have given, less what came back, what it should be: posts the difference. So it
 * does not matter how often or in what order their facts come.
 */
@ApplicationScoped
public class SalePoints {
  private static final String SALES = "earning";
  private static final String GIFTS = "bonus";

  private final LedgerStore store;
  private final LotStore lots;
  private final PostingStore postings;
  private final Accounts accounts;
  private final PointsCurrencies currencies;

  SalePoints(
      LedgerStore store,
      LotStore lots,
      PostingStore postings,
      Accounts accounts,
      PointsCurrencies currencies) {
    this.currencies = currencies;
    this.store = store;
    this.lots = lots;
    this.postings = postings;
    this.accounts = accounts;
  }

  /**
   * What a sale should have given by now.
   *
   * @param customer for whom the points are, also when they have been merged with somebody
   * @param sale the sale's name in the ledger
   * @param soldAt when: from here on expiry and waiting are reckoned
   * @param lines what each is worth, gives and has come back of it; a sale without lines has one
   *     with an empty name
   * @param returned value that came back without saying of which line, in minor units
   * @param returnedAt when the last of it came back; null while nothing did
   * @param reference the sale in the words of its channel
   * @param actor in whose name
   * @param reason what for, where it is no sale
   * @param activeAt before which what it gives cannot be used; null for what the currency says
   * @param activation from when what it gives can be used, whatever the currency says, as far as it
   *     is known by now: what was given before follows; null for what the currency says
   */
  public record Target(
      UUID customer,
      String sale,
      Instant soldAt,
      List<Line> lines,
      long returned,
      Instant returnedAt,
      String reference,
      String actor,
      String reason,
      Instant activeAt,
      Activation activation) {
    /** What a channel's sale should have given. */
    public Target(
        UUID customer,
        String sale,
        Instant soldAt,
        List<Line> lines,
        long returned,
        Instant returnedAt,
        String reference,
        Activation activation) {
      this(
          customer,
          sale,
          soldAt,
          lines,
          returned,
          returnedAt,
          reference,
          SALES,
          null,
          null,
          activation);
    }

    /** What something that is no sale should have given: so many points, or none any more. */
    public static Target whole(
        UUID customer, String name, Instant at, long points, String actor, Instant activeAt) {
      return whole(customer, name, at, points, name, actor, null, activeAt);
    }

    /** What a bonus should have given for something: so many points, or none any more. */
    public static Target gift(UUID customer, String name, Instant at, long points, String reason) {
      return whole(customer, name, at, points, null, GIFTS, reason, null);
    }

    private static Target whole(
        UUID customer,
        String name,
        Instant at,
        long points,
        String reference,
        String actor,
        String reason,
        Instant activeAt) {
      List<Line> one = List.of(new Line(Sale.WHOLE, 0, points, 0));
      return new Target(customer, name, at, one, 0, null, reference, actor, reason, activeAt, null);
    }

    long given() {
      return lines.stream().mapToLong(Line::points).sum();
    }

    List<Sale.Line> rows() {
      List<Sale.Line> rows = new ArrayList<>();
      boolean whole = false;
      for (Line line : lines) {
        boolean isWhole = line.name().equals(Sale.WHOLE);
        whole |= isWhole;
        Long value = line.value() > 0 ? (Long) line.value() : null;
        rows.add(
            new Sale.Line(
                line.name(), value, line.points(), line.returned() + (isWhole ? returned : 0)));
      }
      if (!whole) {
        rows.add(new Sale.Line(Sale.WHOLE, null, 0, returned));
      }
      return rows;
    }
  }

  /**
   * One line of a sale.
   *
   * @param name its name in the sale; empty for the sale as a whole
   * @param value what it is worth, in minor units
   * @param points what it gives
   * @param returned value that came back of it, in minor units
   */
  public record Line(String name, long value, long points, long returned) {}

  /**
   * What should have been given of a programme's currency.
   *
   * @param programme whose
   * @param currency its code
   */
  public record Part(UUID programme, String currency, Target target) {
    private String place() {
      return programme + "/" + currency;
    }
  }

  /** The same for several currencies, one after the other: locks are taken in one order. */
  public Uni<Void> settle(SqlConnection connection, List<Part> parts) {
    Map<String, List<Part>> byCurrency =
        parts.stream()
            .collect(Collectors.groupingBy(Part::place, TreeMap::new, Collectors.toList()));
    Uni<Void> done = Uni.createFrom().voidItem();
    for (List<Part> of : byCurrency.values()) {
      Part first = of.get(0);
      List<Target> targets = of.stream().map(Part::target).toList();
      done =
          done.chain(() -> currencies.require(connection, first.programme(), first.currency()))
              .chain(currency -> settle(connection, currency, targets));
    }
    return done;
  }

  /** Posts what is missing or too much; a fixed number of statements for any number of sales. */
  public Uni<Void> settle(SqlConnection connection, PointsCurrency currency, List<Target> targets) {
    List<UUID> customers = targets.stream().map(Target::customer).distinct().toList();
    List<String> sales = targets.stream().map(Target::sale).distinct().toList();
    Instant now = accounts.now();
    return store
        .open(connection, currency.uuid(), customers, now)
        .chain(() -> store.lockOwn(connection, currency.uuid(), customers))
        .chain(
            locked -> {
              List<UUID> ids = locked.stream().map(Account::id).toList();
              return accounts
                  .settle(connection, ids, now)
                  .chain(() -> store.lock(connection, ids))
                  .chain(
                      found ->
                          lots.sales(connection, ids, sales)
                              .chain(
                                  states ->
                                      books(connection, found, sales, now)
                                          .chain(
                                              books ->
                                                  post(
                                                      connection,
                                                      currency,
                                                      targets,
                                                      states,
                                                      books))));
            });
  }

  /** The books of accounts, by customer, with all that taking a sale back may touch. */
  private Uni<Map<UUID, Book>> books(
      SqlConnection connection, List<Account> found, Collection<String> sales, Instant now) {
    List<UUID> ids = found.stream().map(Account::id).toList();
    return lots.openLots(connection, ids)
        .chain(
            open ->
                lots.saleLots(connection, ids, sales)
                    .map(
                        ofSales -> {
                          Map<UUID, Lot> all = new LinkedHashMap<>();
                          open.forEach(lot -> all.put(lot.id(), lot));
                          ofSales.forEach(lot -> all.put(lot.id(), lot));
                          Map<UUID, List<Lot>> byAccount = new HashMap<>();
                          all.values()
                              .forEach(
                                  lot ->
                                      byAccount
                                          .computeIfAbsent(lot.account(), a -> new ArrayList<>())
                                          .add(lot));
                          Map<UUID, Book> books = new HashMap<>();
                          for (Account account : found) {
                            Instant at =
                                now.isBefore(account.settledAt()) ? account.settledAt() : now;
                            books.put(
                                account.customer(),
                                Book.open(
                                    account,
                                    byAccount.getOrDefault(account.id(), List.of()),
                                    Map.of(),
                                    at,
                                    Accounts.TIME));
                          }
                          return books;
                        }));
  }

  private Uni<Void> post(
      SqlConnection connection,
      PointsCurrency currency,
      List<Target> targets,
      Map<UUID, Map<String, SaleState>> states,
      Map<UUID, Book> books) {
    Posting posting = new Posting();
    targets.stream()
        .sorted(Comparator.comparing(Target::soldAt).thenComparing(Target::sale))
        .forEach(
            target -> {
              Book book = books.get(target.customer());
              SaleState state =
                  states
                      .getOrDefault(book.account().id(), Map.of())
                      .getOrDefault(target.sale(), SaleState.UNKNOWN);
              post(book, currency, target, state, posting);
            });
    books.values().stream().filter(book -> !book.isUntouched()).forEach(posting::with);
    return postings
        .write(connection, posting)
        .chain(() -> store.noteGrowth(connection, currency, ids(books.values())));
  }

  private static List<UUID> ids(Collection<Book> books) {
    return books.stream()
        .filter(book -> !book.isUntouched())
        .map(book -> book.account().id())
        .toList();
  }

  private static void post(
      Book book, PointsCurrency currency, Target target, SaleState state, Posting posting) {
    List<Sale.Line> rows = target.rows();
    Map<String, Long> posted = new HashMap<>();
    book.lotsOf(target.sale()).forEach(lot -> posted.merge(lot.line(), lot.granted(), Long::sum));
    long before = posted.values().stream().mapToLong(Long::longValue).sum();
    long owed = new Sale(rows).toTakeBack();
    // what was ever taken back stays so; what is right again is given anew
    long missing = target.given() - owed - (before - state.clawed());
    long give = Math.max(missing, Math.max(0, target.given() - before));
    long take = Math.max(0, give - missing - book.ended(target.sale()));
    if (target.activation() != null) {
      book.activateFrom(target.sale(), target.activation().at());
    }
    if (give > 0) {
      give(book, currency, target, posted, give);
    }
    if (take > 0) {
      UUID id = Ids.next();
      // what was given wrongly was never there: it is right from the sale on, whenever we hear of
      // it
      Instant at = target.returnedAt() == null ? target.soldAt() : target.returnedAt();
      book.takeBack(id, order(target, id, at), target.sale(), nearest(target), take);
    }
    // only now: what came back of a sale was there to be taken, however late we hear of both
    book.expire(Accounts.TIME);
    for (Sale.Line row : rows) {
      long clawed = row.name().equals(Sale.WHOLE) ? state.clawed() + take : 0;
      posting.sales.add(new Posting.SaleRow(book.account().id(), target.sale(), row, clawed));
    }
  }

  /** The line of which something came back, if it is one. */
  private static String nearest(Target target) {
    return target.lines().stream()
        .filter(line -> line.returned() > 0)
        .map(Line::name)
        .findFirst()
        .orElse(Sale.WHOLE);
  }

  /** Gives points on the lines that have had too few so far. */
  private static void give(
      Book book, PointsCurrency currency, Target target, Map<String, Long> posted, long points) {
    UUID id = Ids.next();
    Book.Draft draft = book.entry(EntryKind.EARN, id, order(target, id, target.soldAt()), null);
    Activation active = activation(currency, target);
    Instant expires = currency.expiresAt(target.soldAt());
    long left = points;
    for (int i = 0; i < target.lines().size() && left > 0; i++) {
      Line line = target.lines().get(i);
      boolean last = i == target.lines().size() - 1;
      long missing = Math.max(0, line.points() - posted.getOrDefault(line.name(), 0L));
      long part = last ? left : Math.min(left, missing);
      left -= part;
      if (part > 0) {
        draft.grant(
            new Lot(
                book.account().id(),
                Ids.next(),
                id,
                part,
                part,
                0,
                active.at(),
                expires,
                active.awaits(),
                target.sale(),
                line.name()));
      }
    }
    draft.repay();
    draft.close();
  }

  private static Activation activation(PointsCurrency currency, Target target) {
    if (target.activation() != null) {
      return target.activation();
    }
    Instant usual = currency.activeAt(target.soldAt());
    boolean isLater = target.activeAt() != null && target.activeAt().isAfter(usual);
    return new Activation(isLater ? target.activeAt() : usual, null);
  }

  private static Command order(Target target, UUID id, Instant at) {
    return new Command(
        "sale/" + target.sale() + "/" + id,
        Ids.hash("sale", target.sale()),
        target.actor(),
        target.reference(),
        target.reason(),
        at);
  }
}
