package io.tributary.intake.tracking;

import static io.tributary.intake.tracking.Sdk.track;
import static io.tributary.intake.tracking.Sdk.utf8;
import static io.tributary.intake.tracking.Sdk.value;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.equalTo;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.opentelemetry.proto.trace.v1.Span;
import io.restassured.RestAssured;
import io.restassured.response.Response;
import io.tributary.Given;
import io.tributary.KafkaBroker;
import io.tributary.Packaged;
import io.tributary.SpanReceiver;
import io.tributary.TcpProxy;
import io.tributary.TestDatabase;
import io.tributary.identity.Source;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
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
  private static SpanReceiver spans;
  private static TcpProxy network;
  private static final Map<String, String> SETTINGS = new HashMap<>();

  @BeforeAll
  static void start() throws Exception {
    broker = KafkaBroker.start(folder);
    broker.topics(4, TOPIC);
    broker.topics(1, DEAD_LETTERS);
    network = new TcpProxy(TestDatabase.port());
    SETTINGS.putAll(new TestDatabase().start());
    SETTINGS.put(
        "quarkus.datasource.reactive.url",
        "postgresql://localhost:" + network.port() + "/postgres");
    SETTINGS.put("kafka.bootstrap.servers", broker.address());
    spans = SpanReceiver.start();
    SETTINGS.put("otel.exporter.otlp.endpoint", spans.address());
    SETTINGS.put("otel.exporter.otlp.protocol", "http/protobuf");
    SETTINGS.put("quarkus.otel.bsp.schedule.delay", "100ms");
    SETTINGS.put("quarkus.log.console.format", "%-5p [%c{3.}] %X{traceId} %s%e%n");
    SETTINGS.put("tributary.kafka.enabled", "true");
    SETTINGS.put("tributary.intake.to", "kafka");
    SETTINGS.put("tributary.jobs.tick", "off");
    SETTINGS.put("tributary.changes.every", "off");
    application = Packaged.start(folder, SETTINGS);
  }

  @AfterAll
  static void stop() throws Exception {
    if (application != null) {
      application.close();
    }
    broker.close();
    spans.close();
    network.close();
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

  @FunctionalInterface
  private interface Breakage {
    void happen() throws Exception;
  }

  /** Events of which a third is sent twice; something breaks when half has gone and some is in. */
  private static void every_message_is_taken_once(
      Source source, List<ProducerRecord<byte[], byte[]>> others, Breakage breakage)
      throws Exception {
    long committed = broker.committed("tributary", TOPIC);
    List<Future<?>> sent = new ArrayList<>();
    try (KafkaProducer<byte[], byte[]> producer = producer()) {
      others.forEach(record -> sent.add(producer.send(record)));
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
          breakage.happen();
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
  }

  @Test
  void every_message_is_taken_once_though_the_broker_is_killed_in_the_middle() throws Exception {
    Source source = Given.source("stream");
    int before = deadLetters().size();
    every_message_is_taken_once(
        source,
        List.of(
            record(null, "no header says whose this is"),
            of(source, record("u1", "{\"type\": \"track\"")),
            of(source, record("u2", null))),
        () -> {
          broker.kill();
          broker.start();
        });
    List<String> reasons = new ArrayList<>(deadLetters().values());
    assertEquals(3, reasons.size() - before, reasons.toString());
    for (String reason :
        List.of("tributary-source is missing", "has no value", "not a JSON object")) {
      assertTrue(reasons.stream().anyMatch(each -> each.contains(reason)), reasons.toString());
    }
    assertTrue(
        TestDatabase.sealed().get("rejected_message").contains("{\"type\": \"track\""),
        "kept as it came");
    // what the alerts TributaryTopicLate and TributaryDeadLetters look at
    String figures = RestAssured.get(application.management("/q/metrics")).asString();
    assertTrue(figures.contains("\nkafka_consumer_fetch_manager_records_lag_max{"), figures);
    assertTrue(figures.contains("\ntributary_kafka_records_total{outcome=\"dead\"}"), figures);
  }

  @Test
  void every_message_is_taken_once_though_the_database_goes_away() throws Exception {
    int before = deadLetters().size();
    Source source = Given.source("without database");
    every_message_is_taken_once(
        source,
        List.of(),
        () -> {
          int said = application.log().length();
          network.refuse();
          try (KafkaProducer<byte[], byte[]> producer = producer()) {
            producer.send(of(source, record("u0", track("m0", "u0", "Clicked", "\"n\": 0"))));
          }
          await().atMost(LIMIT).until(() -> application.log().substring(said).contains(" waits: "));
          network.admit();
        });
    assertEquals(before, deadLetters().size(), "an absent database is no fault of a message");
  }

  @Test
  void every_message_is_taken_once_though_the_application_is_killed() throws Exception {
    every_message_is_taken_once(
        Given.source("killed"),
        List.of(),
        () -> {
          application.kill();
          application = Packaged.start(folder, SETTINGS);
        });
  }

  @Test
  void a_query_is_one_trace_down_to_its_statements_and_names_nobody() {
    String trace = "0af7651916cd43dd8448eb211c80319c";
    String query =
        "query WhoHas($number: String!) { customer(identifier: {kind: PHONE, value: $number}) { id } }";
    RestAssured.given()
        .header("traceparent", "00-" + trace + "-b7ad6b7169203331-01")
        .header("Authorization", "Bearer " + TestDatabase.token("admin"))
        .header("User-Agent", "a certain phone")
        .queryParam("query", query)
        .queryParam("variables", "{\"number\": \"+8613912345678\"}")
        .get(url("/graphql"))
        .then()
        .statusCode(200);
    Span request = awaitSpan(trace, Span.SpanKind.SPAN_KIND_SERVER, null);
    assertEquals("query WhoHas", request.getName());
    Span statement = awaitSpan(trace, Span.SpanKind.SPAN_KIND_CLIENT, request);
    assertTrue(statement.toString().contains("identifier"), statement.toString());
    assertEquals(1, ofKind(trace, Span.SpanKind.SPAN_KIND_SERVER).size());
    for (String personal : List.of("13912345678", "a certain phone", "WhoHas(")) {
      assertFalse(spans.of(trace).toString().contains(personal), personal);
    }
  }

  @Test
  void a_message_is_one_trace_from_the_door_over_the_topic_to_the_database() {
    Given.source("traced");
    String trace = "4bf92f3577b34da6a3ce929d0e0e4736";
    String message =
        "{\"userId\": \"somebody-traced\", \"name\": \"Traced\", \"writeKey\": \"key of traced\"}";
    await()
        .atMost(LIMIT)
        .until(
            () ->
                RestAssured.given()
                        .header("traceparent", "00-" + trace + "-00f067aa0ba902b7-01")
                        .body(utf8(message))
                        .post(url("/v1/page"))
                        .statusCode()
                    == 200);
    Span door = awaitSpan(trace, Span.SpanKind.SPAN_KIND_SERVER, null);
    assertEquals("POST /v1/page", door.getName());
    Span taken = awaitSpan(trace, Span.SpanKind.SPAN_KIND_CONSUMER, door);
    Span statement = awaitSpan(trace, Span.SpanKind.SPAN_KIND_CLIENT, taken);
    assertTrue(statement.toString().contains("$1"), statement.toString());
    assertFalse(spans.of(trace).toString().contains("somebody-traced"));
    assertFalse(spans.of(trace).toString().contains("key of traced"));
  }

  @Test
  void a_jobs_run_is_a_trace_with_its_statements() {
    RestAssured.given()
        .header("Authorization", "Bearer " + TestDatabase.token("admin"))
        .contentType("application/json")
        .body(
            Map.of(
                "query",
                "mutation { runJob(input: {name: \"refresh-retention\"}) { state error } }"))
        .post(url("/graphql"))
        .then()
        .body("data.runJob.state", equalTo("COMPLETED"));
    await().atMost(LIMIT).until(() -> !spans.named("job refresh-retention").isEmpty());
    Span run = spans.named("job refresh-retention").get(0);
    assertTrue(run.getParentSpanId().isEmpty(), "the request that asked for it has its own");
    awaitSpan(SpanReceiver.traceId(run), Span.SpanKind.SPAN_KIND_CLIENT, run);
    assertEquals(
        List.of(),
        spans.all().stream()
            .filter(span -> span.getKind() == Span.SpanKind.SPAN_KIND_CLIENT)
            .filter(span -> span.getParentSpanId().isEmpty())
            .toList(),
        "a statement alone is no trace");
  }

  private static List<Span> ofKind(String trace, Span.SpanKind kind) {
    return spans.of(trace).stream().filter(span -> span.getKind() == kind).toList();
  }

  private static Span awaitSpan(String trace, Span.SpanKind kind, Span parent) {
    return await()
        .atMost(LIMIT)
        .until(
            () ->
                ofKind(trace, kind).stream()
                    .filter(s -> parent == null || s.getParentSpanId().equals(parent.getSpanId()))
                    .findFirst(),
            Optional::isPresent)
        .orElseThrow();
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
    String trace = "5b8aa5a2d2c872e8321cf37308d69df2";
    Response turnedAway =
        RestAssured.given()
            .header("traceparent", "00-" + trace + "-051581bf3cb55c13-01")
            .body(utf8(one))
            .post(url("/v1/page"));
    assertEquals(503, turnedAway.statusCode());
    assertFalse(turnedAway.header("Retry-After").isBlank());
    assertTrue(
        application.log().contains(trace + " tracking is turned away"), "a line names its trace");
    assertEquals(200, application.readiness());
    broker.start();
    await()
        .atMost(LIMIT)
        .until(() -> RestAssured.given().body(utf8(one)).post(url("/v1/page")).statusCode() == 200);
    // what was turned away may be there all the same, and sent again it is the same message
    awaitCount(1, "SELECT count(*) FROM event WHERE name = 'Home'");
  }
}
