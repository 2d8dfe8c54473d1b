package io.tributary.commerce;

import io.tributary.identity.Source;
import java.util.UUID;

/**
 * A line and what it is recognised by.
 *
 * @param key the hash of source, order and the line's id
 * @param content the hash of what it says
 * @param line the line
 */
record KeyedLine(UUID key, UUID content, OrderFact.Line line) {
  static KeyedLine of(Source source, String orderExternalId, OrderFact.Line line) {
    return new KeyedLine(
        FactHash.line(source, orderExternalId, line), FactHash.content(line), line);
  }
}
