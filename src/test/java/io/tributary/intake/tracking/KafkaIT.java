package io.tributary.intake.tracking;

import static io.tributary.intake.tracking.Sdk.track;
import static io.tributary.intake.tracking.Sdk.utf8;
import static io.tributary.intake.tracking.Sdk.value;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.restassured.RestAssured;
import io.restassured.response.Response;
import io.tributary.Given;
import io.tributary.KafkaBroker;
import io.tributary.Packaged;
import io.tributary.TestDatabase;
import io.tributary.identity.Source;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Future;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The packaged application beside a real broker, which is killed in the middle. */
class KafkaIT {
  private static final String TOPIC = "tributary-messages";
  private static final String DEAD_LETTERS = "tributary-dead-letters";
  private static final Duration LIMIT = Duration.ofSeconds(90);
  private static final int EVENTS = 3_000;

  @TempDir static Path folder;
  private static KafkaBroker broker;
  private static Packaged application;

  @BeforeAll
  static void start() throws Exception {
    broker = KafkaBroker.start(folder);
    broker.topics(4, TOPIC);
    broker.topics(1, DEAD_LETTERS);
    Map<String, String> settings = new HashMap<>(new TestDatabase().start());
    settings.put("kafka.bootstrap.servers", broker.address());
    settings.put("tributary.kafka.enabled", "true");
    settings.put("tributary.intake.to", "kafka");
    settings.put("tributary.jobs.tick", "off");
    settings.put("tributary.changes.every", "off");
    application = Packaged.start(folder, settings);
  }

  @AfterAll
  static void stop() throws Exception {
    if (application != null) {
      application.close();
    }
    broker.close();
  }

  private static String url(String path) {
    return application.url(path);
  }

  private static void awaitCount(int expected, String sql) {
    await()
        .atMost(LIMIT)
        .pollInterval(Duration.ofMillis(50))
        .until(() -> Integer.parseInt(value(sql)) >= expected);
    assertEquals(expected, Integer.parseInt(value(sql)), sql);
  }

  private static ProducerRecord<byte[], byte[]> record(String user, String json) {
    return new ProducerRecord<>(
        TOPIC, user == null ? null : utf8(user), json == null ? null : utf8(json));
  }

  private static ProducerRecord<byte[], byte[]> of(
      Source source, ProducerRecord<byte[], byte[]> record) {
    record.headers().add(TopicRecord.SOURCE, utf8(source.getId()));
    return record;
  }

  private static KafkaProducer<byte[], byte[]> producer() {
    return new KafkaProducer<>(
        Map.of("bootstrap.servers", broker.address(), "acks", "all"),
        new ByteArraySerializer(),
        new ByteArraySerializer());
  }

  /** The reasons of the dead letters by where they were; one that was written twice is one. */
  private static Map<String, String> deadLetters() {
    Map<String, String> reasons = new TreeMap<>();
    try (KafkaConsumer<byte[], byte[]> consumer =
        new KafkaConsumer<>(
            Map.of("bootstrap.servers", broker.address()),
            new ByteArrayDeserializer(),
            new ByteArrayDeserializer())) {
      TopicPartition all = new TopicPartition(DEAD_LETTERS, 0);
      consumer.assign(List.of(all));
      consumer.seekToBeginning(List.of(all));
      long end = consumer.endOffsets(List.of(all)).get(all);
      while (consumer.position(all) < end) {
        for (ConsumerRecord<byte[], byte[]> letter : consumer.poll(Duration.ofSeconds(1))) {
          reasons.put(header(letter, TopicIntake.PLACE), header(letter, TopicIntake.REASON));
        }
      }
    }
    return reasons;
  }

  private static String header(ConsumerRecord<byte[], byte[]> letter, String name) {
    return new String(letter.headers().lastHeader(name).value());
  }

