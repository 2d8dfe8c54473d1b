package io.tributary.commerce;

import io.vertx.core.json.JsonObject;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.UUID;

/**
 * A return, a cancellation or a delivery that came before its order and waits for it.
 *
 * @param kind which of them
 * @param key the hash that recognises it
 * @param id the id that a return's row gets; null for the others
 * @param returned the return; null for the others
 * @param at when; null for a return, which says it itself
 */
record WaitingFact(Kind kind, UUID key, UUID id, ReturnFact returned, Instant at) {
  /** What waits. */
  enum Kind {
    RETURN,
    CANCEL,
    DELIVER
  }

  static WaitingFact of(UUID key, UUID id, ReturnFact returned) {
    return new WaitingFact(Kind.RETURN, key, id, returned, null);
  }

  static WaitingFact cancellation(UUID key, Instant at) {
    return new WaitingFact(Kind.CANCEL, key, null, null, at);
  }

  static WaitingFact delivery(UUID key, Instant at) {
    return new WaitingFact(Kind.DELIVER, key, null, null, at);
  }

  boolean isReturn() {
    return kind == Kind.RETURN;
  }

  boolean isCancellation() {
    return kind == Kind.CANCEL;
  }

  boolean isDelivery() {
    return kind == Kind.DELIVER;
  }

  /** As it is kept while it waits. */
  JsonObject body() {
    if (!isReturn()) {
      return new JsonObject().put("kind", kind.name()).put("at", at.toString());
    }
    return new JsonObject()
        .put("kind", kind.name())
        .put("id", id.toString())
        .put("externalId", returned.externalId())
        .put("orderExternalId", returned.orderExternalId())
        .put("returnedAt", returned.returnedAt().toString())
        .put("currency", returned.currency())
        .put("amountMinor", returned.amountMinor())
        .put("sku", returned.sku())
        .put("quantity", text(returned.quantity()))
        .put("reason", returned.reason());
  }

  static WaitingFact of(UUID key, JsonObject body) {
    Kind kind = Kind.valueOf(body.getString("kind"));
    if (kind != Kind.RETURN) {
      return new WaitingFact(kind, key, null, null, Instant.parse(body.getString("at")));
    }
    String quantity = body.getString("quantity");
    ReturnFact fact =
        new ReturnFact(
            body.getString("externalId"),
            body.getString("orderExternalId"),
            Instant.parse(body.getString("returnedAt")),
            body.getString("currency"),
            body.getLong("amountMinor"),
            body.getString("sku"),
            quantity == null ? null : new BigDecimal(quantity),
            body.getString("reason"));
    return of(key, UUID.fromString(body.getString("id")), fact);
  }

  private static String text(BigDecimal number) {
    return number == null ? null : number.toString();
  }
}
