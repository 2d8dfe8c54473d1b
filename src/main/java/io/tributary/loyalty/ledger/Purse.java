package io.tributary.loyalty.ledger;

import java.time.Instant;
import java.util.List;
import java.util.UUID;

/**
 * A member's points of one currency, locked in the caller's transaction: until it ends no other
 * command of the same person runs, so what a room counts per member cannot change meanwhile.
 */
public final class Purse {
  final Locked locked;

  Purse(Locked locked) {
    this.locked = locked;
  }

  /** The account of the customer that was named; what a room keeps of a command hangs here. */
  public UUID account() {
    return locked.own();
  }

  /** Whom the command named. */
  public UUID customer() {
    return locked.account(locked.own()).customer();
  }

  /** The accounts of everyone who is one person with them. */
  public List<UUID> accounts() {
    return List.copyOf(locked.person());
  }

  /** Of what. */
  public PointsCurrency currency() {
    return locked.currency();
  }

  /** The instant of the command. */
  public Instant at() {
    return locked.at();
  }

  /** Points that can be spent. */
  public long available() {
    return locked.balance().available();
  }
}
