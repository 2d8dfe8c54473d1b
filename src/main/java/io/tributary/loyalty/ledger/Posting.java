package io.tributary.loyalty.ledger;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

/** All that commands write, on however many accounts: rows to add and rows to set. */
final class Posting {
  /**
   * What a sale is to say from now on.
   *
   * @param account on which account
   * @param sale the sale
   * @param line with all that it earned and that came back
   * @param clawed points taken back for the whole sale; 0 on lines that have a name
   */
  record SaleRow(UUID account, String sale, Sale.Line line, long clawed) {}

  /**
   * What becomes of a reservation's row.
   *
   * @param reservation the row, with its new state; added when it is OPEN
   * @param at when
   */
  record ReservationRow(Reservation reservation, Instant at) {}

  final List<Entry> entries = new ArrayList<>();
  final List<Lot> newLots = new ArrayList<>();
  final List<Movement> movements = new ArrayList<>();
  final List<Lot> changedLots = new ArrayList<>();
  final List<Account> accounts = new ArrayList<>();
  final List<SaleRow> sales = new ArrayList<>();
  final List<ReservationRow> reservations = new ArrayList<>();

  /** Adds what a book wrote. */
  Posting with(Book book) {
    book.writeTo(this);
    return this;
  }
}
