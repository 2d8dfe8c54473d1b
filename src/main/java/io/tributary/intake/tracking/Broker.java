package io.tributary.intake.tracking;

import io.smallrye.common.annotation.Identifier;
import io.smallrye.mutiny.Uni;
import io.tributary.platform.Faults;
import io.vertx.core.VertxException;
import jakarta.annotation.PreDestroy;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/**
 * Writes to Kafka: acknowledged by every replica in sync, or failed within {@link #PATIENCE}.
 *
 * <p>A producer blocks its caller while it does not know the topic or its memory is full, so a
 * thread of its own calls it. What waits is bounded: a call that finds too much waiting is turned
 * away at once.
 */
@ApplicationScoped
class Broker {
  /** How long an acknowledgement may take. */
  static final Duration PATIENCE = Duration.ofSeconds(5);

  private static final int MOST_CALLS_WAITING = 1_000;
  private static final long MOST_BYTES_WAITING = 32L * 1024 * 1024;

  private final Map<String, Object> settings;
  private final AtomicLong waiting = new AtomicLong();
  private ExecutorService thread;
  private KafkaProducer<byte[], byte[]> producer;

  /**
   * A broker that nothing is asked of yet.
   *
   * @param kafka every setting that begins with {@code kafka.}, without that
   */
  Broker(
      @Identifier("default-kafka-broker") Map<String, Object> kafka,
      @ConfigProperty(name = "quarkus.application.name") String name) {
    this.settings = new HashMap<>();
    kafka.forEach(
        (key, value) -> {
          if (ProducerConfig.configNames().contains(key)) {
            settings.put(key, value);
          }
        });
    settings.put(ProducerConfig.CLIENT_ID_CONFIG, name);
    settings.put(ProducerConfig.ACKS_CONFIG, "all");
    settings.put(ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG, true);
    settings.put(ProducerConfig.LINGER_MS_CONFIG, 5);
    settings.put(ProducerConfig.COMPRESSION_TYPE_CONFIG, "lz4");
    settings.put(ProducerConfig.MAX_BLOCK_MS_CONFIG, 2_000);
    settings.put(ProducerConfig.REQUEST_TIMEOUT_MS_CONFIG, 3_000);
    settings.put(ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG, (int) PATIENCE.toMillis() - 500);
  }

  /**
   * Writes records. Fails with a {@link VertxException} when one of them was not acknowledged in
   * time; then any of them may be there all the same.
   */
  Uni<Void> write(List<ProducerRecord<byte[], byte[]>> records) {
    return Uni.createFrom()
        .deferred(() -> Uni.createFrom().completionStage(begin(records)))
        .ifNoItem()
        .after(PATIENCE)
        .failWith(() -> new VertxException("the broker does not answer", true));
  }

  private CompletableFuture<Void> begin(List<ProducerRecord<byte[], byte[]>> records) {
    long bytes = records.stream().mapToLong(Broker::size).sum();
    if (waiting.addAndGet(bytes) > MOST_BYTES_WAITING) {
      waiting.addAndGet(-bytes);
      return CompletableFuture.failedFuture(busy());
    }
    CompletableFuture<Void> written = new CompletableFuture<>();
    written.whenComplete((nothing, failure) -> waiting.addAndGet(-bytes));
    // whoever has been answered waits no longer, and what was not sent yet never is
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    try {
      thread().execute(() -> send(records, deadline, written));
    } catch (RejectedExecutionException e) {
      written.completeExceptionally(busy());
    }
    return written;
  }

  private void send(
      List<ProducerRecord<byte[], byte[]>> records,
      long deadline,
      CompletableFuture<Void> written) {
    try {
      AtomicLong left = new AtomicLong(records.size());
      for (ProducerRecord<byte[], byte[]> record : records) {
        if (System.nanoTime() > deadline || written.isCompletedExceptionally()) {
          written.completeExceptionally(new VertxException("the broker is slow", true));
          return;
        }
        producer()
            .send(
                record,
                (place, failure) -> {
                  if (failure != null) {
                    written.completeExceptionally(away(failure));
                  } else if (left.decrementAndGet() == 0) {
                    written.complete(null);
                  }
                });
      }
      if (records.isEmpty()) {
        written.complete(null);
      }
    } catch (RuntimeException failure) {
      written.completeExceptionally(away(failure));
    }
  }

  private static long size(ProducerRecord<byte[], byte[]> record) {
    return 500L + (record.value() == null ? 0 : record.value().length);
  }

  private static VertxException busy() {
    return new VertxException("too much waits for the broker", true);
  }

  private static VertxException away(Throwable failure) {
    return new VertxException("the broker: " + Faults.kind(failure), true);
  }

  private synchronized ExecutorService thread() {
    if (thread == null) {
      thread =
          new ThreadPoolExecutor(
              1,
              1,
              0,
              TimeUnit.SECONDS,
              new ArrayBlockingQueue<>(MOST_CALLS_WAITING),
              task -> new Thread(task, "to-kafka"));
    }
    return thread;
  }

  private synchronized KafkaProducer<byte[], byte[]> producer() {
    if (producer == null) {
      producer =
          new KafkaProducer<>(settings, new ByteArraySerializer(), new ByteArraySerializer());
    }
    return producer;
  }

  @PreDestroy
  synchronized void close() {
    if (thread != null) {
      thread.shutdown();
    }
    if (producer != null) {
      producer.close(PATIENCE);
    }
  }
}
