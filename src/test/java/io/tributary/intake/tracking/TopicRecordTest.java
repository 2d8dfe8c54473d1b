package io.tributary.intake.tracking;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.record.TimestampType;
import org.junit.jupiter.api.Test;

/** What of a message stands on the topic. */
class TopicRecordTest {
  private static final Instant LATER = Said.NOW.plus(Duration.ofDays(3));

  /** A body, and the type that its path says. */
  record Sent(String body, MessageType type) {}

  @Provide
  Arbitrary<Sent> bodies() {
    Arbitrary<String> times =
        Arbitraries.of(
            "\"2026-03-01T10:59:58Z\"", "\"2025-12-31T00:00:00Z\"", "1767225600000", "7");
    Arbitrary<String> messages =
        Arbitraries.of(
            "{\"type\": \"track\", \"messageId\": \"m\", \"userId\": \"u\", \"event\": \"Order Completed\", \"timestamp\": %s,"
                + " \"properties\": {\"order_id\": \"o\", \"total\": 12.50}}",
            "{\"type\": \"identify\", \"anonymousId\": \"a\", \"traits\": {\"name\": \"张伟\"}, \"originalTimestamp\": %s}",
            "{\"type\": \"page\", \"userId\": \"u\", \"name\": \"Home\", \"timestamp\": %s}",
            "{\"type\": \"alias\", \"userId\": \"u\", \"previousId\": \"p\", \"sentAt\": %s}",
            "{\"type\": \"track\", \"messageId\": \"é\", \"timestamp\": %s}",
            "{\"type\": \"track\", \"userId\": \"u\", \"event\": \"\\u0000\", \"timestamp\": %s}");
    Arbitrary<String> contexts =
        Arbitraries.of(
            "{}",
            "{\"device\": {\"id\": \"d\"}, \"campaign\": {\"source\": \"é\", \"weight\": 1.50E+3}}");
    return Combinators.combine(messages, times, times, contexts, Arbitraries.of(true, false))
        .as(
            (message, time, sentAt, context, inBatch) ->
                inBatch
                    ? new Sent(
                        "{\"sentAt\": %s, \"context\": %s, \"batch\": [%s]}"
                            .formatted(sentAt, context, message.formatted(time)),
                        null)
                    : new Sent(message.formatted(time), MessageType.TRACK));
  }

  @Property
  void a_message_is_read_from_the_topic_as_at_the_door_however_late(@ForAll("bodies") Sent sent) {
    Envelope envelope = Envelope.of(sent.body(), sent.type() == null);
    Call call = new Call(Said.SHOP, envelope, sent.type(), Said.NOW);
    String raw = envelope.messages().get(0);
    Reading atDoor = new Messages(Said.SHOP, Said.NOW, envelope).read(raw, sent.type());
    TopicRecord told = TopicRecord.of(arrived(TopicRecord.of("t", call, atDoor)), LATER);
    assertEquals(Said.SHOP.uuid(), told.sourceId());
    Reading fromTopic = told.reading(Said.SHOP);
    if (atDoor instanceof Reading.Refusal refusal) {
      assertEquals(refusal.reason(), assertInstanceOf(Reading.Refusal.class, fromTopic).reason());
      assertEquals(refusal.raw(), fromTopic.raw());
      assertEquals(refusal.id(), fromTopic.id());
    } else {
      assertEquals(atDoor, fromTopic);
    }
  }

  @Test
  void records_of_one_profile_have_one_key_and_hold_no_write_key() {
    String body = "{\"writeKey\": \"wk_$1\", \"userId\": \"u\", \"name\": \"%s\"}";
    ProducerRecord<byte[], byte[]> first = written(body.formatted("Home"));
    assertArrayEquals(first.key(), written(body.formatted("Basket")).key());
    assertEquals(Said.SHOP.getId() + " u", text(first.key()));
    assertEquals(
        "{\"writeKey\": \"\", \"userId\": \"u\", \"name\": \"Home\"}", text(first.value()));
    assertFalse(first.headers().toString().contains("wk_"));
    assertNull(written("{\"writeKey\": \"wk\"}").key(), "who names nobody has no order to keep");
  }

  @Test
  void a_record_needs_a_message_and_whose_it_is() {
    ProducerRecord<byte[], byte[]> record = written("{\"userId\": \"u\", \"name\": \"Home\"}");
    for (String header : List.of(TopicRecord.SOURCE, TopicRecord.RECEIVED_AT, TopicRecord.TYPE)) {
      ConsumerRecord<byte[], byte[]> wrong = arrived(record);
      wrong.headers().add(header, utf8("?"));
      assertTrue(refusal(wrong).contains(header), header);
    }
    ConsumerRecord<byte[], byte[]> unsigned = arrived(record);
    unsigned.headers().remove(TopicRecord.SOURCE);
    assertTrue(refusal(unsigned).contains("is missing"));
    assertTrue(refusal(arrived(new ProducerRecord<>("t", null))).contains("no value"));
  }

  @Test
  void the_records_own_time_stands_in_but_never_the_future() {
    ProducerRecord<byte[], byte[]> bare = new ProducerRecord<>("t", utf8("{}"));
    bare.headers().add(TopicRecord.SOURCE, utf8(Said.SHOP.getId()));
    assertEquals(Said.NOW, TopicRecord.of(arrived(bare), LATER).receivedAt());
    Instant earlier = Said.NOW.minusSeconds(1);
    assertEquals(earlier, TopicRecord.of(arrived(bare), earlier).receivedAt());
    bare.headers().add(TopicRecord.RECEIVED_AT, utf8("+1000000-01-01T00:00:00Z"));
    assertEquals(LATER, TopicRecord.of(arrived(bare), LATER).receivedAt());
  }

  @Test
  void bytes_that_are_no_text_are_refused_and_kept() {
    ProducerRecord<byte[], byte[]> record =
        new ProducerRecord<>("t", new byte[] {'{', (byte) 0xC3, '}'});
    record.headers().add(TopicRecord.SOURCE, utf8(Said.SHOP.getId()));
    Reading reading = TopicRecord.of(arrived(record), LATER).reading(Said.SHOP);
    assertTrue(assertInstanceOf(Reading.Refusal.class, reading).reason().contains("UTF-8"));
    assertEquals("{\uFFFD}", reading.raw());
  }

  private static ProducerRecord<byte[], byte[]> written(String body) {
    Envelope envelope = Envelope.of(body, false);
    Call call = new Call(Said.SHOP, envelope, MessageType.PAGE, Said.NOW);
    Reading reading = new Messages(Said.SHOP, Said.NOW, envelope).read(body, MessageType.PAGE);
    return TopicRecord.of("t", call, reading);
  }

  private static ConsumerRecord<byte[], byte[]> arrived(ProducerRecord<byte[], byte[]> record) {
    return new ConsumerRecord<>(
        "t",
        0,
        0,
        Said.NOW.toEpochMilli(),
        TimestampType.CREATE_TIME,
        0,
        0,
        record.key(),
        record.value(),
        new RecordHeaders(record.headers().toArray()),
        Optional.empty());
  }

  private static String refusal(ConsumerRecord<byte[], byte[]> record) {
    return assertThrows(Refused.class, () -> TopicRecord.of(record, LATER)).getMessage();
  }

  private static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private static String text(byte[] bytes) {
    return new String(bytes, StandardCharsets.UTF_8);
  }
}
