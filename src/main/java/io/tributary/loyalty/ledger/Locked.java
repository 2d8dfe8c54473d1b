package io.tributary.loyalty.ledger;

import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.UUID;

/**
 * A customer's accounts, and those of whom they share a pool with, locked and brought up to an
 * instant.
 *
 * @param currency of what
 * @param own the account of the customer that was asked for, not of those merged with it: what it
 *     is given is its own again when they are parted, and keys are kept here
 * @param accounts all accounts that are shared, in the order of their ids; after two people were
 *     parted, those that a command from before had touched, too
 * @param person the accounts of the person: keys and sales are looked for in them
 * @param shared the accounts that the person can spend from
 * @param at the instant; not before any of them was settled
 */
record Locked(
    PointsCurrency currency,
    UUID own,
    List<Account> accounts,
    Set<UUID> person,
    Set<UUID> shared,
    Instant at) {
  /** The ids of the accounts. */
  List<UUID> ids() {
    return accounts.stream().map(Account::id).toList();
  }

  /** One of the accounts. */
  Account account(UUID id) {
    return accounts.stream().filter(account -> account.id().equals(id)).findFirst().orElseThrow();
  }

  /**
   * What is said of one of the accounts: a key is the person's, and somebody else whose account it
   * touches may use the same.
   */
  Command said(UUID account, Command order) {
    return person.contains(account)
        ? order
        : new Command(
            own + "/" + order.key(),
            order.hash(),
            order.actor(),
            order.reference(),
            order.reason(),
            order.occurredAt());
  }

  /** What the person has, alone or with others. */
  Balance balance() {
    return Balance.of(accounts.stream().filter(a -> shared.contains(a.id())).toList(), at);
  }

  /** The same with accounts as books have left them. */
  Locked after(Collection<Book> books) {
    return new Locked(
        currency,
        own,
        accounts.stream()
            .map(
                account ->
                    books.stream()
                        .filter(book -> book.account().id().equals(account.id()))
                        .map(Book::now)
                        .findFirst()
                        .orElse(account))
            .toList(),
        person,
        shared,
        at);
  }
}
