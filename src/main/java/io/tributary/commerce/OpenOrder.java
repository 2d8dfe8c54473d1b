package io.tributary.commerce;

import io.tributary.platform.FactKeys;
import io.tributary.platform.Ids;
import io.tributary.platform.Outcome;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/**
 * One order while a transaction that holds its key works on it: how it stood, what facts do to it,
 * and what is to be written in the end. The database is asked before and told after; in between,
 * any number of facts are taken one after the other.
 */
final class OpenOrder {
  private final UUID key;
  private final UUID orderId;
  private final UUID keyProfileId;
  private final OrderState before;
  private final List<WaitingFact> waiting;
  private final Map<UUID, UUID> lineContents = new HashMap<>();
  private final List<NewLine> newLines = new ArrayList<>();
  private final List<NewReturn> newReturns = new ArrayList<>();
  private final List<WaitingFact> newWaiting = new ArrayList<>();
  private final List<WaitingFact> taken = new ArrayList<>();
  private final List<WaitingFact> leftBehind = new ArrayList<>();
  private UUID content;
  private boolean contentIsNew;
  private OrderState now;

  /** A line to be written. */
  record NewLine(UUID key, UUID id, OrderState order, OrderFact.Line line, UUID content) {}

  /** A return to be written. */
  record NewReturn(UUID id, OrderState order, ReturnFact fact) {}

  /**
   * An order as the database knows it.
   *
   * @param content the hash of what made it; null while nothing did
   * @param key its key
   * @param state the order; null while nothing but its id is known
   * @param waiting what waits for it
   */
  private OpenOrder(FactKeys.Key key, UUID content, OrderState state, List<WaitingFact> waiting) {
    this.key = key.hash();
    this.orderId = key.factId();
    this.keyProfileId = key.profileId();
    this.content = content;
    this.before = state;
    this.now = state;
    this.waiting = waiting;
  }

  /** An order whose key this transaction has made. */
  static OpenOrder claimed(FactKeys.Key key) {
    return new OpenOrder(key, null, null, List.of());
  }

  /** An order of which nothing is asked but whether a row repeats what made it. */
  static OpenOrder closed(FactKeys.Key key) {
    return new OpenOrder(key, key.content(), null, List.of());
  }

  /** An order that is there. */
  static OpenOrder known(FactKeys.Key key, OrderState state) {
    return new OpenOrder(key, key.content(), state, List.of());
  }

  /** An order of which only the id is known. */
  static OpenOrder unknown(FactKeys.Key key, List<WaitingFact> waiting) {
    return new OpenOrder(
        new FactKeys.Key(key.hash(), null, key.factId(), null, null), null, null, waiting);
  }

  /** Whether anything but its id is known. */
  boolean isKnown() {
    return now != null;
  }

  /** The order as it stands after the facts so far; null while it is not known. */
  OrderState now() {
    return now;
  }

  /** Tells of a recorded line: the hashes of its id and of what it says. */
  void knowsLine(UUID lineKey, UUID lineContent) {
    lineContents.put(lineKey, lineContent);
  }

  /** Whose it is; null while it is not known. */
  UUID profileId() {
    return now == null ? keyProfileId : now.profileId();
  }

  /** Takes a row of the order itself. */
  Outcome sold(OrderFact fact, OrderHeader header, UUID rowContent, List<KeyedLine> lines) {
    if (rowContent.equals(content)) {
      return Outcome.duplicate(profileId(), orderId);
    }
    Optional<Outcome> contradiction = contradiction(fact.externalId(), lines);
    if (contradiction.isPresent()) {
      return contradiction.get();
    }
    if (now == null) {
      make(fact.profileId(), fact.orderedAt(), fact.externalId(), header, rowContent);
      now = now.delivered(fact.deliveredAt());
      lines.forEach(this::add);
      return Outcome.acceptedFrom(now.orderedAt(), now.profileId(), orderId);
    }
    OrderRule.Verdict verdict = OrderRule.again(now, header, fact.orderedAt(), fact.deliveredAt());
    if (verdict.fault() != null) {
      return verdict.fault();
    }
    if (now.header().fromLines()) {
      content = rowContent;
      contentIsNew = true;
    }
    List<KeyedLine> fresh =
        lines.stream().filter(line -> !lineContents.containsKey(line.key())).toList();
    OrderState told = now.with(verdict.header()).delivered(fact.deliveredAt());
    boolean tellsNew = !fresh.isEmpty() || !told.equals(now);
    now = told;
    fresh.forEach(this::add);
    return tellsNew
        ? Outcome.acceptedFrom(now.orderedAt(), now.profileId(), orderId)
        : Outcome.duplicate(now.profileId(), orderId);
  }

  /** Takes a line that was sent apart; makes the order from it when it is not known. */
  Outcome line(LineFact fact, UUID storeId, KeyedLine line) {
    Optional<Outcome> fault =
        now == null ? FactRule.missingForOrder(fact) : otherCurrency(fact.currency());
    if (fault.isPresent()) {
      return fault.get();
    }
    if (now == null) {
      OrderHeader header = OrderHeader.ofLine(fact, storeId);
      make(fact.profileId(), fact.orderedAt(), fact.orderExternalId(), header, FactHash.FROM_LINES);
    }
    Optional<Outcome> contradiction = contradiction(fact.orderExternalId(), List.of(line));
    if (contradiction.isPresent()) {
      return contradiction.get();
    }
    OrderHeader filled = now.header().filled(fact.channel(), storeId);
    boolean tellsNew = !lineContents.containsKey(line.key()) || !filled.equals(now.header());
    now = now.with(filled);
    add(line);
    return tellsNew
        ? Outcome.acceptedFrom(now.orderedAt(), now.profileId(), orderId)
        : Outcome.duplicate(now.profileId(), orderId);
  }