  @Test
  void every_message_is_taken_once_though_the_broker_is_killed_in_the_middle() throws Exception {
    Source source = Given.source("stream");
    int before = deadLetters().size();
    long committed = broker.committed("tributary", TOPIC);
    List<Future<?>> sent = new ArrayList<>();
    try (KafkaProducer<byte[], byte[]> producer = producer()) {
      sent.add(producer.send(record(null, "no header says whose this is")));
      sent.add(producer.send(of(source, record("u1", "{\"type\": \"track\""))));
      sent.add(producer.send(of(source, record("u2", null))));
      for (int i = 0; i < EVENTS; i++) {
        String user = "u" + i % 500;
        String message = track("m" + i, user, "Clicked", "\"n\": " + i);
        sent.add(producer.send(of(source, record(user, message))));
        if (i % 3 == 0) {
          sent.add(producer.send(of(source, record(user, message))));
        }
        if (i == EVENTS / 2) {
          producer.flush();
          awaitSome(source);
          broker.kill();
          broker.start();
        }
      }
    }
    for (Future<?> each : sent) {
      each.get();
    }
    awaitCount(EVENTS, eventsOf(source));
    await()
        .atMost(LIMIT)
        .until(() -> broker.committed("tributary", TOPIC) - committed >= sent.size());
    String different = eventsOf(source).replace("count(*)", "count(DISTINCT e.properties->>'n')");
    assertEquals(Integer.toString(EVENTS), value(different));
    List<String> reasons = new ArrayList<>(deadLetters().values());
    assertEquals(3, reasons.size() - before, reasons.toString());
    for (String reason :
        List.of("tributary-source is missing", "has no value", "not a JSON object")) {
      assertTrue(reasons.stream().anyMatch(each -> each.contains(reason)), reasons.toString());
    }
    assertTrue(
        TestDatabase.sealed().get("rejected_message").contains("{\"type\": \"track\""),
        "kept as it came");
  }

  private static String eventsOf(Source source) {
    return "SELECT count(*) FROM event e JOIN profile p USING (profile_id) WHERE p.source_id = '%s'"
        .formatted(source.uuid());
  }

  private static void awaitSome(Source source) {
    await().atMost(LIMIT).until(() -> !value(eventsOf(source)).equals("0"));
  }

  @Test
  void the_tracking_api_answers_when_the_broker_has_it_and_corrects_clocks_at_the_door()
      throws Exception {
    Given.source("door");
    Instant sentAt = Instant.parse("2020-01-01T12:00:00Z");
    String batch =
        """
        {"sentAt": "%s", "context": {"locale": "zh-CN"}, "writeKey": "key of door", "batch": [
          {"type": "track", "messageId": "door-1", "userId": "anna", "event": "Clicked", "timestamp": "%s",
           "properties": {"n": "door"}},
          {"type": "nothing", "messageId": "door-2"}]}"""
            .formatted(sentAt, sentAt.minusSeconds(3_600));
    Response answer = RestAssured.given().body(utf8(batch)).post(url("/v1/batch"));
    assertEquals(200, answer.statusCode());
    assertEquals(1, answer.jsonPath().getInt("accepted"));
    awaitCount(1, "SELECT count(*) FROM event WHERE properties->>'n' = 'door'");
    awaitCount(1, "SELECT count(*) FROM event WHERE properties->'context'->>'locale' = 'zh-CN'");
    awaitCount(1, "SELECT count(*) FROM rejected_message WHERE message_id = 'door-2'");
    String age =
        "SELECT count(*) FROM event WHERE properties->>'n' = 'door' AND now() - occurred_at BETWEEN '60 min' AND '65 min'";
    assertEquals("1", value(age), "an hour old when it was sent");

    String one = "{\"userId\": \"anna\", \"name\": \"Home\", \"writeKey\": \"key of door\"}";
    broker.kill();
    Response turnedAway = RestAssured.given().body(utf8(one)).post(url("/v1/page"));
    assertEquals(503, turnedAway.statusCode());
    assertFalse(turnedAway.header("Retry-After").isBlank());
    assertEquals(200, application.readiness());
    broker.start();
    await()
        .atMost(LIMIT)
        .until(() -> RestAssured.given().body(utf8(one)).post(url("/v1/page")).statusCode() == 200);
    // what was turned away may be there all the same, and sent again it is the same message
    awaitCount(1, "SELECT count(*) FROM event WHERE name = 'Home'");
  }
}
