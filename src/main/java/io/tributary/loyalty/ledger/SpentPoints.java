package io.tributary.loyalty.ledger;

import io.smallrye.mutiny.Uni;
import io.tributary.platform.Ids;
import io.vertx.mutiny.sqlclient.SqlConnection;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Collectors;

/**
 * Makes what has gone back of spendings what it should be: posts what is missing. So it does not
 * matter how often it is told, or who gave some of it back before.
 */
@ApplicationScoped
public class SpentPoints {
  private final LedgerStore store;
  private final LotStore lots;
  private final PostingStore postings;
  private final Accounts accounts;

  SpentPoints(LedgerStore store, LotStore lots, PostingStore postings, Accounts accounts) {
    this.store = store;
    this.lots = lots;
    this.postings = postings;
    this.accounts = accounts;
  }

  /**
   * What should have gone back of a spending by now.
   *
   * @param spending the entry that spent
   * @param back how many points in all; more than it spent counts as all
   * @param actor in whose name
   * @param reference what it was for; null for nothing
   * @param at when what calls for it happened
   */
  public record Target(UUID spending, long back, String actor, String reference, Instant at) {}

  /** What the ledger knows of spendings. */
  private record Known(List<Spending> parts, List<Movement> taken, List<Lot> lots) {
    long spent(UUID spending) {
      return -taken(spending).stream().mapToLong(Movement::delta).sum();
    }

    List<Movement> taken(UUID spending) {
      return taken.stream().filter(movement -> movement.entry().equals(spending)).toList();
    }

    long back(UUID spending) {
      return parts.stream()
          .filter(part -> part.entry().equals(spending))
          .mapToLong(Spending::back)
          .sum();
    }
  }

  /**
   * Gives back what is missing, all of one currency; a fixed number of statements for any number of
   * spendings. The accounts that they took from are locked in the order of their ids.
   */
  public Uni<Void> settle(SqlConnection connection, PointsCurrency currency, List<Target> targets) {
    List<UUID> spendings = targets.stream().map(Target::spending).toList();
    Instant now = accounts.now();
    return lots.spendings(connection, spendings)
        .map(parts -> parts.stream().map(Spending::account).distinct().toList())
        .chain(
            ids ->
                accounts
                    .settle(connection, ids, now)
                    .chain(() -> store.lock(connection, ids))
                    .chain(
                        found ->
                            known(connection, ids, spendings)
                                .chain(
                                    known -> post(connection, currency, targets, found, known))));
  }

  private Uni<Known> known(SqlConnection connection, List<UUID> accounts, List<UUID> spendings) {
    return lots.spendings(connection, spendings)
        .chain(
            parts ->
                lots.taken(connection, accounts, spendings)
                    .chain(
                        taken ->
                            lots.entryLots(connection, accounts, spendings)
                                .map(of -> new Known(parts, taken, of))));
  }

  private Uni<Void> post(
      SqlConnection connection,
      PointsCurrency currency,
      List<Target> targets,
      List<Account> found,
      Known known) {
    Instant now = accounts.now();
    Map<UUID, Book> books = new HashMap<>();
    for (Account account : found) {
      Instant at = now.isBefore(account.settledAt()) ? account.settledAt() : now;
      books.put(
          account.id(),
          Book.open(account, Accounts.of(account, known.lots()), Map.of(), at, Accounts.TIME));
    }
    targets.forEach(target -> giveBack(currency, target, known, books));
    Posting posting = new Posting();
    books.values().stream().filter(book -> !book.isUntouched()).forEach(posting::with);
    return postings.write(connection, posting);
  }

  private static void giveBack(
      PointsCurrency currency, Target target, Known known, Map<UUID, Book> books) {
    long before = known.back(target.spending());
    long missing = Math.min(target.back(), known.spent(target.spending())) - before;
    if (missing <= 0) {
      return;
    }
    UUID entry = Ids.next();
    Command order =
        new Command(
            "back/" + entry,
            Ids.hash("back", target.spending().toString()),
            target.actor(),
            target.reference(),
            null,
            target.at());
    PutBack.of(known.taken(target.spending()), before, missing).stream()
        .collect(Collectors.groupingBy(Movement::account))
        .forEach(
            (account, parts) ->
                Spendings.restore(
                    books.get(account),
                    currency,
                    parts,
                    known.lots(),
                    entry,
                    order,
                    target.spending()));
  }
}
