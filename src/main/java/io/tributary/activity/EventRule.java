package io.tributary.activity;

import io.tributary.platform.Outcome;
import io.tributary.platform.Partitions;
import io.tributary.platform.Storable;
import java.util.Optional;

/** What an event must have to be taken in. */
final class EventRule {
  private EventRule() {}

  /** What is wrong with an event, as the outcome it gets; empty when nothing is. */
  static Optional<Outcome> fault(EventFact event) {
    if (event.profileId() == null) {
      return refused("customer_ref", "An event needs somebody who did it; give a customer.");
    }
    if (event.externalId() == null || event.externalId().isBlank()) {
      return refused("event_id", "An event needs an id of its own; give event_id or messageId.");
    }
    if (event.kind() == null) {
      return refused("kind", "An event needs a kind.");
    }
    if (event.name() == null || event.name().isBlank()) {
      return refused("name", "An event needs a name, such as \"Product Viewed\".");
    }
    if (event.occurredAt() == null || event.occurredAt().isBefore(Partitions.EARLIEST)) {
      return refused("occurred_at", "An event needs a time after 1970-01-01.");
    }
    if (!Storable.text(event.externalId()) || !Storable.text(event.name())) {
      return refused("name", "The name or id holds a NUL character; remove it.");
    }
    if (!Storable.json(event.properties())) {
      return refused(
          "properties", "A property holds a NUL character or a number without end; correct it.");
    }
    return Optional.empty();
  }

  private static Optional<Outcome> refused(String column, String reason) {
    return Optional.of(Outcome.refused(column, reason));
  }
}
