package io.tributary.bench;

import com.fasterxml.jackson.databind.JsonNode;
import io.tributary.KafkaBroker;
import java.io.BufferedWriter;
import java.io.IOException;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/**
 * Events from a topic while they are written to it. Every fiftieth is sent twice, and the broker is
 * killed and started again when half of them are in. In the end each must be there once. The rate
 * is compared with the same events as a file over HTTP, on the same server, by the same process.
 */
final class KafkaBench {
  private static final String TOPIC = "tributary-messages";
  private static final int TWICE = 50;

  private final int events;
  private final int people;
  private final Database database;
  private final Application application;
  private final Result result = new Result("kafka");

  private KafkaBench(Options options, Database database, Application application) {
    this.events = options.number("events", 1_000_000);
    this.people = options.number("people", 100_000);
    this.database = database;
    this.application = application;
  }

  public static void main(String... arguments) throws Exception {
    Options options = new Options(arguments);
    Path folder = Files.createTempDirectory("bench-kafka");
    KafkaBench bench;
    try (Database database = Database.start(folder);
        KafkaBroker broker = KafkaBroker.start(Files.createDirectory(folder.resolve("kafka")))) {
      broker.topics(options.number("partitions", 4), TOPIC, "tributary-dead-letters");
      Map<String, String> settings = new LinkedHashMap<>();
      settings.put("TRIBUTARY_KAFKA_ENABLED", "true");
      settings.put("KAFKA_BOOTSTRAP_SERVERS", broker.address());
      // what follows from facts runs after them in both ways, and is measured by bench/insight
      settings.put("TRIBUTARY_CHANGES_EVERY", "off");
      settings.put("TRIBUTARY_JOBS_TICK", "off");
      try (Application application = Application.start(folder, database, settings)) {
        bench = new KafkaBench(options, database, application);
        bench.run(broker, folder);
      }
    }
    bench.result.end();
  }

  private void run(KafkaBroker broker, Path folder) throws Exception {
    JsonNode imported = source("files");
    double importSeconds = importFile(imported.get("writeKey").asText(), folder);
    System.out.printf(
        Locale.ROOT,
        "import  %d events in %.1f s: %.0f a second%n",
        events,
        importSeconds,
        events / importSeconds);
    JsonNode streamed = source("stream");
    double streamSeconds = stream(streamed.at("/source/id").asText(), broker);
    System.out.printf(
        Locale.ROOT,
        "topic   %d events in %.1f s: %.0f a second, the broker killed in the middle%n",
        events,
        streamSeconds,
        events / streamSeconds);
    report(importSeconds, streamSeconds);
  }

  private JsonNode source(String name) throws IOException, InterruptedException {
    return application
        .ask(
            "mutation($input: CreateSourceInput!) { createSource(input: $input) { writeKey source { id } } }",
            Map.of("input", Map.of("name", name, "kind", "ONLINE")))
        .get("createSource");
  }

  private double importFile(String writeKey, Path folder) throws Exception {
    Path file = folder.resolve("events.csv");
    try (BufferedWriter out = Files.newBufferedWriter(file)) {
      out.write("name,occurred_at,customer_ref,event_id,n,page\n");
      for (int i = 0; i < events; i++) {
        out.write("Clicked,%s,c%d,e%d,%d,/p/%d%n".formatted(time(i), i % people, i, i, i % 1_000));
      }
    }
    long begin = System.nanoTime();
    String id = application.importFile("events", writeKey, BodyPublishers.ofFile(file));
    while (true) {
      JsonNode job =
          application
              .ask(
                  "query($id: ID!) { importJob(id: $id) { state accepted rejected } }",
                  Map.of("id", id))
              .get("importJob");
      if (!job.get("state").asText().matches("QUEUED|RUNNING")) {
        check(job.get("accepted").asLong() == events, "the import: " + job);
        return (System.nanoTime() - begin) / 1e9;
      }
      Thread.sleep(100);
    }
  }

  private static String time(int i) {
    return "2026-0%d-%02dT%02d:%02d:00Z".formatted(1 + i % 9, 1 + i % 28, i % 24, i % 60);
  }

  private double stream(String source, KafkaBroker broker) throws Exception {
    long total = events + (events + TWICE - 1) / TWICE;
    AtomicReference<Exception> failure = new AtomicReference<>();
    long begin = System.nanoTime();
    Thread sender = new Thread(() -> send(source, broker, failure), "sender");
    sender.start();
    while (broker.committed("tributary", TOPIC) < total / 2) {
      Thread.sleep(250);
    }
    broker.kill();
    System.out.println("the broker is killed when half is in, and started again after 3 seconds");
    Thread.sleep(3_000);
    broker.start();
    while (broker.committed("tributary", TOPIC) < total) {
      check(failure.get() == null, "sending: " + failure.get());
      Thread.sleep(250);
    }
    double seconds = (System.nanoTime() - begin) / 1e9;
    sender.join();
    return seconds;
  }

  private void send(String source, KafkaBroker broker, AtomicReference<Exception> failed) {
    Map<String, Object> settings =
        Map.of(
            "bootstrap.servers",
            broker.address(),
            "acks",
            "all",
            "linger.ms",
            20,
            "compression.type",
            "lz4",
            "max.block.ms",
            300_000,
            "delivery.timeout.ms",
            600_000);
    try (KafkaProducer<byte[], byte[]> producer =
        new KafkaProducer<>(settings, new ByteArraySerializer(), new ByteArraySerializer())) {
      for (int i = 0; i < events; i++) {
        String user = "c" + i % people;
        String message =
            "{\"type\": \"track\", \"messageId\": \"e%d\", \"userId\": \"%s\", \"event\": \"Clicked\", \"timestamp\": \"%s\", \"properties\": {\"n\": %d, \"page\": \"/p/%d\"}}"
                .formatted(i, user, time(i), i, i % 1_000);
        for (int times = i % TWICE == 0 ? 2 : 1; times > 0; times--) {
          ProducerRecord<byte[], byte[]> record =
              new ProducerRecord<>(TOPIC, utf8(user), utf8(message));
          record.headers().add("tributary-source", utf8(source));
          producer.send(
              record,
              (place, failure) -> {
                if (failure != null) {
                  failed.set(failure);
                }
              });
        }
      }
    }
  }

  private static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private void report(double importSeconds, double streamSeconds) throws Exception {
    String found =
        database
            .column(
                """
                SELECT count(*) || ' ' || count(DISTINCT e.properties->>'n')
                FROM event e JOIN profile p USING (profile_id) JOIN source s ON s.source_id = p.source_id WHERE s.name = 'stream'
                """)
            .get(0);
    double ratio = importSeconds / streamSeconds;
    long heap = application.peakHeapMiB();
    result.put("events", events);
    result.put("importSeconds", importSeconds);
    result.put("topicSeconds", streamSeconds);
    result.put("importPerSecond", Math.round(events / importSeconds));
    result.put("topicPerSecond", Math.round(events / streamSeconds));
    result.put("ratio", ratio);
    result.put("stored", Long.parseLong(found.split(" ")[0]));
    result.put("different", Long.parseLong(found.split(" ")[1]));
    result.put("peakHeapMiB", heap);
    System.out.printf(
        Locale.ROOT,
        "topic ÷ import: %.2f of its rate, the broker's absence included; stored and different: %s; peak heap %s MiB%n",
        ratio,
        found,
        heap);
    result.hold(
        found.equals(events + " " + events),
        "stored and different are %s; each of %d events has to be there once",
        found,
        events);
  }

  private static void check(boolean holds, String what) {
    if (!holds) {
      throw new IllegalStateException(what);
    }
  }
}
