package io.tributary.intake.tracking;

import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.runtime.StartupEvent;
import io.smallrye.mutiny.Uni;
import io.tributary.platform.tracing.Traces;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.Executor;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/**
 * The way of the tracking API's messages to the topic, where the setting {@code
 * tributary.intake.to=kafka} opens it: read, measured and stamped at the door, written to the
 * database by whichever replica takes them from the topic. Refused ones go the same way to where
 * refused messages are kept.
 */
@ApplicationScoped
class TopicDoor {
  private static final String KAFKA = "kafka";
  private static final String DATABASE = "database";

  private final Broker broker;
  private final MeterRegistry meters;
  private final Traces traces;
  private final String to;
  private final boolean hasKafka;
  private final String topic;

  TopicDoor(
      Broker broker,
      MeterRegistry meters,
      Traces traces,
      @ConfigProperty(name = "tributary.intake.to") String to,
      @ConfigProperty(name = "tributary.kafka.enabled") boolean hasKafka,
      @ConfigProperty(name = "tributary.kafka.topic") String topic) {
    this.broker = broker;
    this.meters = meters;
    this.traces = traces;
    this.to = to;
    this.hasKafka = hasKafka;
    this.topic = topic;
  }

  void start(@Observes StartupEvent event) {
    if (!to.equals(DATABASE) && !(to.equals(KAFKA) && hasKafka)) {
      throw new IllegalStateException(
          "tributary.intake.to is database, or kafka where tributary.kafka.enabled is true; it is "
              + to);
    }
  }

  /** Whether messages go this way. */
  boolean isOpen() {
    return to.equals(KAFKA);
  }

  /** Writes a call's messages; completes when the broker has all of them. */
  Uni<Taken> write(Call call, List<Reading> readings) {
    List<ProducerRecord<byte[], byte[]>> records =
        readings.stream().map(reading -> TopicRecord.of(topic, call, reading)).toList();
    for (ProducerRecord<byte[], byte[]> record : records) {
      traces.send(
          (name, value) -> record.headers().add(name, value.getBytes(StandardCharsets.UTF_8)));
    }
    return broker
        .write(records)
        .emitOn(onContext())
        .map(nothing -> Taken.of(readings))
        .invoke(
            taken ->
                meters
                    .counter(Tracking.MESSAGES, "outcome", "forwarded")
                    .increment(readings.size()));
  }

  /** Back from the producer's thread to the call's own. */
  private static Executor onContext() {
    Context context = Vertx.currentContext();
    return context == null ? Runnable::run : task -> context.runOnContext(nothing -> task.run());
  }
}
