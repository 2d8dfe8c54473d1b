package io.tributary.loyalty.ledger;

import io.tributary.platform.Ids;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;

/**
 * The rules of one account: takes the account as its locked rows say, and what a command wants;
 * keeps the balance, the lots and the debt right; and holds the rows to write. Pure but for the ids
 * of new rows.
 *
 * <p>It is given the lots that the command may touch, not all there are.
 */
final class Book {
  private final Account account;
  private final Instant at;
  private final Map<UUID, Lot> lots = new LinkedHashMap<>();
  private final Set<UUID> made = new HashSet<>();
  private final Set<UUID> changed = new HashSet<>();
  private final List<Entry> entries = new ArrayList<>();
  private final List<Movement> movements = new ArrayList<>();
  private final List<Posting.ReservationRow> reservations = new ArrayList<>();
  private long available;
  private long pending;
  private long reserved;
  private long debt;

  private Book(Account account, Instant at) {
    if (at.isBefore(account.settledAt())) {
      throw new IllegalArgumentException("an account's time does not run backwards");
    }
    this.account = account;
    this.at = at;
    this.available = account.available();
    this.pending = account.pending();
    this.reserved = account.reserved();
    this.debt = account.debt();
  }

  /**
   * Opens an account's book at an instant: lots become active and end whose time has come, and
   * reservations lapse.
   *
   * @param lots at least those that are due, and all that are to be touched
   * @param due reservations that have lapsed by the instant, each with what it took
   * @param actor in whose name time does this
   */
  static Book open(
      Account account,
      Collection<Lot> lots,
      Map<Reservation, List<Movement>> due,
      Instant at,
      String actor) {
    Book book = new Book(account, at);
    lots.stream().sorted(Lot.IN_ORDER_OF_USE).forEach(lot -> book.lots.put(lot.id(), lot));
    book.activate();
    due.forEach((reservation, taken) -> book.lapse(reservation, taken, actor));
    book.expire(actor);
    return book;
  }

  Account account() {
    return account;
  }

  Instant at() {
    return at;
  }

  /** The account as it stands now. */
  Account now() {
    return new Account(
        account.id(), account.customer(), available, pending, reserved, debt, at, account.dueAt());
  }

  /** The lots of a sale. */
  List<Lot> lotsOf(String sale) {
    return lots.values().stream().filter(lot -> sale.equals(lot.sale())).toList();
  }

  /** The lots that can be spent from now. */
  List<Lot> usable() {
    return lots.values().stream()
        .filter(lot -> lot.remaining() > 0 && lot.isActive(at) && !lot.isExpired(at))
        .toList();
  }

  /** Whether anything is to be written. */
  boolean isUntouched() {
    return entries.isEmpty() && changed.isEmpty() && now().equals(account);
  }

  /** Adds the rows to write. */
  void writeTo(Posting posting) {
    posting.entries.addAll(entries);
    posting.movements.addAll(movements);
    posting.reservations.addAll(reservations);
    lots.values().stream().filter(lot -> made.contains(lot.id())).forEach(posting.newLots::add);
    lots.values().stream()
        .filter(lot -> changed.contains(lot.id()) && !made.contains(lot.id()))
        .forEach(posting.changedLots::add);
    posting.accounts.add(now());
  }

  /** Begins an entry; {@link Draft#close} ends it. */
  Draft entry(EntryKind kind, UUID id, Command order, UUID reverses) {
    return new Draft(kind, id, order, reverses);
  }

  /** Lots whose time has come can be spent from now on. */
  private void activate() {
    for (Lot lot : lots.values()) {
      if (lot.isActive(at) && !lot.isActive(account.settledAt())) {
        pending -= lot.remaining();
        available += lot.remaining();
      }
    }
  }

  /** An event that lots waited for has happened: they can be spent from now on. */
  void happened(Collection<UUID> waiting) {
    for (UUID id : waiting) {
      Lot lot = lots.get(id);
      if (lot.activeAt() == null) {
        pending -= lot.remaining();
        available += lot.remaining();
        lots.put(id, lot.activeFrom(at));
        changed.add(id);
      }
    }
  }

  /**
   * Tells from when what a sale gave can be used, as far as it is known by now; what can be used
   * already stays so.
   *
   * @param from null while that is not known
   */
  void activateFrom(String sale, Instant from) {
    for (Lot lot : lotsOf(sale)) {
      boolean isUsable = lot.isActive(at);
      if (isUsable && (from == null || from.isAfter(lot.activeAt()))
          || Objects.equals(lot.activeAt(), from)) {
        continue;
      }
      Lot known = lot.activeFrom(from);
      if (!isUsable && known.isActive(at)) {
        pending -= lot.remaining();
        available += lot.remaining();
      }
      lots.put(lot.id(), known);
      changed.add(lot.id());
    }
  }

  /** Lots that have ended lose what is left; one entry for each instant at which some ended. */
  void expire(String actor) {
    Map<Instant, List<Lot>> ended = new LinkedHashMap<>();
    lots.values().stream()
        .filter(lot -> lot.remaining() > 0 && lot.isExpired(at))
        .sorted(Lot.IN_ORDER_OF_USE)
        .forEach(lot -> ended.computeIfAbsent(lot.expiresAt(), e -> new ArrayList<>()).add(lot));
    ended.forEach(
        (end, together) -> {
          UUID id = Ids.next();
          UUID hash = Ids.hash("expire", end.toString());
          Command order = new Command("expire/" + id, hash, actor, null, null, end);
          Draft draft = entry(EntryKind.EXPIRE, id, order, null);
          together.forEach(lot -> draft.take(lot.id(), lot.remaining(), Cause.EXPIRE));
          draft.close();
        });
  }

