package io.tributary.commerce;

import io.vertx.core.json.JsonObject;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.UUID;

/**
 * A return or a cancellation that came before its order and waits for it.
 *
 * @param key the hash that recognises it
 * @param id the id that a return's row gets; null for a cancellation
 * @param returned the return; null for a cancellation
 * @param cancelledAt when; null for a return
 */
record WaitingFact(UUID key, UUID id, ReturnFact returned, Instant cancelledAt) {

  boolean isCancellation() {
    return returned == null;
  }

  /** As it is kept while it waits. */
  JsonObject body() {
    if (isCancellation()) {
      return new JsonObject().put("kind", "CANCEL").put("at", cancelledAt.toString());
    }
    return new JsonObject()
        .put("kind", "RETURN")
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
    if (body.getString("kind").equals("CANCEL")) {
      return new WaitingFact(key, null, null, Instant.parse(body.getString("at")));
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
    return new WaitingFact(key, UUID.fromString(body.getString("id")), fact, null);
  }

  private static String text(BigDecimal number) {
    return number == null ? null : number.toString();
  }
}
