package io.tributary.activity;

import java.time.Instant;
import java.util.Map;
import java.util.UUID;

/**
 * Something a person did, as a channel sent it.
 *
 * @param profileId who
 * @param externalId the channel's id of it (messageId, event_id), unique within its source
 * @param kind the sort
 * @param name the channel's name for it ("Product Viewed", a page's name)
 * @param occurredAt when
 * @param properties JSON values
 */
public record EventFact(
    UUID profileId,
    String externalId,
    EventKind kind,
    String name,
    Instant occurredAt,
    Map<String, Object> properties) {

  /** The same, done by somebody. */
  public EventFact by(UUID profile) {
    return new EventFact(profile, externalId, kind, name, occurredAt, properties);
  }
}
