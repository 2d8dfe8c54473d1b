package io.tributary.intake.tracking;

import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import io.tributary.identity.Source;
import io.tributary.identity.SourceKind;
import java.time.Instant;
import java.time.ZoneId;
import java.util.UUID;

/** Reads messages in tests, as if they came from a shop in Shanghai at noon. */
final class Said {
  /** When messages are received. */
  static final Instant NOW = Instant.parse("2026-03-01T12:00:00Z");

  static final Source SHOP =
      new Source(
          new UUID(1, 1),
          "shop",
          SourceKind.ONLINE,
          50,
          "CN",
          "CNY",
          ZoneId.of("Asia/Shanghai"),
          false);

  private Said() {}

  /** What comes of a message of a batch. */
  static Reading reading(String json) {
    return reading(json, "{\"batch\": []}");
  }

  /** What comes of a message of a batch with other fields. */
  static Reading reading(String json, String batch) {
    return new Messages(SHOP, NOW, Envelope.of(batch, true)).read(json, null);
  }

  /** A message that must be good. */
  static Reading.Message message(String json) {
    return assertInstanceOf(Reading.Message.class, reading(json));
  }

  /** The reason for which a message must be refused. */
  static String refusal(String json) {
    return assertInstanceOf(Reading.Refusal.class, reading(json)).reason();
  }

  /** A track call's fact; properties are JSON without the braces. */
  static <F extends Fact> F track(Class<F> kind, String event, String properties) {
    return assertInstanceOf(kind, message(tracked(event, properties)).fact());
  }

  /** A track call. */
  static String tracked(String event, String properties) {
    return """
        {"type": "track", "userId": "u1", "event": "%s", "timestamp": "2026-03-01T11:00:00Z", "properties": {%s}}"""
        .formatted(event, properties);
  }
}
