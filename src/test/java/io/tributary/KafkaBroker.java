package io.tributary;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;

/** A Kafka broker that is its own controller, in a process of its own, so that it can be killed. */
public final class KafkaBroker implements AutoCloseable {
  private static final long START_LIMIT_SECONDS = 90;

  private final Path folder;
  private final int port;
  private Process process;

  private KafkaBroker(Path folder, int port) {
    this.folder = folder;
    this.port = port;
  }

  /** Starts one on an empty folder, with topics of four partitions. */
  public static KafkaBroker start(Path folder) throws IOException {
    KafkaBroker broker = new KafkaBroker(folder, freePort());
    int controller = freePort();
    Path data = Files.createDirectories(folder.resolve("data"));
    Files.writeString(
        folder.resolve("server.properties"),
        """
        process.roles=broker,controller
        node.id=1
        controller.quorum.voters=1@localhost:%2$d
        controller.listener.names=CONTROLLER
        listeners=PLAINTEXT://localhost:%1$d,CONTROLLER://localhost:%2$d
        advertised.listeners=PLAINTEXT://localhost:%1$d
        listener.security.protocol.map=PLAINTEXT:PLAINTEXT,CONTROLLER:PLAINTEXT
        log.dirs=%3$s
        num.partitions=4
        offsets.topic.num.partitions=1
        offsets.topic.replication.factor=1
        transaction.state.log.replication.factor=1
        transaction.state.log.min.isr=1
        group.initial.rebalance.delay.ms=0
        broker.session.timeout.ms=2000
        broker.heartbeat.interval.ms=500
        """
            .formatted(broker.port, controller, data.toAbsolutePath()));
    // what kafka-storage format writes
    Files.writeString(
        data.resolve("meta.properties"),
        """
        version=1
        cluster.id=MkU3OEVBNTcwNTJENDM2Qk
        node.id=1
        directory.id=MkU3OEVBNTcwNTJENDM2Qg
        """);
    broker.start();
    return broker;
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0)) {
      return socket.getLocalPort();
    }
  }

  /** Starts it again, on what it has; returns when it answers. */
  public void start() {
    try {
      process =
          new ProcessBuilder(
                  ProcessHandle.current().info().command().orElse("java"),
                  "-Xmx384m",
                  "-XX:TieredStopAtLevel=1",
                  "-XX:+UseSerialGC",
                  "-Djava.util.logging.manager=org.jboss.logmanager.LogManager",
                  "-cp",
                  System.getProperty("java.class.path"),
                  "kafka.Kafka",
                  folder.resolve("server.properties").toString())
              .redirectErrorStream(true)
              .redirectOutput(
                  ProcessBuilder.Redirect.appendTo(folder.resolve("broker.log").toFile()))
              .start();
      long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(START_LIMIT_SECONDS);
      while (!answers()) {
        if (!process.isAlive() || System.nanoTime() > end) {
          throw new IOException("no broker: " + Files.readString(folder.resolve("broker.log")));
        }
        LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(20));
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private boolean answers() {
    try (Socket socket = new Socket("localhost", port)) {
      return socket.isConnected();
    } catch (IOException e) {
      return false;
    }
  }

  /** Kills it, as a machine does that is switched off. */
  public void kill() throws InterruptedException {
    process.destroyForcibly().waitFor();
  }

  /** Where it is, as {@code kafka.bootstrap.servers} says it. */
  public String address() {
    return "localhost:" + port;
  }

  /** Makes topics. */
  public void topics(int partitions, String... names) throws Exception {
    try (Admin admin = admin()) {
      admin
          .createTopics(
              List.of(names).stream()
                  .map(name -> new NewTopic(name, partitions, (short) 1))
                  .toList())
          .all()
          .get();
    }
  }

  /** How many records of a topic a group has committed. */
  public long committed(String group, String topic)
      throws ExecutionException, InterruptedException {
    try (Admin admin = admin()) {
      Map<TopicPartition, OffsetAndMetadata> offsets =
          admin.listConsumerGroupOffsets(group).partitionsToOffsetAndMetadata().get();
      return offsets.entrySet().stream()
          .filter(each -> each.getKey().topic().equals(topic) && each.getValue() != null)
          .mapToLong(each -> each.getValue().offset())
          .sum();
    }
  }

  private Admin admin() {
    return Admin.create(Map.of("bootstrap.servers", address()));
  }

  @Override
  public void close() throws IOException {
    try {
      kill();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
