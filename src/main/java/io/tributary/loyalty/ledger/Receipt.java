package io.tributary.loyalty.ledger;

import io.vertx.core.json.JsonObject;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;

/**
 * What a command did. It is kept with the command's key and given again when the key comes again.
 *
 * @param customer whose points
 * @param currency of what
 * @param entry what was written; null when nothing had to be
 * @param subject the reservation or the proposed correction; null when the command is about neither
 * @param balance what the customer has after it
 */
record Receipt(UUID customer, UUID currency, UUID entry, UUID subject, Balance balance) {
  /** The answer to a command on locked accounts. */
  static Receipt of(Locked locked, UUID entry, UUID subject, Balance balance) {
    UUID customer = locked.account(locked.own()).customer();
    return new Receipt(customer, locked.currency().uuid(), entry, subject, balance);
  }

  /** As it is kept. */
  JsonObject json() {
    return new JsonObject()
        .put("customer", customer.toString())
        .put("currency", currency.toString())
        .put("entry", entry == null ? null : entry.toString())
        .put("subject", subject == null ? null : subject.toString())
        .put("available", balance.available())
        .put("pending", balance.pending())
        .put("reserved", balance.reserved())
        .put("debt", balance.debt())
        .put("at", balance.at().toString());
  }

  /** As it was kept. */
  static Receipt of(JsonObject json) {
    return new Receipt(
        id(json.getString("customer")),
        id(json.getString("currency")),
        id(json.getString("entry")),
        id(json.getString("subject")),
        new Balance(
            json.getLong("available"),
            json.getLong("pending"),
            json.getLong("reserved"),
            json.getLong("debt"),
            Instant.parse(json.getString("at"))));
  }

  private static UUID id(String text) {
    return Optional.ofNullable(text).map(UUID::fromString).orElse(null);
  }
}
