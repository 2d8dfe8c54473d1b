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

/** Gives points to many members at once, as other rooms of loyalty have decided. */
@ApplicationScoped
public class BonusPoints {
  private static final String ACTOR = "bonus";

  private final LedgerStore store;
  private final PostingStore postings;
  private final Accounts accounts;

  BonusPoints(LedgerStore store, PostingStore postings, Accounts accounts) {
    this.store = store;
    this.postings = postings;
    this.accounts = accounts;
  }

  /**
   * Points to give.
   *
   * @param customer for whom, also when they have been merged with somebody
   * @param key the ledger takes a gift with a key once
   * @param points how many
   * @param reason what for
   * @param at when it happened: from here on expiry and waiting are reckoned
   */
  public record Gift(UUID customer, String key, long points, String reason, Instant at) {}

  /**
   * Locks the customers' own accounts, in the order of their ids, opening those that are missing.
   */
  public Uni<Void> lock(SqlConnection connection, PointsCurrency currency, List<UUID> customers) {
    Instant now = accounts.now();
    return store
        .open(connection, currency.uuid(), customers, now)
        .chain(() -> store.lockOwn(connection, currency.uuid(), customers))
        .chain(
            locked -> accounts.settle(connection, locked.stream().map(Account::id).toList(), now))
        .replaceWithVoid();
  }

  /** Gives points on accounts that are locked; a fixed number of statements for any number. */
  public Uni<Void> give(SqlConnection connection, PointsCurrency currency, List<Gift> gifts) {
    List<UUID> customers = gifts.stream().map(Gift::customer).distinct().toList();
    Instant now = accounts.now();
    return store
        .lockOwn(connection, currency.uuid(), customers)
        .chain(
            locked -> {
              Map<UUID, Book> books = new HashMap<>();
              for (Account account : locked) {
                Instant at = account.settledAt().isAfter(now) ? account.settledAt() : now;
                books.put(
                    account.customer(), Book.open(account, List.of(), Map.of(), at, Accounts.TIME));
              }
              gifts.forEach(gift -> give(books.get(gift.customer()), currency, gift));
              Posting posting = new Posting();
              books.values().forEach(posting::with);
              return postings.write(connection, posting);
            });
  }

  private static void give(Book book, PointsCurrency currency, Gift gift) {
    UUID entry = Ids.next();
    Command said =
        new Command(
            "bonus/" + gift.key(),
            Ids.hash("bonus", gift.key()),
            ACTOR,
            null,
            gift.reason(),
            gift.at());
    Book.Draft draft = book.entry(EntryKind.EARN, entry, said, null);
    Grant grant =
        Grant.of(gift.points(), currency.activeAt(gift.at()), currency.expiresAt(gift.at()));
    draft.grant(Lot.given(book.account().id(), entry, grant));
    draft.repay();
    draft.close();
    book.expire(Accounts.TIME);
  }
}
