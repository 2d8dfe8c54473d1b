package io.tributary.intake.tracking;

import io.tributary.identity.Source;
import io.tributary.platform.TypeId;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.regex.Pattern;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;

/**
 * A message on the topic. The record's value is the message as it came; its headers are what the
 * tracking API knows beside it: whose it is, when it came, and what it shares with its batch. So
 * whoever reads the record reads the same as at the door, however late.
 *
 * @param sourceId whose
 * @param receivedAt when it came to the door, or when it was written to the topic
 * @param type what the path said; null where the message says its own
 * @param sentAt the batch's; null without one
 * @param context the batch's; empty without one
 * @param refusal why the door refused it; null when it did not
 * @param refusedId the id of a message that the door refused; null when it has none
 * @param value the message's bytes
 */
record TopicRecord(
    UUID sourceId,
    Instant receivedAt,
    MessageType type,
    String sentAt,
    Map<String, Object> context,
    String refusal,
    String refusedId,
    byte[] value) {

  /** The source's id, {@code src_…}; the one header that every record needs. */
  static final String SOURCE = "tributary-source";

  /** When the message came, ISO 8601; without it the record's own time counts. */
  static final String RECEIVED_AT = "tributary-received-at";

  /** The message's type where the message itself does not say it. */
  static final String TYPE = "tributary-type";

  /** The batch's {@code sentAt}. */
  static final String SENT_AT = "tributary-sent-at";

  /** The batch's context, a JSON object. */
  static final String CONTEXT = "tributary-context";

  /** Why the door refused the message: it is only kept. */
  static final String REFUSED = "tributary-refused";

  /** The id of a message that the door refused. */
  static final String REFUSED_ID = "tributary-refused-id";

  /**
   * Reads what stands beside a message.
   *
   * @param now by our clock, which no message is later than
   * @throws Refused when the record has no message or does not say whose it is
   */
  static TopicRecord of(ConsumerRecord<byte[], byte[]> record, Instant now) {
    if (record.value() == null) {
      throw new Refused("the record has no value; a message is a JSON object");
    }
    Headers headers = record.headers();
    String source = text(headers, SOURCE);
    if (source == null) {
      throw new Refused("the header %s is missing: the source's id, src_…".formatted(SOURCE));
    }
    UUID sourceId =
        TypeId.SOURCE
            .decode(source)
            .orElseThrow(() -> new Refused("the header %s is no source's id".formatted(SOURCE)));
    String context = text(headers, CONTEXT);
    return new TopicRecord(
        sourceId,
        receivedAt(text(headers, RECEIVED_AT), record.timestamp(), now),
        type(text(headers, TYPE)),
        text(headers, SENT_AT),
        context == null ? Map.of() : JsonText.object(context),
        text(headers, REFUSED),
        text(headers, REFUSED_ID),
        record.value());
  }

  private static Instant receivedAt(String told, long written, Instant now) {
    try {
      Instant received =
          told != null ? Instant.parse(told) : written > 0 ? Instant.ofEpochMilli(written) : now;
      return received.isAfter(now) ? now : received;
    } catch (DateTimeException e) {
      throw new Refused("the header %s is no instant of ISO 8601".formatted(RECEIVED_AT));
    }
  }

  private static MessageType type(String told) {
    return told == null
        ? null
        : MessageType.of(told)
            .orElseThrow(() -> new Refused("the header %s is no message's type".formatted(TYPE)));
  }

  private static String text(Headers headers, String name) {
    Header header = headers.lastHeader(name);
    return header == null || header.value() == null
        ? null
        : new String(header.value(), StandardCharsets.UTF_8);
  }

  /** Reads the message as the door does. */
  Reading reading(Source source) {
    String raw = new String(value, StandardCharsets.UTF_8);
    if (refusal != null) {
      return new Reading.Refusal(raw, refusedId, refusal);
    }
    try {
      String strict = JsonText.utf8(value);
      JsonText.check(context);
      Envelope envelope = new Envelope(null, sentAt, context, List.of(strict));
      return new Messages(source, receivedAt, envelope).read(strict, type);
    } catch (Refused e) {
      return new Reading.Refusal(raw, null, e.getMessage());
    }
  }

  /**
   * The record of a message that the door has read. Its key is the profile's, so that what is said
   * of one person stays in order; a write key that stood in the message is taken out.
   */
  static ProducerRecord<byte[], byte[]> of(String topic, Call call, Reading reading) {
    boolean refused = reading instanceof Reading.Refusal;
    String raw = reading instanceof Reading.Refusal refusal ? refusal.body() : reading.raw();
    ProducerRecord<byte[], byte[]> record =
        new ProducerRecord<>(
            topic, key(call.source(), reading), utf8(without(call.envelope().writeKey(), raw)));
    Headers headers = record.headers();
    headers.add(SOURCE, utf8(call.source().getId()));
    headers.add(RECEIVED_AT, utf8(call.receivedAt().toString()));
    if (reading instanceof Reading.Refusal refusal) {
      headers.add(REFUSED, utf8(refusal.reason()));
      if (refusal.id() != null) {
        headers.add(REFUSED_ID, utf8(refusal.id()));
      }
    }
    if (!refused && call.type() != null) {
      headers.add(TYPE, utf8(call.type().path()));
    }
    if (!refused && call.envelope().sentAt() != null) {
      headers.add(SENT_AT, utf8(call.envelope().sentAt()));
    }
    if (!refused && !call.envelope().context().isEmpty()) {
      headers.add(CONTEXT, utf8(JsonText.sorted(call.envelope().context())));
    }
    return record;
  }

  private static byte[] key(Source source, Reading reading) {
    return reading instanceof Reading.Message message
        ? utf8(source.getId() + " " + message.who().key().value())
        : null;
  }

  private static String without(String writeKey, String raw) {
    return Optional.ofNullable(writeKey)
        .map(key -> Pattern.compile("(\"writeKey\"\\s*:\\s*\")" + Pattern.quote(key) + "\""))
        .map(pattern -> pattern.matcher(raw))
        .map(matcher -> matcher.replaceAll("$1\""))
        .orElse(raw);
  }

  private static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
