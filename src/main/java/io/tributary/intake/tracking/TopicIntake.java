package io.tributary.intake.tracking;

import io.micrometer.core.instrument.MeterRegistry;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.TimeoutException;
import io.smallrye.mutiny.Uni;
import io.tributary.identity.Source;
import io.tributary.identity.Sources;
import io.tributary.platform.Faults;
import io.tributary.platform.Ids;
import io.tributary.platform.tracing.Traces;
import io.vertx.core.VertxException;
import jakarta.enterprise.context.ApplicationScoped;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Supplier;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.eclipse.microprofile.reactive.messaging.Incoming;
import org.jboss.logging.Logger;

/**
 * Takes messages from the topic, a poll at a time, by the same code as the tracking API.
 *
 * <p>A poll's offsets are committed after its messages are in the database, and the next poll waits
 * for that: a slow database pauses the partitions, an absent one is tried again without end. What
 * is polled again, after a crash or a rebalance, is known by its message's id. What cannot be taken
 * goes to the dead-letter topic with its reason, so that no record holds up those behind it.
 */
@ApplicationScoped
class TopicIntake {
  private static final Logger LOG = Logger.getLogger(TopicIntake.class);

  /** How many records were taken or were written to the dead-letter topic, by outcome. */
  static final String RECORDS = "tributary.kafka.records";

  /** The header of a dead letter that says what is wrong with it. */
  static final String REASON = "tributary-reason";

  /** The header of a dead letter that says where it was: topic, partition and offset. */
  static final String PLACE = "tributary-place";

  /** A value that is longer is cut: a dead letter that no broker takes would hold up the rest. */
  static final int LARGEST_DEAD_LETTER = 512 * 1024;

  private static final int LARGEST_HEADERS = 64 * 1024;

  private static final Duration FIRST_WAIT = Duration.ofMillis(200);
  private static final Duration LONGEST_WAIT = Duration.ofSeconds(5);

  private final Sources sources;
  private final Tracking tracking;
  private final Broker broker;
  private final Clock clock;
  private final MeterRegistry meters;
  private final Traces traces;
  private final String deadLetters;

  TopicIntake(
      Sources sources,
      Tracking tracking,
      Broker broker,
      Clock clock,
      MeterRegistry meters,
      Traces traces,
      @ConfigProperty(name = "tributary.kafka.dead-letters") String deadLetters) {
    this.sources = sources;
    this.tracking = tracking;
    this.broker = broker;
    this.clock = clock;
    this.meters = meters;
    this.traces = traces;
    this.deadLetters = deadLetters;
  }

  /** A record and what was read beside its message. */
  private record Letter(ConsumerRecord<byte[], byte[]> record, TopicRecord told) {}

  /** A letter's message. */
  private record Opened(Letter letter, Reading reading) {}

  /** Takes a poll; completes when all of it is committed or is a dead letter. */
  @Incoming("messages")
  Uni<Void> take(ConsumerRecords<byte[], byte[]> records) {
    List<Map<String, String>> headers = traces.areOn() ? headers(records) : List.of();
    return traces.received("process messages", headers, () -> new Poll(records).take());
  }

  private static List<Map<String, String>> headers(ConsumerRecords<byte[], byte[]> records) {
    List<Map<String, String>> all = new ArrayList<>(records.count());
    for (ConsumerRecord<byte[], byte[]> record : records) {
      Map<String, String> headers = new HashMap<>();
      for (Header header : record.headers()) {
        if (header.value() != null) {
          headers.put(header.key(), new String(header.value(), StandardCharsets.UTF_8));
        }
      }
      all.add(headers);
    }
    return all;
  }

  /** One poll on its way. */
  private final class Poll {
    private final int size;
    private final Map<UUID, List<Letter>> letters = new LinkedHashMap<>();
    private final List<ProducerRecord<byte[], byte[]>> dead = new ArrayList<>();

    Poll(ConsumerRecords<byte[], byte[]> records) {
      size = records.count();
      Instant now = clock.instant();
      for (ConsumerRecord<byte[], byte[]> record : records) {
        try {
          TopicRecord told = TopicRecord.of(record, now);
          letters
              .computeIfAbsent(told.sourceId(), id -> new ArrayList<>())
              .add(new Letter(record, told));
        } catch (Refused e) {
          giveUp(record, e.getMessage());
        } catch (RuntimeException bug) {
          giveUp(record, broken(bug));
        }
      }
    }

    Uni<Void> take() {
      return untilDone("looking up sources", () -> sources.byIds(letters.keySet()))
          .chain(this::takeAll)
          .chain(this::bury)
          .invoke(() -> count(size - dead.size(), dead.size()));
    }

    private Uni<Void> takeAll(Map<UUID, Source> known) {
      return Multi.createFrom()
          .iterable(letters.entrySet())
          .onItem()
          .transformToUniAndConcatenate(
              each -> takeLetters(Optional.ofNullable(known.get(each.getKey())), each.getValue()))
          .onItem()
          .ignoreAsUni();
    }

