package io.tributary.loyalty.ledger;

import java.time.Instant;

/**
 * From when what a sale gives can be used, where its own rules say so and not the currency.
 *
 * @param at from when; null while it waits for an event
 * @param awaits the event that it waits or waited for; null for none
 */
public record Activation(Instant at, String awaits) {
  /** Checks that something is waited for while nothing is known. */
  public Activation {
    if (at == null && awaits == null) {
      throw new IllegalArgumentException("points wait for an instant or for an event");
    }
  }
}