  /** Why a return cannot be one of this order; empty when it can. */
  Optional<Outcome> fault(ReturnFact fact) {
    return now == null ? Optional.empty() : otherCurrency(fact.currency());
  }

  private Optional<Outcome> otherCurrency(String currency) {
    String ours = now.header().currency();
    return currency == null || currency.equals(ours)
        ? Optional.empty()
        : Optional.of(
            Outcome.refused(
                "currency",
                "order " + now.externalId() + " is in " + ours + ", not in " + currency));
  }

  /** Takes a return whose key was claimed; it waits while the order is not known. */
  Outcome returned(ReturnFact fact, UUID returnKey, UUID returnId) {
    if (now == null) {
      newWaiting.add(WaitingFact.of(returnKey, returnId, fact));
      return Outcome.accepted(null, returnId);
    }
    add(fact, returnId);
    return Outcome.acceptedFrom(now.orderedAt(), now.profileId(), returnId);
  }

  /** Takes a cancellation; it waits while the order is not known. */
  Outcome cancelled(UUID cancellationKey, Instant at) {
    if (now == null) {
      if (waiting.stream().anyMatch(WaitingFact::isCancellation)) {
        return Outcome.duplicate(null, orderId);
      }
      newWaiting.add(WaitingFact.cancellation(cancellationKey, at));
      return Outcome.accepted(null, orderId);
    }
    if (now.header().status() == OrderStatus.CANCELLED) {
      return Outcome.duplicate(now.profileId(), orderId);
    }
    now = now.with(now.header().cancelled());
    return Outcome.acceptedFrom(now.orderedAt(), now.profileId(), orderId);
  }

  /** Takes a delivery; it waits while the order is not known. */
  Outcome delivered(UUID deliveryKey, Instant at) {
    if (now == null) {
      if (waiting.stream().anyMatch(fact -> fact.key().equals(deliveryKey))) {
        return Outcome.duplicate(null, orderId);
      }
      newWaiting.add(WaitingFact.delivery(deliveryKey, at));
      return Outcome.accepted(null, orderId);
    }
    OrderState told = now.delivered(at);
    if (told.equals(now)) {
      return Outcome.duplicate(now.profileId(), orderId);
    }
    now = told;
    return Outcome.acceptedFrom(now.orderedAt(), now.profileId(), orderId);
  }

  /** Whether its row is to be inserted. */
  boolean isNew() {
    return before == null && now != null;
  }

  /** Whether its row is to be updated. */
  boolean isChanged() {
    return before != null && !before.equals(now);
  }

  /** Whether its key does not say yet what made it, whose it is and when. */
  boolean hasNewKey() {
    boolean claimedComplete = before == null && keyProfileId != null;
    return contentIsNew && !claimedComplete;
  }

  /** Whether the amounts of returns that named none follow a change. */
  boolean hasNewRest() {
    return now != null
        && now.returns().whole()
        && (before == null
            || before.restMinor() != now.restMinor()
            || newReturns.stream().anyMatch(one -> one.fact().amountMinor() == null));
  }

  UUID key() {
    return key;
  }

  UUID content() {
    return content;
  }

  List<NewLine> newLines() {
    return newLines;
  }

  List<NewReturn> newReturns() {
    return newReturns;
  }

  List<WaitingFact> newWaiting() {
    return newWaiting;
  }

  /** What waited and now is part of the order. */
  List<WaitingFact> taken() {
    return taken;
  }

  /** What waited and cannot be part of the order. */
  List<WaitingFact> leftBehind() {
    return leftBehind;
  }

  private void make(
      UUID profileId, Instant at, String externalId, OrderHeader header, UUID rowContent) {
    now = OrderState.made(orderId, profileId, at, externalId, header);
    content = rowContent;
    contentIsNew = true;
    waiting.forEach(this::takeAlong);
  }

  private void takeAlong(WaitingFact fact) {
    if (fact.isCancellation()) {
      now = now.with(now.header().cancelled());
    } else if (fact.isDelivery()) {
      now = now.delivered(fact.at());
    } else if (fault(fact.returned()).isPresent()) {
      leftBehind.add(fact);
      return;
    } else {
      add(fact.returned(), fact.id());
    }
    taken.add(fact);
  }

  private void add(KeyedLine line) {
    if (lineContents.putIfAbsent(line.key(), line.content()) == null) {
      now = now.plus(line.line());
      newLines.add(new NewLine(line.key(), Ids.next(), now, line.line(), line.content()));
    }
  }

  private void add(ReturnFact fact, UUID returnId) {
    now = now.plus(fact);
    newReturns.add(new NewReturn(returnId, now, fact));
  }

  private Optional<Outcome> contradiction(String externalId, List<KeyedLine> lines) {
    return lines.stream()
        .filter(
            line -> !lineContents.getOrDefault(line.key(), line.content()).equals(line.content()))
        .findFirst()
        .map(line -> FactRule.contradictingLine(FactRule.key(line.line()), externalId));
  }
}