    private Uni<Void> takeLetters(Optional<Source> source, List<Letter> all) {
      if (source.isEmpty()) {
        all.forEach(letter -> giveUp(letter.record(), "there is no source of this id"));
        return Uni.createFrom().voidItem();
      }
      return takePart(source.get(), open(source.get(), all));
    }

    /** Reading never throws; should it all the same, that record alone is set aside. */
    private List<Opened> open(Source source, List<Letter> all) {
      List<Opened> opened = new ArrayList<>(all.size());
      for (Letter letter : all) {
        try {
          opened.add(new Opened(letter, letter.told().reading(source)));
        } catch (RuntimeException bug) {
          giveUp(letter.record(), broken(bug));
        }
      }
      return opened;
    }

    private Uni<Void> takePart(Source source, List<Opened> part) {
      if (part.isEmpty()) {
        return Uni.createFrom().voidItem();
      }
      List<Reading> readings = part.stream().map(Opened::reading).toList();
      Instant receivedAt = part.get(part.size() - 1).letter().told().receivedAt();
      return untilDone(
          "taking messages in",
          () ->
              tracking
                  .take(source, readings, receivedAt)
                  .invoke(taken -> taken.rejected().forEach(one -> refuse(part, one)))
                  .replaceWithVoid()
                  .onFailure(TopicIntake::isBug)
                  .recoverWithUni(bug -> setAside(source, part, bug)));
    }

    /** What the door refused has been answered there; a producer of others looks for them here. */
    private void refuse(List<Opened> part, Taken.Rejection rejection) {
      Letter letter = part.get(rejection.index()).letter();
      if (letter.told().refusal() == null) {
        giveUp(letter.record(), rejection.reason());
      }
    }

    /**
     * A fault of our code that some message brings about: the halves are taken apart from each
     * other until it stands alone. It is given up only while the database answers, since a database
     * that goes away has many ways to say so.
     */
    private Uni<Void> setAside(Source source, List<Opened> part, Throwable bug) {
      if (part.size() > 1) {
        int middle = part.size() / 2;
        return takePart(source, part.subList(0, middle))
            .chain(() -> takePart(source, part.subList(middle, part.size())));
      }
      return sources
          .byId(source.uuid())
          .invoke(answered -> giveUp(part.get(0).letter().record(), broken(bug)))
          .replaceWithVoid();
    }

    private void giveUp(ConsumerRecord<byte[], byte[]> record, String reason) {
      dead.add(deadLetter(record, reason));
    }

    private Uni<Void> bury() {
      return dead.isEmpty()
          ? Uni.createFrom().voidItem()
          : untilDone("writing dead letters", () -> broker.write(dead));
    }
  }

  private ProducerRecord<byte[], byte[]> deadLetter(
      ConsumerRecord<byte[], byte[]> record, String reason) {
    Headers headers = new RecordHeaders();
    if (size(record.headers()) <= LARGEST_HEADERS) {
      record.headers().forEach(headers::add);
    }
    headers.add(REASON, reason.getBytes(StandardCharsets.UTF_8));
    String place = "%s-%d@%d".formatted(record.topic(), record.partition(), record.offset());
    headers.add(PLACE, place.getBytes(StandardCharsets.UTF_8));
    byte[] value = record.value();
    boolean fits = value == null || value.length <= LARGEST_DEAD_LETTER;
    return new ProducerRecord<>(
        deadLetters,
        null,
        record.key(),
        fits ? value : Arrays.copyOf(value, LARGEST_DEAD_LETTER),
        headers);
  }

  private static int size(Headers headers) {
    int size = 0;
    for (Header header : headers) {
      size += header.key().length() + (header.value() == null ? 0 : header.value().length);
    }
    return size;
  }

  private static boolean isBug(Throwable failure) {
    return failure instanceof RuntimeException
        && !(failure instanceof VertxException)
        && !(failure instanceof TimeoutException);
  }

  private static String broken(Throwable bug) {
    String reference = Ids.next().toString();
    LOG.errorf(bug, "a record cannot be taken, reference %s", reference);
    return "it cannot be taken, by a fault of ours (reference " + reference + ")";
  }

  /** Tries again, ever more seldom, until it succeeds: nothing is skipped. */
  private static <T> Uni<T> untilDone(String what, Supplier<Uni<T>> step) {
    return Uni.createFrom()
        .<T>deferred(step::get)
        .onFailure()
        .invoke(failure -> LOG.warnf("%s waits: %s", what, Faults.kind(failure)))
        .onFailure()
        .retry()
        .withBackOff(FIRST_WAIT, LONGEST_WAIT)
        .indefinitely();
  }

  private void count(int taken, int dead) {
    meters.counter(RECORDS, "outcome", "taken").increment(taken);
    meters.counter(RECORDS, "outcome", "dead").increment(dead);
  }
}