  private void lapse(Reservation reservation, List<Movement> taken, String actor) {
    UUID id = Ids.next();
    Command order =
        new Command(
            "lapse/" + reservation.id(),
            Ids.hash("lapse", reservation.id().toString()),
            actor,
            null,
            null,
            reservation.expiresAt());
    release(reservation, id, order, taken, reservation.points(), ReservationState.LAPSED);
  }

  /**
   * Ends a reservation, giving back some of it into the lots it came from. Lots that have ended
   * meanwhile lose it at once: nobody had spent it.
   */
  void release(
      Reservation reservation,
      UUID id,
      Command order,
      List<Movement> back,
      long points,
      ReservationState state) {
    reserved -= reservation.points();
    if (points > 0) {
      Draft draft = entry(EntryKind.RELEASE, id, order, reservation.id());
      back.forEach(m -> draft.restore(m.lot(), Math.abs(m.delta())));
      draft.repay();
      draft.close();
    }
    reservations.add(
        new Posting.ReservationRow(
            new Reservation(
                account.id(),
                reservation.id(),
                reservation.points(),
                state,
                reservation.expiresAt()),
            at));
  }

  /** What of a sale's points ended unused: it is not taken back a second time. */
  long ended(String sale) {
    return lotsOf(sale).stream().mapToLong(Lot::expired).sum();
  }

  /**
   * Takes points of a sale back: from the line's own lot, then from other lots of the sale, then by
   * earliest expiry, then as debt.
   *
   * @param line the line that came back; lots of the others follow
   * @param points how many, at least 1
   */
  void takeBack(UUID id, Command order, String sale, String line, long points) {
    Draft draft = entry(EntryKind.CLAW_BACK, id, order, null);
    Comparator<Lot> nearest =
        Comparator.comparing((Lot lot) -> !(sale.equals(lot.sale()) && line.equals(lot.line())))
            .thenComparing(lot -> !sale.equals(lot.sale()))
            .thenComparing(Lot.IN_ORDER_OF_USE);
    long left = points;
    for (Lot lot : lots.values().stream().sorted(nearest).toList()) {
      long part = Math.min(left, lot.remaining());
      left -= part;
      if (part > 0) {
        draft.take(lot.id(), part, Cause.CLAW_BACK);
      }
    }
    draft.owe(left);
    draft.close();
  }

  /** An entry that is being written. */
  final class Draft {
    private final EntryKind kind;
    private final UUID id;
    private final Command order;
    private final UUID reverses;
    private final List<Movement> moved = new ArrayList<>();
    private final Set<UUID> credited = new TreeSet<>(Comparator.comparing(UUID::toString));

    private Draft(EntryKind kind, UUID id, Command order, UUID reverses) {
      this.kind = kind;
      this.id = id;
      this.order = Objects.requireNonNull(order);
      this.reverses = reverses;
    }

    /** A new lot. */
    void grant(Lot lot) {
      made.add(lot.id());
      lots.put(lot.id(), lot.plus(-lot.remaining()));
      move(lot.id(), lot.granted(), Cause.GRANT);
      credited.add(lot.id());
    }

    /** Out of a lot. */
    void take(UUID lot, long points, Cause cause) {
      if (cause == Cause.EXPIRE) {
        Lot before = lots.get(lot);
        move(lot, -points, cause);
        lots.put(lot, before.minusExpired(points));
      } else {
        move(lot, -points, cause);
      }
    }

    /** Back into a lot. */
    void restore(UUID lot, long points) {
      move(lot, points, Cause.RESTORE);
      credited.add(lot);
    }

    /** Taken back beyond what there was. */
    void owe(long points) {
      if (points > 0) {
        debt += points;
        add(null, -points, Cause.OWE);
      }
    }

    /** A credit repays the debt first. */
    void repay() {
      for (UUID lot : credited) {
        long part = Math.min(debt, lots.get(lot).remaining());
        if (part > 0) {
          move(lot, -part, Cause.REPAY);
          debt -= part;
          add(null, part, Cause.REPAY);
        }
      }
    }

    /** Ends the entry; its amount is what moved. One that moved nothing is not written. */
    void close() {
      if (!moved.isEmpty()) {
        long amount = moved.stream().mapToLong(Movement::delta).sum();
        entries.add(new Entry(account.id(), id, kind, amount, order, reverses, at));
        movements.addAll(moved);
      }
    }

    private void move(UUID id, long delta, Cause cause) {
      Lot lot = lots.get(id);
      lots.put(id, lot.plus(delta));
      changed.add(id);
      if (lot.isActive(at)) {
        available += delta;
      } else {
        pending += delta;
      }
      add(id, delta, cause);
    }

    private void add(UUID lot, long delta, Cause cause) {
      moved.add(new Movement(account.id(), id, moved.size() + 1, lot, delta, cause));
    }
  }
}
